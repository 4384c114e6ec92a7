"""How fast tunes are read, beside abc2midi and music21 on the same ones: `python benchmarks/abc.py TUNES.jsonl`.

Each line of the file is an object with `abc_music`. One core, CPU time of this process or of the program it starts.
music21 is so slow that it gets a sample; abc2midi also plays what it reads, and starts once a tune.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import music21

from ssmr_bench.errors import NotationError
from ssmr_bench.notation.abc import read, write

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLE = 40


def ours(tunes: list[str]) -> float:
    started = process_time()
    for tune in tunes:
        with suppress(NotationError):
            read(tune)
    return process_time() - started


def written(tunes: list[str]) -> float:
    scores = []
    for tune in tunes:
        with suppress(NotationError):
            scores.append(read(tune))
    started = process_time()
    for score in scores:
        write(score)
    return process_time() - started


def abc2midi(tunes: list[str]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, tune in enumerate(tunes):
            files.append(Path(folder) / f"{number}.abc")
            files[-1].write_text(f"X:1\n{tune}\n")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        for file in files:
            subprocess.run(["abc2midi", file, "-o", file.with_suffix(".mid")], capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def music21s(tunes: list[str]) -> float:
    started = process_time()
    for tune in tunes:
        with suppress(Exception):
            music21.converter.parseData(f"X:1\n{tune}", format="abc")
    return process_time() - started


def main(file: str) -> None:
    tunes = [json.loads(line)["abc_music"] for line in Path(file).read_text().splitlines()]
    sample = tunes[:: max(1, len(tunes) // SAMPLE)]
    readers: dict[str, tuple[Callable[[list[str]], float], list[str]]] = {
        "read": (ours, tunes),
        "write": (written, tunes),
        "abc2midi": (abc2midi, tunes),
        "music21": (music21s, sample),
    }
    rates = {name: len(given) / reader(given) for name, (reader, given) in readers.items()}
    for name, rate in rates.items():
        print(f"{name:10} {rate:8.0f} tunes/s   read is {rates['read'] / rate:6.1f} x as fast")


if __name__ == "__main__":
    main(sys.argv[1])
