"""The gate's verdict as JUnit XML, which CI systems show."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from ssmr_bench.reporting.gate import Verdict
from ssmr_bench.reporting.gate_page import drop_text
from ssmr_bench.reporting.plain import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.reporting.gate import Gate


def junit(gates: Sequence[Gate]) -> str:
    """A suite for each candidate: a case for the whole, and one for each category.

    A regression is a failure of the whole; what is inconclusive is skipped. Categories inform, and never fail.
    """
    root = ET.Element("testsuites", name="ssmr gate")
    for each in gates:
        _suite(root, each)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, 0)) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, each: Gate) -> None:
    baseline, candidate = map(printable, each.pairing.names)
    task = printable(each.pairing.second.setting.task)
    verdict = each.verdict
    suite = ET.SubElement(
        root,
        "testsuite",
        name=f"{task}: {candidate} against {baseline}",
        tests=str(1 + len(each.parts)),
        failures=str(int(verdict is Verdict.REGRESSION)),
        errors="0",
        skipped=str(int(verdict is Verdict.INCONCLUSIVE)),
        time="0",
    )
    case = ET.SubElement(suite, "testcase", classname=f"ssmr.gate.{task}", name="overall", time="0")
    if verdict is not Verdict.PASS:
        tag = "failure" if verdict is Verdict.REGRESSION else "skipped"
        found = ET.SubElement(case, tag, message=f"{verdict}: {each.reason}")
        if tag == "failure":
            found.set("type", verdict)
            found.text = drop_text(each.whole)
    ET.SubElement(case, "system-out").text = f"{drop_text(each.whole)}; {verdict}: {each.reason}"
    for name, part in each.parts.items():
        case = ET.SubElement(suite, "testcase", classname=f"ssmr.gate.{task}", name=printable(name), time="0")
        ET.SubElement(case, "system-out").text = f"for information: {drop_text(part)}"
