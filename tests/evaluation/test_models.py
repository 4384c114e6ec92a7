from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import ConfigError, FileError, UnknownNameError
from ssmr_bench.evaluation import backends
from ssmr_bench.evaluation.chat.request import parameters
from ssmr_bench.evaluation.models import ModelEntry, find, registry
from ssmr_bench.evaluation.sampling import Sampling

if TYPE_CHECKING:
    from pathlib import Path


def test_ships_the_models_that_the_readme_names() -> None:
    assert {"smollm2-135m", "qwen3-8b", "random"} <= registry().keys()
    assert {entry.backend for entry in registry().values()} <= set(backends.names())


def test_a_users_file_adds_and_overrides(tmp_path: Path) -> None:
    mine = tmp_path / "models.toml"
    mine.write_text(
        '[mine]\nbackend = "openai"\nmodel = "org/mine"\nbase_url = "http://127.0.0.1:1/v1"\n'
        'sampling = { temperature = 1, stop = ["\\n"] }\n[random]\nbackend = "scripted"\nmodel = "r"\nseed = 5\n'
    )
    assert find("mine", mine).sampling == Sampling(temperature=1, stop=("\n",))
    assert find("random", mine).seed == 5
    assert find("qwen3-8b", mine) == find("qwen3-8b")


def test_weights_lie_beside_the_file_that_names_them(tmp_path: Path) -> None:
    mine = tmp_path / "models.toml"
    mine.write_text('[mine]\nbackend = "local"\nmodel = "m"\nweights = "m.gguf"\n')
    assert find("mine", mine).weights == str(tmp_path / "m.gguf")


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="no model 'qwen3-8'; did you mean 'qwen3-8b'"):
        find("qwen3-8")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[m]\nbackend = "openai"\n', r"models.toml, \[m\]: the field 'model' is missing"),
        ('[m]\nbackend = "openai"\nmodel = "m"\nbaseurl = "x"\n', "no field 'baseurl'; did you mean 'base_url'"),
        ('[m]\nbackend = "openai"\nmodel = 5\n', "model = 5 is not of the right type"),
        (
            '[m]\nbackend = "openai"\nmodel = "m"\nconcurrency = "many"\n',
            "concurrency = 'many' is not of the right type",
        ),
        ('[m]\nbackend = "openai"\nmodel = "m"\nconcurrency = 0\n', "concurrency = 0"),
        ('[m]\nbackend = "openai"\nmodel = "m"\nsampling = { temprature = 1 }\n', "did you mean 'temperature'"),
        ('[m]\nbackend = "openai"\nmodel = "m"\nsampling = 3\n', "sampling = 3 is not of the right type"),
        ('[m]\nbackend = "openai"\nmodel = "m"\nsampling = { max_tokens = 0 }\n', "max_tokens = 0 is out of range"),
        (
            '[m]\nbackend = "openai"\nmodel = "m"\nsampling = { temperature = nan }\n',
            "temperature = nan is out of range",
        ),
        (
            '[m]\nbackend = "openai"\nmodel = "m"\nsampling = { stop = [1] }\n',
            r"not of the right type \(a list of texts\)",
        ),
        ('[m]\nbackend = "openai"\nmodel = "m"\nsampling = { thinking = "hard" }\n', "thinking = 'hard'; use on, off"),
        ('[m]\nbackend = "openai"\nmodel = "m"\nsampling = { extra = { seed = 1 } }\n', "extra holds seed"),
        ('[m]\nbackend = "openai"\nmodel = "m"\ndialect = "antropic"\n', "did you mean 'anthropic'"),
        ('[m]\nbackend = "openai"\nmodel = "m"\nunsupported = "seed"\n', r"unsupported = 'seed' .*\(a list of texts\)"),
        ('[m]\nbackend = "openai"\nmodel = "m"\ntimeout = 0\n', "timeout = 0"),
        ('["a/b"]\nbackend = "openai"\nmodel = "m"\n', "letters, digits"),
        ("m = 5\n", "a model is a table"),
        ('[m.5]\nbackend = "openai"\nmodel = "m"\n', r'a name with a dot is quoted, as in \["m.5"\]'),
        ("[m\n", "is not TOML"),
    ],
)
def test_a_flaw_in_the_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "models.toml").write_text(text)
    with pytest.raises(ConfigError, match=message):
        registry(tmp_path / "models.toml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"nowhere.toml can't be read"):
        registry(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ('backend = "scriptd"\nmodel = "m"', "no backend 'scriptd'; did you mean 'scripted'"),
        ('backend = "scripted"\nmodel = "m"', "exactly one of reply, replies, seed and composes"),
        (
            'backend = "scripted"\nmodel = "m"\nreply = "A"\nseed = 1',
            "exactly one of reply, replies, seed and composes",
        ),
        ('backend = "local"\nmodel = "m"', "needs weights"),
        ('backend = "openai"\nmodel = "m"', "needs an endpoint: --base-url"),
        ('backend = "openai"\nmodel = "m"\nbase_url = "127.0.0.1:8000"', "not of the form"),
        ('backend = "openai"\nmodel = "m"\nbase_url = "http://127.0.0.1:abc/v1"', "not of the form"),
        ('backend = "openai"\nmodel = "m"\nbase_url = "http://127.0.0.1:99999/v1"', "not of the form"),
        ('backend = "openai"\nmodel = "m"\nbase_url = "http://[::1/v1"', "not of the form"),
        ('backend = "openai"\nmodel = "m"\nbase_url = "http://127.0.0.1/v1?key=secret"', "must hold no key"),
        ('backend = "openai"\nmodel = "m"\nbase_url = "http://me:secret@127.0.0.1/v1"', "must hold no key"),
    ],
)
def test_a_backend_says_what_its_entry_lacks(tmp_path: Path, fields: str, message: str) -> None:
    (tmp_path / "models.toml").write_text(f"[m]\n{fields}\n")
    with pytest.raises((ConfigError, UnknownNameError), match=message) as error:
        backends.connect(find("m", tmp_path / "models.toml"), 1)
    assert "secret" not in str(error.value)


def test_weights_are_named_by_their_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "step-500").mkdir()
    (tmp_path / "step-500/config.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    entry = find("./step-500")
    assert (entry.name, entry.backend, entry.weights) == ("step-500", "hf", str(tmp_path / "step-500"))
    assert find(str(tmp_path / "step-500")).name == f"{tmp_path.name}-step-500"
    (tmp_path / "blob").write_bytes(b"GGUF")
    (tmp_path / "my model.Q4.gguf").symlink_to("blob")
    entry = find("my model.Q4.gguf")
    assert (entry.name, entry.backend) == ("my_model.Q4", "local")
    with pytest.raises(ConfigError, match=r"nowhere is no model: name a \.gguf file, or a folder with a config.json"):
        find(str(tmp_path / "nowhere"))


@pytest.mark.parametrize("entry", registry().values(), ids=lambda entry: entry.name)
def test_every_shipped_entry_can_say_its_sampling(entry: ModelEntry) -> None:
    sampling = entry.sampling.over(Sampling(temperature=0.0, max_tokens=8192)).without(entry.unsupported)
    if entry.backend == "openai":
        said = parameters(sampling, entry.dialect)
        assert not set(said) & set(entry.unsupported)
        assert entry.base_url is not None
    assert sampling.max_tokens is not None
    assert sampling.max_tokens <= (entry.context if entry.base_url is None and entry.backend != "gemini" else 10**6)
