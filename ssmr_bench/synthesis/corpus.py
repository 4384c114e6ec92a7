"""Real tunes that take the composer's place: excerpts of full bars, moved to the key and the clef that are wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING

from ssmr_bench.errors import DataError, NotationError
from ssmr_bench.notation.abc import read
from ssmr_bench.notation.score import Bar, Chord, ChordSymbol, Graces, Note, Rest, Score
from ssmr_bench.theory.key import KeySignature
from ssmr_bench.theory.pitch import LETTERS, NoteName, Pitch
from ssmr_bench.untrusted import json_object, read_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ssmr_bench.notation.score import Event
    from ssmr_bench.synthesis.brief import Brief
    from ssmr_bench.theory.meter import Meter

_TRIES = 500
_ENOUGH = 20
"""Runs; a meter of which a file has fewer would soon repeat itself."""
_ORNAMENTS = (Graces, ChordSymbol)


@dataclass(frozen=True, slots=True)
class Run:
    """Full bars of one tune, one after the other, of single notes and rests."""

    bars: tuple[Bar, ...]
    signature: KeySignature
    tonic: NoteName | None


@dataclass(frozen=True, slots=True)
class Corpus:
    """The runs of full bars in a file of tunes."""

    digest: str
    """Eight figures of the SHA-256 of the file's lines; they stand in the ids of problems made from it."""
    tunes: int
    """How many were read."""
    runs: dict[Meter, tuple[Run, ...]]

    @classmethod
    def load(cls, path: Path) -> Corpus:
        """The tunes of a file: ABC with an X: field before each, or JSON lines with `abc_music`.

        What can't be read as ABC, and bars that are not full, are left out.

        Raises:
            FileError: if there is no such file, or it can't be read.
            DataError: if a line is not such an object, or no tune has four full bars in a row.
        """
        lines = read_lines(path, "a file of tunes, ABC or JSON lines")
        runs: dict[Meter, list[Run]] = {}
        tunes = 0
        for text in texts(path, lines):
            try:
                score = read(text)
            except NotationError:
                continue
            tunes += 1
            if score.meter and isinstance(score.signature, KeySignature):
                runs.setdefault(score.meter, []).extend(_runs(score))
        found = {meter: tuple(every) for meter, every in runs.items() if every}
        if not found:
            raise DataError(f"{path} holds no tune with four full bars; name a file of tunes, ABC or JSON lines")
        return cls(sha256("\n".join(lines).encode()).hexdigest()[:8], tunes, found)

    def offers(self, meter: Meter) -> bool:
        """Whether there are tunes enough in that meter to draw from."""
        return len(self.runs.get(meter, ())) >= _ENOUGH

    def excerpt(self, below: Callable[[int], int], brief: Brief) -> Score | None:
        """Bars of a tune in the brief's meter, moved to its signature, clef and reach; rhythm and contour are kept.

        Where the brief gives the ends, the bars begin and end on these pitches.

        Args:
            below: Draws a whole number below a bound, as `Draw.below` does.
            brief: What is wanted.

        Returns:
            The music, or None if among hundreds of tries there is none that fits.
        """
        runs = [run for run in self.runs.get(brief.meter, ()) if len(run.bars) >= brief.bars]
        for _ in range(_TRIES if runs else 0):
            run = runs[below(len(runs))]
            start = below(len(run.bars) - brief.bars + 1)
            if (score := _moved(replace(run, bars=run.bars[start : start + brief.bars]), brief)) is not None:
                return score
        return None


def texts(path: Path, lines: Sequence[str]) -> Iterator[str]:
    """The tunes that the lines of a file hold, each as text; the file's name says in which of the two ways.

    Raises:
        DataError: if a line of JSON is no object with `abc_music`.
    """
    if path.suffix != ".jsonl":
        parts = re.split(r"^(?=X:)", "\n".join(lines), flags=re.MULTILINE)
        yield from (part for part in parts if part.startswith("X:"))
        return
    for number, line in enumerate(lines, 1):
        text = json_object(line, f"{path}, line {number}").get("abc_music")
        if not isinstance(text, str):
            raise DataError(f"{path}, line {number} has no text abc_music")
        yield text


