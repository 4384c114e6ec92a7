"""What a line of ABC music is made of, and how the small parts are read: pitches, lengths, bar lines, voltas."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from ssmr_bench.notation.abc.fields import ALTERATIONS
from ssmr_bench.notation.score import Barline
from ssmr_bench.theory.pitch import Pitch

_SIGN = r"(?:\^\^|\^|__|_|=)?"
_LENGTH = r"\d*/*\d*"
_NOTE = rf"{_SIGN}[A-Ga-g][,']*{_LENGTH}"
_DECORATION = r"[H-Wh-w~.]|![^!]+!|\+[^+]+\+"

# The order decides: a field before a chord, a bar line before a dot. No alternative runs far ahead and then fails more
# than once in a line, as what is not closed ends the reading: it takes linear time on any text.
TOKEN = re.compile(
    rf"""(?P<note>{_NOTE})
    |(?P<blank>[\ \t`]+|[)\#*;?@$]|\((?!\d))
    |(?P<bar>(?:\.(?=\|)|\[(?=\|))?(?:\||:(?=[:|]))[|:\]]*(?:\d[\d,\-]*)?)
    |(?P<text>"[^"]*")
    |(?P<broken><+|>+)
    |(?P<rest>[zx]{_LENGTH})
    |(?P<bars>[ZX]\d*)
    |(?P<tie>-)
    |(?P<field>\[[A-Za-z]:[^\]]*\])
    |(?P<volta>\[\d[\d,\-]*)
    |(?P<chord>\[[^\[\]|{{}}]*\]{_LENGTH})
    |(?P<graces>\{{[^{{}}|]*\}})
    |(?P<tuplet>\(\d+(?::\d*){{0,2}})
    |(?P<decoration>{_DECORATION}|y{_LENGTH}|!(?=\s*$))
    |(?P<unknown>.)""",
    re.VERBOSE | re.DOTALL,
)

CHORD_PART = re.compile(
    rf'(?P<note>{_NOTE})|(?P<tie>-)|(?P<blank>[ \t]+|"[^"]*"|{_DECORATION}|[()])|(?P<unknown>.)', re.DOTALL
)
"""What stands between the brackets of a chord."""

_NOTE_PARTS = re.compile(rf"({_SIGN})([A-Ga-g])([,']*)({_LENGTH})")
_LENGTH_PARTS = re.compile(r"(\d{0,20})(/{0,7})(\d{0,20})")
_LONGEST = 10**18
"""No duration has a greater numerator or denominator."""
_NUMBERS = re.compile(r"\d{1,2}(?:-\d{1,2})?(?:,\d{1,2}(?:-\d{1,2})?)*")


@lru_cache(4096)
def note(text: str) -> tuple[str, int, int | None, str]:
    """A note's letter, octave, alteration if a sign gives one, and length as it is written."""
    match = _NOTE_PARTS.fullmatch(text)
    assert match
    sign, letter, marks, length = match.groups()
    if len(marks) > 5:
        raise ValueError(f"{text[:12]!r} lies beyond hearing; expected at most five octave marks")
    octave = (5 if letter >= "a" else 4) + marks.count("'") - marks.count(",")
    return letter.upper(), octave, ALTERATIONS[sign] if sign else None, length


@lru_cache(4096)
def pitch(letter: str, alteration: int, octave: int) -> Pitch:
    """The pitch; one object for all that are equal."""
    return Pitch(letter, alteration, octave)


def duration(length: str, unit: Fraction) -> Fraction:
    """How long a written length is, as a part of a whole note, if one without figures is a unit.

    >>> [str(duration(length, Fraction(1, 8))) for length in ("", "3", "/", "3/2", "//", "/4")]
    ['1/8', '3/8', '1/16', '3/16', '1/32', '1/32']
    """
    match = _LENGTH_PARTS.fullmatch(length)
    if match is None:
        raise ValueError(f"cannot read the length {length[:12]!r}; expected one such as 2, 3/2 or /")
    above, slashes, below = match.groups()
    if slashes and below and (len(slashes) > 1 or not int(below)):
        raise ValueError(f"cannot read the length {length!r}; expected one such as 2, 3/2 or /")
    if above and not int(above):
        raise ValueError(f"a note of length {length!r} would not sound; expected a number from 1")
    found = unit * Fraction(int(above or 1), int(below) if below else 2 ** len(slashes))
    if max(found.numerator, found.denominator) > _LONGEST:
        raise ValueError(f"no note is as long or as short as {length!r}; expected smaller figures")
    return found


def volta(text: str) -> tuple[int, ...]:
    """The times through that a volta names.

    >>> volta("1,3-5")
    (1, 3, 4, 5)
    """
    if _NUMBERS.fullmatch(text) is None:
        raise ValueError(f"cannot read the volta {text[:12]!r}; expected numbers such as 1 or 1,3 or 1-3")
    spans = [part.split("-") for part in text.split(",")]
    return tuple(dict.fromkeys(number for span in spans for number in range(int(span[0]), int(span[-1]) + 1)))


@lru_cache(256)
def barline(signs: str) -> tuple[Barline, bool]:
    """The bar line of these signs, and whether a repeat opens after it.

    >>> barline("::"), barline("||")
    ((<Barline.REPEAT: ':|'>, True), (<Barline.DOUBLE: '||'>, False))
    """
    opens = signs.endswith(":")
    stroke = signs.strip(":")
    if signs.startswith(":"):
        return Barline.REPEAT, opens
    if stroke in {line.value for line in Barline}:
        return Barline(stroke), opens
    return Barline.FINAL if stroke.endswith("]") else Barline.DOUBLE, opens
