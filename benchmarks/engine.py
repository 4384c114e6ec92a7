"""Requests a second through our engine, stock lm-eval and a bare loop, against one fake server.

`python benchmarks/engine.py`: the three at 0, 50 and 500 ms and at 16, 64 and 256 at once.
`python benchmarks/engine.py --command`: the whole commands, 1,600 items at 500 ms and 64 at once.
`python benchmarks/engine.py --images 20000`: peak memory and its drift over that many questions with pictures.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp

from ssmr_bench.evaluation.backends import connect
from ssmr_bench.evaluation.engine import Engine, Question, Tally, Terms
from ssmr_bench.evaluation.journal import Journal
from ssmr_bench.evaluation.models import ModelEntry
from ssmr_bench.evaluation.prompt import Image, Message, Prompt
from ssmr_bench.evaluation.prompting import render
from ssmr_bench.evaluation.sampling import Sampling
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis import splits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROUNDS = 5
SECONDS = 4.0
"""How long one measurement should take."""
MOST = 4000
FAKE = """
import asyncio, json, sys
from aiohttp import web

message = {"role": "assistant", "content": "Counting half steps I find four of them, so: \\\\boxed{A}"}
answer = json.dumps({
    "id": "x", "object": "chat.completion", "created": 0, "model": "m",
    "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 170, "completion_tokens": 20, "total_tokens": 190},
}).encode()

async def chat(request):
    await request.read()
    await asyncio.sleep(float(sys.argv[1]) / 1000)
    return web.Response(body=answer, content_type="application/json")

async def serve():
    app = web.Application(client_max_size=2**26)
    app.router.add_post("/v1/chat/completions", chat)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()