def _runs(score: Score) -> Iterator[Run]:
    """The stretches of four full bars or more."""
    assert score.meter is not None
    assert isinstance(score.signature, KeySignature)
    length = score.meter.bar
    bars = [_plain(bar) for bar in score.bars]
    for full, group in groupby(bars, lambda bar: bar is not None and bar.duration == length):
        run = tuple(bar for bar in group if bar is not None)
        if full and len(run) >= 4:
            yield Run(run, score.signature, score.tonic)


def _plain(bar: Bar) -> Bar | None:
    """The bar without ornaments, ties and repeats, of each chord the highest note; None if something else changes."""
    events: list[Event] = []
    for event in bar.events:
        if isinstance(event, Note | Chord):
            highest = max(event.pitches, key=lambda pitch: pitch.step)
            events.append(Note(highest, event.duration, tuplet=event.tuplet))
        elif isinstance(event, Rest) and not event.bars:
            events.append(event)
        elif not isinstance(event, _ORNAMENTS):
            return None
    return Bar(tuple(events)) if any(event.pitches for event in events) else None


def _moved(run: Run, brief: Brief) -> Score | None:
    """The bars where the brief wants them; None if they do not fit."""
    score = Score(run.bars, brief.clef, run.signature, brief.meter, run.tonic)
    shift = _shift(score, brief)
    wanted = brief.key.signature
    if shift is None:
        return None

    def moved(pitch: Pitch) -> Pitch:
        step = pitch.step + shift
        bent = pitch.alteration - run.signature.alteration(pitch.letter)
        return Pitch.at_step(step, wanted.alteration(LETTERS[step % 7]) + bent)

    def carried(event: Event) -> Event:
        return replace(event, pitch=moved(event.pitch)) if isinstance(event, Note) else event

    bars = tuple(Bar(tuple(map(carried, bar.events))) for bar in run.bars)
    tonic = run.tonic and NoteName.at_fifth(run.tonic.fifth - run.signature.fifths + wanted.fifths)
    score = replace(score, bars=bars, signature=wanted, tonic=tonic)
    if brief.ends:
        score = replace(_with_ends(score, brief.ends), tonic=None)
    return score if all(abs(pitch.alteration) <= 1 for pitch in score.pitches[1:-1]) else None


def _shift(score: Score, brief: Brief) -> int | None:
    """Lines and spaces by which the music moves; None if it would leave the reach, or not come to the brief's ends."""
    steps = [pitch.step for pitch in score.pitches]
    middle = brief.clef.middle.step
    if brief.ends:
        first, last = (end.step for end in brief.ends)
        shift = first - steps[0]
        silent = not (score.bars[0].events[0].pitches and score.bars[-1].events[-1].pitches)
        if silent or steps[-1] + shift != last:
            return None
    else:
        assert isinstance(score.signature, KeySignature)
        here, there = (LETTERS.index(s.major.letter) for s in (score.signature, brief.key.signature))
        shift = there - here
        # By octaves to where the middle of the tune is nearest to the middle line.
        shift += 7 * round((middle - (max(steps) + min(steps)) / 2 - shift) / 7)
    fits = max(abs(step + shift - middle) for step in steps) <= brief.reach
    return shift if fits else None


def _with_ends(score: Score, ends: tuple[Pitch, Pitch]) -> Score:
    """The music with its first pitch and its last respelled."""
    places = (0, 0), (-1, -1)
    bars = [list(bar.events) for bar in score.bars]
    for (bar, event), pitch in zip(places, ends, strict=True):
        note = bars[bar][event]
        assert isinstance(note, Note)
        bars[bar][event] = replace(note, pitch=pitch)
    return replace(score, bars=tuple(Bar(tuple(events)) for events in bars))
