from __future__ import annotations

import inspect
import json
import subprocess
import sys
import time
from importlib import import_module

import pytest

from ssmr_bench.errors import UnknownNameError
from ssmr_bench.evaluation import backends
from ssmr_bench.evaluation.models import SHIPPED, ModelEntry, registry

HEAVY = {
    *("openai", "google.genai", "aiohttp", "httpx", "httpx2", "xllamacpp", "vllm", "torch", "transformers"),
    *("lm_eval", "datasets", "numpy", "pandas", "PIL", "pydantic"),
}
NAMES = backends.names()


def bare(name: str) -> ModelEntry:
    return ModelEntry("m", name, "m")


def test_the_files_are_the_backends() -> None:
    assert {"gemini", "hf", "local", "openai", "scripted", "vllm"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_backends_file_has_the_two_functions_of_the_contract(name: str) -> None:
    module = import_module(f"ssmr_bench.evaluation.backends.{name}")
    connect, lacks = inspect.signature(module.connect), inspect.signature(module.lacks)
    assert [(p.name, p.annotation) for p in connect.parameters.values()] == [
        ("entry", "ModelEntry"),
        ("concurrency", "int"),
    ]
    assert [(p.name, p.annotation) for p in lacks.parameters.values()] == [("entry", "ModelEntry")]
    assert lacks.return_annotation == "str"
    assert not inspect.iscoroutinefunction(module.connect)
    assert module.__doc__
    assert module.connect.__doc__
    assert module.lacks.__doc__


@pytest.mark.parametrize("name", NAMES)
def test_what_connect_returns_answers_as_a_backend_does(name: str) -> None:
    module = import_module(f"ssmr_bench.evaluation.backends.{name}")
    kind = getattr(module, inspect.signature(module.connect).return_annotation)
    contract = backends.Backend
    for method in ("parameters", "complete", "close"):
        told = inspect.signature(getattr(contract, method))
        does = inspect.signature(getattr(kind, method))
        assert list(told.parameters) == list(does.parameters), method
        assert inspect.iscoroutinefunction(getattr(contract, method)) == inspect.iscoroutinefunction(
            getattr(kind, method)
        )


@pytest.mark.parametrize("name", NAMES)
def test_importing_a_backend_and_asking_what_is_lacking_load_nothing_heavy(name: str) -> None:
    program = f"""
import json, sys
from ssmr_bench.evaluation import backends
from ssmr_bench.evaluation.backends import {name}
imported = set(sys.modules)
from ssmr_bench.evaluation.models import ModelEntry, registry
for entry in [ModelEntry("m", {name!r}, "m"), *(e for e in registry().values() if e.backend == {name!r})]:
    backends.lacks(entry)
print(json.dumps([sorted(imported), sorted(sys.modules)]))
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    imported, asked = map(set, json.loads(ran.stdout))
    assert not HEAVY & imported
    assert not HEAVY & asked


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_is_told_in_one_short_line_what_it_lacks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("OPENAI_API_KEY", "GEMINI_API_KEY", "ANTHROPIC_API_KEY", "OPENROUTER_API_KEY"):
        monkeypatch.delenv(variable, raising=False)
    entries = [bare(name), *(entry for entry in registry().values() if entry.backend == name)]
    backends.lacks(entries[0])
    started = time.perf_counter()
    said = {entry.name: backends.lacks(entry) for entry in entries}
    assert (time.perf_counter() - started) / len(entries) < 0.05
    for line in said.values():
        assert line.isprintable()
        assert len(line) < 250
        assert not line.endswith((".", ";", " "))


def test_every_shipped_model_names_a_backend_that_there_is() -> None:
    assert {entry.backend for entry in registry().values()} <= set(NAMES), SHIPPED


def test_a_backend_that_there_is_not_is_named() -> None:
    for ask in (backends.lacks, lambda entry: backends.connect(entry, 1)):
        with pytest.raises(UnknownNameError, match="no backend 'opneai'; did you mean 'openai'"):
            ask(bare("opneai"))
