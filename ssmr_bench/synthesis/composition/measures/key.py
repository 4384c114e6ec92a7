"""Whether the notes are those of the key, and weigh as they do in it."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.composition.measures import Band, measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.synthesis.composition.measures import Subject

MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
"""How well each semitone above the tonic fits the key, as listeners judged (Krumhansl and Kessler 1982)."""


@measure("share of sounding time", "0 to 1", Band(0.6, 0.95))
def notes_of_the_key(subject: Subject) -> float | None:
    """Sounding time on notes of the key, as a share of all.

    In minor the raised sixth and seventh degrees are of the key, too. Needs a key: that of the brief, else the one
    that is written, bar by bar. Notes of any twelve at random reach 0.58.
    """
    tones = [tone for tone in subject.line.tones if tone.tonality]
    if not tones:
        return None
    inside = sum(tone.length for tone in tones if tone.tonality and tone.midi % 12 in tone.tonality.scale)
    return inside / sum(tone.length for tone in tones)


@measure("correlation", "-1 to 1", Band(0.0, 0.6))
def key_profile(subject: Subject) -> float | None:
    """How the sounding time is spread over the twelve pitch classes, correlated with the key's profile.

    The profiles are those of Krumhansl and Kessler (1982), major or minor by the key's third. Needs a key, as before;
    0 where all twelve sound equally long.
    """
    major, minor = [0] * 12, [0] * 12
    for tone in subject.line.tones:
        if tone.tonality:
            (minor if tone.tonality.minor else major)[(tone.midi - tone.tonality.tonic) % 12] += tone.length
    if not any((*major, *minor)):
        return None
    return _correlation((*major,) if sum(major) >= sum(minor) else (*minor,), sum(major) >= sum(minor))


def _correlation(times: Sequence[int], is_major: bool) -> float:
    """Pearson's, of the times and the profile."""
    profile = MAJOR if is_major else MINOR
    mean, fit = sum(times) / 12, sum(profile) / 12
    spread = sqrt(sum((time - mean) ** 2 for time in times) * sum((each - fit) ** 2 for each in profile))
    return (
        sum((time - mean) * (each - fit) for time, each in zip(times, profile, strict=True)) / spread if spread else 0.0
    )
