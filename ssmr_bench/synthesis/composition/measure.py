"""What rules say of a composition: every measure by name, as it comes and as a share, and their sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.composition.line import line_of
from ssmr_bench.synthesis.composition.measures import Subject, measures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssmr_bench.notation.score import Score
    from ssmr_bench.synthesis.composition.repertoire import Repertoire
    from ssmr_bench.theory.key import Key
    from ssmr_bench.theory.meter import Meter


@dataclass(frozen=True, slots=True)
class Heard:
    """What is measured: music, and what it stands against."""

    music: Score
    excerpt: Score | None = None
    """What it continues."""
    meter: Meter | None = None
    """That of the brief, from the first bar to the last; if None, what the music writes."""
    key: Key | None = None
    """As the meter."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A measure's value in its own unit."""

    value: float
    unit: str


def raw(heard: Heard, known: Repertoire | None = None) -> dict[str, Raw]:
    """Each measure that applies, in its own unit; none of music without a note.

    Args:
        heard: The music. An excerpt without a note is none.
        known: What it should not be copied from, if anything.
    """
    subject = _subject(heard, known)
    if not subject.line.tones:
        return {}
    values = ((each, each.raw(subject)) for each in measures())
    return {each.name: Raw(float(value), each.unit) for each, value in values if value is not None}


def measured(heard: Heard, known: Repertoire | None = None) -> dict[str, float]:
    """Each measure that applies as a share from 0 to 1, where 1 is as a player would want it.

    Of music without a note every measure is 0.

    Args:
        heard: As `raw`.
        known: As `raw`.
    """
    found = raw(heard, known)
    if not found:
        subject = _subject(heard, known)
        return {each.name: 0.0 for each in measures() if each.applies(subject)}
    return {each.name: each.band.share(found[each.name].value) for each in measures() if each.name in found}


def quality(values: Mapping[str, float]) -> float:
    """The sum of the measures: the mean of those that apply, each with its weight; 0 of none.

    >>> quality({"cadence": 1.0, "join": 0.5})
    0.75
    """
    weights = {each.name: each.weight for each in measures() if each.name in values}
    return sum(weights[name] * value for name, value in values.items()) / sum(weights.values()) if weights else 0.0


def _subject(heard: Heard, known: Repertoire | None) -> Subject:
    line = line_of(heard.music, heard.key, heard.meter)
    excerpt = line_of(heard.excerpt, heard.key, heard.meter) if heard.excerpt else None
    return Subject(line, excerpt if excerpt and excerpt.tones else None, known)
