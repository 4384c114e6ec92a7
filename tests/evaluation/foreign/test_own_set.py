"""The worked example of docs/other-benchmarks.md: a set of one's own, asked and judged end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ssmr_bench.cli.app import ssmr_eval
from ssmr_bench.errors import ConfigError, FileError
from ssmr_bench.evaluation.foreign.directory import OWN, directory
from ssmr_bench.evaluation.foreign.groups import expanded
from ssmr_bench.evaluation.manner import Manner
from ssmr_bench.evaluation.rescoring import rescored
from ssmr_bench.evaluation.stored import stored
from ssmr_bench.evaluation.task import find

_SET = Path(__file__).parents[3] / "docs" / "own-set" / "key_signatures.yaml"
_MODEL = '[s]\nbackend = "scripted"\nmodel = "s"\nreply = "<think>The answer is D.</think>The answer is B."\n'


def test_it_runs_and_is_judged_again_from_what_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import ssmr_bench.cli.evaluate  # noqa: F401 - the command

    monkeypatch.setenv(OWN, "")
    (tmp_path / "m.toml").write_text(_MODEL, encoding="utf-8")
    asked = ["--model", "s", "--models-file", str(tmp_path / "m.toml"), "--tasks", str(_SET), "--out", str(tmp_path)]
    done = CliRunner().invoke(ssmr_eval, asked)
    assert done.exit_code == 0, done.output
    run = stored(tmp_path / "key_signatures" / "s" / "own" / "result.json")
    assert [row.outcome.value for row in run.rows] == ["correct", "correct", *["wrong"] * 4]
    assert {row.category for row in run.rows} == {"key"}
    assert [row.letter for row in run.rows] == ["B"] * 6
    assert [row.outcome for row in rescored(run).rows] == [row.outcome for row in run.rows]


def test_what_is_wrong_with_a_set_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OWN, "")
    with pytest.raises(FileError, match=r"there is no file .*none\.yaml"):
        expanded([str(tmp_path / "none.yaml")])
    head = "dataset_path: json\nmetric_list: [{metric: exact_match}]\ndataset_kwargs: {data_files: {test: a.jsonl}}\n"
    (tmp_path / "lost.yaml").write_text(f"task: lost\n{head}", encoding="utf-8")
    (tmp_path / "called.yaml").write_text(f"task: otherwise\n{head}", encoding="utf-8")
    assert expanded([str(tmp_path / "lost.yaml")]) == ("lost",)
    with pytest.raises(FileError, match=r"asks questions of .*a\.jsonl, which is not there"):
        find("lost").check(Manner("own"))
    (tmp_path / "a.jsonl").write_text(json.dumps({"question": "?"}) + "\n", encoding="utf-8")
    find("lost").check(Manner("own"))
    with pytest.raises(ConfigError, match=r"is called 'otherwise' in the file"):
        find("called").check(Manner("own"))


def test_names_in_quotes_are_found() -> None:
    assert {"aclue_ancient_medical", "mmlu_astronomy", "gsm8k"} <= directory().keys()