asyncio.run(serve())
"""


@contextmanager
def fake_server(milliseconds: int) -> Iterator[str]:
    """Its base URL; it answers after so long, in a process of its own."""
    command = [sys.executable, "-c", FAKE, str(milliseconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
        process.kill()


def prompts(count: int) -> list[str]:
    """Different ones, as the benchmark asks them."""
    problems = splits.load("1.0").problems
    return [f"{render(problems[i % len(problems)], 'paper').user}\n{i}" for i in range(count)]


def ours(base_url: str, texts: Sequence[str], at_once: int) -> float:
    sampling = Sampling(temperature=0.0, max_tokens=8192)
    questions = [Question(Prompt((Message("user", (text,)),)), sampling) for text in texts]
    with tempfile.TemporaryDirectory() as folder, Journal(Path(folder, "journal.sqlite3")) as journal:
        engine = Engine(
            connect(ModelEntry("m", "openai", "m", base_url=base_url), at_once), journal, Terms(concurrency=at_once)
        )
        started = time.perf_counter()
        _, tally = engine.ask(questions)
        seconds = time.perf_counter() - started
    assert (tally.kept, tally.retries) == (len(texts), 0)
    return seconds


def stock(base_url: str, texts: Sequence[str], at_once: int) -> float:
    from lm_eval.api.instance import Instance
    from lm_eval.models.api_models import JsonChatStr
    from lm_eval.models.openai_completions import LocalChatCompletion

    model = LocalChatCompletion(base_url=f"{base_url}/chat/completions", model="m", num_concurrent=at_once)
    settings = {"until": [], "max_gen_toks": 8192, "do_sample": False, "temperature": 0.0}
    requests = [
        Instance("generate_until", {}, (JsonChatStr(json.dumps([{"role": "user", "content": text}])), settings), i)
        for i, text in enumerate(texts)
    ]
    started = time.perf_counter()
    assert len(model.generate_until(requests, disable_tqdm=True)) == len(texts)
    return time.perf_counter() - started


def bare(base_url: str, texts: Sequence[str], at_once: int) -> float:
    async def run() -> None:
        queue = iter(texts)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=at_once)) as session:

            async def work() -> None:
                for text in queue:
                    body = {"model": "m", "messages": [{"role": "user", "content": text}], "max_tokens": 8192}
                    async with session.post(f"{base_url}/chat/completions", json=body) as response:
                        (await response.json())["choices"][0]["message"]["content"]

            await asyncio.gather(*(work() for _ in range(at_once)))

    started = time.perf_counter()
    asyncio.run(run())
    return time.perf_counter() - started


def rates() -> None:
    os.environ["TQDM_DISABLE"] = "1"
    ways: dict[str, Callable[[str, Sequence[str], int], float]] = {"bare": bare, "ours": ours, "stock": stock}
    print(f"{'latency':>8} {'at once':>8} {'bare':>8} {'ours':>8} {'stock':>8} {'ours/bare':>10} {'ours/stock':>11}")
    for milliseconds in (0, 50, 500):
        with fake_server(milliseconds) as base_url:
            for at_once in (16, 64, 256):
                ideal = at_once / max(milliseconds / 1000, 0.015)
                texts = prompts(min(MOST, max(2 * at_once, round(ideal * SECONDS / at_once) * at_once)))
                seen: dict[str, list[float]] = {name: [] for name in ways}
                for _ in range(ROUNDS):  # by turns, so that a slow moment of the machine falls on all of them
                    for name, way in ways.items():
                        seen[name].append(len(texts) / way(base_url, texts, at_once))
                rate = {name: statistics.median(found) for name, found in seen.items()}
                ratios = [rate["ours"] / rate[other] for other in ("bare", "stock")]
                counted = "".join(f" {rate[name]:>8.1f}" for name in ways)
                print(f"{milliseconds:>5} ms {at_once:>8}{counted} {ratios[0]:>10.2f} {ratios[1]:>11.2f}", flush=True)


def command() -> None:
    scripts = Path(sys.executable).parent
    tasks = str(shipped("tasks"))
    with fake_server(500) as base_url, tempfile.TemporaryDirectory() as folder:
        commands = {
            "ssmr-eval": [
                *(scripts / "ssmr-eval", "--model", "qwen3-8b", "--tasks", "ssmr_text", "--base-url", base_url),
                *("--concurrency", "64", "--out", folder),
            ],
            "lm_eval": [
                *(scripts / "lm_eval", "run", "--include_path", tasks, "--tasks", "ssmr_text", "--apply_chat_template"),
                *("--model", "local-chat-completions", "--model_args"),
                f"base_url={base_url}/chat/completions,model=m,num_concurrent=64",
            ],
        }
        for name, words in commands.items():
            started = time.perf_counter()
            subprocess.run(list(map(str, words)), check=True, capture_output=True, cwd=folder)
            print(f"{name:10} {time.perf_counter() - started:5.1f} s for 1,600 items (ideal 12.5 s)", flush=True)


def images(count: int, at_once: int = 256) -> None:
    """Pictures are made when they are asked for, as a cache on disk gives them; 30 kB a question."""
    size = 30_000
    noted: list[int] = []

    class Lazy(list[Any]):
        """Questions that exist only while they are looked at."""

        def __len__(self) -> int:
            return count

        def __iter__(self) -> Iterator[Question]:
            for i in range(count):
                picture = Image(b"\x89PNG" + i.to_bytes(4, "big") * (size // 4))
                yield Question(Prompt((Message("user", (picture, f"{i}")),)), Sampling(max_tokens=9))

    def watch(tally: Tally) -> None:
        if tally.done % (count // 10) == 0 and tally.done // (count // 10) > len(noted) - 1:
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            noted.append(pages * resource.getpagesize() // 2**20)

    with (
        fake_server(50) as base_url,
        tempfile.TemporaryDirectory() as folder,
        Journal(Path(folder, "journal.sqlite3")) as journal,
    ):
        backend = connect(ModelEntry("m", "openai", "m", base_url=base_url), at_once)
        started = time.perf_counter()
        _, tally = Engine(backend, journal, Terms(concurrency=at_once)).ask(Lazy(), watch)
        seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{tally.kept} of {count} kept, {count / seconds:.0f} requests/s; peak {peak} MiB")
    print("resident MiB at each tenth:", *noted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", action="store_true")
    parser.add_argument("--images", type=int, metavar="N")
    arguments = parser.parse_args()
    if arguments.command:
        command()
    elif arguments.images:
        images(arguments.images)
    else:
        rates()


if __name__ == "__main__":
    main()
