from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import FileError
from ssmr_bench.files import whole_folder, write_whole

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
    with pytest.raises(FileError, match=r"file/c.txt can't be written"):
        write_whole(tmp_path / "file" / "c.txt", "")


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
    with pytest.raises(FileError, match="one/x can't be written"), whole_folder(place / "one" / "x"):
        pass
