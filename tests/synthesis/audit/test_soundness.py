from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssmr_bench.errors import DataError
from ssmr_bench.notation.abc import read
from ssmr_bench.synthesis.audit import Finding, Row, audit, soundness
from ssmr_bench.synthesis.audit.spelling import spelled
from tests.synthesis.audit import second_opinion

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = Path(__file__).parents[4] / "shared/published-sample/test_textual.jsonl"
needs_sample = pytest.mark.skipif(
    not SAMPLE.exists(), reason="the published sample lies in ../shared, beside a checkout"
)

ROW = {
    "class_name": "ChordIdentificationQuestion",
    "question": "Select the correct chord name based on the following music sheet.",
    "abc_context": "K:C\\nL:1/4\\n[DF_A]",
    "correct_answer": "Ddim",
    "incorrect_answer1": "Fdim",
    "incorrect_answer2": "Adim",
    "incorrect_answer3": "Dbdim",
}
TIME = ROW | {
    "class_name": "TimeSignatureQuestion",
    "question": "Select the correct time signature for the music score.",
    "correct_answer": "4/4",
    "incorrect_answer1": "3/4",
    "incorrect_answer2": "3/2",
    "incorrect_answer3": "9/8",
}
COMPLETION = ROW | {
    "class_name": "ChordsCompletionQuestion",
    "question": "Given several notes, select the correct Note to form a F# Major chord.",
    "abc_context": "K:C\nL:1/4\n[^F^c]",
    "correct_answer": "K:C\nL:1/4\n[^F^c^A]",
    "incorrect_answer1": "K:C\nL:1/4\n[^F^cG]",
    "incorrect_answer2": "K:C\nL:1/4\n[^F^cB]",
    "incorrect_answer3": "K:C\nL:1/4\n[^F^ce]",
}
SCALE = ROW | {
    "class_name": "ScaleSelectionQuestion",
    "question": "Select the correctly written Em key with descending direction.",
    "abc_context": "",
    "correct_answer": "L:1/4\nK:C\ne d c B A G ^F E",
    "incorrect_answer1": "L:1/4\nK:C\nE ^F G A B c d e",
    "incorrect_answer2": "L:1/4\nK:C\ne d _c B A G ^F E",
    "incorrect_answer3": "L:1/4\nK:C\ne d c B A G F E",
}


def published() -> list[dict[str, str]]:
    return [json.loads(line) for line in SAMPLE.read_text().splitlines()]


def flaws(row: dict[str, object] | dict[str, str]) -> list[str]:
    (found,) = soundness([row])
    return [flaw.value for flaw in found.flaws]


@needs_sample
def test_a_second_opinion_agrees_item_by_item() -> None:
    rows = [{name: text.replace("\\n", "\n") for name, text in row.items()} for row in published()]
    differing = []
    seen: set[tuple[str, ...]] = set()
    for row, ours in zip(rows, soundness(rows), strict=True):
        content = (row["question"], row["abc_context"], *sorted(row[name] for name in second_opinion.OPTIONS))
        theirs = second_opinion.kinds(row) + ["repeated"] * (content in seen)
        seen.add(content)
        narrow, wide = (second_opinion.holding(row, reach) for reach in second_opinion.REACHES)
        held = list(narrow) if narrow == wide else sorted(set(narrow) & set(wide))
        if (theirs, held) != ([flaw.value for flaw in ours.flaws], sorted(ours.holding)):
            differing.append((ours.row.number, theirs, ours.flaws))
    assert not differing


@needs_sample
def test_the_second_opinion_is_not_ours() -> None:
    source = Path(second_opinion.__file__).read_text()
    assert "ssmr" not in source


@needs_sample
def test_music21_finds_every_bar_as_long_as_the_second_opinion_reads_it() -> None:
    counted = 0
    for row in published():
        if row["class_name"] in {"TimeSignatureQuestion", "BarLinePlacementQuestion"}:
            text = row["abc_context" if row["class_name"].startswith("Time") else "correct_answer"]
            found, unit = second_opinion.bars(text.replace("\\n", "\n"))
            for bar in found:
                expected = second_opinion.bar_length_by_music21(bar, unit)
                assert abs(second_opinion.bar_length(bar, unit) - expected) < 1e-6, bar
                counted += 1
    assert counted > 300


@needs_sample
def test_what_is_published_of_the_sample() -> None:
    found = soundness(published())
    kinds = Counter(flaw.value for each in found for flaw in each.flaws)
    assert kinds == {
        "none right": 8,
        "two right": 6,
        "two readings": 5,
        "duplicates": 4,
        "short bar": 3,
        "wrong key": 2,
    }
    assert sum(each.sound for each in found) == 373


@needs_sample
def test_every_way_to_spoil_a_sound_row_is_found() -> None:
    rows = [row for row, found in zip(published(), soundness(published()), strict=True) if found.sound][::4]
    for row in rows:
        wrong = row | {"correct_answer": row["incorrect_answer2"], "incorrect_answer2": row["correct_answer"]}
        twice = row | {"incorrect_answer3": row["correct_answer"]}
        lost = row | {"correct_answer": row["incorrect_answer1"]}
        assert flaws(wrong) == ["wrong key"]
        assert flaws(twice) == ["two right", "duplicates"]
        assert flaws(lost) == ["none right", "duplicates"]


