"""A small ABC reader that shares nothing with the package, not even its notion of a pitch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Heard = tuple[str, int]
"""A name such as "F#" or "Bbb", and its octave: middle C is ("C", 4)."""
Scope = Literal["octave", "everywhere"]
"""Where a sign holds up to the bar line: in its own octave (engraved music), or in all (ABC 2.1, 11.3, the default)."""

TONICS = ["Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#"]
SIGNS = {"__": "bb", "_": "b", "=": "", "^": "#", "^^": "##"}
TOKEN = re.compile(r"\[(?P<chord>[^\]]+)\](?P<chordlength>[\d/]*)|(?P<note>[_=^]*[A-Ga-g][,']*)(?P<length>[\d/]*)")
HEAD = re.compile(r"(__|_|=|\^\^|\^)?([A-Ga-g])([,']*)")


@dataclass(frozen=True)
class Tune:
    fields: dict[str, str]
    bars: list[list[tuple[list[Heard], Fraction]]]
    """In each bar the events: the notes of each, and its duration as a part of a whole note."""

    @property
    def heard(self) -> list[Heard]:
        return [note for bar in self.bars for notes, _ in bar for note in notes]


def read(abc: str, scope: Scope) -> Tune:
    *header, music = abc.split("\n")
    fields = dict(line.split(":", 1) for line in header)
    unit = Fraction(fields["L"])
    count = TONICS.index(fields["K"].split()[0]) - 7
    signature = dict.fromkeys("FCGDAEB"[: max(count, 0)], "#")
    signature |= dict.fromkeys("BEADGCF"[: max(-count, 0)], "b")
    assert music.endswith(" |]")
    bars = []
    for text in music.removesuffix(" |]").split(" | "):
        in_force: dict[str, str] = {}
        bar = []
        for token in text.split(" "):
            match = TOKEN.fullmatch(token)
            assert match, f"not a note or a chord: {token!r}"
            heads = HEAD.findall(match["chord"] or match["note"])
            assert "".join(map("".join, heads)) == (match["chord"] or match["note"])
            notes = [_note(head, signature, in_force, scope) for head in heads]
            bar.append((notes, unit * _length(match["chordlength"] or match["length"] or "1")))
        bars.append(bar)
    return Tune(fields, bars)


def _note(head: tuple[str, str, str], signature: dict[str, str], in_force: dict[str, str], scope: Scope) -> Heard:
    sign, letter, marks = head
    octave = 4 + letter.islower() + marks.count("'") - marks.count(",")
    letter = letter.upper()
    place = letter if scope == "everywhere" else f"{letter}{octave}"
    if sign:
        in_force[place] = SIGNS[sign]
    return letter + in_force.get(place, signature.get(letter, "")), octave


def _length(text: str) -> Fraction:
    above, slash, below = text.partition("/")
    return Fraction(int(above or 1), int(below or 2) if slash else 1)
