"""Music that tries to please the measures without being any: what they must not fall for."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from ssmr_bench.notation.abc import read
from ssmr_bench.notation.score import Note
from ssmr_bench.theory.pitch import Pitch

if TYPE_CHECKING:
    from collections.abc import Container

    from ssmr_bench.notation.score import Event, Score

_HEAD = "X:1\nM:4/4\nL:1/8\nK:C\n"

_BODIES = {
    "one note again and again": "CCCCCCCC|" * 8,
    "quarter notes on the tonic": "C2C2C2C2|" * 8,
    "whole notes on the tonic": "C8|" * 8,
    "a scale up and down in eighths": "CDEFGABc|cBAGFEDC|" * 4,
    "a scale up and down in quarters": "C2D2E2F2|G2A2B2c2|c2B2A2G2|F2E2D2C2|" * 2,
    "two notes in turn": "C2D2C2D2|" * 7 + "C2D2C4|",
    "a third in turn": "C2E2C2E2|" * 7 + "C2E2C4|",
    "a triad up and down": "C2E2G2c2|G2E2C4|" * 4,
    "one good bar again and again": "C3DEFG2|" * 7 + "G2E2C4|",
    "another good bar again and again": "EFG2A2G2|" * 7 + "E2D2C4|",
    "two good bars again and again": "EFG2A2G2|F2E2D4|" * 3 + "EFG2A2G2|E2D2C4|",
    "no bar lines": "CDEFGABcCDEFGABc" * 4,
    "one whole note": "C8|",
}


def tricks() -> dict[str, Score]:
    """The music by what it does."""
    return {name: read(_HEAD + body.removesuffix("|") + "|]\n") for name, body in _BODIES.items()}


def given_back(excerpt: Score) -> dict[str, Score]:
    """An excerpt as its own continuation, by what is changed in it."""
    notes = sum(isinstance(event, Note) for bar in excerpt.bars for event in bar.events)
    return {
        "the excerpt given back": excerpt,
        "the excerpt a step higher": _higher(excerpt, range(notes)),
        "the excerpt with its last note changed": _higher(excerpt, {notes - 1}),
        "the excerpt with a note amid changed": _higher(excerpt, {notes // 2}),
        "the excerpt with three notes changed": _higher(excerpt, {notes // 4, notes // 2, 3 * notes // 4}),
    }


def _higher(score: Score, chosen: Container[int]) -> Score:
    """The music with the chosen ones of its single notes a step higher in the key."""
    numbers = count()

    def moved(event: Event) -> Event:
        if not isinstance(event, Note) or next(numbers) not in chosen:
            return event
        step = event.pitch.step + 1
        pitch = Pitch.at_step(step, score.signature.alteration(Pitch.at_step(step).letter))
        return replace(event, pitch=pitch, ties=(pitch,) if event.ties else ())

    bars = tuple(replace(bar, events=tuple(map(moved, bar.events))) for bar in score.bars)
    return replace(score, bars=bars)
