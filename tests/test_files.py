from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import FileError
from ssmr_bench.files import no_folder, whole, whole_folder, write_whole

if TYPE_CHECKING:
    from pathlib import Path


def test_writes_into_folders_that_are_not_there_yet(tmp_path: Path) -> None:
    write_whole(tmp_path / "a/b/c.txt", "♭\n")
    assert (tmp_path / "a/b/c.txt").read_bytes() == b"\xe2\x99\xad\n"


def test_what_cannot_be_written_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    write_whole(tmp_path / "c.txt", "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(tmp_path / "c.txt", "new \ud800")
    assert (tmp_path / "c.txt").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["c.txt"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for below in ("c.txt", "a/b/c.txt"):
        with pytest.raises(FileError, match=r"/file is a file; name a folder"):
            write_whole(tmp_path / "file" / below, "")
    with pytest.raises(FileError, match=r"c.txt can't be written: No such file"), whole(tmp_path / "c.txt"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_path_that_is_no_folder_is_a_file_or_near_to_one(tmp_path: Path) -> None:
    (tmp_path / "text/random/paper").mkdir(parents=True)
    (tmp_path / "text/randon.md").write_text("")
    wanted = "name another"
    for path, said in {
        "text/randon.md": "text/randon.md is a file, and no folder; name another",
        "text/rando/paper": "did you mean {}/text/random/paper?",
        "text/rando/cot": "did you mean {}/text/random?",
        "txt/random/paper": "did you mean {}/text/random/paper?",
        "text/random/papers": "did you mean {}/text/random/paper?",
        "text/qwen/paper": "text/qwen/paper; name another",
        "text/randon.md/paper": "text/randon.md/paper; name another",
    }.items():
        assert str(no_folder(tmp_path / path, wanted)).endswith(said.format(tmp_path)), path


def test_a_new_folder_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    place = tmp_path / "a/new"
    with pytest.raises(UnicodeEncodeError), whole_folder(place) as draft:
        (draft / "one").write_text("\ud800")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    with whole_folder(place) as draft:
        (draft / "one").write_text("1")
        assert not place.exists()
    assert [path.name for path in place.iterdir()] == ["one"]
    with pytest.raises(FileError, match="is there already; remove it, or name another"), whole_folder(place):
        pass
    with pytest.raises(FileError, match="/one is a file; name a folder"), whole_folder(place / "one" / "x"):
        pass
