"""Pulling from a hub on 127.0.0.1 through the real client."""

from __future__ import annotations

import errno
import json
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import DataError, EndpointError, FileError, SSMRError
from ssmr_bench.evaluation.sources import located
from ssmr_bench.evaluation.sources.hub import Hub
from ssmr_bench.evaluation.sources.pull import Wish, pull
from tests.evaluation.sources.hub import FakeHub, gsm8k, ssmr_bench

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

PUBLISHED = "Sylence/SSMR-Bench"
VISUAL = "data/Test_visual-00000-of-00001.parquet"


def everything(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_pull_pins_the_commit_and_every_digest(hub: FakeHub, tmp_path: Path) -> None:
    files = ssmr_bench()
    commit = hub.add(PUBLISHED, files)
    seen: list[tuple[int, int]] = []
    pulled = pull("ssmr_bench", tmp_path, watch=lambda done, total: seen.append((done, total)))
    total = sum(len(content) for name, content in files.items() if name != ".gitattributes")
    assert (pulled.source.revision, pulled.fetched, pulled.size) == (commit, 4, total)
    assert seen[-1] == (total, total)
    lock = json.loads((tmp_path / "ssmr_bench" / "lock.json").read_text())
    assert (lock["repo"], lock["revision"]) == (PUBLISHED, commit)
    for file in lock["files"]:
        assert (tmp_path / "ssmr_bench" / commit / file["path"]).read_bytes() == files[file["path"]]
    assert located("ssmr_bench", tmp_path) == located(PUBLISHED, tmp_path) == pulled.source


def test_only_the_files_that_are_needed_are_fetched(hub: FakeHub, tmp_path: Path) -> None:
    hub.add("openai/gsm8k", gsm8k())
    pull("gsm8k", tmp_path)
    assert hub.got("main/test-00000-of-00001.parquet") == 1
    assert not any("socratic" in asked for asked in hub.asked)


def test_a_later_pull_stays_at_its_commit_and_says_that_there_is_a_newer_one(hub: FakeHub, tmp_path: Path) -> None:
    old = hub.add("openai/gsm8k", gsm8k(3))
    pull("gsm8k", tmp_path)
    new = hub.add("openai/gsm8k", gsm8k(5))
    again = pull("gsm8k", tmp_path)
    assert (again.source.revision, again.fetched) == (old, 0)
    assert new[:12] in again.news
    newer = pull("gsm8k", tmp_path, Wish(update=True))
    assert (newer.source.revision, newer.fetched) == (new, 2), "the README is the same, and was here"
    assert [path.name for path in (tmp_path / "gsm8k").iterdir() if path.is_dir()] == [new]
    assert pull("gsm8k", tmp_path, Wish(revision=old)).source.revision == old


def test_a_damaged_file_is_named_and_mended_at_the_same_commit(hub: FakeHub, tmp_path: Path) -> None:
    old = hub.add("openai/gsm8k", gsm8k(3))
    path = pull("gsm8k", tmp_path).source.folder / "main" / "test-00000-of-00001.parquet"
    hub.add("openai/gsm8k", gsm8k(5))
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(DataError, match=rf"{path} has sha256 .* fetch it again with: ssmr data pull gsm8k"):
        located("gsm8k", tmp_path)
    mended = pull("gsm8k", tmp_path)
    assert (mended.source.revision, mended.fetched) == (old, 1)
    path.unlink()
    with pytest.raises(DataError, match=f"{path} is missing"):
        located("gsm8k", tmp_path)


def test_a_torn_download_leaves_what_was_there_and_the_next_goes_on(hub: FakeHub, tmp_path: Path) -> None:
    hub.add(PUBLISHED, ssmr_bench(4))
    before = pull("ssmr_bench", tmp_path).source
    hub.add(PUBLISHED, ssmr_bench(8))
    hub.cuts[VISUAL] = 500
    with pytest.raises(EndpointError, match="status 503"):
        pull("ssmr_bench", tmp_path, Wish(update=True))
    assert located("ssmr_bench", tmp_path) == before
    hub.cuts.clear()
    hub.faults.clear()
    assert pull("ssmr_bench", tmp_path, Wish(update=True)).fetched == 1
    assert not list((tmp_path / "ssmr_bench").glob(".partial*"))


def test_a_cut_is_gone_on_with_in_the_same_pull_where_the_hub_allows(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mended(_: float) -> None:
        if hub.got(VISUAL):  # other threads sleep as well
            hub.faults.clear()
            hub.cuts.clear()

    monkeypatch.setattr("huggingface_hub.file_download.time.sleep", mended)
    files = ssmr_bench(8)
    hub.add(PUBLISHED, files)
    hub.cuts[VISUAL] = 500
    source = pull("ssmr_bench", tmp_path).source
    assert (source.folder / VISUAL).read_bytes() == files[VISUAL]
    assert hub.got(VISUAL) == 2


@pytest.mark.parametrize("name", [VISUAL, "README.md"])
def test_a_wrong_byte_is_found(name: str, hub: FakeHub, tmp_path: Path) -> None:
    hub.add(PUBLISHED, ssmr_bench())
    hub.lies.add(name)
    with pytest.raises(DataError, match=rf"{name} of {PUBLISHED} arrived damaged"):
        pull("ssmr_bench", tmp_path)
    with pytest.raises(FileError, match="ssmr data pull ssmr_bench"):
        located("ssmr_bench", tmp_path)
    hub.lies.clear()
    assert pull("ssmr_bench", tmp_path).fetched == 1


def test_two_pulls_at_once_make_one(hub: FakeHub, tmp_path: Path) -> None:
    hub.add(PUBLISHED, ssmr_bench(20))
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: pull("ssmr_bench", tmp_path), range(2))
    assert first.source == second.source == located("ssmr_bench", tmp_path)
    assert hub.got(VISUAL) == 1


def test_what_the_hub_says_is_said_in_one_line(hub: FakeHub, tmp_path: Path) -> None:
    hub.add("a/private", gsm8k(), token="hf_right")
    hub.add("a/gated", gsm8k(), token="hf_right", gated=True)
    hub.add("a/here", gsm8k())
    hub.add("a/empty", {".gitattributes": b""})
    hub.add("a/out", {"../out.json": b"[]"})
    for name, revision, words in [
        ("a/private", None, "there is no data set a/private .* or it is private"),
        ("a/gated", None, "a/gated is gated: accept its terms"),
        ("a/nowhere", None, "there is no data set a/nowhere"),
        ("a/here", "v9", "a/here has no revision 'v9'"),
        ("a/empty", None, "holds none of any file"),
        ("gsm9k", None, "no data set 'gsm9k'; did you mean 'gsm8k'"),
        ("a/out", None, "can't be pulled|holds none"),
    ]:
        with pytest.raises(SSMRError, match=words) as raised:
            pull(name, tmp_path, Wish(revision))
        assert "\n" not in str(raised.value)
    for status in (403, 404, 429, 500):
        hub.faults = {"revision/main": status}
        with pytest.raises(SSMRError, match=f"status {status}"):
            pull("a/here", tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and ".locks" not in path.parts]


def test_a_token_opens_and_stays_with_the_hub(
    hub: FakeHub, data: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    hub.add("a/private", gsm8k(), token="hf_right")
    wrong = data("pull", "a/private", HF_TOKEN="hf_wrong_secret")
    assert wrong.returncode == 2
    assert wrong.stderr.count("\n") == 1
    right = data("pull", "a/private", HF_TOKEN="hf_right")
    assert right.returncode == 0
    assert hub.tokens["cdn"] == {None}, "the large files lie on another host"
    said = wrong.stdout + wrong.stderr + right.stdout + right.stderr
    assert "hf_" not in said.replace(str(tmp_path), "")
    assert not [name for name, content in everything(tmp_path / "sets").items() if b"hf_right" in content]


def test_a_full_disk_leaves_what_was_there(hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.add("openai/gsm8k", gsm8k(3))
    before = pull("gsm8k", tmp_path).source
    hub.add("openai/gsm8k", gsm8k(5))

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("huggingface_hub.file_download.http_get", full)
    with pytest.raises(FileError, match="can't be written: No space left on device"):
        pull("gsm8k", tmp_path, Wish(update=True))
    assert located("gsm8k", tmp_path) == before


def test_a_pull_that_was_killed_before_its_lock_is_no_set(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add("openai/gsm8k", gsm8k())
    with monkeypatch.context() as patch:
        patch.setattr(
            "ssmr_bench.evaluation.sources.lock.write_whole", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            pull("gsm8k", tmp_path)
    assert pull("gsm8k", tmp_path).fetched == 0, "what came is used"
    assert located("gsm8k", tmp_path)


def test_a_hub_that_is_away() -> None:
    with pytest.raises(EndpointError, match="out of reach"):
        Hub("a/b", "http://127.0.0.1:9").commit("main")


def test_the_commands(hub: FakeHub, data: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    commit = hub.add("openai/gsm8k", gsm8k())
    hub.add("ada/waltzes", ssmr_bench(4))
    for name in ("gsm8k", "ada/waltzes"):
        ended = data("pull", name)
        assert (ended.returncode, ended.stderr) == (0, "")
    offline = data("pull", "gsm8k", HF_HUB_OFFLINE="1")
    assert offline.returncode == 0
    assert data("pull", "aime24", HF_HUB_OFFLINE="1").stderr.startswith("error: Maxwell-Jia/AIME_2024 can't be fetched")
    assert data("pull", "gsm8k", HF_ENDPOINT="http://127.0.0.1:9", SSMR_DATA=str(tmp_path / "other")).returncode == 2
    assert "HF_ENDPOINT is not of the form" in data("pull", "gsm8k", HF_ENDPOINT="nonsense").stderr
    listed = {each["name"]: each for each in json.loads(data("ls", "--json").stdout)["sets"]}
    assert (listed["gsm8k"]["state"], listed["gsm8k"]["revision"]) == ("verified", commit)
    assert listed["gsm8k"]["rows"] == {"train": 3, "test": 3}
    assert listed["ada/waltzes"]["rows"] == {"Test_textual": 4, "Test_visual": 4}
    assert listed["aime24"]["state"] == "not here"
    (tmp_path / "sets" / "gsm8k" / commit / "README.md").write_text("other")
    damaged = data("ls")
    assert damaged.returncode == 1
    assert "README.md has sha256" in damaged.stdout.replace("\n", " ")


@pytest.mark.parametrize("command", ["pull", "ls"])
def test_help_has_an_example(data: Callable[..., subprocess.CompletedProcess[str]], command: str) -> None:
    assert "Example" in data(command, "--help").stdout
