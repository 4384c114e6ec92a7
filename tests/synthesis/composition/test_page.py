from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.synthesis.composition.figures import COMPOSED, OTHERS, REAL, Table, auc, continued, halves, whole
from ssmr_bench.synthesis.composition.line import line_of
from ssmr_bench.synthesis.composition.measures import measures
from ssmr_bench.synthesis.composition.page import FIGURES, definitions, figures, write_to
from ssmr_bench.synthesis.composition.yardsticks import composed, draw_of, parts, shuffled_notes, shuffled_pitches
from tests.notation.tunes import needed
from tests.synthesis.composition.music import real

if TYPE_CHECKING:
    from ssmr_bench.notation.score import Score

PAGE = Path(__file__).parents[3] / "docs" / "composition-measures.md"


def test_its_definitions_are_those_of_the_code() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.partition(FIGURES)[0] == f"{definitions()}\n"
    for each in measures():
        assert f"**`{each.name}`** ({each.unit}, {each.extent})" in text
        assert text.partition(FIGURES)[2].count(f"| `{each.name}` |") >= 1


def test_without_tunes_its_figures_stay(tmp_path: Path) -> None:
    page = tmp_path / PAGE.name
    page.write_text(PAGE.read_text(encoding="utf-8").replace("Rules alone judge", "Nobody judges"), encoding="utf-8")
    write_to(tmp_path)
    assert page.read_text(encoding="utf-8") == PAGE.read_text(encoding="utf-8")


@pytest.mark.slow
@needed
def test_its_figures_are_what_the_held_out_tunes_give() -> None:
    assert PAGE.read_text(encoding="utf-8").partition(FIGURES)[2] == figures(real()).partition(FIGURES)[2]


def notes(score: Score) -> list[tuple[str, object]]:
    return [(str(event.pitches), event.duration) for bar in score.bars for event in bar.events if event.duration]


def test_shuffling_keeps_the_notes_and_the_bars() -> None:
    for place, tune in enumerate(composed(10)):
        shuffled = shuffled_pitches(tune, draw_of(f"p{place}"))
        assert [length for _, length in notes(shuffled)] == [length for _, length in notes(tune)]
        assert sorted(map(str, shuffled.pitches)) == sorted(map(str, tune.pitches))
        assert notes(shuffled) != notes(tune)
        again = shuffled_notes(tune, draw_of(f"n{place}"))
        assert [bar.duration for bar in again.bars] == [bar.duration for bar in tune.bars]
        heard, wanted = (sorted((str(pitch), length) for pitch, length in _sounds(score)) for score in (again, tune))
        assert heard == wanted


def _sounds(score: Score) -> list[tuple[object, object]]:
    line = line_of(score)
    return [(tone.midi, tone.length / line.ticks) for tone in line.tones]


def test_parts_are_four_bars_and_the_four_after_them() -> None:
    for tune in composed(5):
        assert parts(tune) is not None
        excerpt, onward = parts(tune) or (tune, tune)
        assert excerpt.bars + onward.bars == tune.bars
        assert len(excerpt.bars) == 4
        assert parts(excerpt) is None


def separates(table: Table) -> None:
    for kind in OTHERS:
        assert (auc(table, kind) or 0) >= 0.9, kind
    assert len(table[REAL].raws) >= 80
    assert len(table[COMPOSED].raws) == 500


@needed
def test_held_out_tunes_stand_apart_from_their_notes_out_of_order() -> None:
    _, held = halves(real())
    sample = held[::12]
    separates(whole(sample))
    separates(continued(sample))
