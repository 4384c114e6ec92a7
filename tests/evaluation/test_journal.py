from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ssmr_bench.errors import FileError
from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.journal import Journal, Request
from ssmr_bench.evaluation.prompt import Image, Message, Prompt
from ssmr_bench.evaluation.sampling import Sampling

PROMPT = Prompt((Message("user", ("Which interval?",)),))
SENT = {"temperature": 0.0, "max_tokens": 16}
REQUEST = Request("http://127.0.0.1/v1", "m", PROMPT, Sampling(temperature=0.0, max_tokens=16), SENT)


def test_gives_back_what_it_was_given(tmp_path: Path) -> None:
    completion = Completion("\\boxed{B} \ud800 \x00 ♭", "length", "thought", "m-1", 3, 4, latency=1.5, sent={"seed": 1})
    with Journal(tmp_path / "deep" / "journal.sqlite3") as journal:
        assert journal.get(REQUEST.key) is None
        journal.put([(REQUEST, completion, None)])
    with Journal(tmp_path / "deep" / "journal.sqlite3") as journal:
        assert journal.get(REQUEST.key) == completion
        assert len(journal) == 1


def test_the_first_answer_stays(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        journal.put([(REQUEST, Completion("first"), None)])
        journal.put([(REQUEST, Completion("second"), None)])
        assert journal.get(REQUEST.key) == Completion("first")


@pytest.mark.parametrize(
    "other",
    [
        replace(REQUEST, endpoint="http://127.0.0.2/v1"),
        replace(REQUEST, model="n"),
        replace(REQUEST, prompt=Prompt((Message("user", ("Which chord?",)),))),
        replace(REQUEST, prompt=Prompt((Message("system", ("Which interval?",)),))),
        replace(REQUEST, prompt=Prompt((Message("user", ("Which interval?", Image(b"1"))),))),
        replace(REQUEST, parameters=SENT | {"temperature": 0.2}),
        replace(REQUEST, parameters=SENT | {"max_tokens": 17}),
        replace(REQUEST, parameters=SENT | {"stop": ["x"]}),
        replace(REQUEST, parameters=SENT | {"chat_template_kwargs": {"enable_thinking": False}}),
        replace(REQUEST, repeat=1),
    ],
)
def test_another_question_never_meets_an_old_answer(tmp_path: Path, other: Request) -> None:
    with Journal(tmp_path / "j") as journal:
        journal.put([(REQUEST, Completion("old"), None)])
        assert journal.get(other.key) is None


def test_pictures_count_by_their_bytes() -> None:
    keys = {replace(REQUEST, prompt=Prompt((Message("user", ("See", Image(png))),))).key for png in (b"1", b"2", b"1")}
    assert len(keys) == 2


def test_an_answer_outlives_a_kill(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from tests.evaluation.test_journal import *\n"
        "journal = Journal(Path(sys.argv[1]))\n"
        "journal.put([(REQUEST, Completion('kept'), None)])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path / "j")], cwd=Path.cwd(), check=False)
    assert ended.returncode == -signal.SIGKILL
    with Journal(tmp_path / "j") as journal:
        assert journal.get(REQUEST.key) == Completion("kept")


def test_two_at_once_share_a_file(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as one, Journal(tmp_path / "j") as two:
        one.put([(REQUEST, Completion("one"), None)])
        two.put([(replace(REQUEST, repeat=1), Completion("two"), None)])
        assert two.get(REQUEST.key) == Completion("one")
        assert one.get(replace(REQUEST, repeat=1).key) == Completion("two")


def test_many_processes_may_open_a_new_one_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.evaluation.test_journal import *\n"
        "with Journal(Path(sys.argv[1])) as journal:\n"
        "    journal.put([(replace(REQUEST, repeat=int(sys.argv[2])), Completion(''), None)])"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "j"), str(i)], cwd=Path.cwd()) for i in range(6)
    ]
    assert [process.wait(60) for process in started] == [0] * 6
    with Journal(tmp_path / "j") as journal:
        assert len(journal) == 6


def test_every_answer_is_synced(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        assert journal._db.execute("PRAGMA synchronous").fetchone() == (2,)
        assert journal._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("damage", ['{"text": "ha', "[]", '{"text": 5}'])
def test_a_damaged_row_is_asked_again_and_replaced(tmp_path: Path, damage: str) -> None:
    with Journal(tmp_path / "j") as journal:
        journal.put([(REQUEST, Completion("old"), None)])
        journal._db.execute("UPDATE answers SET completion = ?", (damage,))
        assert journal.get(REQUEST.key) is None
        journal.put([(REQUEST, Completion("new"), None)])
        assert journal.get(REQUEST.key) == Completion("new")


def test_fields_of_a_later_version_are_passed_over() -> None:
    assert Completion.from_json('{"text": "a", "cost": 3}') == Completion("a")


def test_what_is_no_journal_is_named(tmp_path: Path) -> None:
    (tmp_path / "j").write_text("not a database, and long enough not to be taken for the start of one " * 40)
    with pytest.raises(FileError, match=r"the journal .*j can't be used"):
        Journal(tmp_path / "j")


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match=r"the journal .*file/j can't be used"):
        Journal(tmp_path / "file" / "j")
