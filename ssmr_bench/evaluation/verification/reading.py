"""A result's two files, read as far as they can be: what can't be read is found, not raised."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import FileError, SSMRError
from ssmr_bench.evaluation.result import RESULT, SAMPLES, as_text, read_summary
from ssmr_bench.evaluation.row import Row
from ssmr_bench.evaluation.stored import ROW, Stored, as_stored, row_object
from ssmr_bench.evaluation.verification.finding import Finding
from ssmr_bench.untrusted import check_regular

if TYPE_CHECKING:
    from pathlib import Path

_FIELDS = frozenset(Row.__slots__)


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read of a result."""

    summary: dict[str, Any] | None
    """As it stands in `result.json`; None where that can't be read."""
    run: Stored | None
    """With the rows that could be read; None where the summary is of another shape."""
    lines: tuple[tuple[int, Row], ...]
    """The same rows, with the numbers of their lines."""
    findings: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        """Whether each of the rows could be read."""
        return not any(finding.place.startswith(SAMPLES) for finding in self.findings)


def read(folder: Path) -> Reading:
    """What can be read of the result in a folder."""
    findings: list[Finding] = []
    summary = _summary(folder / RESULT, findings)
    data = _bytes(folder / SAMPLES, findings)
    lines = tuple(_rows(data, findings))
    run = None
    if summary is not None:
        try:
            run = as_stored(folder, summary, tuple(row for _, row in lines))
        except SSMRError as error:
            findings.append(_finding(RESULT, error, folder / RESULT))
        findings += _digest(summary, data)
    return Reading(summary, run, lines, tuple(findings))


def _summary(path: Path, findings: list[Finding]) -> dict[str, Any] | None:
    try:
        summary = read_summary(path)
    except SSMRError as error:
        findings.append(_finding(RESULT, error, path))
        return None
    try:
        written = as_text(summary).encode()
    except RecursionError:
        findings.append(Finding(RESULT, "is nested too deeply for a result"))
        return None
    if written != path.read_bytes():
        findings.append(Finding(RESULT, "is not written as ssmr-eval writes it; a field may stand there twice"))
    return summary


def _digest(summary: dict[str, Any], data: bytes) -> list[Finding]:
    place, said = f"{RESULT}, samples_sha256", summary.get("samples_sha256")
    if said is None:
        return [Finding(place, "is missing, as in results of before there was one; `ssmr rescore --out` adds it")]
    found = sha256(data).hexdigest()
    return [] if said == found else [Finding(place, f"is {said!r:.80}; {SAMPLES} has {found}")]


def _bytes(path: Path, findings: list[Finding]) -> bytes:
    try:
        check_regular(path)
        return path.read_bytes()
    except FileError as error:
        findings.append(_finding(SAMPLES, error, path))
        return b""
    except OSError as error:
        findings.append(Finding(SAMPLES, f"can't be read: {error.strerror}"))
        return b""


def _rows(data: bytes, findings: list[Finding]) -> list[tuple[int, Row]]:
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError as error:
        findings.append(Finding(SAMPLES, f"is no text in UTF-8: {error.reason} at byte {error.start}"))
        return []
    if lines.pop():
        findings.append(Finding(SAMPLES, "does not end with a line's end: it was cut off"))
    found = []
    for number, line in enumerate(lines, 1):
        place = f"{SAMPLES}, line {number}"
        try:
            found.append((number, _row(line, place, findings)))
        except (SSMRError, RecursionError) as error:
            findings.append(_finding(place, error, place))
    return found


def _row(line: str, place: str, findings: list[Finding]) -> Row:
    found = row_object(line, place)
    row = ROW.read(found, place)
    assert isinstance(found, dict)
    if strange := sorted(found.keys() - _FIELDS):
        findings.append(Finding(place, f"has {', '.join(strange):.60}, which no row has"))
    elif dumps(found) != line:
        findings.append(Finding(place, "is not written as ssmr-eval writes it; a field may stand there twice"))
    return row


def _finding(place: str, error: Exception, named: object) -> Finding:
    """The error's words, without the place that they begin with."""
    return Finding(place, str(error).removeprefix(str(named)).lstrip(" ,:") or "can't be read")
