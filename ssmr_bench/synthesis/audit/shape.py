"""What the eye finds in an option without answering: words, a note, bars; and the notes that music shows."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from ssmr_bench.synthesis.audit.hearing import hear
from ssmr_bench.theory.pitch import NoteName, Pitch

_SIGNS = {"": 0, "=": 0, "^": 1, "^^": 2, "_": -1, "__": -2}
_NOTE = re.compile(r"(\^\^|\^|__|_|=|)([A-Ga-g])([,']*)(?:\d* \|\])?")
_TIMED = re.compile(r"[A-Gza-g][,']*(\d*(?:/\d*)?)")
_SPLIT = re.compile(r"[^\s|\]]+|\|")


@lru_cache(1 << 16)
def words(option: str) -> tuple[str, ...]:
    """The words of a text, or the notes and bar lines of a line of music.

    >>> words("F-sharp minor triad"), words("C2 D | E |]")
    (('F-sharp', 'minor', 'triad'), ('C2', 'D', '|', 'E', '|'))
    """
    return tuple(_SPLIT.findall(option))


@lru_cache(1 << 16)
def note(option: str) -> Pitch | None:
    """The pitch of an option that is a note in ABC, or a note name (which is given octave 4).

    >>> str(note("_B,")), str(note("_B,2 |]")), str(note("F-sharp")), note("major third")
    ('Bb3', 'Bb3', 'F#4', None)
    """
    if match := _NOTE.fullmatch(option):
        sign, letter, marks = match.groups()
        octave = (5 if letter >= "a" else 4) + marks.count("'") - marks.count(",")
        return Pitch(letter.upper(), _SIGNS[sign], octave)
    try:
        spoken = NoteName.parse(option)
    except ValueError:
        return None
    return Pitch(spoken.letter, spoken.alteration, 4)


@lru_cache(1 << 16)
def bars(option: str) -> tuple[float, ...]:
    """How many units of length each bar of a line of single notes holds; none if the option has no bar line.

    >>> bars("C2 D/ E/2 F | G3/2 |]")
    (4.0, 1.5)
    """
    if "|" not in option:
        return ()
    found = (sum(_units(length) for length in _TIMED.findall(bar)) for bar in option.split("|"))
    return tuple(units for units in found if units)


@lru_cache(256)
def _units(length: str) -> float:
    above, slash, below = length.partition("/")
    return float(above or 1) / ((float(below or 2) or 1) if slash else 1)


@lru_cache(1 << 12)
def shown(abc: str) -> tuple[tuple[Pitch, ...], ...]:
    """The pitches of each bar of the music; none if it can't be read."""
    try:
        music = hear(abc) if abc else None
    except ValueError:
        return ()
    return tuple(tuple(p for sound in bar for p in sound.pitches) for bar in music.bars) if music else ()


def traits(option: str) -> dict[str, str]:
    """By what an option may be liked or disliked: each trait by its name.

    >>> traits("F-sharp minor triad")["word 2"], traits("_B,")["letter"], traits("C2 D2 | E4 |]")["bars"]
    ('minor', 'B', '2')
    """
    parts = words(option)
    found = {"whole": option, "length": str(len(option)), "words": str(len(parts))}
    found |= {f"word {number}": part for number, part in enumerate(parts[:3], 1)}
    found["last word"] = parts[-1] if parts else ""
    if pitch := note(option):
        found |= {"letter": pitch.letter, "sign": str(pitch.alteration), "octave": str(pitch.octave)}
        found["name"] = str(pitch.name)
    if lengths := bars(option):
        found |= {"bars": str(len(lengths)), "first bar": str(lengths[0]), "last bar": str(lengths[-1])}
    if len(parts) > 1:
        signs = Counter(sign for sign in option if sign in "^_=")
        found["signs"] = " ".join(f"{sign}{signs[sign]}" for sign in "^_=")
    return found
