"""What the information fields of ABC say: meters, unit lengths, keys and clefs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ssmr_bench.notation.clef import Clef
from ssmr_bench.notation.signature import altered, signature_of
from ssmr_bench.theory.key import KeySignature
from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.pitch import NoteName

if TYPE_CHECKING:
    from ssmr_bench.notation.signature import Signature

_METER = re.compile(r"\(?([1-9]\d{0,2}(?:\s*\+\s*[1-9]\d{0,2}){0,15})\)?\s*/\s*([1-9]\d{0,2})")
_UNIT = re.compile(r"([1-9]\d{0,2})(?:\s*/\s*([1-9]\d{0,3}))?")
_WORD = re.compile(r'\s*(?:([a-z]+)\s*=\s*("[^"]*"|[^\s"=]+)|(\^\^|\^|__|_|=)([A-Ga-g])|([^\s"=^_]+))')
_TONIC = re.compile(r"([A-G][#b]?)([A-Za-z]*)")

ALTERATIONS = {"__": -2, "_": -1, "=": 0, "^": 1, "^^": 2}
"""The signs that ABC puts before a note."""
MODES = {"lyd": 1, "maj": 0, "mix": -1, "dor": -2, "min": -3, "phr": -4, "loc": -5}
"""Sharps more than the major key with the same tonic has."""
_SPELLINGS = {"": "maj", "ion": "maj", "m": "min", "aeo": "min"} | {mode: mode for mode in MODES}
_PIPES = ("HP", "Hp")
_NEUTRAL = frozenset(
    (
        *("transpose", "t", "middle", "m", "stafflines", "staffscale", "score", "sound", "shift", "cue"),
        *("name", "nm", "subname", "snm", "stem", "gstem", "dyn", "lyrics"),
    )
)
"""Settings of a key or a voice that change nothing in a score."""


@dataclass(frozen=True, slots=True)
class Key:
    """What K: sets; nothing of it is set where it is None."""

    signature: Signature | None
    tonic: NoteName | None
    staff: Staff


@dataclass(frozen=True, slots=True)
class Staff:
    """What K: or V: says of the staff."""

    clef: Clef | None = None
    octaves: int | None = None
    """How much higher the notes sound than they are written, by octave=."""


def meter(text: str) -> Meter | None:
    """The meter of M:, with C as 4/4 and C| as 2/2; None where the music has none.

    >>> str(meter("C|")), str(meter("(2+3)/8")), meter("none")
    ('2/2', '2+3/8', None)

    Raises:
        ValueError: if the text is no meter.
    """
    if text in {"", "none", "free"}:
        return None
    if text in {"C", "C|"}:
        return Meter(4, 4) if text == "C" else Meter(2, 2)
    match = _METER.fullmatch(text)
    if match is None:
        raise ValueError(f"no meter {text!r}; expected one such as 6/8, C, C| or none")
    groups = tuple(map(int, match[1].split("+")))
    return Meter(sum(groups), int(match[2]), groups if len(groups) > 1 else ())


def unit(text: str) -> Fraction:
    """The unit length of L:, as a part of a whole note.

    Raises:
        ValueError: if the text is no length.
    """
    match = _UNIT.fullmatch(text)
    if match is None:
        raise ValueError(f"no unit length {text!r}; expected one such as 1/8")
    return Fraction(int(match[1]), int(match[2] or 1))


def unit_for(meter: Meter | None) -> Fraction:
    """The unit length where no L: is given: 1/16 under meters shorter than 3/4, else 1/8."""
    return Fraction(1, 16) if meter and meter.bar < Fraction(3, 4) else Fraction(1, 8)


def key(text: str) -> Key:
    """The key of K:, and the clef if it names one.

    >>> key("Ddor").signature, key("Em clef=bass").staff.clef.name
    (KeySignature(fifths=0), 'bass')

    Raises:
        ValueError: if the text is no key; the message says what was expected.
    """
    words = _words(text)
    tonic, signature = _tonic(words.bare)
    if words.signs or "exp" in words.bare:
        kept = () if "exp" in words.bare else altered(signature or KeySignature())
        signature = signature_of(tuple({name.letter: name for name in (*kept, *words.signs)}.values()))
    elif not text:
        signature = KeySignature()
    if isinstance(signature, KeySignature) and tonic == signature.major:
        tonic = None
    return Key(signature, tonic, _staff(words, [word for word in words.bare if word != "exp"]))


def staff(text: str) -> Staff:
    """What the settings of V: say of the staff.

    Raises:
        ValueError: if there is a setting or a clef that ABC does not know.
    """
    words = _words(text)
    return _staff(words, words.bare)


@dataclass(frozen=True, slots=True)
class _Words:
    """A field's settings by their names, its signs with letters, and what else stands in it."""

    settings: dict[str, str]
    signs: tuple[NoteName, ...]
    bare: list[str]


def _words(text: str) -> _Words:
    settings: dict[str, str] = {}
    signs: dict[str, NoteName] = {}
    bare = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _WORD.match(text, at, end)
        if match is None:
            raise ValueError(f"cannot read {text[at:].strip()!r}; expected settings such as clef=bass")
        setting, value, sign, letter, word = match.groups()
        if setting:
            settings[setting] = value.strip('"')
        elif sign:
            signs[letter.upper()] = NoteName(letter.upper(), ALTERATIONS[sign])
        else:
            bare.append(word)
        at = match.end()
    return _Words(settings, tuple(signs.values()), bare)


def _tonic(bare: list[str]) -> tuple[NoteName | None, Signature | None]:
    """The tonic and signature that the first words name; takes these words away."""
    if not bare:
        return None, None
    if bare[0] == "none" or bare[0] in _PIPES:
        return None, KeySignature(2 if bare.pop(0) in _PIPES else 0)
    match = _TONIC.fullmatch(bare[0])
    if match is None:
        return None, None
    del bare[0]
    mode = match[2].lower()
    if not mode and bare and bare[0].lower()[:3] in _SPELLINGS:
        mode = bare.pop(0).lower()
    if mode[:3] not in _SPELLINGS:
        raise ValueError(f"no mode {match[2]!r}; expected one of {', '.join(MODES)}, or m for minor")
    tonic = NoteName.parse(match[1])
    # After `exp` the signs are all there is: the key itself may have too many for a signature.
    return tonic, None if "exp" in bare else KeySignature(tonic.fifth + MODES[_SPELLINGS[mode[:3]]])


def _staff(words: _Words, bare: list[str]) -> Staff:
    clef: Clef | None = None
    for word in (*bare, *(value for name, value in words.settings.items() if name == "clef")):
        clef = Clef.parse(word)
    for name in words.settings:
        if name not in _NEUTRAL and name not in {"clef", "octave"}:
            raise ValueError(f"no setting {name!r}; expected clef, octave or one of {', '.join(sorted(_NEUTRAL))}")
    octave = words.settings.get("octave")
    if octave is not None and re.fullmatch(r"[-+]?[0-4]", octave) is None:
        raise ValueError(f"no octave {octave!r}; expected a number from -4 to 4")
    return Staff(clef, None if octave is None else int(octave))
