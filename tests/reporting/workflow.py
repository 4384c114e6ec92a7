"""A workflow file run step by step on this machine: each `run` in bash as a runner does it, actions by their file."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ELSEWHERE = {"actions/checkout", "actions/setup-python", "actions/upload-artifact"}
"""Actions of others, whose work is done here already."""


@dataclass
class Job:
    """What a run of a workflow has left so far."""

    place: Path
    """The folder that it runs in; `temp` beside it is the runner's."""
    bin: Path
    summary: str = ""
    log: str = ""
    failed: bool = False
    uploaded: list[Path] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)

    @property
    def temp(self) -> Path:
        return self.place.with_name("temp")


def run_workflow(path: Path, job: Job, inputs: dict[str, str], event: dict[str, Any] | None = None) -> Job:
    """Runs the only job of a workflow, on what GitHub says of the event."""
    (steps,) = (each["steps"] for each in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values())
    job.temp.mkdir()
    _run_steps(steps, job, {"inputs": inputs, "steps": {}, "github": {"event": event or {}}})
    return job


def _run_steps(steps: list[dict[str, Any]], job: Job, context: dict[str, Any]) -> None:
    for step in steps:
        condition = str(step.get("if", ""))
        if (job.failed and "always()" not in condition) or not _holds(condition, context):
            continue
        job.ran.append(step.get("name") or step["uses"])
        outputs = _shell(step, job, context) if "run" in step else _action(step, job, context)
        if "id" in step:
            context["steps"][step["id"]] = {"outputs": outputs}


def _shell(step: dict[str, Any], job: Job, context: dict[str, Any]) -> dict[str, str]:
    assert "${{" not in step["run"], "an expression in a script is an injection"
    files = {name: job.temp / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in files.values():
        file.write_text("")
    env = {
        "PATH": f"{job.bin}{os.pathsep}/usr/bin:/bin",
        "HOME": str(job.temp),
        "COLUMNS": "120",
        "GITHUB_ACTION_PATH": str(ROOT),
        "RUNNER_TEMP": str(job.temp),
        **{name: str(file) for name, file in files.items()},
        **{name: _filled(str(value), context) for name, value in step.get("env", {}).items()},
    }
    script = job.temp / "script.sh"
    script.write_text(step["run"])
    bash = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    ended = subprocess.run(bash, cwd=job.place, env=env, capture_output=True, text=True, timeout=600, check=False)
    job.log += ended.stdout + ended.stderr
    job.failed = job.failed or ended.returncode != 0
    job.summary += files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
    return dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())


def _action(step: dict[str, Any], job: Job, context: dict[str, Any]) -> dict[str, str]:
    given = {name: _filled(str(value), context) for name, value in step.get("with", {}).items()}
    name = step["uses"].partition("@")[0]
    if name != "./":
        assert name in ELSEWHERE
        if name == "actions/upload-artifact":
            job.uploaded += sorted(Path(given["path"]).iterdir())
        return {}
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    unknown = given.keys() - action["inputs"].keys()
    assert not unknown, f"the action takes no {unknown}"
    lacking = [name for name, each in action["inputs"].items() if each.get("required") and name not in given]
    assert not lacking, f"the action needs {lacking}"
    inputs = {name: given.get(name, each.get("default", "")) for name, each in action["inputs"].items()}
    inner: dict[str, Any] = {"inputs": inputs, "steps": {}}
    _run_steps(action["runs"]["steps"], job, inner)
    return {name: _filled(each["value"], inner) for name, each in action["outputs"].items()}


def _filled(text: str, context: dict[str, Any]) -> str:
    """The text with each `${{ name }}` in it looked up."""
    return re.sub(r"\$\{\{\s*([\w.-]+)\s*\}\}", lambda found: _value(found[1], context), text)


def _value(path: str, context: dict[str, Any]) -> str:
    found: Any = context
    for name in path.split("."):
        found = found.get(name, {})
    return found if isinstance(found, str) else ""


def _holds(condition: str, context: dict[str, Any]) -> bool:
    if condition in ("", "always()"):
        return True
    compared = re.fullmatch(r"([\w.-]+) (==|!=) '(.*)'", condition)
    assert compared, f"no condition this runner knows: {condition}"
    return (_value(compared[1], context) == compared[3]) == (compared[2] == "==")
