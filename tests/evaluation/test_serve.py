from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest

from ssmr_bench.errors import ConfigError, EndpointError
from ssmr_bench.evaluation.models import ModelEntry
from ssmr_bench.evaluation.serve import served
from ssmr_bench.evaluation.weights import folder_digest

FAKE = """
import json, os, signal, subprocess, sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer

flags = dict(zip(sys.argv[1::2], sys.argv[2::2]))
folder = os.path.dirname(flags["--model"])
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
with open(os.path.join(folder, "seen.json.part"), "w") as file:
    key = os.environ.get("VLLM_API_KEY")
    json.dump({"arguments": sys.argv[1:], "processes": [os.getpid(), helper.pid], "key": key}, file)
os.replace(file.name, os.path.join(folder, "seen.json"))
print("starting", flush=True)
begin = time.monotonic()
mode = flags["--served-model-name"]
if mode == "dies":
    print("Traceback (most recent call last):")
    print("ValueError: the weights are made of cheese", flush=True)
    print("  and a word of farewell", flush=True)
    sys.exit(1)
if mode == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        ready = mode != "endless" and time.monotonic() - begin > 0.6
        self.send_response(200 if self.path == "/health" and ready else 503)
        self.end_headers()
        self.wfile.write(b"{}")


HTTPServer(("127.0.0.1", int(flags["--port"])), Handler).serve_forever()
"""


@pytest.fixture
def entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelEntry:
    """A model of a vLLM that is a few lines long."""
    package = tmp_path / "packages" / "vllm" / "entrypoints" / "openai"
    package.mkdir(parents=True)
    for folder in (package, package.parent, package.parent.parent):
        (folder / "__init__.py").touch()
    (package / "api_server.py").write_text(FAKE)
    weights = tmp_path / "weights"
    weights.mkdir()
    (weights / "config.json").write_text("{}")
    monkeypatch.syspath_prepend(tmp_path / "packages")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "packages"))
    return ModelEntry("mine", "vllm", "works", weights=str(weights), context=2048, timeout=7.0)


def seen(entry: ModelEntry) -> dict[str, list[object]]:
    record: dict[str, list[object]] = json.loads(Path(str(entry.weights)).with_name("seen.json").read_text())
    return record


def gone(entry: ModelEntry, within: float = 10.0) -> bool:
    """Whether the server and its helper have ended."""
    until = time.monotonic() + within
    while left := [pid for pid in seen(entry)["processes"] if alive(pid)]:
        if time.monotonic() > until:
            return not left
        time.sleep(0.05)
    return True


def alive(pid: object) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def serving(entry: ModelEntry, **changes: object) -> ModelEntry:
    return replace(entry, **changes)  # type: ignore[arg-type]


def test_it_serves_once_it_is_healthy_and_ends_with_the_block(
    entry: ModelEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLLM_API_KEY", "of-another-server")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    waits: list[float] = []
    digest = folder_digest(str(entry.weights))
    with served(serving(entry, options={"gpu_memory_utilization": 0.5}), waits.append) as reached:
        assert reached.backend == "openai"
        assert (reached.model, reached.timeout, reached.name) == ("works", 7.0, "mine")
        assert reached.identity == f"vllm-server:{digest}?gpu_memory_utilization=0.5"
        assert reached.base_url is not None
        assert reached.base_url.startswith("http://127.0.0.1:")
        assert reached.base_url.endswith("/v1")
        assert all(alive(pid) for pid in seen(entry)["processes"])
        command = " ".join(map(str, seen(entry)["arguments"]))
    assert f"--model {entry.weights} --served-model-name works --max-model-len 2048 --host 127.0.0.1" in command
    assert command.endswith("--gpu-memory-utilization 0.5")
    assert seen(entry)["key"] is None
    assert waits == sorted(waits)
    assert waits[-1] > 0.2
    assert gone(entry, within=1.0)  # killed; a busy machine takes a moment to bury it


def test_one_that_dies_says_why_and_leaves_nothing(entry: ModelEntry) -> None:
    died = pytest.raises(
        EndpointError, match=r"mine ended before it was ready \(ValueError: the weights are made of cheese"
    )
    with died as caught, served(serving(entry, model="dies")):
        pytest.fail("it is not there")
    log = Path(str(caught.value).rpartition(" ")[2])
    assert "a word of farewell" in log.read_text()
    log.unlink()
    assert gone(entry, within=1.0)  # killed; a busy machine takes a moment to bury it


@pytest.mark.parametrize("raised", [ValueError("of ours"), KeyboardInterrupt()])
def test_an_exception_ends_it_too(entry: ModelEntry, raised: BaseException) -> None:
    with pytest.raises(type(raised)), served(entry):
        raise raised
    assert gone(entry, within=1.0)  # killed; a busy machine takes a moment to bury it


def test_one_that_does_not_listen_is_killed(entry: ModelEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ssmr_bench.evaluation.serve._PATIENCE", 0.5)
    begin = time.monotonic()
    with served(serving(entry, model="stubborn")):
        pass
    assert gone(entry, within=1.0)  # killed; a busy machine takes a moment to bury it
    assert time.monotonic() - begin < 15


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("model", ["works", "endless"])
def test_it_never_outlives_us(entry: ModelEntry, sent: signal.Signals, model: str) -> None:
    code = (
        "import sys, time\n"
        "from ssmr_bench.evaluation.models import ModelEntry\n"
        "from ssmr_bench.evaluation.serve import served\n"
        "with served(ModelEntry('mine', 'vllm', sys.argv[1], weights=sys.argv[2])):\n"
        "    print('serving', flush=True)\n"
        "    time.sleep(60)\n"
    )
    ours = subprocess.Popen(
        # It hears Ctrl-C even where the tests are in a shell's background, and don't.
        ["env", "--default-signal=INT", sys.executable, "-c", code, model, str(entry.weights)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ},
    )
    assert ours.stdout is not None
    if model == "works":
        assert ours.stdout.readline() == b"serving\n"
    while not Path(str(entry.weights)).with_name("seen.json").is_file():
        time.sleep(0.05)
    ours.send_signal(sent)
    ours.wait(20)
    ours.stdout.close()
    assert gone(entry)


def test_without_vllm_it_says_the_two_ways_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ssmr_bench.evaluation.backends.vllm.find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=r"pip install 'ssmr-bench\[vllm\]', or name a server with --base-url"):
        served(ModelEntry("mine", "vllm", "x")).__enter__()


def test_it_answers_over_http(entry: ModelEntry) -> None:
    with served(entry) as reached, urlopen(str(reached.base_url).replace("/v1", "/health")) as answer:
        assert answer.status == 200
