"""What a fragment of a model's answer chooses: a letter, a letter with its option's text, or an option's text alone.

A text behind a letter must not contradict it, and a letter that goes on as music does ("A minor", "C#", "B-flat", "a
third") is none.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.judging.contradiction import contradicted, normal

if TYPE_CHECKING:
    from collections.abc import Sequence

_ACCIDENTAL = re.compile(r"[\^_]?\s?\{?\s?\\(flat|sharp|natural)\b\s?\}?|\\text(flat|sharp|natural)\b")
_SIGNS = {"flat": "♭", "sharp": "♯", "natural": "♮"}
_FRACTION = re.compile(r"\\[dt]?frac\s?\{?\s?(\d(?:\d*(?=\s?\}))?)\s?\}?\s?\{?\s?(\d+)\s?\}?")
_COLOUR = re.compile(r"\\(?:text)?color\s?\{[^{}]{0,40}\}")
_LATEX = re.compile(
    r"\\(?:boxed|[A-Za-z]+)\s*(?=\{)|\\(?:bf|it|rm|sf|large|Large|displaystyle)\b|\\[()\[\]]|\\(?=[#_&%])"
)
_SPACE = re.compile(r"\\[,;!: ]|~|\s+")
_MARKUP = re.compile(
    r"[{}$*`\"“”„«»「」『』【】\u2018✓✔✅]|<\|[^|<>]{0,40}\|>|</?(?:s|b|i|p|em|strong|span|code|div|u|br)\b[^<>]{0,80}>"
)
_ENCLOSED = {
    0xFF08: "(", 0xFF09: ")", 0x2019: "'", 0x2044: "/", 0x2010: "-", 0x2011: "-", 0xFE0F: None,
    **{base + place: "ABCD"[place] for base in (0x1F150, 0x1F170) for place in range(4)},
}  # fmt: skip
"""What Unicode's own compatibility forms leave as it is, black letters in circles and squares among it."""
_QUOTED = re.compile(r"'([^']{1,200})'")
_EMPHASIS = re.compile(r"(?<![A-Za-z0-9_])(_{1,3})(?=[^\s_])(.*[^\s_])\1(?![A-Za-z0-9_])")
"""Underscores on both sides: before a note in ABC they are flats, so the closing ones stand before no letter."""
_STRUCK = re.compile(
    r"\\[xb]?(?:cancel|sout|st)\s?\{[^{}]{0,100}\}|~~[^~\n]{1,100}~~|<(s|del|strike)>[^<>]{0,100}</\1>"
)
"""What was written and then struck out."""
_LEAD = re.compile(
    r"(?:(?:so|thus|hence|therefore|因此|所以)[,:]?\s+)?"
    r"(?:(?:the\s+)?(?:correct\s+)?(?:final\s+)?(?:(?:option|choice|letter|answer)(?![A-Za-z])|[选選][项項])\s*(?:is\b)?\s*[:：]?\s*)?",
    re.IGNORECASE,
)
_COPULA = r"(?:\s?(?:です|だ|である|となります|입니다|이다|예요|项|項))?"
_LETTER = re.compile(rf"[|\s(\[]*([A-Da-d])[)\]]*{_COPULA}(?:[.,;!。\s]|(?<=\s)\|)*$")
_LED = re.compile(
    r"[(\[]*([A-D]|[a-d](?=[)\]]))(?:[)\]]+[.:,]?|[.:,;]|(?=\s[(\u2013\u2014-]))\s*[\u2013\u2014-]?\s*(.*)"
)
"""A letter with a mark behind it, and what follows."""
_TRAILED = re.compile(r"(.*?\S)[\s,:\u2013\u2014\u2192>-]{1,4}\(?(?:option |choice |answer )?\(?([A-D])\){0,2}\.?$")
_ARGUED = re.compile(r"[(\[]*([A-D])[)\]]*\s+(?:because|since|as|which|due|not|rather)\b")
_SPACED = re.compile(r"([A-D])\s+(.*)")
_BUT = re.compile(r"(?:not\s+\(?[A-D]\)?,?\s+but\s+|不是\s?[A-D]\s?[,]?\s?而是\s?)(.*)")
_CLAUSE = re.compile(r"[.,;(!。、]|\s[\u2013\u2014-]\s|\b(?:because|since|as|which)\b")
_NOTES = re.compile(r"(?:and |or |& )?\(?[A-G](?:[#b♯♭]|-\w+)?\)?(?:[,.;/)\]、]|\s+(?:and|or)\b|$)")
"""A further letter: the first was one of a list, of choices or of notes."""
_SPOKEN_OF = re.compile(r"\.\s[A-G](?:[#b♯♭]|-\w{1,9})?(?:,| and\b)[^.]{0,60}\b(?:is|are|forms?|makes?|spells?)\b")
"""Notes of which the next sentence speaks."""
_FURTHER = re.compile(r"\(?(?:or|and)\b[^.]{0,30}\b[A-D]\b")
"""The same, after some words: "or possibly C"."""
_BARE_A = re.compile(r"a[.,;:!]*")
"""After "the answer is", an article before a line break, for all one can know."""
_ARTICLE = re.compile(r"(?:an?|the)\s+", re.IGNORECASE)
_NOTE = re.compile(r"([A-G])[#b♯♭]?")
_NOTE_OF_ABC = re.compile(r"(?:\^\^?|__?|=)?[A-Ga-g](?:,+(?!\s+[A-Za-z]{2})|(?=['\d/]))[,'\d/]*(?=[\s.;:!)]|$)")
"""A note where the options are music: what could be a letter before a comma too."""
_BARE_OF_ABC = re.compile(r"[a-d][.!]?")
_LONE = re.compile(r"(?:\^\^?|__?|=)?[A-Ga-g][,']*[\d/]*")
_UNCHOSEN = re.compile(r"[EFG]")
"""A note whose name is no option's letter."""


