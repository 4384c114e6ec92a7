from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from ssmr_bench.errors import DataError, FileError
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.audit import Finding, Item, Material, audit
from ssmr_bench.synthesis.audit.attackers import RULED
from ssmr_bench.synthesis.audit.popularity import COUNTING
from ssmr_bench.synthesis.audit.published import translated
from ssmr_bench.synthesis.audit.row import Row
from ssmr_bench.synthesis.audit.verdict import CATEGORIES
from ssmr_bench.synthesis.generator import Series, synthesize
from ssmr_bench.synthesis.production import Order, produce
from tests.synthesis.audit.items import GOOD

SAMPLE = Path(__file__).parents[4] / "shared/published-sample/test_textual.jsonl"
needs_sample = pytest.mark.skipif(
    not SAMPLE.exists(), reason="the published sample lies in ../shared, beside a checkout"
)
FAST = (*RULED, *COUNTING)

ROW = {
    "class_name": "ChordIdentificationQuestion",
    "question": "Select the correct chord name based on the following music sheet.",
    "abc_context": "K:C\\nL:1/4\\n[DF_A]",
    "correct_answer": "Ddim",
    "incorrect_answer1": "Fdim",
    "incorrect_answer2": "Adim",
    "incorrect_answer3": "Dbdim",
}


def line(item: Item) -> str:
    record = {name: getattr(item, name) for name in ("id", "template", "question", "abc", "answer")}
    category = CATEGORIES[item.template]
    return json.dumps(record | {"options": list(item.options), "level": 1, "category": category})


def test_a_file_by_hand_is_proved(tmp_path: Path) -> None:
    (tmp_path / "problems.jsonl").write_text("".join(line(item) + "\n" for item in GOOD.values()))
    for place in (tmp_path, tmp_path / "problems.jsonl"):
        report = audit(place, chosen=())
        assert report.sound
        assert report.count == 10
        assert [(tally.template, tally.proved, tally.count) for tally in report.tallies] == [
            (name, 1, 1) for name in GOOD
        ]


def test_flaws_and_repeats_are_counted(tmp_path: Path) -> None:
    good = GOOD["chord_root"]
    shuffled = replace(good, options=good.options[::-1], answer="A")
    twice = replace(good, options=("C-natural", "C-natural", "E-natural", "A-flat"))
    file = tmp_path / "x.jsonl"
    flawed = (good, shuffled, replace(good, answer="A"), twice)
    file.write_text("\n".join(line(replace(item, id=str(number))) for number, item in enumerate(flawed)))
    report = audit(file, chosen=RULED)
    assert not report.sound
    (tally,) = report.tallies
    assert {finding.value: count for finding, count in tally.findings if count} == {
        "proved": 2,
        "wrong key": 1,
        "duplicates": 1,
    }
    assert tally.repeated == 2
    assert [entry.verdict.finding for entry in report.defects] == [Finding.WRONG_KEY, Finding.DUPLICATES]


