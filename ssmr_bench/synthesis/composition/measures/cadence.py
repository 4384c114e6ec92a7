"""How the music ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.synthesis.composition.measures import Band, measure

if TYPE_CHECKING:
    from ssmr_bench.synthesis.composition.line import Tone
    from ssmr_bench.synthesis.composition.measures import Subject


@measure("share of four signs", "0 to 1", Band(0.0, 1.0))
def cadence(subject: Subject) -> float:
    """How many of the four signs of a close the end bears.

    The last note is the tonic (half a sign for the third or the fifth over it); it begins with the bar or on a beat of
    the second rank, as the third of four; it is longer than the mean note; and it is come to from another pitch by a
    step, or from the dominant. Signs that need a key or a meter are left out where there is none. 0 of a single pitch.
    """
    tones = subject.line.tones
    last = tones[-1]
    before = next((tone for tone in reversed(tones) if tone.midi != last.midi), None)
    if before is None:
        return 0.0
    mean = sum(tone.length for tone in tones) / len(tones)
    signs = [float(last.length > mean), _approach(before, last)]
    if last.tonality:
        signs.append(1.0 if last.midi % 12 == last.tonality.tonic else 0.5 * (last.midi % 12 in last.tonality.triad))
    if last.depth is not None:
        signs.append(float(last.depth <= 1))
    return sum(signs) / len(signs)


def _approach(before: Tone, last: Tone) -> float:
    dominant = last.tonality is not None and before.midi % 12 == (last.tonality.tonic + 7) % 12
    home = last.tonality is not None and last.midi % 12 == last.tonality.tonic
    return float(abs(last.midi - before.midi) <= 2 or (dominant and home))
