"""Reads the notes of a Standard MIDI File: enough of the format for what abc2midi and we write."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from ssmr_bench.notation.performance import Sounding

if TYPE_CHECKING:
    from collections.abc import Iterator


def sounds(file: bytes) -> list[Sounding]:
    """The notes of all tracks, sorted; times in whole notes."""
    ticks = 4 * int.from_bytes(file[12:14], "big")
    found = []
    at = 14
    while at < len(file):
        size = int.from_bytes(file[at + 4 : at + 8], "big")
        sounding = defaultdict[int, list[int]](list)
        for time, status, key, velocity in _events(file[at + 8 : at + 8 + size]):
            if status == 0x9 and velocity:
                sounding[key].append(time)
            elif status in {0x8, 0x9} and sounding[key]:
                start = sounding[key].pop(0)
                found.append(Sounding(Fraction(start, ticks), key, Fraction(time - start, ticks)))
        at += 8 + size
    return sorted(found)


def _events(track: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Each channel event's time in ticks, status and two data bytes."""
    at = time = status = 0
    while at < len(track):
        delta, at = _number(track, at)
        time += delta
        if track[at] & 0x80:
            status = track[at]
            at += 1
        if status in {0xF0, 0xF7, 0xFF}:
            size, at = _number(track, at + (status == 0xFF))
            at += size
        elif status >> 4 in {0xC, 0xD}:
            at += 1
        else:
            yield time, status >> 4, track[at], track[at + 1]
            at += 2


def _number(track: bytes, at: int) -> tuple[int, int]:
    """A number of variable length, and where it ends."""
    value = track[at] & 0x7F
    while track[at] & 0x80:
        at += 1
        value = value << 7 | track[at] & 0x7F
    return value, at + 1
