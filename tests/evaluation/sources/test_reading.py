"""Data sets as they lie in a folder, and their rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ssmr_bench.errors import DataError, FileError, UnknownNameError
from ssmr_bench.evaluation.prompt import Image
from ssmr_bench.evaluation.sources import Source, located, picture, rows, splits
from ssmr_bench.evaluation.sources.inventory import holdings
from tests.evaluation.sources.hub import gsm8k, lines, music_theory_bench, png, renamed, ssmr_bench, table, textual

SAMPLE = Path(__file__).parents[4] / "shared" / "published-sample"


def laid(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def local(folder: Path, files: dict[str, bytes]) -> Source:
    return located("ssmr_bench", laid(folder, files))


@pytest.mark.parametrize(
    "place",
    ["", "ssmr_bench", "Sylence/SSMR-Bench", "Sylence--SSMR-Bench", "datasets--Sylence--SSMR-Bench/snapshots/1f"],
)
def test_a_folder_without_a_lock_is_read_as_it_is(place: str, tmp_path: Path) -> None:
    laid(tmp_path / place, ssmr_bench())
    found = located("ssmr_bench", tmp_path)
    assert (found.folder, found.revision) == (tmp_path / place, "local")
    assert len(list(rows(found, "Test_textual"))) == 6
    before = found.sha256
    (tmp_path / place / "README.md").write_bytes(b"other")
    assert located("ssmr_bench", tmp_path).sha256 != before


def test_another_set_in_the_folder_is_not_taken_for_this_one(tmp_path: Path) -> None:
    laid(tmp_path / "gsm8k", gsm8k())
    with pytest.raises(FileError, match=r"ssmr_bench .* is not in .*; fetch it with: ssmr data pull ssmr_bench"):
        located("ssmr_bench", tmp_path)
    with pytest.raises(UnknownNameError, match="did you mean 'gsm8k'"):
        located("gsm8", tmp_path)
    with pytest.raises(FileError, match="there is no folder"):
        located("gsm8k", tmp_path / "nowhere")


def test_a_set_of_ones_own_is_known_by_its_folder(tmp_path: Path) -> None:
    laid(tmp_path / "waltzes", {"rows.jsonl": lines([{"a": 1}])})
    assert list(rows(located("waltzes", tmp_path), "train")) == [{"a": 1}]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (ssmr_bench(), {"Test_textual": 2, "Test_visual": 1}),
        (music_theory_bench(), {"dev": 1, "test": 1}),
        (gsm8k(), {"main/train": 1, "main/test": 1, "socratic/test": 1}),
        ({name: file for name, file in gsm8k().items() if "socratic" not in name}, {"train": 1, "test": 1}),
        ({"test_textual.jsonl": b"", "dataset_infos.json": b"{}"}, {"test_textual": 1}),
        ({"aime_2024_problems.parquet": table([{"ID": "1"}])}, {"train": 1}),
        ({"a/test-00000-of-00001.parquet": b"", "b/test-00000-of-00001.parquet": b""}, {"a/test": 1, "b/test": 1}),
        ({"default/test/0000.parquet": b"", "default/test/0001.parquet": b""}, {"test": 2}),
        ({"README.md": b"---\nconfigs:\n- data_files: '*.csv'\n---\n", "x.csv": b"a\n1\n"}, {"train": 1}),
    ],
)
def test_splits_are_found(files: dict[str, bytes], found: dict[str, int], tmp_path: Path) -> None:
    assert {name: len(paths) for name, paths in splits(local(tmp_path, files)).items()} == found


def test_rows_are_the_same_in_every_form(tmp_path: Path) -> None:
    wanted = textual(5)
    forms = {
        "a.parquet": table(wanted),
        "b.jsonl": lines(wanted),
        "c.json": json.dumps(wanted).encode(),
        "d.json": lines(wanted),
    }
    source = local(tmp_path, forms)
    for split in "abcd":
        assert list(rows(source, split)) == wanted
    assert list(rows(local(tmp_path / "csv", {"e.csv": b'q,a\n"x,y",2\n'}), "train")) == [{"q": "x,y", "a": "2"}]


def test_what_is_renamed_or_missing_comes_as_it_is(tmp_path: Path) -> None:
    row = next(rows(local(tmp_path, renamed()), "test_textual"))
    assert "prompt" in row
    assert "question" not in row
    assert "incorrect_answer3" not in row


@pytest.mark.parametrize("form", ["struct", "bytes", "path"])
def test_pictures_are_read_in_every_form(form: str, tmp_path: Path) -> None:
    source = local(tmp_path, ssmr_bench(4, form))
    found = [picture(row["image_context"], source) for row in rows(source, "Test_visual")]
    assert found == [png(number) for number in range(4)]


@pytest.mark.parametrize(
    "value", ["../secret.png", "/etc/hostname", "https://x.org/a.png", "1.png", "", None, b"", {"path": None}]
)
def test_no_picture_comes_from_outside(value: object, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    source = local(tmp_path / "set", {**ssmr_bench(4, "path"), "more/1.png": png(1)})
    with pytest.raises(DataError):
        picture(value, source)
    assert picture({"bytes": None, "path": "0.png"}, source) == png(0)


def test_what_is_no_picture_is_not_sent_as_one(tmp_path: Path) -> None:
    source = local(tmp_path, ssmr_bench(4))
    for content in (b"hello", b"BM6\0", b"<svg/>"):
        with pytest.raises(DataError, match="is no PNG, JPEG, WebP or GIF; it begins"):
            picture({"bytes": content, "path": None}, source)
    webp = b"RIFF\x24\0\0\0WEBPVP8 "
    assert Image(picture(webp, source)).media_type == "image/webp"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.parquet", table(textual(3))[:-9]),
        ("x.jsonl", b'{"a": 1}\n{"a": '),
        ("x.jsonl", b"[1]\n"),
        ("x.json", b'[{"a": 1}, 2]'),
        ("x.csv", b"a,b\n1\n"),
        ("x.jsonl", b"\xff\xfe"),
    ],
)
def test_a_damaged_file_is_named(name: str, content: bytes, tmp_path: Path) -> None:
    source = local(tmp_path, {name: content})
    with pytest.raises(DataError, match=name):
        list(rows(source, "train"))
    (held,) = holdings(tmp_path)
    assert held.state == "damaged"
    assert name in held.flaw


def test_a_split_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    source = local(tmp_path, ssmr_bench())
    with pytest.raises(DataError, match="no split 'test'; it has Test_textual, Test_visual"):
        next(rows(source, "test"))
    with pytest.raises(DataError, match="no file with rows"):
        splits(Source("x", "a/x", tmp_path, "local", (("a.txt", "0"),)))


@pytest.mark.parametrize("lock", ["", "[]", "{}", '{"format": 2}'])
def test_a_lock_file_that_is_none(lock: str, tmp_path: Path) -> None:
    laid(tmp_path / "gsm8k", {"lock.json": lock.encode()})
    with pytest.raises(DataError, match=r"lock\.json can't be read"):
        located("gsm8k", tmp_path)


def test_a_lock_file_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    lock = {"format": 1, "name": "gsm8k", "repo": "openai/gsm8k", "revision": "r", "pulled": ""}
    files = [{"path": "../../secret", "sha256": "0", "size": 1}]
    laid(tmp_path / "gsm8k", {"lock.json": json.dumps(lock | {"files": files}).encode()})
    with pytest.raises(DataError, match="no path inside"):
        located("gsm8k", tmp_path)


@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the published sample is not here")
def test_the_published_sample_is_a_set() -> None:
    source = located("ssmr_bench", SAMPLE)
    assert [len(list(rows(source, split))) for split in splits(source)] == [400]
