"""How much variety the rhythm has, and how it lies in the meter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.synthesis.composition.entropy import entropy
from ssmr_bench.synthesis.composition.measures import Band, measure

if TYPE_CHECKING:
    from ssmr_bench.synthesis.composition.line import Span, Tone
    from ssmr_bench.synthesis.composition.measures import Subject


@measure("bits", "0 and up", Band(0, 0.4, 2.0, 3.0))
def rhythm_entropy(subject: Subject) -> float:
    """The entropy of the notes' lengths: 0 where all are equal, high where no length prevails."""
    return entropy(tone.length for tone in subject.line.tones)


@measure("share of notes", "0 to 1", Band(-1, 0, 0.03, 0.2))
def syncopation(subject: Subject) -> float | None:
    """Notes held through a beat or a bar line stronger than the moment they begin on, as a share of all.

    Long notes belong on strong beats (Longuet-Higgins and Lee 1984). Needs a meter.
    """
    spans, tones = subject.line.spans, [tone for tone in subject.line.tones if tone.depth is not None]
    if not tones:
        return None
    return sum(_is_syncopated(tone, spans[tone.bar]) for tone in tones) / len(tones)


@measure("ratio", "0 and up", Band(0.6, 1.1))
def weight_on_first_beats(subject: Subject) -> float | None:
    """The mean length of the notes that begin with the bar, by the mean length of all.

    Needs a meter; 0 where no note begins there.
    """
    tones = [tone for tone in subject.line.tones if tone.depth is not None]
    strong = [tone.length for tone in tones if tone.depth == 0]
    if not tones:
        return None
    return sum(strong) / len(strong) / (sum(tone.length for tone in tones) / len(tones)) if strong else 0.0


@measure("share of bars", "0 to 1", Band(0.3, 0.9))
def first_beats(subject: Subject) -> float | None:
    """Bars with which a note begins, as a share of all bars. Needs a meter."""
    line = subject.line
    if all(tone.depth is None for tone in line.tones):
        return None
    return sum(any(tone.place == 0 for tone in bar) for bar in line.bars) / len(line.bars)


def _is_syncopated(tone: Tone, span: Span) -> bool:
    assert tone.depth is not None
    if not tone.depth or not span.full:
        return False
    begin = tone.place % span.full
    end = begin + tone.length
    return end > span.full or any(begin < tick < end and depth < tone.depth for tick, depth in span.beats)
