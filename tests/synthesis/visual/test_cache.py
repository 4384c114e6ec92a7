from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import ConfigError, DataError, FileError, UnknownNameError
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.visual import Look, PictureCache, Style, cache, default_folder, pictures

if TYPE_CHECKING:
    from pathlib import Path

PROBLEMS = splits.load("1.0").problems[:8]


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".sha256")


def test_what_was_drawn_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = PictureCache(tmp_path)
    first = [kept.get(problem) for problem in PROBLEMS]
    assert first == [pictures(problem) for problem in PROBLEMS]
    monkeypatch.setattr(cache, "pictures", lambda *_: pytest.fail("drawn again"))
    assert [kept.get(problem) for problem in PROBLEMS] == first


def test_a_damaged_picture_is_drawn_again(tmp_path: Path) -> None:
    kept = PictureCache(tmp_path)
    whole = kept.get(PROBLEMS[0])
    for path in files(tmp_path):
        path.write_bytes(path.read_bytes()[:50])
    assert kept.get(PROBLEMS[0]) == whole
    assert PictureCache(tmp_path).get(PROBLEMS[0]) == whole


@pytest.mark.parametrize("other", [b"garbage", None])
def test_a_picture_of_a_look_that_was_exchanged_is_drawn_again(tmp_path: Path, other: bytes | None) -> None:
    kept = PictureCache(tmp_path, Style(look=Look("scan")))
    right = kept.get(PROBLEMS[0])
    first, second, *_ = files(tmp_path)
    first.write_bytes(second.read_bytes() if other is None else other)
    assert kept.get(PROBLEMS[0]) == right


def test_other_styles_lie_elsewhere(tmp_path: Path) -> None:
    styles = [Style(), Style("sheet"), Style(look=Look("scan")), Style(look=Look("scan", 3)), Style(look=Look("photo"))]
    for style in styles:
        PictureCache(tmp_path, style).get(PROBLEMS[0])
    assert len(files(tmp_path)) == 5 + 1 + 5 + 5 + 5
    assert len({path.read_bytes() for path in files(tmp_path)}) == 21


def test_a_picture_that_is_not_the_frozen_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "frozen", lambda _: {PROBLEMS[0].id: "0" * 16})
    with pytest.raises(DataError, match="not 0000000000000000 as frozen; this installation engraves with verovio"):
        PictureCache(tmp_path).get(PROBLEMS[0])
    assert not files(tmp_path)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_cache_is_filled_once_and_says_how_far_it_is(tmp_path: Path, jobs: int) -> None:
    told: list[int] = []
    PictureCache(tmp_path).fill(PROBLEMS, jobs, told.append)
    assert told[0] == 0
    assert told[-1] == len(PROBLEMS)
    assert told == sorted(told)
    before = {path: path.stat().st_mtime_ns for path in files(tmp_path)}
    PictureCache(tmp_path).fill(PROBLEMS, jobs, told.append)
    assert told[-1] == len(PROBLEMS)
    assert {path: path.stat().st_mtime_ns for path in files(tmp_path)} == before


def test_several_may_fill_one_folder_at_once(tmp_path: Path) -> None:
    threads = [threading.Thread(target=PictureCache(tmp_path).fill, args=(PROBLEMS, 1)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [PictureCache(tmp_path).get(problem) for problem in PROBLEMS] == [pictures(problem) for problem in PROBLEMS]
    assert not [path for path in files(tmp_path) if path.name.startswith(".")]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="file is a file; name a folder"):
        PictureCache(tmp_path / "file").get(PROBLEMS[0])


def test_the_folder_may_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSMR_CACHE", str(tmp_path))
    assert default_folder() == tmp_path / "pictures"
    monkeypatch.delenv("SSMR_CACHE")
    assert "ssmr-bench" in str(default_folder())


def test_strange_looks_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="no look 'scn'; did you mean 'scan'"):
        Look("scn")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="no look has strength 4"):
        Look("scan", 4)
