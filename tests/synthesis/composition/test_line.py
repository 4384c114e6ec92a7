from __future__ import annotations

from fractions import Fraction

from ssmr_bench.synthesis.composition.line import Line, line_of
from ssmr_bench.theory.key import Key
from ssmr_bench.theory.meter import Meter
from tests.synthesis.composition.music import music


def heard(line: Line) -> list[tuple[int, Fraction, int]]:
    return [(tone.midi, Fraction(tone.length, line.ticks), tone.bar) for tone in line.tones]


def test_it_is_the_top_note_of_a_chord_with_ties_joined_and_graces_passed_over() -> None:
    line = line_of(music('"Am"[CEA]2 z {g}E-|E2 (3BAG F|]'))
    quarter, third = Fraction(1, 4), Fraction(1, 6)
    wanted = [(69, 2 * quarter, 0), (64, 3 * quarter, 0), *((key, third, 1) for key in (71, 69, 67)), (65, quarter, 1)]
    assert heard(line) == wanted
    assert [Fraction(tone.start, line.ticks) for tone in line.tones[:3]] == [0, 3 * quarter, 6 * quarter]


def test_only_the_tied_note_of_a_chord_sounds_on() -> None:
    assert len(line_of(music("[CE]-[Ec]|]")).tones) == 2, "the tie is of a lower note"
    assert len(line_of(music("E-zE|]")).tones) == 2, "a rest ends what is tied"
    assert len(line_of(music("[Ec]-[Ec]|]")).tones) == 1


def test_a_pickup_is_counted_from_the_end_of_its_bar() -> None:
    line = line_of(music("C | DEFG | A2 z |: C | D3 :|"))
    quarter = line.ticks // 4
    assert [tone.place // quarter for tone in line.tones] == [3, 0, 1, 2, 3, 0, 3, 0]
    assert [tone.depth for tone in line.tones[:5]] == [2, 0, 2, 1, 2]
    assert [span.is_pickup for span in line.spans] == [True, False, False, True, False]


def test_keys_and_meters_change_where_they_are_written_unless_others_are_wanted() -> None:
    score = music("CDEF|[K:Am][M:3/4]GAB|[K:C exp ^f _b]FGA|]")
    line = line_of(score)
    assert [tone.tonality and tone.tonality.tonic for tone in line.tones] == [0] * 4 + [9] * 3 + [0] * 3
    assert line.tones[-1].tonality
    assert line.tones[-1].tonality.scale == {0, 2, 4, 6, 7, 9, 10}
    assert [span.full and span.full * 4 // line.ticks for span in line.spans] == [4, 3, 3]
    wanted = line_of(score, Key.parse("G major"), Meter(4, 4))
    assert {tone.tonality and tone.tonality.tonic for tone in wanted.tones} == {7}
    assert {span.full and span.full * 4 // line.ticks for span in wanted.spans} == {4}


def test_lower_voices_are_not_heard() -> None:
    assert [tone.midi for tone in line_of(music("V:1\nC4|]\nV:2\nc4|]")).tones] == [60]
