"""Whether an aside, what is said beside an answer in brackets or behind a comma, leaves it as it is.

"E harmonic minor (with its raised seventh)" says the same twice, "E minor (with a raised seventh)" says more.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from ssmr_bench.theory.chord import Harmony
from ssmr_bench.theory.interval import Interval, ordinal
from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.pitch import LETTERS, NoteName, Pitch
from ssmr_bench.theory.scale import Scale
from ssmr_bench.theory.wording import interval, notes, scale
from ssmr_bench.theory.wording.characters import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ALTERED = " altered "
"""Stands in an aside for what contradicts the answer."""
_KINDS = (
    r"(?:(?i:harmonic|melodic|natural)[ -])?(?i:major|minor|augmented|diminished|ionian|dorian|phrygian|lydian"
    r"|mixolydian|aeolian|locrian)(?![A-Za-z])"
)
_NAMED = r"(?<![A-Za-z])[A-G](?:[ -]?(?i:double[ -])?(?i:sharp|flat|natural)|#{1,2}|♭{1,2}|b{1,2}|x)?"
_NOTE = re.compile(rf"{_NAMED}\d?(?![A-Za-z0-9])")
_KEY = re.compile(rf"(?:\b(?i:in|of|from|to|key|scale) )?{_NAMED}[ -]{_KINDS}")
_KEY_ELSEWHERE = re.compile(rf"\b(?i:in|of|from)(?i: the)?(?i: key| scale)?(?i: of)? {_NAMED}[ -]{_KINDS}")
_NUMBERS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "leading": 7}
_DEGREE = rf"(?:{'|'.join(_NUMBERS)}|[2-7](?:nd|rd|th)?)"
_DEGREES = re.compile(
    r"(?:(?P<up>raised|sharp(?:ed|ened)?|#)|(?P<down>lowered|flat(?:ted|tened)?|[b♭])) ?"
    rf"(?P<which>{_DEGREE}(?:(?:,| and|, and| &) {_DEGREE})*)(?: (?:scale )?(?:degrees?|tone|note|step))?(?![A-Za-z])",
    re.IGNORECASE,
)
_INTERVAL = re.compile(
    r"\b(?:(?:doubly|triply)[ -])?(?:perfect|major|minor|augmented|diminished|maj\.?|min\.?|aug\.?|dim\.?)[ -]"
    r"(?:unison|second|third|fourth|fifth|sixth|seventh|octave|ninth|tenth|eleventh|twelfth|\d{1,2}(?:nd|rd|th))"
    r"(?!s? chord)s?\b|(?<![A-Za-z])(?-i:[PMmAd])\d{1,2}\b",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"\b(?:no|one|two|three|four|five|six|seven|\d{1,2}) (?:sharps?|flats?)\b(?: (?:or|and) (?:sharps|flats))?"
    r"|\b(?:sub)?dominant(?= of| in)|\b(?:any|whatever|every|the same) octave"
    r"|\bin (?:an|one) octave|\b(?:less|smaller) than an octave",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    rf"(?:{_NAMED}[ -]{_KINDS}[^,;]*)?\b(?:(?:relative|parallel) (?:major|minor|of|to|key)|enharmonic\w*|equivalent"
    r"|not)\b.*",
)
"""What it is not, or is only like."""
_MORE = re.compile(
    r"\b(?:altered|harmoni(?:c|que|ca|co)|melodi(?:c|que|ca|co)|natur(?:al|el|elle|ale)|ionian|dorian|phrygian|lydian"
    r"|mixolydian|aeolian|locrian|maj(?:or|eur)?|min(?:or|eur|ore)?|augment\w*|aug|half-dim\w*|diminu?i?s?h?\w*|dim"
    r"|perfect|dominant|raised|lowered|sharp\w*|flat\w*|pentatonic|blues|whole[- ]tone scale|chromatic|octatonic"
    r"|hungarian|gypsy|bebop|doubl[ey]|tripl[ey]|compound|octaves?|8v[ea]|sus\d?|suspended|add\d{0,2}|added|omit\w*|cut"
    r"|descending|inverted|moll|dur|bemol\w*|dies\w+)\b"
    r"|(?<![\w/])(?:[#♭b]|maj|min|dim|aug|no|[mM])\d{1,2}\b"
    r"|^\W*whole[- ]tone\W*$",
    re.IGNORECASE,
)
"""What changes a note, an interval, a chord, a scale or a meter."""
_LONE = re.compile(r"\W*(?:\d{1,2}(?:st|nd|rd|th)?|[#♭♮b+°øΔ]{1,2})\W*")
"""A figure or a sign alone, as behind a chord."""
_ORDINAL = re.compile(rf"(?:an? )?(?:{'|'.join(ordinal(number) for number in range(1, 16))})", re.IGNORECASE)
_SEVENTHS = re.compile(r"\b(?:sixth|seventh|ninth|6th|7th|9th)\b(?! (?:scale )?degree)", re.IGNORECASE)
_IN_LINE = re.compile(
    r"\b(?:altered|sharps?|flats?|raised|lowered|reversed?|backwards|repeat\w*|twice|octaves?|8v[ea]|bemol\w*|dies\w+)\b"
    r"|#|♭|♮|[x\u00d7] ?\d",
    re.IGNORECASE,
)
"""What changes a line of notes."""
_INVERTED = re.compile(r"\binver(?:sion|ted)\b", re.IGNORECASE)
_INVERSION = re.compile(
    r"\b(?:root position|(?:(?:first|second|1st|2nd) )?inversion|inverted|(?:1st|2nd) inv)\b", re.IGNORECASE
)


def silent(found: object, aside: str) -> bool:
    """Whether an aside leaves an answer as it is.

    Args:
        found: what the answer was read as; anything but a note, an interval, a chord, a scale or a meter is a line.
        aside: as it stands, without the brackets or the comma.
    """
    said = _HARMLESS.sub("", plain(aside))
    if _LONE.fullmatch(said) and not (isinstance(found, Interval) and re.sub(r"\D", "", said) == str(found.number)):
        return False
    if isinstance(found, (NoteName, Pitch)):
        said = _beside_note(found, _COMPARED.sub("", said))
    elif isinstance(found, Interval):
        said = _beside_interval(found, _COMPARED.sub("", said))
    elif isinstance(found, Harmony):
        said = _beside_chord(found, _COMPARED.sub("", said))
    elif isinstance(found, Scale):
        said = _beside_scale(found, said)
    elif isinstance(found, Meter):
        said = _beside_meter(found, said)
    else:
        return not _IN_LINE.search(_beside_line(found, said))
    return not _MORE.search(said)


def _beside_note(found: NoteName | Pitch, said: str) -> str:
    said = _KEY.sub("", _DEGREES.sub("", _INTERVAL.sub("", said)))
    said = re.sub(rf"{_KINDS} (?:triad|chord|scale|key|mode|seventh|interval)", "", said)
    said = _NOTE.sub("", said)
    own = {-1: r"\b(?:lowered|flat)\b", 0: r"\bnatural\b", 1: r"\b(?:raised|sharp)\b"}.get(found.alteration)
    return re.sub(own, "", said, flags=re.IGNORECASE) if own else said


def _beside_interval(found: Interval, said: str) -> str:
    simple = Interval(found.steps - 7, found.semitones - 12)
    same = {found, simple} if found.steps > 7 else {found}
    if _ORDINAL.fullmatch(said) and ordinal(found.number) not in said.lower():
        return _ALTERED
    if _INVERTED.search(said) and _INTERVAL.search(said):
        same |= {Interval(7 - found.steps, 12 - found.semitones)}
        said = _INVERTED.sub("", said)
    said = re.sub(rf"\bthan (?:an? )?(?:{_INTERVAL.pattern})", "", said, flags=re.IGNORECASE)
    said = _only(_INTERVAL, lambda text: interval(text) in same, said)
    if found.steps > 7 and not re.match(r"plus|and|\+", said):
        said = re.sub(r"\b(?:(?:an|one) )?octave\b|\bcompound\b", "", said, flags=re.IGNORECASE)
    said = re.sub(
        rf"\b(?:{found.quality}|(?:a|de)scending|harmonic|melodic)\b|^{found.number}(?:st|nd|rd|th)?$",
        "",
        said,
        flags=re.I,
    )
    return _NOTE.sub("", _KEY_ELSEWHERE.sub("", said))


def _beside_chord(found: Harmony, said: str) -> str:
    if (listed := notes(said)) and not set(listed) <= set(found.members):
        return _ALTERED
    between = _intervals(found.members)
    said = _only(_INTERVAL, lambda text: interval(text.removesuffix("s")) in between, said)
    said = _NOTE.sub("", _KEY_ELSEWHERE.sub("", _INVERSION.sub("", said)))
    return _SEVENTHS.sub(_ALTERED, re.sub(rf"\b{found.quality}\b", "", said))


def _beside_scale(found: Scale, said: str) -> str:
    own = frozenset(found.ascending)
    raised, lowered = _altered(found)

    def agrees(match: re.Match[str]) -> str:
        which = {_NUMBERS.get(word, word[0]) for word in re.findall(_DEGREE, match["which"].lower())}
        return "" if {int(number) for number in which} <= (raised if match["up"] else lowered) else _ALTERED

    said = _DEGREES.sub(agrees, _same_scales(own, _from_minor(found, said)))
    between = _intervals(found.ascending)
    said = _only(_INTERVAL, lambda text: interval(text.removesuffix("s")) in between, said)
    names = {text for name in own for text in (str(name), name.spoken.lower(), name.full.lower())}
    said = _only(_NOTE, lambda text: len(text) == 1 or _spelled(text) in names, said)
    known = [*_names_of(found), *(("raised", "sharpened") if raised else ())]
    known += ["descending"] if found.kind != "melodic minor" else []
    return re.sub(rf"\b(?:{'|'.join(known)})\b", "", said, flags=re.IGNORECASE)


def _from_minor(found: Scale, said: str) -> str:
    """The aside without the minor scale in "E minor with a raised seventh": its degrees remain."""
    natural = Scale(found.tonic, "natural minor")
    return re.sub(
        rf"({_NAMED}[ -]{_KINDS})(?: scale)? with (?:an? |the |its )?(?=(?i:{_DEGREES.pattern}))",
        lambda match: "" if scale(match[1]) == natural else match[0],
        said,
    )


def _same_scales(own: frozenset[NoteName], said: str) -> str:
    """The aside without the scales that have the same notes."""

    def same(text: str) -> bool:
        other = scale(re.sub(r"^(?:in|of|from|to|key|scale) ", "", text, flags=re.IGNORECASE))
        return other is not None and frozenset(other.ascending) == own

    said = re.sub(r"\b(?:relative|parallel) (?:major|minor)\b|\benharmonic\w*.*|\bnot\b.*", "", said)
    return _only(_KEY, same, said)


def _names_of(found: Scale) -> tuple[str, ...]:
    return (*found.kind.split(), *{"major": ("ionian",), "natural minor": ("aeolian",)}.get(found.kind, ()))


def _spelled(text: str) -> str:
    signed = text.rstrip("0123456789").replace("♭", "b")
    return signed.lower().replace(" ", "-") if len(signed) > 3 else signed


def _altered(found: Scale) -> tuple[set[int], set[int]]:
    """The degrees above those of the major or minor scale of that name, and those below the major scale's."""
    major, minor = Scale(found.tonic, "major").ascending, Scale(found.tonic, "natural minor").ascending
    base = major if found.ascending[2] == major[2] else minor
    degrees = list(zip(range(1, 8), found.ascending, base, major, strict=False))
    return (
        {number for number, own, usual, _ in degrees if own.alteration > usual.alteration},
        {number for number, own, _, usual in degrees if own.alteration < usual.alteration},
    )


