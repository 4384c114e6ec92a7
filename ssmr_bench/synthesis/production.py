"""Writes any number of problems to one file: in parallel, in flat memory, whole or not at all."""

from __future__ import annotations

import json
import multiprocessing
import signal
from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError
from ssmr_bench.files import whole
from ssmr_bench.synthesis.corpus import Corpus
from ssmr_bench.synthesis.generator import Series, mixed, synthesize
from ssmr_bench.synthesis.problem import Problem
from ssmr_bench.synthesis.templates import find

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
    from concurrent.futures import Future
    from multiprocessing.sharedctypes import Synchronized

    import pyarrow as pa

    from ssmr_bench.synthesis.visual import Style

_BATCH = 5_000
"""Rows of a Parquet row group."""
_PICTURED = 400
"""The same where they hold pictures."""
_STEP = 50
"""Problems from one report of progress to the next."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made."""

    version: str
    split: str
    counts: Mapping[str, int]
    """Problems by template."""
    level: int | None = None
    tunes: Path | None = None
    """A file of real tunes that take the composer's place where they can."""
    jobs: int = 1
    """Processes; each makes the problems of one template after the other."""
    pictures: Style | None = None
    """If given, the pictures of each problem too; for Parquet."""

    def series(self) -> Series:
        """What the problems are drawn from; reads the tunes."""
        return Series(self.version, self.split, self.level, Corpus.load(self.tunes) if self.tunes else None)


def produce(order: Order, out: Path, watch: Callable[[int], None] = lambda _: None) -> int:
    """Writes the problems, `.jsonl` or `.parquet` by the file's ending, and returns how many.

    The bytes are the same for any number of jobs. `watch` is called with the number of problems that are done; pictures
    count like problems, and come after them.

    Raises:
        ConfigError: if the ending is neither, or a template can't make so many different problems.
        UnknownNameError: on a template that there is not.
        FileError: if the file can't be written, and what stood there before still does; or the tunes can't be read.
        DataError: if the tunes are none, or a picture does not show its score.
    """
    if out.suffix not in {".jsonl", ".parquet"}:
        raise ConfigError(f"{out} must end in .jsonl or .parquet")
    if order.pictures and out.suffix != ".parquet":
        raise ConfigError(f"pictures go into Parquet; {out} must end in .parquet")
    order = replace(order, counts={name: count for name, count in order.counts.items() if count})
    for name in order.counts:
        find(name)
    series = order.series()
    with whole(out) as draft, TemporaryDirectory(dir=draft.parent, prefix=f".{out.name}.") as parts:
        _make_parts(order, series, Path(parts), watch)
        lines = _merged(order, Path(parts))
        return _write_parquet(order, lines, draft, watch) if out.suffix == ".parquet" else _write_lines(lines, draft)


def _make_parts(order: Order, series: Series, folder: Path, watch: Callable[[int], None]) -> None:
    """A file for each template: no form of one is a form of another, so they can be made side by side."""
    # Not forked: a fork of a process with threads (a progress bar has one) may hang.
    context = multiprocessing.get_context("spawn")
    done = context.Value("q", 0)
    # The longest first, so that none is left over at the end.
    tasks = sorted(((count, name, folder / name) for name, count in order.counts.items()), reverse=True)
    jobs = min(order.jobs, len(tasks))
    if jobs <= 1:
        _Worker.series, _Worker.done = series, done
        for task in tasks:
            _make_part(task, watch)
        return
    with ProcessPoolExecutor(jobs, context, _begin_aside, (order, done)) as pool:
        try:
            parts = [pool.submit(_make_part, task) for task in tasks]
            left: Collection[Future[None]] = parts
            while left:
                ended, left = wait(left, 0.2, FIRST_EXCEPTION)
                for part in ended:
                    part.result()
                watch(done.value)
        except BrokenProcessPool as error:
            raise ConfigError("a process was killed, perhaps for want of memory; take fewer jobs") from error
        finally:
            # Where one failed, or the user had enough, the others need not finish.
            pool.shutdown(wait=False, cancel_futures=True)
            for child in multiprocessing.active_children():
                child.terminate()


class _Worker:
    """What a process is told at its start."""

    series: Series
    done: Synchronized[int]


def _begin_aside(order: Order, done: Synchronized[int]) -> None:
    _ignore_interrupts()
    _Worker.series, _Worker.done = order.series(), done


def _make_part(task: tuple[int, str, Path], watch: Callable[[int], None] = lambda _: None) -> None:
    count, name, path = task
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number, problem in enumerate(synthesize(_Worker.series, {name: count}), 1):
            file.write(problem.to_json() + "\n")
            if number % _STEP == 0 or number == count:
                with _Worker.done.get_lock():
                    _Worker.done.value += (number - 1) % _STEP + 1
                watch(_Worker.done.value)


def _merged(order: Order, folder: Path) -> Iterator[str]:
    with ExitStack() as stack:
        files = {name: stack.enter_context((folder / name).open(encoding="utf-8")) for name in order.counts}
        for name, _ in mixed(order.counts):
            yield files[name].readline()


def _write_lines(lines: Iterator[str], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(line)
            count += 1
    return count


def _write_parquet(order: Order, lines: Iterator[str], path: Path, watch: Callable[[int], None]) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema(pictured=order.pictures is not None)
    count = 0
    with pq.ParquetWriter(path, schema) as writer, _drawing(order) as drawn:
        while batch := list(islice(lines, _PICTURED if order.pictures else _BATCH)):
            rows = [json.loads(line) for line in batch]
            for row, images in zip(rows, drawn(batch), strict=True):
                row.update(images)
                count += 1
                if order.pictures and count % _STEP == 0:
                    watch(sum(order.counts.values()) + count)
            writer.write_table(pa.Table.from_pylist(rows, schema))
    if order.pictures:
        watch(sum(order.counts.values()) + count)
    return count


def _schema(*, pictured: bool) -> pa.Schema:
    """The columns; pictures are in the form of the Image feature of Hugging Face `datasets`, and said to be."""
    import datasets

    texts = {name: datasets.Value("string") for name in ("id", "template", "category")}
    features: dict[str, object] = texts | {"level": datasets.Value("int32")}
    features |= {name: datasets.Value("string") for name in ("question", "abc")}
    features |= {"options": datasets.List(datasets.Value("string")), "answer": datasets.Value("string")}
    if pictured:
        features["images"] = datasets.List(datasets.Image())
    return datasets.Features(features).arrow_schema


@contextmanager
def _drawing(order: Order) -> Generator[Callable[[list[str]], Iterable[dict[str, object]]]]:
    """What draws the pictures of a batch of lines: their column, or nothing where none are wanted."""
    if order.pictures is None:
        yield lambda batch: ({} for _ in batch)
        return
    work = partial(_images, order.pictures)
    if order.jobs <= 1:
        yield partial(map, work)
        return
    with ProcessPoolExecutor(order.jobs, multiprocessing.get_context("spawn"), _ignore_interrupts) as pool:
        try:
            yield partial(pool.map, work, chunksize=20)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _ignore_interrupts() -> None:
    """In a process of its own, where Ctrl-C is left to the one that began it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _images(style: Style, line: str) -> dict[str, object]:
    drawn = style.draw(Problem.from_json(line))
    return {"images": [{"bytes": picture, "path": None} for picture in drawn]}
