"""Whatever ends a run, and whenever: the next one goes on, and asks nothing again that was answered and kept."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from ssmr_bench.evaluation.journal import Journal
from tests.evaluation.server import Answer, ScriptedServer

if TYPE_CHECKING:
    from pathlib import Path

RUN = """
import sys
from pathlib import Path
from ssmr_bench.errors import SSMRError
from tests.evaluation.test_faults import ask
from types import SimpleNamespace
try:
    _, tally = ask(SimpleNamespace(base_url=sys.argv[1]), Path(sys.argv[2]), items=int(sys.argv[3]), attempts=2)
except SSMRError as error:
    sys.exit(f"error: {error}")
print(tally.kept, tally.sent, tally.reused)
"""
ITEMS = 400
AT_ONCE = 4
FRESH = ("-c", RUN)


def started(server: ScriptedServer, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *FRESH, server.base_url, str(folder), str(ITEMS)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def kept(folder: Path) -> set[str]:
    """The questions whose answers are in the journal, read by SQLite alone."""
    if not (folder / "journal.sqlite3").exists():
        return set()
    with sqlite3.connect(folder / "journal.sqlite3") as db:
        try:
            rows = db.execute("SELECT request FROM answers").fetchall()
        except sqlite3.OperationalError:  # killed before the table was made
            rows = []
    db.close()
    return {json.loads(request)["messages"][0]["parts"][0] for (request,) in rows}


def finish(server: ScriptedServer, folder: Path) -> None:
    """Runs to the end; every question then has its answer."""
    said, wrong = started(server, folder).communicate(timeout=60)
    assert said.split()[:1] == [str(ITEMS)], wrong
    assert kept(folder) == {str(i) for i in range(ITEMS)}


def test_fifty_kills_at_random_moments(tmp_path: Path) -> None:
    draw = random.Random("fifty kills")
    before: set[str] = set()
    landed = 0

    def script(body: dict[str, Any]) -> Answer:
        asked_again.extend({body["messages"][0]["content"]} & before)
        return Answer(delay=0.03)

    asked_again: list[str] = []
    with ScriptedServer(script) as server:
        for _ in range(50):
            process = started(server, tmp_path)
            count = len(server.bodies)
            deadline = time.monotonic() + 20
            while len(server.bodies) == count and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.002)
            time.sleep(draw.uniform(0, 0.12))
            process.kill()
            process.communicate()
            landed += process.returncode == -signal.SIGKILL
            before |= kept(tmp_path)
        finish(server, tmp_path)
    assert asked_again == []
    assert landed > 30
    # What had been answered and was not on the disk yet: at most one a worker, beside what was on its way.
    assert server.answered.total() <= ITEMS + landed * 2 * AT_ONCE


def test_a_full_disk_ends_the_run_with_one_line_and_loses_nothing(tmp_path: Path) -> None:
    with ScriptedServer(lambda _: Answer("x" * 2000)) as server:
        # The system refuses to let a file grow, as it does when the disk is full.
        process = started(server, tmp_path)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
        _, said = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "journal.sqlite3 can't be used" in said
        assert "Traceback" not in said
        there = kept(tmp_path)
        assert 20 < len(there) < ITEMS
        server.bodies.clear()
        finish(server, tmp_path)
    assert not {body["messages"][0]["content"] for body in server.bodies} & there


@pytest.fixture
def torn(tmp_path: Path) -> tuple[Path, int]:
    """A folder whose process was killed in the middle, so that the last commits stand in the write-ahead log.

    With it the port of the server that had been asked.
    """
    with ScriptedServer(lambda _: Answer(delay=0.02)) as server:
        process = started(server, tmp_path)
        while len(server.bodies) < 100 and process.poll() is None:
            time.sleep(0.01)
        process.kill()
        process.communicate()
    assert (tmp_path / "journal.sqlite3-wal").stat().st_size > 10_000
    return tmp_path, server.port


@pytest.mark.parametrize("after", [b"\x00" * 5000, os.urandom(5000), b"SQLite format 3\x00"])
def test_a_commit_that_was_being_written_is_left_out_and_the_others_stand(torn: tuple[Path, int], after: bytes) -> None:
    folder, _ = torn
    copy = folder / "copy"
    copy.mkdir()
    for name in ("journal.sqlite3", "journal.sqlite3-wal"):
        shutil.copy(folder / name, copy / name)
    with (copy / "journal.sqlite3-wal").open("ab") as log:
        log.write(after)
    there = kept(folder)
    assert len(there) > 50
    assert kept(copy) == there


def test_a_log_cut_off_anywhere_opens_and_only_its_end_is_asked_again(torn: tuple[Path, int]) -> None:
    folder, port = torn
    log = (folder / "journal.sqlite3-wal").read_bytes()
    database = (folder / "journal.sqlite3").read_bytes()
    draw = random.Random("cut off")
    there = len(kept(folder))
    counts = []
    for cut in sorted(draw.randrange(len(log)) for _ in range(20)):
        copy = folder / f"cut-{cut}"
        copy.mkdir()
        (copy / "journal.sqlite3").write_bytes(database)
        (copy / "journal.sqlite3-wal").write_bytes(log[:cut])
        with Journal(copy / "journal.sqlite3") as journal:
            counts.append(len(journal))
            assert all(completion for completion in map(journal.get, [*_keys(journal)]))
    assert counts == sorted(counts)
    assert counts[-1] <= there
    with ScriptedServer(port=port) as server:
        finish(server, copy)
    assert len(server.bodies) == ITEMS - counts[-1]


def _keys(journal: Journal) -> list[str]:
    return [row[0] for row in journal._db.execute("SELECT key FROM answers")]


def test_two_runs_at_once_share_the_work_and_one_goes_on_when_the_other_is_killed(tmp_path: Path) -> None:
    with ScriptedServer(lambda _: Answer(delay=0.02)) as server:
        one, two = started(server, tmp_path), started(server, tmp_path)
        while len(server.bodies) < 100:
            time.sleep(0.01)
        one.kill()
        one.communicate()
        before = kept(tmp_path)
        said, wrong = two.communicate(timeout=60)
        assert said.split()[0] == str(ITEMS), wrong
    assert kept(tmp_path) == {str(i) for i in range(ITEMS)}
    assert len(before) > 40
    twice = [prompt for prompt, times in server.answered.items() if times > 1]
    assert len(twice) <= 2 * AT_ONCE  # what the killed one had been asking
    assert not set(twice) & before
