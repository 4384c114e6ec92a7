"""Tells fields, music and prose of a text in ABC apart, line by line, and takes off what models put around them."""

from __future__ import annotations

import re
from enum import Enum, auto

_TYPOGRAPHY = str.maketrans(
    dict(zip("\u2018\u2019\u201c\u201d\uff5c\uff1a\u00a0", "''\"\"|: ", strict=True)) | {"\u200b": None, "\ufeff": None}
)
"""Curly quotes, wide signs and spaces, as word processors and some models write them."""
_BREAK = re.compile(r"\r\n?|\\r\\n|\\n")
_HEAD_IN_LINE = re.compile(r"^([^\n]{1,80}?)(?<![A-Za-z])(X: ?\d{1,6})[ \t]*$", re.MULTILINE)
"""A tune that begins behind some words: "Answer: X:1", or in a JSON string."""
_UNROLLED = re.compile(r"^X: ?\d{1,6}[ \t]+[A-Z]:")
_NEXT_FIELD = re.compile(r"[ \t]+(?=[TCMLQK]:)")
_MODE = r"(?:m|[Mm](?:in|aj|ix)[a-z]{0,10}|[Dd]or[a-z]{0,4}|[Pp]hr[a-z]{0,6}|[Ll](?:yd|oc)[a-z]{0,5})"
_KEY_AND_MUSIC = re.compile(rf"(K: ?[A-G][#b]?(?: ?{_MODE})?)[ \t]+(?=[^\n]*\|)(.*)")
_FIELD = re.compile(r"([A-Za-z+]):(?![|:])[ \t]*(.*)")
_COMMENT = re.compile(r"(?<!\\)%.*")
_QUOTE = re.compile(r"\A[ \t]*(?:> ?|[-*•+][ \t]+)*")
_STARS = r"(?:\*\*|__)?"
_LABEL = re.compile(
    rf"{_STARS}(?:(?:bars?|measures?|m\.|takt|line|phrase)[ \t]*#?\d{{1,3}}(?:[ \t]*[-\u2013][ \t]*\d{{1,3}})?{_STARS}"
    rf"[ \t]*[-:.)\u2013]?|\(?\d{{1,3}}(?:[.)]|:(?![|:]))){_STARS}:?[ \t]*{_STARS}(?=[ \t]|$|[|\^_=A-Ga-gz\[(\"!{{`])",
    re.IGNORECASE,
)
"""The number of a bar or of a line, before its music."""
_MUSIC = re.compile(
    r"""(?>\[[A-Za-z]:[^\]\n]{0,200}\]|"[^"\n]*"|![^!\n]+!|\+[^+\n]+\+|[uvTHLMOPRS](?=[\^_=~.]{0,3}[A-Ga-g\[{(])
    |[\^_=A-Ga-gxyzZX,'0-9/ \t|\[\]():<>.~{}&$\\`;-])++""",
    re.VERBOSE,
)
_BAR = re.compile(r"[|:\[\]. \t]*\|[|:\[\]. \t]*")
_LETTER = re.compile(r"\w")
_SOUND = re.compile(r"[A-Ga-gxzZX]")
_ASIDE = re.compile(r'"[^"\n]*"|![^!\n]+!|\[[A-Za-z]:[^\]\n]{0,200}\]')
_WORD = re.compile(r"[A-Za-z]{3,}")
_BARRED = re.compile(r"\||[A-Ga-g]\d")
_SUM = re.compile(r"=[ \t]*\d")
"""No accidental stands before a figure."""
_OF_NOTES = re.compile(r"[A-Ga-gxzZX]+")


class Kind(Enum):
    """What a line is."""

    BLANK = auto()
    """Nothing, a comment, a rule, a mark of code, or a label alone."""
    FIELD = auto()
    MUSIC = auto()
    BAR = auto()
    """A bar line on a line of its own."""
    BAD = auto()
    """Bars that are no ABC: they were meant as music, and are left to the reader to refuse."""
    PROSE = auto()


def plain(text: str) -> str:
    r"""A reply with line breaks where `\n` was written out, and with plain quotes and bar lines."""
    text = _BREAK.sub("\n", text).translate(_TYPOGRAPHY)
    return _HEAD_IN_LINE.sub(r"\1\n\2", text) if "X:" in text else text


def unrolled(line: str) -> list[str]:
    """A header that was written on one line, taken apart.

    >>> unrolled("X:1 T:A tune M:3/4 K:G major G2 B2 | d6 |")
    ['X:1', 'T:A tune', 'M:3/4', 'K:G major', 'G2 B2 | d6 |']
    """
    fields = _NEXT_FIELD.split(line) if _UNROLLED.match(line) else [line]
    if fields[-1].startswith("K:") and (rest := _KEY_AND_MUSIC.fullmatch(fields[-1])):
        fields[-1:] = [rest[1], rest[2]]
    return fields


def bare(line: str) -> tuple[str, bool]:
    """A line without comment, list mark, label and the marks of code, and whether it had a label.

    >>> bare("**Bar 3:** `c2 d2 |`"), bare("2. G4 |"), bare("(3abc d2 |")
    (('c2 d2 |', True), ('G4 |', True), ('(3abc d2 |', False))
    """
    said = _COMMENT.sub("", _QUOTE.sub("", line, count=1))
    label = _LABEL.match(said)
    said = said[label.end() :] if label else said
    said = said.strip(" \t")
    if said[:1] in "`*" or said[-1:] in "`*":
        said = said.strip("`*").strip(" \t")
    return said, label is not None


def kind(said: str) -> Kind:
    """What a bare line is.

    >>> [kind(line).name for line in ("K:G", "|: GAB c2d :|", "G H A |", "The notes: G, A and B.", "---")]
    ['FIELD', 'MUSIC', 'BAD', 'PROSE', 'BLANK']
    """
    if not _LETTER.search(said) or "```" in said or "~~~" in said:
        return Kind.BAR if _BAR.fullmatch(said) else Kind.BLANK
    if _FIELD.match(said):
        return Kind.FIELD
    if "=" in said and _SUM.search(_ASIDE.sub("", said)):
        return Kind.PROSE
    if _MUSIC.fullmatch(said):
        return Kind.MUSIC if _SOUND.search(said) else Kind.BLANK
    words = [word for word in _WORD.findall(_ASIDE.sub("", said)) if not _OF_NOTES.fullmatch(word)]
    return Kind.BAD if _BARRED.search(said) and not words else Kind.PROSE


def field(said: str) -> tuple[str, str]:
    """The letter and the text of a field; of a key with the usual signs for sharp and flat."""
    match = _FIELD.match(said)
    assert match
    letter, text = match[1], match[2].strip(" \t*`")
    return letter, text.replace("♯", "#").replace("♭", "b") if letter == "K" else text
