"""The checker shares nothing with what it checks but theory and the ABC reader."""

from __future__ import annotations

import ast
from pathlib import Path

from ssmr_bench.synthesis import audit

ALLOWED = ("ssmr_bench.theory", "ssmr_bench.errors", "ssmr_bench.untrusted", "ssmr_bench.synthesis.audit")


def test_the_audit_imports_theory_and_the_reader_alone() -> None:
    modules = sorted(Path(audit.__file__).parent.glob("*.py"))
    assert len(modules) > 15
    for module in modules:
        for node in ast.walk(ast.parse(module.read_text())):
            assert not isinstance(node, ast.Import) or not any(name.name.startswith("ssmr") for name in node.names)
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("ssmr_bench"):
                continue
            found = {f"{node.module}.{name.name}" for name in node.names}
            outside = {name for name in found if not name.startswith(ALLOWED)}
            assert outside <= {"ssmr_bench.notation.abc.read", "ssmr_bench.synthesis.problem.Problem"}, module
