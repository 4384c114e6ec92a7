"""How long the commands take to say what they can do, beside an empty Python: `python benchmarks/startup.py`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 15
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import ssmr_bench": [sys.executable, "-c", "import ssmr_bench"],
    "ssmr --help": [str(Path(sys.executable).with_name("ssmr")), "--help"],
    "ssmr-eval --help": [str(Path(sys.executable).with_name("ssmr-eval")), "--help"],
}


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    # By turns, so that a slow moment of the machine falls on all of them.
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    floor = statistics.median(times["python -c pass"])
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:20} {median:6.3f} s   {median / floor:5.1f} x")


if __name__ == "__main__":
    main()
