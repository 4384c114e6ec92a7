"""What a result says that it asked, held against the tasks, prompts, problems and judge of this installation."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from ssmr_bench.errors import SSMRError, UnknownNameError
from ssmr_bench.evaluation.datasets import check_task, is_open, items, metadata_of
from ssmr_bench.evaluation.item import Item, style_of
from ssmr_bench.evaluation.judging.scoring import SCORER
from ssmr_bench.evaluation.manner import Manner
from ssmr_bench.evaluation.prompting import digest
from ssmr_bench.evaluation.result import RESULT
from ssmr_bench.evaluation.verification.finding import Finding
from ssmr_bench.synthesis import splits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ssmr_bench.evaluation.setting import Setting
    from ssmr_bench.synthesis.splits import Split

Questions = list[tuple[Item, int]]
"""Each item in each order, with the number of the repeat, as a run asks them."""


def questions(setting: Setting, findings: list[Finding]) -> Questions | None:
    """What a run of that setting asks, in order; None where that can't be known. What is wrong joins the findings."""
    try:
        check_task(setting.task)
    except UnknownNameError as error:
        findings.append(Finding(f"{RESULT}, task", str(error)))
        return None
    metadata = metadata_of(setting.task)
    split = splits.load(metadata["version"])
    if wrong := [*_of_split(setting, split), *_of_manner(setting, split)]:
        findings += wrong
        return None
    findings += _of_versions(setting)
    manner = _manner(setting)
    asked = items(split.version, manner, style_of(metadata), open_form=is_open(setting.task))
    return [(item, repeat) for item in asked for repeat in range(manner.repeats)]


def _of_split(setting: Setting, split: Split) -> Iterator[Finding]:
    ours = {"name": split.name, "version": split.version, "sha256": split.sha256}
    for name in sorted(setting.split.keys() | ours):
        said = setting.split.get(name)
        if said != ours.get(name):
            yield Finding(
                f"{RESULT}, split.{name}",
                f"is {said!r:.80}; {setting.task} has {ours.get(name)!r} in this installation",
            )
    if setting.open != is_open(setting.task):
        yield Finding(f"{RESULT}, open", f"is {setting.open}; {setting.task} asks otherwise")


def _of_manner(setting: Setting, split: Split) -> Iterator[Finding]:
    try:
        manner = _manner(setting)
    except SSMRError as error:
        yield Finding(RESULT, str(error))
        return
    if setting.open and manner.orders > 1:
        yield Finding(f"{RESULT}, orders", f"is {manner.orders}; {setting.task} has no options to order")
    if manner.limit is not None and (manner.limit < 1 or manner.over(split.problems) != manner):
        yield Finding(f"{RESULT}, limit", f"is {manner.limit}; such a run says none")


def _of_versions(setting: Setting) -> Iterator[Finding]:
    if setting.prompt_sha256 != (ours := digest(setting.prompt)):
        yield Finding(
            f"{RESULT}, prompt_sha256",
            f"is {setting.prompt_sha256!r:.80}; the prompt {setting.prompt!r} of this installation has {ours}",
        )
    if setting.scorer != SCORER:
        yield Finding(
            f"{RESULT}, scorer",
            f"is {setting.scorer}; the judge is {SCORER}: rescore it with `ssmr rescore RESULT --out DIR`",
        )


def _manner(setting: Setting) -> Manner:
    return Manner(**{field.name: getattr(setting, field.name) for field in fields(Manner)})
