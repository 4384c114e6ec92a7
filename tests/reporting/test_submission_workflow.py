""".github/workflows/submission.yml, each of its steps in bash, on a real repository and real pull requests.

Ordinary runs have this checkout's own `ssmr` in the place of the installed one; the slow one installs it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from ssmr_bench.evaluation.result import RESULT, SAMPLES
from ssmr_bench.evaluation.stored import stored
from ssmr_bench.evaluation.submission import packed, write
from ssmr_bench.evaluation.verification.manifest import Submitter
from tests.evaluation.tampering import TEXT, random_runs, tampered
from tests.reporting.test_workflow import python as python_without_us
from tests.reporting.workflow import ROOT, Job, run_workflow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WORKFLOW = ROOT / ".github/workflows/submission.yml"
STEPS = [
    *("actions/checkout@v4", "actions/setup-python@v5", "Fetch the pull request"),
    *("It adds results and nothing else", "Install ssmr-bench", "Take its results", "Verify them"),
]
OTHERS = "results/ssmr_text/other/paper/"
python = python_without_us


def git(place: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@x.org", "-c", "commit.gpgsign=false")
    ended = subprocess.run(["git", *identity, *arguments], cwd=place, check=True, capture_output=True, text=True)
    return ended.stdout.strip()


@pytest.fixture
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return random_runs(tmp_path_factory) / "r"


@pytest.fixture
def shims(tmp_path: Path) -> Path:
    """A runner's `python` that installs nothing, and an `ssmr` of this checkout."""
    place = tmp_path / "bin"
    place.mkdir()
    for name, script in (
        ("python", 'test "$*" = "-m pip install --quiet ."'),
        ("ssmr", f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -c "from ssmr_bench.cli import ssmr; ssmr()" "$@"'),
    ):
        (place / name).write_text(f"#!/bin/bash\n{script}\n")
        (place / name).chmod(0o755)
    return place


class PullRequest:
    """A project with a result of somebody's, and a fork of it that is to be changed."""

    def __init__(self, place: Path, code: Callable[[Path], None] = lambda _: None) -> None:
        self.origin, self.fork, self.job = place / "origin", place / "fork", place / "run" / "repository"
        self.origin.mkdir(parents=True)
        git(self.origin, "init", "--quiet", "-b", "main")
        (self.origin / OTHERS).mkdir(parents=True)
        for name in (RESULT, SAMPLES):
            (self.origin / OTHERS / name).write_text("{}\n")
        (self.origin / "code.py").write_text("print('base')\n")
        code(self.origin)
        self.base = self._commit(self.origin)
        git(place, "clone", "--quiet", str(self.origin), "fork")

    @staticmethod
    def _commit(place: Path) -> str:
        git(place, "add", "--force", "--all")
        git(place, "commit", "--quiet", "-m", "x")
        return git(place, "rev-parse", "HEAD")

    def submit(self, folder: Path) -> None:
        """Puts a packed submission where it belongs."""
        shutil.copytree(folder, self.fork / "results", dirs_exist_ok=True)

    def check(self, scripts: Path) -> Job:
        """Opens the pull request, and runs its check."""
        head = self._commit(self.fork)
        git(self.fork, "push", "--quiet", "origin", "HEAD:refs/pull/7/head")
        (self.origin / "later.txt").write_text("the base goes on\n")
        base = self._commit(self.origin)
        self.job.parent.mkdir()
        git(self.job.parent, "clone", "--quiet", str(self.origin), "repository")
        event = {"number": "7", "pull_request": {"base": {"sha": base}, "head": {"sha": head}}}
        return run_workflow(WORKFLOW, Job(self.job, scripts), {}, event)


@pytest.fixture
def pull(tmp_path: Path) -> PullRequest:
    return PullRequest(tmp_path)


@pytest.fixture
def submission(runs: Path, tmp_path: Path) -> Path:
    write(packed([stored(runs / TEXT)], Submitter("Ada L.")), tmp_path / "submission")
    return tmp_path / "submission"


def test_it_runs_nothing_of_the_pull_request_and_has_no_rights() -> None:
    text = WORKFLOW.read_text(encoding="utf-8")
    workflow = yaml.load(text, yaml.BaseLoader)  # all texts: YAML takes `on` for true
    assert workflow["on"] == {"pull_request": {"paths": ["results/**"]}}
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["defaults"] == {"run": {"shell": "bash"}}
    (job,) = workflow["jobs"].values()
    assert not {"permissions", "env"} & job.keys()
    assert job["steps"][0]["with"] == {
        "ref": "${{ github.event.pull_request.base.sha }}",
        "fetch-depth": "0",
        "persist-credentials": "false",
    }
    assert "secrets" not in text


def test_a_valid_submission_passes(pull: PullRequest, submission: Path, shims: Path) -> None:
    pull.submit(submission)
    job = pull.check(shims)
    assert not job.failed, job.log
    assert job.ran == STEPS
    assert f"    valid: results/{TEXT}: 100 items, accuracy 26.0%" in job.summary
    assert "other/paper" not in job.summary
    assert (pull.job / "code.py").read_text() == "print('base')\n"


def test_a_submission_that_is_damaged_fails_and_says_why(pull: PullRequest, shims: Path) -> None:
    place = pull.fork / "results" / TEXT
    place.mkdir(parents=True)
    (place / RESULT).write_text("``` <img src=x>\n::error::x")
    job = pull.check(shims)
    assert job.failed
    assert job.ran == STEPS
    assert f"    invalid: results/{TEXT}: 2 findings" in job.summary
    assert "      samples.jsonl: can't be read" in job.summary


def test_a_tampered_row_fails(pull: PullRequest, runs: Path, shims: Path, tmp_path: Path) -> None:
    tampered(runs / TEXT, tmp_path / "bad", lambda rows, _: rows[3].update(outcome="correct", letter=rows[3]["key"]))
    pull.submit(tmp_path / "bad")
    job = pull.check(shims)
    assert job.failed
    assert "the answer is judged" in job.summary
    assert all(line.startswith(("    ", "## ")) for line in job.summary.splitlines() if line)


def change_code(fork: Path) -> None:
    (fork / "code.py").write_text("print('mine')\n")


def change_workflow(fork: Path) -> None:
    (fork / ".github/workflows").mkdir(parents=True)
    (fork / ".github/workflows/submission.yml").write_text("on: push\n")


def change_anothers(fork: Path) -> None:
    (fork / OTHERS / RESULT).write_text('{"accuracy": 0}\n')


def remove_anothers(fork: Path) -> None:
    (fork / OTHERS / SAMPLES).unlink()


def move_anothers(fork: Path) -> None:
    (fork / OTHERS).rename(fork / "results/ssmr_text/mine")


def add_a_link(fork: Path) -> None:
    place = fork / "results/ssmr_text/mine/paper"
    place.mkdir(parents=True)
    (place / RESULT).symlink_to("/etc/passwd")


def add_a_program(fork: Path) -> None:
    place = fork / "results/ssmr_text/mine/paper"
    place.mkdir(parents=True)
    (place / RESULT).write_text("#!/bin/sh\n")
    (place / RESULT).chmod(0o755)


def add_attributes(fork: Path) -> None:
    (fork / "results/.gitattributes").write_text("* filter=x\n")


def add_a_page(fork: Path) -> None:
    place = fork / "results/ssmr_text/mine/paper"
    place.mkdir(parents=True)
    (place / "a\n`b` $(touch x).html").write_text("<script>")


REFUSED = [
    (change_code, "touches more than results: code.py"),
    (change_workflow, "touches more than results: .github/workflows/submission.yml"),
    (change_anothers, f"changes or removes what is there already: {OTHERS}result.json"),
    (remove_anothers, f"changes or removes what is there already: {OTHERS}samples.jsonl"),
    (move_anothers, f"changes or removes what is there already: {OTHERS}result.json"),
    (add_a_link, "is no plain file: results/ssmr_text/mine/paper/result.json"),
    (add_a_program, "is no plain file: results/ssmr_text/mine/paper/result.json"),
    (add_attributes, "is no file of a result: results/.gitattributes"),
    (add_a_page, r"is no file of a result: $'results/ssmr_text/mine/paper/a\n`b` $(touch x).html'"),
]


@pytest.mark.parametrize(("change", "said"), REFUSED)
def test_whatever_else_a_pull_request_does_is_refused(
    change: Callable[[Path], None], said: str, pull: PullRequest, submission: Path, shims: Path
) -> None:
    pull.submit(submission)
    change(pull.fork)
    job = pull.check(shims)
    assert job.failed
    assert job.ran == STEPS[:4]
    assert said in job.log.splitlines()
    assert f"    {said}" in job.summary.splitlines()
    assert not list(pull.job.rglob("x"))


@pytest.mark.slow
def test_the_base_is_installed_and_verifies(tmp_path: Path, submission: Path, python: Path) -> None:
    def code(place: Path) -> None:
        for name in ("ssmr_bench", "tasks", "prompts", "data", "pyproject.toml", "README.md", "LICENSE"):
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, place / name)

    pull = PullRequest(tmp_path / "whole", code)
    pull.submit(submission)
    job = pull.check(python)
    assert not job.failed, job.log
    assert f"    valid: results/{TEXT}: 100 items" in job.summary
    installed = next((python.parent / "lib").glob("python*/site-packages/ssmr_bench"))
    assert os.path.realpath(installed).startswith(str(python.parent))
