from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest

from ssmr_bench.errors import DataError, FileError
from ssmr_bench.notation.score import ALTO, BASS, TREBLE
from ssmr_bench.synthesis.audit import Finding, Item, judge
from ssmr_bench.synthesis.brief import Brief
from ssmr_bench.synthesis.compose import tune
from ssmr_bench.synthesis.corpus import Corpus
from ssmr_bench.synthesis.drawing import Draw, Stratum
from ssmr_bench.synthesis.generator import Series, synthesize
from ssmr_bench.theory.interval import Interval
from ssmr_bench.theory.key import Key, KeySignature
from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.pitch import Pitch

TUNES = Path(__file__).parents[2].parent / "shared" / "tunes" / "abc.jsonl"
needs_tunes = pytest.mark.skipif(not TUNES.exists(), reason="the real tunes lie beside the checkout alone")

ABC = """\
X:1
M:3/4
L:1/4
K:D
D |: "D"FGA | {g}f2 e | [DF]z^g | a3 :| d2 | efg | fed |]

X:2
M:4/4
K:none of these
CDEF |]
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    (tmp_path / "tunes.abc").write_text(ABC)
    return Corpus.load(tmp_path / "tunes.abc")


def draw(name: object) -> Draw:
    return Draw(str(name), Stratum(1, "A"))


def test_full_bars_are_taken_without_ornaments_and_others_left_out(corpus: Corpus) -> None:
    assert corpus.tunes == 1
    assert list(corpus.runs) == [Meter(3, 4)]
    (run,) = corpus.runs[Meter(3, 4)]
    assert [[str(p) for event in bar.events for p in event.pitches] for bar in run.bars] == [
        ["F#4", "G4", "A4"],
        ["F#5", "E5"],
        ["F#4", "G#5"],
        ["A5"],
    ]
    assert not corpus.offers(Meter(3, 4))


def test_an_excerpt_stands_in_the_key_and_clef_of_the_brief_and_keeps_its_intervals(corpus: Corpus) -> None:
    (run,) = corpus.runs[Meter(3, 4)]
    before = [pitch for bar in run.bars for event in bar.events for pitch in event.pitches]
    for fifths, clef in product((-3, 0, 2), (TREBLE, BASS, ALTO)):
        brief = Brief(Key.of(KeySignature(fifths), "major"), Meter(3, 4), 4, clef, 12)
        score = corpus.excerpt(draw(fifths).below, brief)
        assert score
        assert (score.signature, score.clef, score.meter) == (KeySignature(fifths), clef, Meter(3, 4))
        assert len({Interval.between(old, new) for old, new in zip(before, score.pitches, strict=True)}) == 1
        assert max(abs(clef.place(pitch)) for pitch in score.pitches) <= 12


def test_given_ends_are_kept(corpus: Corpus) -> None:
    ends = Pitch.parse("C4"), Pitch.parse("Eb5")
    brief = Brief(Key.parse("C major"), Meter(3, 4), 4, TREBLE, 12, ends=ends)
    score = corpus.excerpt(draw("ends").below, brief)
    assert score
    assert (score.pitches[0], score.pitches[-1]) == ends
    assert [event.duration for event in score.bars[1].events] == [Meter(2, 4).bar, Meter(1, 4).bar]


def test_where_none_fits_the_composer_helps_out(corpus: Corpus) -> None:
    tight = Brief(Key.parse("C major"), Meter(3, 4), 4, TREBLE, 2)
    long = Brief(Key.parse("C major"), Meter(3, 4), 8)
    for brief in (tight, long):
        assert corpus.excerpt(draw("none").below, brief) is None
        assert len(tune(draw("none"), brief, corpus).bars) == brief.bars


@pytest.mark.parametrize(
    ("name", "content", "error", "message"),
    [
        ("x.jsonl", "{}", DataError, "line 1 has no text abc_music"),
        ("x.jsonl", '{"abc_music": "K:C\\nC"}\nnonsense', DataError, "line 2 is not JSON"),
        ("x.jsonl", "[" * 100_000, DataError, "line 1 is no JSON that can be read"),
        ("x.jsonl", '{"abc_music": "\\ud800"}', DataError, "line 1 is no JSON that can be read"),
        ("x.abc", "no tune", DataError, "holds no tune with four full bars"),
        ("x.abc", None, FileError, "can't be read"),
    ],
)
def test_files_that_are_no_tunes_are_named(
    tmp_path: Path, name: str, content: str | None, error: type[Exception], message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(error, match=message):
        Corpus.load(tmp_path / name)


def test_a_small_file_leaves_the_composer_in_its_place_and_the_name_says_which_file(corpus: Corpus) -> None:
    (problem, *_) = synthesize(Series("1", "train", corpus=corpus), {"time_signature": 1})
    assert problem.id == f"1+{corpus.digest}/train/time_signature/0"


def test_a_file_of_few_tunes_does_not_run_dry(tmp_path: Path) -> None:
    bars = "ABcd efga|gfed cBAG|FGAB cdef|gagf edcB|"
    tunes = [f"X:1\nM:{meter}\nL:1/8\nK:C\n{bars}{bars}\n" for meter in ("4/4",)] * 30
    tunes += ["X:1\nM:3/4\nL:1/8\nK:C\nABcd ef|gfed cB|FGAB cd|gagf ed|\n"] * 30
    tunes += [
        "X:1\nM:2/4\nL:1/8\nK:C\nABcd|gfed|FGAB|gagf|\n",
        "X:1\nM:6/8\nL:1/8\nK:C\nABcd2e|gfedcB|FGAB2c|gagf2e|\n",
    ] * 30
    file = tmp_path / "few.abc"
    file.write_bytes(b"\xef\xbb\xbf" + "\n".join(tunes).encode())
    problems = list(synthesize(Series("1", "train", 1, Corpus.load(file)), {"interval_name": 60}))
    assert len({problem.abc for problem in problems}) == 60
    assert any("M:4/4\nL:1/8\nK:C\n" in problem.abc for problem in problems)


@needs_tunes
@pytest.mark.parametrize("template", ["time_signature", "interval_name"])
def test_problems_on_real_tunes_are_proved(template: str) -> None:
    corpus = Corpus.load(TUNES)
    assert corpus.tunes == 2_507
    problems = list(synthesize(Series("1", "train", corpus=corpus), {template: 200}))
    composed = {problem.abc for problem in synthesize(Series("1", "train"), {template: 200})}
    assert not composed & {problem.abc for problem in problems if problem.level <= 3}
    assert all(judge(Item.of(problem)).finding is Finding.PROVED for problem in problems)


@needs_tunes
def test_json_lines_and_abc_are_read_alike(tmp_path: Path) -> None:
    texts = [json.loads(line)["abc_music"] for line in TUNES.read_text().split("\n")[:50]]
    (tmp_path / "x.jsonl").write_text("\n".join(json.dumps({"abc_music": text}) for text in texts))
    (tmp_path / "x.abc").write_text("\n\n".join(f"X:1\n{text}" for text in texts))
    assert Corpus.load(tmp_path / "x.jsonl").runs == Corpus.load(tmp_path / "x.abc").runs
