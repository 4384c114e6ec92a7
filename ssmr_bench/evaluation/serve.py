"""A server of vLLM's for as long as it is needed: `served`.

Between us and the server stands a keeper, this module run as a program: it ends the server when we end, however we end.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from threading import Thread
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import ConfigError, EndpointError
from ssmr_bench.evaluation import weights
from ssmr_bench.evaluation.backends.vllm import lacks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ssmr_bench.evaluation.models import ModelEntry

_SERVER = "vllm.entrypoints.openai.api_server"
"""What `vllm serve` runs; unlike that command it is there in every distribution of vLLM."""
_PATIENCE = 20.0
"""Seconds that a server has to end by itself."""
_BEAT = 0.25
"""Seconds between two looks at the server."""


@contextmanager
def served(entry: ModelEntry, watch: Callable[[float], None] = lambda _: None) -> Iterator[ModelEntry]:
    """Starts a server of the entry's weights on this machine; the entry that is handed out is asked over it.

    `watch` is told again and again how many seconds the server has been starting. It may take as long as it lives:
    weights may have to be downloaded first.

    Raises:
        ConfigError: if vLLM or the weights are not there.
        EndpointError: if the server ends before it is ready.
    """
    if missing := lacks(entry):
        raise ConfigError(missing)
    folder = Path(mkdtemp(prefix="ssmr-serve-"))
    port = _free_port()
    keeper = _started([sys.executable, "-m", _SERVER, *_arguments(entry, port)], folder / "log")
    try:
        _await_health(keeper, port, watch)
        # The port changes with every start; the weights are what answers.
        identity = entry.identity or f"vllm-server:{weights.identity(entry)}"
        yield replace(entry, backend="openai", base_url=f"http://127.0.0.1:{port}/v1", identity=identity)
    except _DiedError:
        log = folder.with_suffix(".log")
        shutil.copyfile(folder / "log", log)
        raise EndpointError(
            f"the server of {entry.name} ended before it was ready ({_reason(log)}); its log is {log}"
        ) from None
    finally:
        _end(keeper)
        shutil.rmtree(folder, ignore_errors=True)


class _DiedError(Exception):
    """The server has ended by itself."""


def _arguments(entry: ModelEntry, port: int) -> list[str]:
    """The command line of vLLM's server; options that the entry sets go last, and so win."""
    settings: dict[str, Any] = {
        "model": weights.source(entry),
        "served-model-name": entry.model,
        "max-model-len": entry.context,
        "host": "127.0.0.1",
        "port": port,
    }
    return [word for given in (settings, entry.options) for word in _flags(given)]


def _flags(options: Mapping[str, Any]) -> Iterator[str]:
    """Options as flags.

    >>> [*_flags({"enforce_eager": True, "enable_prefix_caching": False, "dtype": "bfloat16", "limit": {"image": 2}})]
    ['--enforce-eager', '--no-enable-prefix-caching', '--dtype', 'bfloat16', '--limit', '{"image": 2}']
    """
    for name, value in options.items():
        flag = name.replace("_", "-")
        match value:
            case bool():
                yield f"--{flag}" if value else f"--no-{flag}"
            case list() | tuple():
                yield f"--{flag}"
                yield from map(str, value)
            case dict():
                yield from (f"--{flag}", json.dumps(value))
            case _:
                yield from (f"--{flag}", str(value))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _started(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    """The server's keeper, in a session of its own: what a terminal sends to us does not reach it."""
    # A key that the environment holds for another server would shut us out of this one.
    surroundings = {name: value for name, value in os.environ.items() if name != "VLLM_API_KEY"}
    with log.open("wb") as output:
        return subprocess.Popen(  # noqa: S603 - our own interpreter, and no shell
            [sys.executable, "-m", __name__, str(_PATIENCE), str(log.parent), *command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=surroundings,
            start_new_session=True,
        )


def _await_health(keeper: subprocess.Popen[bytes], port: int, watch: Callable[[float], None]) -> None:
    begin = time.monotonic()
    while not _is_healthy(port):
        if keeper.poll() is not None:
            raise _DiedError
        watch(time.monotonic() - begin)
        time.sleep(_BEAT)


def _is_healthy(port: int) -> bool:
    # No urllib: it would go through the proxy that the environment names.
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reason(log: Path) -> str:
    """The last errors that the log names, or its last lines."""
    lines = [" ".join(line.split()) for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    errors = [line for line in lines if re.search(r"\b\w*(Error|Exception|error)\b: ", line)]
    said = dict.fromkeys((errors or lines)[-3:])
    return "; ".join(line[-300:] for line in said) or "it said nothing"


def _end(keeper: subprocess.Popen[bytes]) -> None:
    """Lets the keeper end the server, and waits until nothing of it is left."""
    assert keeper.stdin is not None
    keeper.stdin.close()
    try:
        keeper.wait(_PATIENCE + 5)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(keeper.pid, signal.SIGKILL)
        keeper.wait()


def _keep(patience: float, folder: str, command: list[str]) -> None:
    """Runs a command until it ends, or our standard input does as its writer dies; then ends all that it started."""
    for sent in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(sent, lambda *_: None)  # not SIG_IGN, which the server would inherit
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - as above
    Thread(target=_end_with_input, args=(patience, folder), daemon=True).start()
    server.wait()
    os.killpg(0, signal.SIGKILL)


def _end_with_input(patience: float, folder: str) -> None:
    sys.stdin.buffer.read()
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(0, signal.SIGTERM)
    time.sleep(patience)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    _keep(float(sys.argv[1]), sys.argv[2], sys.argv[3:])
