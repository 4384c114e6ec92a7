"""docs/gate-workflow.yml and action.yml, run on this machine; docs/gate.md shows what they print, to the letter.

The install step builds the package, and takes what it requires from this environment. With `-s` the summaries and the
JUnit files are printed, for docs/gate.md.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
import yaml
from lxml import etree

from tests.evaluation.conftest import surroundings
from tests.reporting.test_gate import SCHEMA
from tests.reporting.workflow import ROOT, Job, run_workflow

pytestmark = pytest.mark.slow
WORKFLOW = ROOT / "docs" / "gate-workflow.yml"
PAGE = ROOT / "docs" / "gate.md"
MODELS = {"baseline": 0.60, "good": 0.60, "bad": 0.52}
"""Of each scripted model, the chance that it answers right."""
ALIKE = 0.9
"""The share of items on which a checkpoint's luck is the baseline's."""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of an environment without this package, and with all that it requires."""
    place = tmp_path_factory.mktemp("runner")
    venv.create(place, with_pip=True)
    (own,) = place.glob("lib/python*/site-packages")
    for each in Path(sysconfig.get_path("purelib")).iterdir():
        if "ssmr" not in each.name and each.suffix != ".pth" and not (own / each.name).exists():
            (own / each.name).symlink_to(each)
    return place / "bin"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout that trains: a models file with scripted checkpoints, and the baseline's results."""
    place = tmp_path_factory.mktemp("work") / "repository"
    place.mkdir()
    evaluate(place, "random", "asked")
    samples = place / "asked/ssmr_text/random/paper/samples.jsonl"
    asked = [json.loads(line) for line in samples.read_text(encoding="utf-8").splitlines()]
    entries = []
    for name, chance in MODELS.items():
        (place / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in answers(asked, name, chance)))
        entries.append(f'[{name}]\nbackend = "scripted"\nmodel = "{name}"\nreplies = "{name}.jsonl"\n')
    (place / "models.toml").write_text("\n".join(entries))
    evaluate(place, "baseline", "results", "--models-file", "models.toml")
    return place


def answers(asked: list[dict[str, str]], model: str, chance: float) -> list[dict[str, str]]:
    """A reply to each prompt, right with that chance, and mostly where the baseline is right."""
    common, own = random.Random("baseline"), random.Random(model)
    said = []
    for row in asked:
        luck, alike, other = common.random(), own.random(), own.random()
        right = (luck if model == "baseline" or alike < ALIKE else other) < chance
        letter = row["key"] if right else "ABCD"["BCDA".index(row["key"])]
        said.append({"prompt_sha256": row["prompt_sha256"], "answer": rf"\boxed{{{letter}}}"})
    return said


def evaluate(place: Path, model: str, out: str, *more: str) -> None:
    command = [sys.executable, "-c", "from ssmr_bench.cli import ssmr_eval; ssmr_eval()"]
    subprocess.run(
        [*command, "--model", model, "--tasks", "ssmr_text", "--out", out, *more],
        cwd=place,
        env=surroundings(PYTHONPATH=str(ROOT)),
        check=True,
        capture_output=True,
        timeout=300,
    )


@pytest.mark.parametrize(("checkpoint", "verdict"), [("good", "pass"), ("bad", "regression")])
def test_the_workflow_ends_as_the_gate_says(repository: Path, python: Path, checkpoint: str, verdict: str) -> None:
    place = repository.with_name(f"{checkpoint}-run") / "repository"
    place.parent.mkdir()
    subprocess.run(["cp", "-r", repository, place], check=True)
    job = run_workflow(WORKFLOW, Job(place, python), {"checkpoint": checkpoint})
    assert f"the gate said {verdict}" in job.log, job.log
    assert job.failed == (verdict == "regression")
    assert job.ran == [
        *("actions/checkout@v4", "actions/setup-python@v5", "The baseline is there", "./", "Install ssmr-bench"),
        *("Ask the candidate", "Hold it against the baseline", "Keep the report", "Verdict", "What it said"),
    ]
    assert [path.name for path in job.uploaded] == ["gate.json", "gate.md", "gate.xml"]
    junit = job.uploaded[2].read_text(encoding="utf-8")
    SCHEMA.assertValid(etree.fromstring(junit.encode()))
    print(job.summary, junit, sep="\n")
    page = PAGE.read_text(encoding="utf-8")
    assert job.summary in page
    assert junit in page


def test_a_lost_answer_fails_the_job_and_says_why(repository: Path, python: Path) -> None:
    place = repository.with_name("lost-run") / "repository"
    place.parent.mkdir()
    subprocess.run(["cp", "-r", repository, place], check=True)
    replies = place / "good.jsonl"
    replies.write_text("".join(replies.read_text().splitlines(True)[:-1]))
    job = run_workflow(WORKFLOW, Job(place, python), {"checkpoint": "good"})
    assert job.failed
    assert "1 items got no answer" in job.log
    assert job.ran[-2:] == ["Ask the candidate", "What it said"]
    assert not job.uploaded


def test_what_is_inconclusive_fails_or_passes_as_is_asked(repository: Path, python: Path, tmp_path: Path) -> None:
    text = WORKFLOW.read_text(encoding="utf-8").replace('max-drop: "2"', 'max-drop: "8"\n          inconclusive: HOW')
    for how in ("fail", "pass"):
        place = tmp_path / how / "repository"
        place.parent.mkdir()
        subprocess.run(["cp", "-r", repository, place], check=True)
        (tmp_path / f"{how}.yml").write_text(text.replace("HOW", how))
        job = run_workflow(tmp_path / f"{how}.yml", Job(place, python), {"checkpoint": "bad"})
        assert "the gate said inconclusive" in job.log, job.log
        assert job.failed == (how == "fail")
        assert "items instead of 1600 would decide" in job.summary or "no number of items would decide" in job.summary


def test_an_action_of_a_folder_of_results_asks_nobody(repository: Path, python: Path, tmp_path: Path) -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    step = workflow["jobs"]["gate"]["steps"][3]
    baseline = step["with"]["baseline"]
    step["with"] = {"baseline": baseline, "candidate": "again"}
    (tmp_path / "w.yml").write_text(yaml.safe_dump(workflow))
    place = tmp_path / "run" / "repository"
    place.parent.mkdir()
    subprocess.run(["cp", "-r", repository, place], check=True)
    subprocess.run(["cp", "-r", place / baseline, place / "again"], check=True)
    job = run_workflow(tmp_path / "w.yml", Job(place, python), {})
    assert "Ask the candidate" not in job.ran
    assert "the gate said pass" in job.log, job.log
