"""How soon a report over 3,200 items with pictures opens in Chromium, how soon it filters, and what the tab takes.

    python benchmarks/report.py

The peer is the plain page that most would write first: the same items one after the other, each picture as it was
sent, in base 64. Times are from the start of the navigation until an item can be read, and until a filter's list is
painted; the memory is that of the tab's own process (PSS).
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from base64 import b64encode
from dataclasses import replace
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.metadata import metadata_of
from ssmr_bench.evaluation.problems.item import ProblemItem, style_of
from ssmr_bench.evaluation.prompt import Image
from ssmr_bench.evaluation.result import Result
from ssmr_bench.evaluation.row import Row
from ssmr_bench.evaluation.stored import Stored, stored
from ssmr_bench.reporting.report import report, sides
from ssmr_bench.reporting.report.exhibit import exhibits
from ssmr_bench.synthesis import splits
from tests.reporting.browser import Opened, chromium, opened
from tests.reporting.runs import SETTING

WORDS = ("first", "second", "note", "bar", "line", "flat", "sharp", "major", "minor", "triad", "root", "scale", "so")
ROUNDS = 7
PAINTED = "() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)))"


def runs(out: Path) -> list[Stored]:
    """A thinking model's answers to all items, in text and in pictures: some 3,000 characters each."""
    split, chance = splits.load("1.0"), random.Random("report")
    made = []
    for task in ("ssmr_text", "ssmr_visual"):
        style, rows = style_of(metadata_of(task)), []
        for problem in split.problems:
            thought = " ".join(chance.choice(WORDS) for _ in range(chance.randrange(200, 1000)))
            answer = Completion(rf"\boxed{{{chance.choice('ABCD')}}}", "stop", thought)
            rows.append(Row.of(ProblemItem(problem, "paper", 0, "ABCD", "1.0", style), 0, "0" * 64, answer))
        told = {"name": split.name, "version": split.version, "sha256": split.sha256}
        setting = replace(SETTING, task=task, split=told)
        made.append(stored(Result(setting, tuple(rows), "2026-01-01T00:00:00+00:00", 0).write(out)))
    return made


def plain(several: list[Stored]) -> str:
    """The peer."""
    parts = ["<!doctype html><meta charset=utf-8><title>plain</title>"]
    for each in exhibits(sides(several)):
        row, asked = each.row, each.item.messages.messages[-1].parts
        parts += [f"<section class={row.outcome}><h3>{row.id}</h3>", *map(image, each.engraved.pictures)]
        parts += [f"<p>{escape(each.item.shown.question)}</p><details><pre>"]
        parts += [image(part.data) if isinstance(part, Image) else escape(part) for part in asked]
        parts += [f"</pre></details><pre>{escape(row.reasoning)}</pre><p>{escape(row.answer or '')}</p></section>"]
    return "\n".join(parts)


def image(png: bytes) -> str:
    return f"<img src='data:image/png;base64,{b64encode(png).decode()}'>"


def memory() -> float:
    """Of the largest renderer, in MiB."""
    found = [0]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b"--type=renderer" in (process / "cmdline").read_bytes():
                lines = (process / "smaps_rollup").read_text().splitlines()
                found.append(next(int(line.split()[1]) for line in lines if line.startswith("Pss:")))
        except OSError:
            continue  # it ended meanwhile
    return max(found) / 1024


def opening(tab: Opened, path: Path, ready: str) -> float:
    """Seconds until an item stands there to be read."""
    begun = time.perf_counter()
    tab.go(path)
    tab.until(ready)
    tab.page.evaluate(PAINTED)
    return time.perf_counter() - begun


def filtering(tab: Opened, change: str) -> list[float]:
    """Milliseconds until the page is painted again after each of several filters."""
    timed = f"async (value) => {{ const begun = performance.now(); {change}; return await ({PAINTED})() - begun; }}"
    return [tab.page.evaluate(timed, value) for value in ("wrong", "correct", "", "wrong", "")]


OURS = "const box = at('outcome0'); box.value = value; box.dispatchEvent(new Event('change'))"
PLAIN = (
    "for (const each of document.querySelectorAll('section')) each.hidden = value !== '' && each.className !== value"
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        several = runs(Path(folder))
        begun = time.perf_counter()
        pages = {"report": report(sides(several)), "plain": plain(several)}
        print(f"both pages made in {time.perf_counter() - begun:.0f} s")
        figures = {}
        for name, text in pages.items():
            path = Path(folder, f"{name}.html")
            path.write_text(text, encoding="utf-8")
            ready = "!!document.querySelector('#item h3')" if name == "report" else "document.readyState === 'complete'"
            opens, filters, taken = [], [], []
            for _ in range(ROUNDS):
                with chromium() as browser, opened(browser) as tab:
                    opens.append(opening(tab, path, ready))
                    filters += filtering(tab, OURS if name == "report" else PLAIN)
                    if name == "report":
                        for _ in range(200):
                            tab.page.keyboard.press("j")
                    taken.append(memory())
            figures[name] = statistics.median(opens), max(filters), max(taken)
            opened_in, slowest, memory_taken = figures[name]
            print(
                f"{name}: {len(text.encode()) / 1e6:.1f} MB, opens in {opened_in:.2f} s (most {max(opens):.2f}), ",
                end="",
            )
            print(f"filters in {statistics.median(filters):.0f} ms (most {slowest:.0f}), takes {memory_taken:.0f} MiB")
        ratios = (theirs / ours for theirs, ours in zip(figures["plain"], figures["report"], strict=True))
        print("plain / report: opens {:.1f}, filters {:.1f}, memory {:.1f}".format(*ratios))


if __name__ == "__main__":
    main()