@needs_sample
def test_ids_are_those_of_the_content(tmp_path: Path) -> None:
    ids = [found.id for found in soundness(published())]
    assert len(set(ids)) == 400
    shuffled = [
        row
        | {"incorrect_answer1": row["incorrect_answer3"], "incorrect_answer3": row["incorrect_answer1"]}
        | {"abc_context": row["abc_context"].replace("\n", "\\n")}
        for row in reversed(published())
    ]
    assert [found.id for found in soundness(shuffled)] == ids[::-1]
    import pandas as pd

    (tmp_path / "data").mkdir()
    pd.DataFrame(published()).to_parquet(tmp_path / "data" / "Test_textual-00000-of-00001.parquet")
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "x.jsonl").write_text("no JSON")
    assert [each.id for each in audit(tmp_path, chosen=()).published] == ids


def test_a_row_that_repeats_another_is_told_which() -> None:
    again = ROW | {"incorrect_answer1": "Dbdim", "incorrect_answer3": "Fdim", "abc_context": "K:C\nL:1/4\n[DF_A]"}
    found = soundness([ROW, COMPLETION, again, ROW | {"correct_answer": "D"}])
    assert [each.repeats for each in found] == [None, None, 1, None]
    assert [each.sound for each in found] == [True, True, False, False]
    assert found[2].flaws == (Finding.REPEATED,)
    assert found[0].id == found[2].id


@pytest.mark.parametrize(
    ("music", "expected"),
    [
        ("| c4 d4 | e8 |", []),
        ("| c4 | d4 e4 | f4 |", ["short bar"]),
        ("| c4 d4 | e4 | f8 |", ["none right"]),
        ("| c4 d4 | c8 | e6 :: f2 | g8 |", ["short bar"]),
        ("| c4 d4 | e6 :: f2 | g8 |", ["none right"]),
        ("| c4 d4 | e8 | f8 g2 |", ["none right"]),
        ("| c6 | d6 |", ["wrong key"]),
        ("| c8 | [M:3/4] d6 |", []),
        ("| c6 | [M:4/4] d8 |", ["wrong key"]),
        ("| [M:4/4] c8 |", ["unreadable"]),
        ("| c8 | 1 d8 |", []),
    ],
)
def test_time_signatures(music: str, expected: list[str]) -> None:
    assert flaws(TIME | {"abc_context": f"L:1/8\nK:C\n{music}"}) == expected


def test_a_chord_that_no_note_completes_has_none_right() -> None:
    asked = "Given several notes, select the correct Note to form a F# augmented chord."
    assert flaws(COMPLETION) == []
    assert flaws(COMPLETION | {"question": asked}) == ["none right"]


def test_accidentals_may_be_read_in_two_ways() -> None:
    assert flaws(SCALE) == []
    f_minor = "L:1/4\nK:C\n^f e d ^c B A ^G "
    asked = SCALE | {"question": SCALE["question"].replace("Em", "F#m"), "correct_answer": f"{f_minor}^F"}
    (found,) = soundness([asked | {"incorrect_answer3": f"{f_minor}F"}])
    assert found.flaws == (Finding.TWO_READINGS,)
    assert found.holding == (f"{f_minor}^F",)
    assert "holds only if a sign holds in every octave" in found.verdict.reasons


def test_alike_under_one_reading_alone_is_no_flaw() -> None:
    chord = "K:C\nL:1/4\n[^F^c"
    assert flaws(COMPLETION | {"incorrect_answer1": f"{chord}^c]", "incorrect_answer2": f"{chord}c]"}) == []


@pytest.mark.parametrize("picture", [{"bytes": b"x", "path": None}, {"bytes": None, "path": "a.png"}, b"x", "i/a.PNG"])
def test_nothing_is_proved_of_pictures(picture: object) -> None:
    asked = {name: text for name, text in ROW.items() if name != "abc_context"}
    for row in (asked | {"image": picture}, SCALE | {"correct_answer": picture}):
        (found,) = soundness([row])
        assert found.flaws == (Finding.PICTURED,)
        assert found.id.startswith("published/visual/")
    other = soundness([asked | {"image": b"y"}])[0].id
    assert other != soundness([asked | {"image": picture}])[0].id
    (told,) = soundness([ROW | {"image": picture}])
    assert told.sound


def test_what_is_no_row_is_refused_with_its_columns() -> None:
    with pytest.raises(
        DataError, match=r"row 1 is no row .* no text correct_answer, abc_context; its columns are 'cla"
    ):
        soundness([{name: ROW[name] for name in ROW if name not in {"correct_answer", "abc_context"}}])


NOTE = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "", "^", "_", "=", "^^"]),
        st.sampled_from("CDEcde"),
        st.sampled_from(["", "'", ","]),
    ),
)
EVENT = st.one_of(
    NOTE,
    st.lists(NOTE, min_size=2, max_size=3).map(lambda notes: f"[{''.join(notes)}]"),
    st.sampled_from(["|", "[K:G]", "[K:Eb]", '"C"', "z"]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(EVENT, min_size=1, max_size=10))
def test_writing_signs_out_by_the_standard_changes_nothing(events: list[str]) -> None:
    abc = "X:1\nL:1/8\nK:D\n" + " ".join(events) + " |"
    assert list(_sounding(spelled(abc, "pitch"))) == list(_sounding(abc))


def _sounding(abc: str) -> Iterator[tuple[str, ...]]:
    for bar in read(abc).bars:
        for event in bar.events:
            yield tuple(sorted(map(str, event.pitches)))


def test_a_row_keeps_its_id_when_its_key_is_put_right() -> None:
    right = ROW | {"correct_answer": "Fdim", "incorrect_answer1": "Ddim"}
    assert Row.of(1, "here", right).id == Row.of(7, "there", ROW).id