@lru_cache(maxsize=16384)  # options come again and again
def plain(fragment: str) -> str:
    """A fragment without its LaTeX and Markdown, in one line."""
    said = unicodedata.normalize("NFKC", _STRUCK.sub("", fragment).translate(_ENCLOSED))
    said = _ACCIDENTAL.sub(lambda sign: _SIGNS[sign[1] or sign[2]], _FRACTION.sub(r"\1/\2", _COLOUR.sub("", said)))
    said = _MARKUP.sub("", _LATEX.sub("", said))
    said = _SPACE.sub(" ", said).strip(" \\\u200b\ufeff").lstrip("#>-•→⇒∴ ")
    return (
        _QUOTED.sub(r"\1", _EMPHASIS.sub(r"\2", said), count=1) if said.startswith("'") else _EMPHASIS.sub(r"\2", said)
    )


def letter_of(fragment: str, options: Sequence[str]) -> str | None:
    """The letter that a whole fragment stands for.

    >>> thirds = ["major third", "minor third", "tritone", "unison"]
    >>> [letter_of(text, thirds) for text in ("(b)", "B. minor third", "a minor third", "B. major third", "A or B")]
    ['B', 'B', 'B', None, None]
    """
    said = _without_lead(plain(fragment))
    if _BARE_A.fullmatch(said) and said != plain(fragment):
        return None
    if _music_in(options) and _NOTE_OF_ABC.match(said):
        return option_of(said, options)
    if _BARE_OF_ABC.fullmatch(said) and (named := option_of(said, options)):
        return named
    if alone := _LETTER.match(said):
        return _within(alone[1], options)
    if named := option_of(said, options):
        return named
    led = _LED.match(said) or _SPACED.match(said)
    own = led and option_of(led[2].strip("()"), options) == led[1].upper()
    return led[1].upper() if led and own else trailed(said, options)


def trailed(said: str, options: Sequence[str]) -> str | None:
    """The letter that follows its own option, as in "a minor third (B)".

    >>> trailed("a minor third (option B).", ["major third", "minor third"])
    'B'
    """
    found = _TRAILED.match(said)
    return found[2] if found and option_of(found[1], options) == found[2] else None


