from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import datasets
import pytest
import typer

from ssmr_bench import cli
from ssmr_bench.notation.abc import read
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.visual import pictures
from tests.evaluation.conftest import script, surroundings
from tests.notation import midi

if TYPE_CHECKING:
    from pathlib import Path
    from pathlib import Path as PathType


def run(*arguments: str, cwd: PathType | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [script(arguments[0]), *arguments[1:]],
        env=surroundings(**environment),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


HEAVY = {"lm_eval", "torch", "openai", "pandas", "scipy", "datasets", "xllamacpp", "rich", "aiohttp", "vl_convert"}


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, ssmr_bench; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "ssmr_bench" in loaded
    assert not HEAVY & set(loaded)


def test_the_commands_load_nothing_heavy_before_they_know_what_to_do() -> None:
    code = "import sys, ssmr_bench.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not (HEAVY - {"rich"}) & set(loaded)


SUBCOMMANDS = (
    "leaderboard", "models", "tasks", "synthesize", "audit", "show", "play", "compare", "gate", "plot", "report",
    "verify", "submit",
)  # fmt: skip


def test_the_tasks_are_listed_with_what_is_lacking(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ended = run("ssmr", "tasks", SSMR_DATA=str(tmp_path / "empty"))
    assert ended.returncode == 0, ended.stderr
    said = " ".join(ended.stdout.split())
    assert "ssmr_composition" in said
    assert "gsm8k" in said
    assert "ssmr data pull music_theory_bench" in said


@pytest.mark.parametrize("command", [["ssmr-eval"], ["ssmr"], *(["ssmr", name] for name in SUBCOMMANDS)])
def test_help_has_an_example(command: list[str]) -> None:
    ended = run(*command, "--help")
    assert ended.returncode == 0
    if command != ["ssmr"]:
        assert "Example" in ended.stdout
    assert command[0] in ended.stdout


@pytest.mark.parametrize("name", ["ssmr", "ssmr-eval"])
def test_version(name: str) -> None:
    assert run(name, "--version").stdout.startswith("ssmr-bench 0.")


def test_models_are_listed_with_ones_own_among_them(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[mine]\nbackend = "scripted"\nmodel = "m"\nreply = "A"\n')
    listed = run("ssmr", "models", "--models-file", "mine.toml", cwd=tmp_path).stdout
    assert all(name in listed for name in ("smollm2-135m", "qwen3-8b", "random", "mine"))


def test_a_leaderboard_of_nothing_is_an_error_on_one_line(tmp_path: Path) -> None:
    ended = run("ssmr", "leaderboard", "nowhere", cwd=tmp_path)
    assert ended.returncode == 2
    assert ended.stderr == "error: there is no folder nowhere; name one that holds results\n"


def test_problems_are_made_and_audited(tmp_path: Path) -> None:
    wanted = ["synthesize", "-n", "40", "--templates", "scale_key,chord_root", "--out"]
    made = run("ssmr", *wanted, "x.jsonl", cwd=tmp_path)
    assert (made.returncode, made.stdout) == (0, "40 problems in x.jsonl\n")
    assert run("ssmr", *wanted, "y.jsonl", cwd=tmp_path).returncode == 0
    assert (tmp_path / "x.jsonl").read_bytes() == (tmp_path / "y.jsonl").read_bytes()
    audited = run("ssmr", "audit", "x.jsonl", "--attack", "60", "--learn", "60", cwd=tmp_path)
    assert audited.returncode == 0, audited.stdout
    assert "40 of 40 keys proved unique" in audited.stdout
    assert "attacks got through" in audited.stdout


def test_an_audit_that_finds_something_ends_with_1(tmp_path: Path) -> None:
    run("ssmr", "synthesize", "-n", "8", "--templates", "scale_key", "--out", "x.jsonl", cwd=tmp_path)
    file = tmp_path / "x.jsonl"
    file.write_text(file.read_text().replace('"answer": "A"', '"answer": "B"'))
    audited = run("ssmr", "audit", "x.jsonl", "--keys", cwd=tmp_path)
    assert audited.returncode == 1
    assert "scale_key: wrong key; the answer is B; what holds is A." in audited.stdout
    assert "keys proved unique" in audited.stdout
    assert "attacks" not in audited.stdout


def test_what_a_file_holds_is_shown_and_never_obeyed(tmp_path: Path) -> None:
    record = {
        "id": "a\x1b[31m",
        "template": "[/bold]",
        "question": "?",
        "abc": "",
        "options": ["1", "2"],
        "answer": "\a",
    }
    (tmp_path / "[bold].jsonl").write_text(json.dumps(record))
    audited = run("ssmr", "audit", "[bold].jsonl", cwd=tmp_path)
    assert audited.returncode == 1
    assert "a\\x1b[31m [/bold]: unreadable" in audited.stdout
    assert not set("\x1b\a") & set(audited.stdout + audited.stderr)


def test_a_problem_is_shown_as_text_as_a_picture_and_as_a_page(tmp_path: Path) -> None:
    name = "1.0/test/bar_lines/0"
    problem = next(problem for problem in splits.load("1.0").problems if problem.id == name)
    shown = run("ssmr", "show", name)
    assert shown.returncode == 0
    assert problem.abc in shown.stdout
    assert f"Answer: {problem.answer}" in shown.stdout
    for out in ("x.png", "x.html", "x.txt"):
        assert run("ssmr", "show", name, "--out", out, cwd=tmp_path).stdout == f"{out}\n"
    assert (tmp_path / "x.txt").read_text() == shown.stdout
    assert (tmp_path / "x.png").read_bytes() == pictures(problem, "sheet")[0]
    page = (tmp_path / "x.html").read_text()
    assert page.count('src="data:image/png;base64,') == 5
    assert "default-src 'none'" in page
    assert page.count("<script>") == 1


def test_a_problem_of_any_series_is_shown_by_its_name(tmp_path: Path) -> None:
    run("ssmr", "synthesize", "-n", "4", "--templates", "scale_key", "--out", "x.jsonl", cwd=tmp_path)
    *_, last = (tmp_path / "x.jsonl").read_text().splitlines()
    assert json.loads(last)["abc"] in run("ssmr", "show", "1.0/train/scale_key/3").stdout


def test_a_tune_and_a_problem_are_played(tmp_path: Path) -> None:
    (tmp_path / "x.abc").write_text("X:1\nL:1/4\nM:4/4\nK:C\nC E G c |\n\nX:2\nK:C\nD |\n", encoding="utf-8-sig")
    for out, start in (("x.wav", b"RIFF"), ("x.mid", b"MThd")):
        assert run("ssmr", "play", "x.abc", "--out", out, cwd=tmp_path).stdout == f"{out}\n"
        assert (tmp_path / out).read_bytes().startswith(start)
    assert [note.midi for note in midi.sounds((tmp_path / "x.mid").read_bytes())] == [60, 64, 67, 72]
    name = "1.0/test/interval_note/0"
    problem = next(problem for problem in splits.load("1.0").problems if problem.id == name)
    option = read(f"L:1/8\nK:C\n{problem.options[1]}")
    for music, asked in ((read(problem.abc), ()), (option, ("--option", "b"))):
        assert run("ssmr", "play", name, *asked, "--out", "y.mid", cwd=tmp_path).returncode == 0
        heard = [note.midi for note in midi.sounds((tmp_path / "y.mid").read_bytes())]
        assert heard == [pitch.midi for pitch in music.pitches]
    (tmp_path / "long.abc").write_text("K:C\n" + "C999 | " * 999)
    assert "cut after ten minutes" in run("ssmr", "play", "long.abc", "--out", "z.mid", cwd=tmp_path).stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x.abc", "--out", "x.wav"], "x.abc, line 2, column 3: a backslash within a line"),
        (["y.abc", "--out", "x.wav"], "y.abc is not UTF-8"),
        (["large.abc", "--out", "x.wav"], "large.abc is larger than a megabyte"),
        (["none.abc", "--out", "x.wav"], "none.abc can't be read: No such file"),
        (["x.abc", "--out", "x.mp3"], "x.mp3 must end in .wav or .mid"),
        (["x.abc", "--out", "x.mid", "--option", "A"], "x.abc is a tune, and has no options"),
        (["1.0/test/scale_spelling/0", "--out", "x.mid"], "has no music but its options; name one, as in --option A"),
        (["1.0/test/chord_root/0", "--out", "x.mid", "--option", "A"], "are no music; leave --option out"),
        (["1.0/test/scale_spelling/0", "--out", "x.mid", "--option", "E"], "no option 'E'; there are A, B, C, D"),
        (["1.0/test/chord_rot/0", "--out", "x.mid"], "did you mean '1.0/test/chord_root/0'"),
    ],
)
def test_what_cannot_be_played_is_refused_on_one_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "x.abc").write_text("K:C\nC \\nonsense{ |")
    (tmp_path / "y.abc").write_bytes(b"T:\xff\nK:C\nC |")
    (tmp_path / "large.abc").write_bytes(b"K:C\n" + b"C" * 1_000_001)
    ended = run("ssmr", "play", *arguments, cwd=tmp_path)
    assert ended.returncode == 2
    assert ended.stderr.startswith("error: ")
    assert message in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert not {"x.wav", "x.mid"} & {each.name for each in tmp_path.iterdir()}


