"""The measures on any score there is, on all real tunes, and on music that tries to please them."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from statistics import median
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from ssmr_bench.notation.score import Bar, Chord, Note
from ssmr_bench.synthesis.composition.measure import Heard, measured, quality, raw
from ssmr_bench.synthesis.composition.measures import measures
from ssmr_bench.synthesis.composition.page import pleasing
from ssmr_bench.synthesis.composition.repertoire import Repertoire
from ssmr_bench.synthesis.composition.yardsticks import composed, parts
from ssmr_bench.theory.key import MODES, Key
from tests.notation.scores import meters, names, scores, whole_scores
from tests.notation.tunes import needed
from tests.synthesis.composition.music import music, real

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ssmr_bench.notation.score import Event, Score
    from ssmr_bench.theory.meter import Meter
    from ssmr_bench.theory.pitch import Pitch

keys = st.none() | st.builds(Key, names, st.sampled_from(MODES))
TUNES = Repertoire.of(composed(5))


def sound(values: dict[str, float]) -> bool:
    known = {each.name for each in measures()}
    return set(values) <= known and all(0 <= value <= 1 for value in (*values.values(), quality(values)))


@settings(max_examples=150)
@given(whole_scores() | scores, st.none() | whole_scores() | scores, meters, keys)
def test_any_score_has_every_measure_within_bounds(
    score: Score, excerpt: Score | None, meter: Meter | None, key: Key | None
) -> None:
    heard = Heard(score, excerpt, meter, key)
    values = measured(heard, TUNES)
    assert sound(values)
    assert all(isfinite(found.value) for found in raw(heard, TUNES).values())
    sounding = raw(heard, TUNES)
    assert not sounding or set(sounding) == set(values)


def test_lengths_that_no_one_counts_are_measured_all_the_same() -> None:
    odd = [number for number in range(3, 3000, 2) if all(number % part for part in range(3, int(number**0.5) + 1, 2))]
    body = "".join(f"{'CDEFGAB'[place % 7]}/{prime}" for place, prime in enumerate(odd))
    for nonsense in (music(f"{body}|C9999|"), music("C" * 5_000), music("|" * 500 + "C|" * 500), music("C/99991D9")):
        for excerpt in (None, nonsense, next(composed(1))):
            values = measured(Heard(nonsense, excerpt), TUNES)
            assert sound(values)
            assert quality(values) < 0.85


def higher(score: Score) -> Score:
    """The score an octave higher."""

    def up(pitch: Pitch) -> Pitch:
        return replace(pitch, octave=pitch.octave + 1)

    def moved(event: Event) -> Event:
        if isinstance(event, Note):
            return replace(event, pitch=up(event.pitch), ties=tuple(map(up, event.ties)))
        if isinstance(event, Chord):
            return replace(event, pitches=tuple(map(up, event.pitches)), ties=tuple(map(up, event.ties)))
        return event

    def raised(bar: Bar) -> Bar:
        return replace(bar, events=tuple(map(moved, bar.events)))

    return replace(score, bars=tuple(map(raised, score.bars)))


@given(scores)
def test_what_is_an_octave_higher_is_as_good(score: Score) -> None:
    assert measured(Heard(higher(score))) == measured(Heard(score))


def continued(tunes: Iterable[Score]) -> list[float]:
    """The sum of four bars of each tune after four."""
    return [quality(measured(Heard(onward, excerpt))) for excerpt, onward in filter(None, map(parts, tunes))]


@needed
def test_every_real_tune_is_measured_and_a_real_one_beats_what_only_tries_to_please() -> None:
    tunes = real()
    values = [measured(Heard(tune)) for tune in tunes]
    assert len(values) == 2507
    assert all(map(sound, values))
    sums = sorted(map(quality, values))
    middle, low = median(sums), sums[len(sums) // 10]
    assert middle > 0.9
    tried = pleasing(tunes[::20])
    assert max(value for name, value in tried.items() if "changed" not in name) < min(low, middle - 0.1)
    assert max(tried.values()) < median(continued(tunes[::20]))


def test_what_only_tries_to_please_is_far_below_our_composer() -> None:
    sums = [quality(measured(Heard(tune))) for tune in composed(60)]
    assert min(sums) > 0.85
    tried = {name: value for name, value in pleasing().items() if not name.startswith("the excerpt")}
    assert max(tried.values()) < 0.82
    assert max(value for name, value in tried.items() if "good bar" not in name) < 0.78


def test_a_copy_is_no_continuation_even_with_some_notes_changed() -> None:
    onward = median(continued(composed(50)))
    copies = {name: value for name, value in pleasing().items() if name.startswith("the excerpt")}
    assert len(copies) == 5
    assert copies["the excerpt given back"] < onward - 0.15
    assert max(copies.values()) < onward - 0.04
