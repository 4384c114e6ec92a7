"""Whether a result is what it says: everything in it worked out again from its rows, with what is installed here.

What can't be worked out again stands in docs/verification.md.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.judging.scoring import SCORER
from ssmr_bench.evaluation.metadata import task_names
from ssmr_bench.evaluation.pictures import engrave
from ssmr_bench.evaluation.result import RESULT
from ssmr_bench.evaluation.verification import manifest, plausible, rows
from ssmr_bench.evaluation.verification.figures import differences
from ssmr_bench.evaluation.verification.finding import Finding
from ssmr_bench.evaluation.verification.looks import unconfirmed
from ssmr_bench.evaluation.verification.questions import questions
from ssmr_bench.evaluation.verification.reading import Reading, read
from ssmr_bench.files import no_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ssmr_bench.evaluation.stored import Stored

    Watch = Callable[[str, int, int], None]
    """Told what is being done, how much of it is done, and how much there is to do."""

__all__ = ["Finding", "Verification", "verify"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found of the result in a folder."""

    folder: Path
    run: Stored | None
    """The run, with the rows that could be read; None where `result.json` can't be."""
    findings: tuple[Finding, ...]
    """What is wrong: the files first, then the setting, the rows, the figures, and the manifest."""

    remarks: tuple[str, ...] = ()
    """What could not be looked into here, and is no flaw."""

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def verify(folder: Path, watch: Watch = lambda *_: None) -> Verification:
    """Works out again all that the result in a folder says, and finds what is otherwise.

    A flawed result is no error, however it is damaged. 1,600 rows of text take about a second.

    Raises:
        FileError: if there is no such folder.
        DataError, FileError: if this installation can't draw the pictures that were shown.
    """
    if not folder.is_dir():
        raise no_folder(folder, f"name one with a {RESULT} in it")
    reading = read(folder)
    try:
        findings = (*_findings(reading, watch), *manifest.check(folder, reading.run))
    except RecursionError:
        findings = (Finding(RESULT, "is nested too deeply for a result"),)
    remarks = () if reading.run is None else tuple(filter(None, [_unconfirmed(reading.run)]))
    return Verification(folder, reading.run, (*reading.findings, *findings), remarks)


def _unconfirmed(run: Stored) -> str:
    return unconfirmed(run.setting) if run.setting.task in task_names() else ""


def _findings(reading: Reading, watch: Watch) -> Iterator[Finding]:
    ended = plausible.ended(reading.run)
    for number, row in reading.lines:
        yield from plausible.of_row(row, rows.place_of(number, row), ended)
    if reading.run is None:
        return
    yield from plausible.of_run(reading.run)
    yield from _of_rows(reading, reading.run, watch)
    if reading.whole:
        yield from _of_figures(reading, reading.run)


def _of_rows(reading: Reading, run: Stored, watch: Watch) -> Iterator[Finding]:
    findings: list[Finding] = []
    asked = questions(run.setting, findings)
    yield from findings
    if asked is None:
        return
    passed = rows.PROMPT if _unconfirmed(run) else frozenset()
    if not passed:
        engrave([item for item, _ in asked], lambda done, total: watch("engraving", done, total))
    if run.setting.scorer != SCORER:
        passed |= rows.VERDICT
    done, total = 0, len(reading.lines)

    def judged(count: int) -> None:
        nonlocal done
        done += count
        watch("judging", done, total)

    yield from rows.flaws(reading.lines, asked, passed, judged)


def _of_figures(reading: Reading, run: Stored) -> Iterator[Finding]:
    """The whole summary anew; the digest of the rows was held against their bytes."""
    assert reading.summary is not None
    try:
        found = json.loads(json.dumps(run.result.summary()))
    except (OverflowError, ValueError):  # the latter where a number has too many digits to be written
        yield Finding(RESULT, "can't be worked out: its tokens or prices are beyond all bounds")
        return
    said = {name: value for name, value in reading.summary.items() if name != "samples_sha256"}
    del found["samples_sha256"]
    yield from differences(said, found, RESULT, "the rows give")
