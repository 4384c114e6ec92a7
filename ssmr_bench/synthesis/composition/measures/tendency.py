"""Whether tones that lean go where they lean."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.composition.measures import Band, measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.synthesis.composition.line import Tone
    from ssmr_bench.synthesis.composition.measures import Subject


@measure("share of leaning tones", "0 to 1", Band(0.1, 0.55))
def resolved_tones(subject: Subject) -> float | None:
    """Leading tones that go to the tonic, and fourth degrees of major that go to the third, as a share of all of these.

    One goes there if the next pitch, or the one after that, is the tone that it leans on, a semitone away: an ornament
    may come between. A leading tone on its way down the scale, and a fourth degree on its way up, are passing, and not
    counted. Does not apply where no tone leans.
    """
    tones = _pitches(subject.line.tones)
    resolved = [
        _resolves(tones, place)
        for place, tone in enumerate(tones[:-1])
        if tone.tonality and tone.midi % 12 in tone.tonality.leanings and not _passes(tones, place)
    ]
    return sum(resolved) / len(resolved) if resolved else None


def _pitches(tones: Sequence[Tone]) -> list[Tone]:
    """The tones, of those that repeat a pitch the first."""
    return [*tones[:1], *(tone for before, tone in pairwise(tones) if tone.midi != before.midi)]


def _resolves(tones: Sequence[Tone], place: int) -> bool:
    tone = tones[place]
    assert tone.tonality is not None
    goal = tone.tonality.leanings[tone.midi % 12]
    return any(then.midi % 12 == goal and abs(then.midi - tone.midi) == 1 for then in tones[place + 1 : place + 3])


def _passes(tones: Sequence[Tone], place: int) -> bool:
    """Whether the tone stands between steps in the direction away from where it leans."""
    tone, then = tones[place], tones[place + 1]
    assert tone.tonality is not None
    upward = (tone.tonality.leanings[tone.midi % 12] - tone.midi) % 12 == 1
    before = tones[place - 1] if place else None
    steps = (then.midi - tone.midi, tone.midi - before.midi if before else 0)
    return all(-2 <= step < 0 for step in steps) if upward else all(0 < step <= 2 for step in steps)