def test_pictures_go_into_a_data_set_that_datasets_reads(tmp_path: Path) -> None:
    wanted = ["synthesize", "-n", "8", "--templates", "bar_lines,scale_key", "--pictures", "--out"]
    for out, jobs in (("x.parquet", "1"), ("y.parquet", "2")):
        assert run("ssmr", *wanted, out, "--jobs", jobs, cwd=tmp_path).returncode == 0
    assert (tmp_path / "x.parquet").read_bytes() == (tmp_path / "y.parquet").read_bytes()
    rows = datasets.Dataset.from_parquet(str(tmp_path / "x.parquet"), cache_dir=str(tmp_path / "cache"))
    assert rows.features["images"] == datasets.List(datasets.Image())
    for row in rows:
        assert len(row["images"]) == {"bar_lines": 5, "scale_key": 1}[row["template"]]
        assert all(image.width > 50 for image in row["images"])
    audited = run("ssmr", "audit", "x.parquet", "--keys", "--pictures", "--attack", "20", cwd=tmp_path)
    assert "8 of 8 keys proved unique" in audited.stdout
    assert "attacks on pictures got through" in audited.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["synthesize", "-n", "5", "--out", "x.csv"], "x.csv must end in .jsonl or .parquet"),
        (["synthesize", "-n", "5", "--out", "x.jsonl", "--templates", "scale_kye"], "did you mean 'scale_key'"),
        (["synthesize", "-n", "5", "--out", "x.jsonl", "--split", "a/b"], "--split 'a/b' is no name"),
        (["synthesize", "-n", "5", "--out", "x.jsonl", "--split", "test"], "--split test is frozen"),
        (["synthesize", "-n", "5", "--out", "x.jsonl", "--templates", ","], "--templates names no template"),
        (["synthesize", "-n", "5", "--out", "new/x.jsonl", "--tunes", "none.abc"], "none.abc can't be read"),
        (["synthesize", "-n", "5", "--out", "x.jsonl", "--pictures"], "pictures go into Parquet"),
        (["synthesize", "-n", "5", "--out", "x.parquet", "--pictures", "--form", "shet"], "did you mean 'sheet'"),
        (["synthesize", "-n", "5", "--out", "x.jsonl", "--look", "photo"], "add --pictures"),
        (["audit", "nothing.jsonl"], "nothing.jsonl can't be read"),
        (["show", "1.0/test/chord_root/0", "--look", "scan"], "name one with --out"),
        (["show", "chord_root"], "'chord_root' is no id of a problem"),
        (["show", "1.0/test/chord_rot/0"], "did you mean '1.0/test/chord_root/0'"),
        (["show", "1.0/train/chord_rot/0"], "did you mean 'chord_root'"),
        (["show", "1.0/test/chord_root/0", "--out", "x.gif"], "x.gif must end in .png, .html or .txt"),
        (["show", "1.0/test/chord_root/0", "--out", "x.png", "--look", "foto"], "did you mean 'photo'"),
    ],
)
def test_bad_synthesis_is_refused_on_one_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    ended = run("ssmr", *arguments, cwd=tmp_path)
    assert ended.returncode == 2
    assert ended.stderr.startswith("error: ")
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.iterdir())


def test_a_defect_of_ours_ends_with_a_status_of_its_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = typer.Typer(pretty_exceptions_enable=False)

    @broken.command()
    def fail() -> None:
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr(sys, "argv", ["fail"])
    with pytest.raises(SystemExit) as ended:
        cli._answer(broken)
    assert ended.value.code == 70  # not 1, which is a verdict of the gate's
    assert "ZeroDivisionError: of ours" in capsys.readouterr().err
