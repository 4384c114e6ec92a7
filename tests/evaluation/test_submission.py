from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import ConfigError, FileError
from ssmr_bench.evaluation.result import RESULT, SAMPLES
from ssmr_bench.evaluation.stored import stored
from ssmr_bench.evaluation.submission import machine_bound, packed, redacted, write
from ssmr_bench.evaluation.verification import verify
from ssmr_bench.evaluation.verification.manifest import MANIFEST, Submitter
from tests.evaluation.server import ScriptedServer
from tests.evaluation.tampering import TEXT, call, copied, findings, random_runs, read, tampered

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


@pytest.fixture
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return random_runs(tmp_path_factory) / "r" / TEXT


@pytest.fixture
def submitted(text: Path, tmp_path: Path) -> Path:
    """A submission of one run."""
    write(packed([stored(text)], Submitter("Ada L.", "twice\nas fast", "https://x.org/w")), tmp_path / "sub")
    return tmp_path / "sub" / TEXT


def test_a_run_is_packed_with_what_it_claims(text: Path, tmp_path: Path) -> None:
    asked = ("submit", text, "--by", "Ada L.", "--note", "n", "--link", "https://x.org/w")
    ended = call("ssmr", *asked, cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    for step in (
        "submission holds 1 result. To",
        f"cp -R {tmp_path}/submission/. results/",
        f"git add --force results/{TEXT}",
        "open a pull request",
    ):
        assert step in ended.stdout
    place = tmp_path / "submission" / TEXT
    assert sorted(path.name for path in place.iterdir()) == [MANIFEST, RESULT, SAMPLES]
    assert all((place / name).read_bytes() == (text / name).read_bytes() for name in (RESULT, SAMPLES))
    manifest = json.loads((place / MANIFEST).read_text())
    summary = read(text)[1]
    assert manifest["claim"] == {name: summary[name] for name in ("n", "accuracy", "interval")}
    assert (manifest["task"], manifest["model"], manifest["split_sha256"]) == (
        *("ssmr_text", "random"),
        summary["split"]["sha256"],
    )
    assert manifest["files"][SAMPLES]["sha256"] == hashlib.sha256((text / SAMPLES).read_bytes()).hexdigest()
    assert (manifest["by"], manifest["note"], manifest["link"]) == ("Ada L.", "n", "https://x.org/w")
    assert not findings(place)
    again = call("ssmr", *asked, cwd=tmp_path)
    assert (again.returncode, again.stderr) == (
        *(2, "error: submission is there already; remove it, or name another with --out\n"),
    )


def test_a_zip_is_the_same_to_the_byte_and_unpacks_to_a_valid_result(text: Path, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        assert call("ssmr", "submit", text, "--out", name, cwd=tmp_path).returncode == 0
    assert call("ssmr", "submit", text, "--out", "a.zip", cwd=tmp_path).returncode == 2
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extractall(tmp_path / "out")
    assert verify(tmp_path / "out" / TEXT).valid


def test_what_is_not_valid_is_refused_and_nothing_is_written(text: Path, tmp_path: Path) -> None:
    good = copied(text, tmp_path / "good")
    bad = tampered(text, tmp_path / "bad", lambda rows, _: rows.pop())
    ended = call("ssmr", "submit", good, bad, cwd=tmp_path)
    assert ended.returncode == 1
    assert "samples.jsonl: lacks 1.0/test/" in ended.stdout
    assert "nothing was written" in ended.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad", "good"]


def test_two_runs_for_one_place_are_refused(text: Path, tmp_path: Path) -> None:
    ended = call("ssmr", "submit", copied(text, tmp_path / "a"), copied(text, tmp_path / "b"), cwd=tmp_path)
    assert ended.returncode == 2
    assert f"is another run for {TEXT}; submit one of them" in ended.stderr


def test_what_is_published_already_is_left_out(text: Path, submitted: Path, tmp_path: Path) -> None:
    new = tampered(text, tmp_path / "new", lambda rows, _: rows[0].update(reasoning="hm"))
    ended = call("ssmr", "submit", tmp_path / "sub", new, "--out", "mine", cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert f"left out: {submitted}: it is published already" in ended.stderr
    assert [path.name for path in (tmp_path / "mine").rglob("*.jsonl")] == [SAMPLES]
    assert b'"hm"' in (tmp_path / "mine" / TEXT / SAMPLES).read_bytes()
    again = call("ssmr", "submit", tmp_path / "sub", "--out", "other", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr.startswith(f"error: {submitted} is published already, with a manifest.json; name a new run")
    assert not (tmp_path / "other").exists()


def test_a_full_disk_leaves_nothing_half_written(text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = packed([stored(text)], Submitter())
    whole = Path.write_bytes

    def fail(path: Path, data: bytes) -> int:
        if path.name == MANIFEST:
            raise OSError(28, "No space left on device")
        return whole(path, data)

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(FileError, match="sub can't be written: No space left on device"):
        write(files, tmp_path / "sub")
    assert not list(tmp_path.iterdir())


MANIFESTS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "another claim": (
        lambda m: m["claim"].update(accuracy=0.9),
        "manifest.json, claim.accuracy: is 0.9; the result gives 0.26",
    ),
    "another digest": (
        lambda m: m["files"][SAMPLES].update(sha256="ab"),
        "manifest.json, files.samples.jsonl.sha256: is 'ab'",
    ),
    "another size": (lambda m: m["files"][RESULT].update(bytes=1), "manifest.json, files.result.json.bytes: is 1; "),
    "another model": (lambda m: m.update(model="gpt"), "manifest.json, model: is 'gpt'; the result gives 'random'"),
    "another split": (lambda m: m.update(split_sha256="x"), "manifest.json, split_sha256: is 'x'"),
    "another format": (lambda m: m.update(format=2), "manifest.json, format: is 2; the result gives 1"),
    "a field more": (
        lambda m: m.update(grade="A"),
        "manifest.json, grade: is 'A', and such a file holds no such thing",
    ),
    "a field less": (lambda m: m.pop("claim"), "manifest.json, claim: is missing"),
    "a script": (
        lambda m: m.update(link="javascript:alert(1)"),
        "manifest.json: --link 'javascript:alert(1)' is no web address",
    ),
    "a list of names": (lambda m: m.update(by=["A"]), "manifest.json: --by is a text of 1000 characters at most"),
    "a version of no kind": (lambda m: m.update(ssmr_bench=1), "manifest.json, ssmr_bench: is 1"),
}


@pytest.mark.parametrize("kind", MANIFESTS)
def test_a_manifest_that_does_not_fit_is_found(kind: str, submitted: Path) -> None:
    change, expected = MANIFESTS[kind]
    assert not findings(submitted)
    place = submitted / MANIFEST
    manifest = json.loads(place.read_text())
    change(manifest)
    place.write_text(json.dumps(manifest, indent=2) + "\n")
    assert findings(submitted).startswith(expected)


@pytest.mark.parametrize("damaged", ["", "[]", "{", '{"a": 1}', "[" * 9999, "\ud800"])
def test_a_damaged_manifest_is_found(damaged: str, submitted: Path) -> None:
    (submitted / MANIFEST).write_bytes(damaged.encode("utf-8", "surrogatepass"))
    assert findings(submitted).startswith("manifest.json")


def test_what_nobody_can_check_of_a_result_is_held_by_its_manifest(submitted: Path) -> None:
    summary = read(submitted)[1]
    changes: list[dict[str, Any]] = [{"model_id": "other"}, {"concurrency": 17}, {"versions": {}}, {"requests_sent": 3}]
    for change in changes:
        (submitted / RESULT).write_text(json.dumps(summary | change, indent=2) + "\n")
        assert findings(submitted).startswith("manifest.json, files.result.json.sha256: is ")


def test_rows_exchanged_after_the_packing_are_found(submitted: Path, text: Path, tmp_path: Path) -> None:
    other = tampered(text, tmp_path / "other", lambda rows, _: rows[0].update(model="other"))
    assert not findings(other)
    for name in (RESULT, SAMPLES):
        (submitted / name).write_bytes((other / name).read_bytes())
    assert "manifest.json, files.samples.jsonl.sha256: is " in findings(submitted)


BOUND = [
    ("http://127.0.0.1:8000/v1", "http://private"),
    ("http://10.1.2.3/v1", "http://private"),
    ("http://[fd00::1]:8000/v1", "http://private"),
    ("http://gpu-box:8000/v1", "http://private"),
    ("https://llm.corp/v1", "https://private"),
    ("https://api.openai.com/v1", "https://api.openai.com/v1"),
    ("https://8.8.8.8/v1", "https://8.8.8.8/v1"),
    ("hf:Qwen/Qwen3-8B@abc?dtype=auto", "hf:Qwen/Qwen3-8B@abc?dtype=auto"),
    ("vllm:x?download_dir=/home/joe/w", "vllm:x?download_dir=w"),
    ("my own weights", "my own weights"),
]


@pytest.mark.parametrize(("endpoint", "public"), BOUND)
def test_private_addresses_are_named_and_left_out(text: Path, tmp_path: Path, endpoint: str, public: str) -> None:
    result = stored(text).result
    setting = replace(result.setting, endpoint=endpoint, variant="subset=smoke,base-url=10.1.2.3_v1")
    result = replace(result, setting=setting)
    plain = redacted(result)
    assert plain.setting.endpoint == public
    said = machine_bound(result)
    assert bool(said) == (endpoint != public)
    if said:
        assert said[0] == f"endpoint is {endpoint!r}, and would be {public!r}"
        assert plain.setting.variant == "subset=smoke,base-url=private"
    assert verify(plain.write(tmp_path)).valid


@pytest.mark.parametrize(
    ("name", "public"),
    [("/home/joe/step-500", "step-500"), ("~/w/x", "x"), (r"C:\models\x", "x"), ("Qwen/Qwen3-8B", "Qwen/Qwen3-8B")],
)
def test_paths_are_named_and_left_out(text: Path, name: str, public: str) -> None:
    result = stored(text).result
    rows = tuple(replace(row, model=name) for row in result.rows)
    result = replace(result, setting=replace(result.setting, model_id=name), rows=rows)
    plain = redacted(result)
    assert (plain.setting.model_id, {row.model for row in plain.rows}) == (public, {public})
    assert len(machine_bound(result)) == 2 * (name != public)


KEY = "sk-proj-very-secret-0123456789"


def test_no_key_is_published(tmp_path: Path) -> None:
    with ScriptedServer() as server:
        command = (
            "ssmr_eval",
            "--model",
            "gpt-4.1",
            "--tasks",
            "ssmr_text",
            "--limit",
            "4",
            "--base-url",
            server.base_url,
        )
        ended = call(*command, cwd=tmp_path, OPENAI_API_KEY=KEY)
    assert ended.returncode == 0, ended.stderr
    ended = call("ssmr", "submit", "results", "--redact", cwd=tmp_path, OPENAI_API_KEY=KEY)
    assert ended.returncode == 0, ended.stderr
    files = [path for path in (tmp_path / "submission").rglob("*") if path.is_file()]
    assert len(files) == 3
    assert not any(KEY.encode() in path.read_bytes() for path in files)
    assert b"127.0.0.1" not in b"".join(path.read_bytes() for path in files)
    assert call("ssmr", "verify", "submission", cwd=tmp_path).returncode == 0
    plain = call("ssmr", "submit", "results", "--out", "plain", cwd=tmp_path)
    assert "endpoint is 'http://127.0.0.1:" in plain.stderr
    assert "would be 'http://private' with --redact" in plain.stderr


def test_a_key_that_a_model_repeats_is_not_published(
    text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tampered(text, tmp_path, lambda rows, _: rows[0].update(reasoning=f"The key is {KEY}."))
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with pytest.raises(ConfigError, match=r"the key in OPENAI_API_KEY stands in ssmr_text/.*samples.jsonl; nothing"):
        packed([stored(place)], Submitter())


ODD = 'sk-"quoted\\and-back-\u00e9'


def test_a_key_of_a_models_file_of_ones_own_is_not_published_either(
    text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tampered(text, tmp_path, lambda rows, _: rows[0].update(reasoning=f"The key is {ODD}."))
    assert ODD.encode() not in (place / SAMPLES).read_bytes()
    monkeypatch.setenv("MY_OWN_KEY", ODD)
    assert packed([stored(place)], Submitter())
    models = tmp_path / "models.toml"
    models.write_text('[mine]\nbackend = "openai"\nmodel = "x"\napi_key_env = "MY_OWN_KEY"\n')
    monkeypatch.setenv("SSMR_MODELS_FILE", str(models))
    with pytest.raises(ConfigError, match=r"the key in MY_OWN_KEY stands in ssmr_text/.*samples.jsonl; nothing"):
        packed([stored(place)], Submitter())


@pytest.mark.parametrize("link", ["https://u:secret@x.org/w", "https://u@x.org", "https://:secret@x.org"])
def test_a_link_with_a_password_is_refused_and_not_repeated(link: str, submitted: Path) -> None:
    with pytest.raises(ConfigError, match="--link holds a user or a password") as refused:
        Submitter(link=link)
    assert "secret" not in str(refused.value)
    place = submitted / MANIFEST
    place.write_text(place.read_text().replace("https://x.org/w", link))
    assert findings(submitted).startswith("manifest.json: --link holds a user or a password")


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "x", "https://", "file:///etc", "http://a b", "https://[", "//x"]
)
def test_a_link_that_leads_nowhere_is_refused(link: str) -> None:
    with pytest.raises(ConfigError, match="is no web address"):
        Submitter(link=link)