def letter_at_head(sentence: str, options: Sequence[str]) -> str | None:
    """The letter that a sentence begins with, or the option that its first clause is.

    >>> thirds = ["major third", "minor third", "tritone", "unison"]
    >>> letter_at_head("B - it is one semitone smaller than a major third.", thirds)
    'B'
    >>> letter_at_head("a minor third, not a major third", thirds)
    'B'
    >>> letter_at_head("one semitone smaller than a major third", thirds)
    """
    said = _without_lead(plain(sentence))
    if instead := _BUT.match(said):
        said = instead[1]
    if _BARE_A.fullmatch(said):
        return None
    if _music_in(options) and ("|]" in said or _NOTE_OF_ABC.match(said)):
        return _line_at_head(said, options)
    if whole := letter_of(said, options):
        return whole
    if led := _ARGUED.match(said) or _LED.match(said):
        return _within(led[1], options) if _stands(led, options) else None
    return letter_of(_CLAUSE.split(said, maxsplit=1)[0], options)


def _stands(led: re.Match[str], options: Sequence[str]) -> bool:
    """Whether a letter is not taken back by what follows it."""
    letter, rest = led[1].upper(), led.string[led.end(1) :]
    if contradicted(rest, letter, options):
        return False
    if led.re is _ARGUED or _SPOKEN_OF.match(rest):
        return True
    return not _contradicts(led[2], letter, options)


def option_of(fragment: str, options: Sequence[str]) -> str | None:
    """The letter of the one option whose text the fragment is, but for article, full stop and the spelling of a sharp.

    >>> option_of("F# minor", ["F-sharp minor triad", "F minor triad"])
    'A'
    >>> option_of("a minor triad", ["A minor triad", "F minor triad"])
    >>> option_of("_b,", ["_B,2 |]", "_b,2 |]"])
    'B'
    """
    said = fragment.strip().rstrip(".!").strip()
    if _music_in(options):
        found = [i for i, option in enumerate(options) if said and _music(plain(option)) == _music(said)]
    else:
        forms = {normal(_ARTICLE.sub("", said, count=1))}
        if not re.match(r"an?\s", said):
            forms.add(normal(said))
        if _UNCHOSEN.fullmatch(said):
            forms.add(f"{said.casefold()}-natural")
        found = [i for i, option in enumerate(options) if said and normal(plain(option)) in forms]
    return chr(ord("A") + found[0]) if len(found) == 1 else None


def marked(line: str) -> str | None:
    """The letter that marks a line, as in a list of the options, or that it consists of, as in one of notes."""
    said = plain(line)
    led = _LED.match(said) or _NOTE.fullmatch(said)
    return led[1].upper() if led else None


def _music(text: str) -> str:
    """One spelling of a line of ABC: without the bar line at its end, and a lone note without its length."""
    line = text.rstrip("|] ").strip()
    return line.rstrip("0123456789/") if _LONE.fullmatch(line) else line


def _contradicts(rest: str, letter: str, options: Sequence[str]) -> bool:
    """Whether what follows a letter takes it back: another option, a name that is no option, or a further letter."""
    clause = _CLAUSE.split(rest.lstrip("(["), maxsplit=1)[0].strip(" )]")
    if clause and letter in (option_of(clause, options), option_of(clause.rpartition(" is ")[2], options)):
        return False
    if _NOTES.match(rest) or _FURTHER.match(rest):
        return True
    if not clause:
        return False
    kinds = {normal(option).split()[-1] for option in options}
    return option_of(clause, options) is not None or (len(clause.split()) <= 4 and normal(clause).split()[-1] in kinds)


def _music_in(options: Sequence[str]) -> bool:
    return any("|" in option for option in options)


def _line_at_head(said: str, options: Sequence[str]) -> str | None:
    """The option in ABC that a sentence begins with, a letter before it or not."""
    line, bar, _ = said.partition("|]")
    if not bar:
        line = _NOTE_OF_ABC.match(said)[0]  # type: ignore[index]  # a note or a bar line is there
    return letter_of(f"{line}{bar}", options)


def _without_lead(said: str) -> str:
    return _LEAD.sub("", said, count=1)


def _within(letter: str, options: Sequence[str]) -> str | None:
    return letter.upper() if ord(letter.upper()) - ord("A") < len(options) else None