def test_problems_to_attack_may_be_drawn(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(line(GOOD["chord_root"]))
    leaking = tuple(replace(GOOD["chord_root"], answer="A") for _ in range(100))
    report = audit(file, lambda template: Material(leaking if template == "chord_root" else ()), RULED)
    assert not report.defects
    assert not report.sound
    assert "always A" in {leak.attacker for leak in report.leaks}
    assert {attack.count for attack in report.drawn} == {100}
    assert {attack.count for attack in report.attacks} == {1}


def test_a_file_whose_own_letters_lean_is_found_out(tmp_path: Path) -> None:
    own = [replace(GOOD["chord_root"], id=str(number)) for number in range(40)]
    (tmp_path / "x.jsonl").write_text("\n".join(map(line, own)))
    even = tuple(replace(GOOD["chord_root"], answer="ABCD"[number % 4]) for number in range(100))
    report = audit(tmp_path / "x.jsonl", lambda _: Material(even), FAST)
    assert not report.defects
    assert f"always {own[0].answer}" in {attack.attacker for attack in report.leaks}
    assert all(attack.sound for attack in report.drawn if attack.attacker.startswith("always"))


def test_the_frozen_splits_are_proved() -> None:
    for version in splits.versions():
        place = Path(splits.__file__).parents[2] / "data" / version
        assert not audit(place, chosen=()).defects


@pytest.mark.parametrize(
    "text",
    [
        *("{", "[]", '{"id": "x"}', '{"class_name": 1}', '{"class_name": "x", "question": 3}'),
        *("[" * 100_000, "9" * 5_000, '{"id": "\\ud800"}'),
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_problem_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.jsonl").write_text(text)
    with pytest.raises(DataError, match=r"x\.jsonl, line 1 is no"):
        audit(tmp_path / "x.jsonl")


def test_a_field_of_another_kind_is_refused(tmp_path: Path) -> None:
    record = json.loads(line(GOOD["chord_root"]))
    for change in ({"options": "ABCD"}, {"abc": None}, {"options": [1, 2, 3, 4]}):
        (tmp_path / "x.jsonl").write_text(json.dumps(record | change))
        with pytest.raises(DataError, match="line 1 is no problem"):
            audit(tmp_path / "x.jsonl")
    (tmp_path / "x.jsonl").write_text(json.dumps(ROW | {"correct_answer": 3}))
    with pytest.raises(DataError, match="it has no text correct_answer"):
        audit(tmp_path / "x.jsonl")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"problems\.jsonl can't be read: No such file"):
        audit(tmp_path)
    with pytest.raises(FileError, match=r"x\.parquet can't be read"):
        audit(tmp_path / "x.parquet")
    (tmp_path / "problems.jsonl").write_text("")
    with pytest.raises(DataError, match=r"problems\.jsonl is empty; name a file"):
        audit(tmp_path)
    (tmp_path / "problems.jsonl").write_bytes(b"\xff")
    with pytest.raises(FileError, match=r"problems\.jsonl is no text in UTF-8"):
        audit(tmp_path)


@pytest.mark.parametrize("count", [1, 2, 9, 11])
def test_few_problems_are_attacked_without_a_fuss(tmp_path: Path, count: int) -> None:
    made = synthesize(Series("1", "few"), {"interval_note": count})
    (tmp_path / "x.jsonl").write_text("".join(problem.to_json() + "\n" for problem in made))
    assert audit(tmp_path / "x.jsonl").count == count


def test_parquet_is_read_too(tmp_path: Path) -> None:
    produce(Order("1", "train", {"chord_name": 20, "scale_spelling": 20}), tmp_path / "x.parquet")
    report = audit(tmp_path / "x.parquet", chosen=())
    assert report.sound
    assert report.count == 40


MISFITS = {
    "printable": ("chord_root", {"id": "a\x1b[31m"}, "its id is"),
    "category": ("chord_root", {"category": "scale"}, "its category is 'scale', not 'chord'"),
    "level": ("chord_root", {"level": True}, "its level is True"),
    "title": ("chord_root", {"abc": "X:1\nT:root C\nL:1/8\nK:C\n[CEG]8 |]"}, "holds more than"),
    "words": ("chord_root", {"abc": "X:1\nL:1/8\nK:C\n[CEG]8 |]\nw:C"}, "holds more than"),
    "comment": ("chord_root", {"abc": "X:1\nL:1/8\nK:C\n[CEG]8 |] % C"}, "holds more than"),
    "chord symbol": ("chord_root", {"abc": 'X:1\nL:1/8\nK:C\n"C"[CEG]8 |]'}, "holds more than"),
    "second tune": ("chord_root", {"abc": "X:1\nL:1/8\nK:C\n[CEG]8 |]\n\nX:2\nK:C\nC"}, "holds more than"),
    "meter": ("chord_root", {"abc": "X:1\nM:3/4\nL:1/8\nK:C\n[CEG]8 |]"}, "its time signature is not that of its bars"),
    "option": ("bar_lines", {"options": ["C %", "D", "E", "F"]}, "an option is no line of notes"),
}


@pytest.mark.parametrize("name", MISFITS)
def test_what_none_of_our_problems_holds_is_a_defect(tmp_path: Path, name: str) -> None:
    template, change, message = MISFITS[name]
    record = json.loads(line(GOOD[template]))
    (tmp_path / "x.jsonl").write_text(json.dumps(record | change))
    (entry,) = audit(tmp_path / "x.jsonl", chosen=()).defects
    assert entry.verdict.finding is Finding.UNREADABLE
    assert message in entry.verdict.reasons[0]


def test_an_id_that_stands_twice_is_a_defect(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("\n".join([line(GOOD["chord_root"]), line(GOOD["scale_key"])] * 2))
    assert [entry.verdict.reasons for entry in audit(tmp_path / "x.jsonl", chosen=()).defects] == [
        ("its id stands twice",),
    ] * 2


def test_a_published_row_is_said_in_our_words() -> None:
    item = translated(Row.of(1, "here", ROW))
    assert (item.template, item.abc) == ("chord_name", "K:C\nL:1/4\n[DF_A]")
    assert item.options == ("A diminished triad", "D-flat diminished triad", "D diminished triad", "F diminished triad")
    assert item.options[item.place] == "D diminished triad"


@pytest.mark.parametrize("change", [{"class_name": "New"}, {"question": "Which?"}, {"correct_answer": "D7"}])
def test_a_row_that_is_not_understood_is_a_defect(tmp_path: Path, change: dict[str, str]) -> None:
    (tmp_path / "x.jsonl").write_text(json.dumps(ROW | change))
    (entry,) = audit(tmp_path / "x.jsonl", chosen=FAST).defects
    assert entry.published
    assert entry.published.row.number == 1
    assert entry.verdict.finding is Finding.UNREADABLE


@needs_sample
def test_the_flaws_of_the_published_sample_are_listed_by_row() -> None:
    report = audit(SAMPLE, chosen=FAST)
    assert report.count == 400
    found = {each.row.number: each.flaws for each in report.published if not each.sound}
    assert len(found) == len(report.defects) == 27
    assert found[66] == (Finding.WRONG_KEY,)  # [_A_c_e] is said to be diminished
    assert found[68] == (Finding.NONE_RIGHT,)  # [B^d^f] is said to be augmented: the double sharp was lost
    assert found[173] == (Finding.NONE_RIGHT, Finding.DUPLICATES)  # _e is offered twice, and wanted is __e
    assert found[245] == (Finding.TWO_RIGHT,)  # a fourth above and a fourth below
    assert found[328] == (Finding.TWO_READINGS,)  # _e … E: the last note is flat in ABC, and natural in print
    assert found[371] == (Finding.SHORT_BAR,)
    assert 199 not in found  # [^F^c^c] and [^F^cc] are alike under one reading alone, and neither is right
    assert 376 not in found  # "| 1 " is a volta
    assert len({each.id for each in report.published}) == 400
    assert all(each.id == each.verdict.id for each in report.published)
    remarks = Counter(remark for entry in report.remarked for remark in entry.remarks)
    assert remarks == {"impossible key": 37, "enharmonic twins": 5, "the root's own letter": 3}


@needs_sample
def test_the_leaks_of_the_published_sample_are_found() -> None:
    rates = {(each.template, each.attacker): each.rate for each in audit(SAMPLE, chosen=FAST).leaks}
    assert rates["chord_root", "X where X# or Xb is offered"] == 1
    assert rates["scale_key", "majority of words"] == 1
    assert rates["scale_spelling", "position-wise vote"] > 0.95
    assert rates["bar_lines", "nearest to four bars"] > 0.85
    assert rates["time_signature", "commonest whole"] > 0.6
    assert rates["interval_note", "octave twin"] > 0.4
    assert rates["chord_completion", "any stacked triad"] > 0.65
