"""What a result says that it asked, held against the tasks, prompts, problems and judge of this installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.errors import SSMRError, UnknownNameError
from ssmr_bench.evaluation.item import Item
from ssmr_bench.evaluation.judging.scoring import SCORER
from ssmr_bench.evaluation.result import RESULT
from ssmr_bench.evaluation.task import find
from ssmr_bench.evaluation.verification.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ssmr_bench.evaluation.setting import Setting
    from ssmr_bench.evaluation.task import Material, Task

Questions = list[tuple[Item, int]]
"""Each item in each order, with the number of the repeat, as a run asks them."""


def questions(setting: Setting, findings: list[Finding]) -> Questions | None:
    """What a run of that setting asks, in order; None where that can't be known. What is wrong joins the findings."""
    try:
        task = find(setting.task)
    except UnknownNameError as error:
        findings.append(Finding(f"{RESULT}, task", str(error)))
        return None
    material = task.material()
    if wrong := [*_of_split(setting, task, material), *_of_manner(setting, task, material)]:
        findings += wrong
        return None
    findings += _of_versions(setting, task)
    asked = material.items(setting.manner)
    return [(item, repeat) for item in asked for repeat in range(setting.repeats)]


def _of_split(setting: Setting, task: Task, material: Material) -> Iterator[Finding]:
    ours = {"name": material.name, "version": material.version, "sha256": material.sha256}
    for name in sorted(setting.split.keys() | ours):
        said = setting.split.get(name)
        if said != ours.get(name):
            yield Finding(
                f"{RESULT}, split.{name}",
                f"is {said!r:.80}; {setting.task} has {ours.get(name)!r} in this installation",
            )
    if setting.open != task.open:
        yield Finding(f"{RESULT}, open", f"is {setting.open}; {setting.task} asks otherwise")


def _of_manner(setting: Setting, task: Task, material: Material) -> Iterator[Finding]:
    try:
        manner = setting.manner
        task.check(manner)
    except SSMRError as error:
        yield Finding(RESULT, str(error))
        return
    if manner.limit is not None and (manner.limit < 1 or material.over(manner) != manner):
        yield Finding(f"{RESULT}, limit", f"is {manner.limit}; such a run says none")


def _of_versions(setting: Setting, task: Task) -> Iterator[Finding]:
    if setting.prompt_sha256 != (ours := task.digest(setting.prompt)):
        yield Finding(
            f"{RESULT}, prompt_sha256",
            f"is {setting.prompt_sha256!r:.80}; the prompt {setting.prompt!r} of this installation has {ours}",
        )
    if setting.scorer != SCORER:
        yield Finding(
            f"{RESULT}, scorer",
            f"is {setting.scorer}; the judge is {SCORER}: rescore it with `ssmr rescore RESULT --out DIR`",
        )