def _beside_meter(found: Meter, said: str) -> str:
    said = re.sub(r"\b(?:simple|compound|duple|double|triple|quadruple)\b", "", said, flags=re.IGNORECASE)
    sign = {"4/4": r"^$", "2/2": r"\bcut\b"}.get(str(found))
    said = re.sub(sign, "", said, flags=re.IGNORECASE) if sign else said
    others = set(re.findall(r"\d{1,2}/\d{1,2}", said)) - {str(found)}
    if others and re.search(r"\b(?:or|sometimes|could|maybe|also|either|possibly|i\.e)\b", said, re.IGNORECASE):
        return _ALTERED
    common = str(found) != "4/4" and re.search(r"\bcommon (?:time|met)", said, re.IGNORECASE)
    breve = str(found) != "2/2" and re.search(r"\balla breve\b", said, re.IGNORECASE)
    return _ALTERED if common or breve else said


def _beside_line(found: object, said: str) -> str:
    """Of a line of names the signs that it has; the name of a key, whatever its line."""
    said = _KEY.sub("", said)
    own = {str(name) for name in found} if isinstance(found, tuple) else set()
    own |= {name.spoken.lower() for name in found if isinstance(name, NoteName)} if isinstance(found, tuple) else set()
    return _only(_NOTE, lambda text: len(text) == 1 or _spelled(text) in own, said)


def _intervals(names: Sequence[NoteName]) -> set[Interval]:
    """The intervals between names that go up."""
    stack: list[Pitch] = []
    octave = 4
    for name in names:
        if stack and LETTERS.index(name.letter) <= LETTERS.index(stack[-1].letter):
            octave += 1
        stack.append(Pitch(name.letter, name.alteration, octave))
    return {Interval.between(low, high) for low, high in combinations(stack, 2)}


def _only(what: re.Pattern[str], agrees: Callable[[str], bool], said: str) -> str:
    """The text without what agrees, and with a mark for what doesn't."""
    return what.sub(lambda match: "" if agrees(match[0]) else _ALTERED, said)
