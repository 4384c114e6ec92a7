"""The log-probabilities of `hf` and `local` beside those of transformers itself, on SmolLM2: `make test-vllm`."""

from __future__ import annotations

import asyncio
import os
import statistics
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from ssmr_bench.evaluation.backends import RefusedError, Scorer, hf, local
from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.likelihood import Likelihoods, begun
from ssmr_bench.evaluation.models import ModelEntry, find
from ssmr_bench.evaluation.prompt import Image, Message, Prompt
from ssmr_bench.evaluation.sampling import Sampling
from ssmr_bench.synthesis import splits
from tests.evaluation import choice_task, smollm2_f32, smollm2_folder
from tests.evaluation.test_choosing_harness import asked, evaluated, responses

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed"),
    pytest.mark.filterwarnings("ignore"),
]
ITEMS = 50
LETTERS = (" A", " B", " C", " D")
PHRASES = (" a minor third", " the interval, which is written with three sharps", " C", " Zanzibar\nand \u266d")


@pytest.fixture(scope="module")
def entry(tmp_path_factory: pytest.TempPathFactory) -> ModelEntry:
    os.environ["HF_HUB_OFFLINE"] = "1"
    folder = smollm2_folder.make(tmp_path_factory.getbasetemp().parent / "smollm2-thinking", thinking=True)
    return ModelEntry("s", "hf", "SmolLM2", weights=str(folder), concurrency=8, context=2048)


@pytest.fixture(scope="module")
def backend(entry: ModelEntry) -> hf.HF:
    return hf.connect(entry, 8)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """The shortest of each kind, as MusicTheoryBench's authors ask."""
    kinds: dict[str, list[str]] = {}
    for problem in splits.load("1.0").problems:
        kinds.setdefault(problem.template, []).append(f"{choice_task.text(problem)}\n\nAnswer:")
    return [text for some in kinds.values() for text in sorted(some, key=len)[: ITEMS // len(kinds)]]


@dataclass(frozen=True)
class Reference:
    """Transformers alone: no lm-eval, no batch, in double precision behind the model."""

    model: Any
    tokenizer: Any

    def next(self, text: str, choices: Sequence[str]) -> dict[str, float]:
        """The log-probabilities of choices of one token."""
        import torch

        before = self.tokenizer(text)["input_ids"]
        with torch.no_grad():
            told = torch.log_softmax(self.model(torch.tensor([before])).logits[0, -1].double(), -1)
        tokens = {choice: self.tokenizer(text + choice)["input_ids"][len(before) :] for choice in choices}
        return {choice: float(told[token]) for choice, (token,) in tokens.items()}

    def after(self, text: str, choice: str) -> tuple[float, bool]:
        """The log-probability of a choice after a text, and whether it is the greedy one."""
        import torch

        before = self.tokenizer(text)["input_ids"]
        whole = self.tokenizer(text + choice)["input_ids"]
        assert whole[: len(before)] == before
        with torch.no_grad():
            logits = self.model(torch.tensor([whole])).logits[0].double()
        told = torch.log_softmax(logits[len(before) - 1 : -1], -1)
        own = torch.tensor(whole[len(before) :])
        value = told.gather(1, own[:, None]).sum()
        return float(value), bool((told.argmax(-1) == own).all())


@pytest.fixture(scope="module")
def reference(entry: ModelEntry) -> Reference:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(str(entry.weights), dtype=torch.float32).eval()
    return Reference(model, AutoTokenizer.from_pretrained(str(entry.weights)))


@pytest.fixture(scope="module")
def letters(reference: Reference, texts: list[str]) -> list[dict[str, float]]:
    """What transformers says of the letters."""
    assert len(texts) == ITEMS
    return [reference.next(text, LETTERS) for text in texts]


def scores(backend: Scorer, texts: Sequence[str], choices: tuple[str, ...]) -> list[Likelihoods]:
    async def all_of() -> list[Completion]:
        return await asyncio.gather(*(backend.choose(begun(text), choices) for text in texts))

    return [Likelihoods.read(one.text) for one in asyncio.run(all_of())]


def compared(name: str, found: list[Likelihoods], expected: list[dict[str, float]]) -> tuple[float, float]:
    """The greatest difference in nats, and the share of the items with the same likeliest choice; both are printed."""
    assert len(found) == len(expected)
    apart = [
        abs(one.log_probabilities[c] - wanted[c]) for one, wanted in zip(found, expected, strict=True) for c in wanted
    ]
    same = [one.likeliest == max(wanted, key=wanted.__getitem__) for one, wanted in zip(found, expected, strict=True)]
    print(
        f"\n{name}: {len(found)} items, {len(apart)} log-probabilities, max |difference| {max(apart):.2g}, "
        f"median {statistics.median(apart):.2g}, same likeliest {sum(same)} of {len(same)}"
    )
    return max(apart), sum(same) / len(same)


def test_hf_says_what_transformers_says(backend: hf.HF, texts: list[str], letters: list[dict[str, float]]) -> None:
    greatest, same = compared("hf", scores(backend, texts, LETTERS), letters)
    assert greatest < 1e-3
    assert same == 1


def test_hf_sums_over_all_tokens_of_a_choice(backend: hf.HF, texts: list[str], reference: Reference) -> None:
    found = scores(backend, texts[:20:5], PHRASES)
    expected = [{choice: reference.after(text, choice)[0] for choice in PHRASES} for text in texts[:20:5]]
    assert compared("hf, phrases", found, expected)[0] < 1e-2


@pytest.fixture(scope="module")
def f32(tmp_path_factory: pytest.TempPathFactory) -> Scorer:
    path = smollm2_f32.make(tmp_path_factory.getbasetemp().parent / "smollm2-f32.gguf")
    return local.connect(replace(find("smollm2-135m"), weights=str(path)), 1)


@pytest.fixture(scope="module")
def q4() -> Scorer:
    return local.connect(find("smollm2-135m"), 1)


def test_local_says_it_too_where_weights_are_plain_numbers(
    f32: Scorer, texts: list[str], letters: list[dict[str, float]]
) -> None:
    """What is left is llama.cpp's cache of keys and values, in half precision."""
    greatest, same = compared("local, 32 bits", scores(f32, texts, LETTERS), letters)
    assert greatest < 0.02
    assert same >= 0.95


def test_local_sums_over_all_tokens_of_a_choice(f32: Scorer, texts: list[str], reference: Reference) -> None:
    found = scores(f32, texts[:20:5], PHRASES)
    expected = [{choice: reference.after(text, choice)[0] for choice in PHRASES} for text in texts[:20:5]]
    assert compared("local, 32 bits, phrases", found, expected)[0] < 0.1


def test_local_is_near_with_quantized_weights(q4: Scorer, texts: list[str], letters: list[dict[str, float]]) -> None:
    """llama.cpp multiplies 4-bit weights with 8-bit activations; transformers has the same weights in 32 bits."""
    greatest, same = compared("local, Q4_1", scores(q4, texts, LETTERS), letters)
    assert greatest < 1.0
    assert same >= 0.7


def test_the_same_prompt_has_the_same_likelihoods_each_time(q4: Scorer, texts: list[str]) -> None:
    alone = [scores(q4, [text], LETTERS)[0] for text in texts[:5]]
    assert scores(q4, texts[4::-1], LETTERS)[::-1] == alone


def test_greedy_is_what_greedy_decoding_writes(backend: hf.HF, f32: Scorer, reference: Reference) -> None:
    text = "The capital of France is"
    for model in (backend, f32):
        (said,) = scores(model, [text], (" Paris", " Paris.", " Lyon", " Paris, of course"))
        greedy = {choice for choice in said.log_probabilities if reference.after(text, choice)[1]}
        assert said.greedy == greedy
        assert " Lyon" not in greedy
        assert greedy


def test_an_empty_context_is_the_token_that_begins_a_text(backend: hf.HF, f32: Scorer) -> None:
    (ours,), (theirs,) = scores(f32, [""], (" A", "The")), scores(backend, [""], (" A", "The"))
    for choice, value in theirs.log_probabilities.items():
        assert ours.log_probabilities[choice] == pytest.approx(value, abs=0.02)


def test_questions_of_both_kinds_in_one_batch_each_get_their_answer(backend: hf.HF, texts: list[str]) -> None:
    async def both() -> Sequence[Completion | BaseException]:
        return await asyncio.gather(
            backend.choose(begun(texts[0]), LETTERS),
            backend.complete(Prompt((Message("user", ("Hi",)),)), Sampling(temperature=0.0, max_tokens=3)),
            backend.choose(begun("C " * 3000), LETTERS),
            backend.choose(begun(texts[1]), LETTERS[:2]),
            backend.choose(begun("Answer"), ("", "x")),
            return_exceptions=True,
        )

    first, written, long, second, empty = asyncio.run(both())
    assert isinstance(first, Completion)
    assert isinstance(second, Completion)
    assert isinstance(written, Completion)
    assert tuple(Likelihoods.read(first.text).log_probabilities) == LETTERS
    assert tuple(Likelihoods.read(second.text).log_probabilities) == LETTERS[:2]
    assert written.completion_tokens == 3
    assert (first.completion_tokens, first.model) == (0, "SmolLM2")
    assert isinstance(long, RefusedError)
    assert "exceeds the context of 2048" in str(long)
    assert isinstance(empty, RefusedError)


def test_a_picture_is_refused(backend: hf.HF, q4: Scorer) -> None:
    for model in (backend, q4):
        with pytest.raises(RefusedError, match="text alone"):
            asyncio.run(model.choose(Prompt((Message("user", (Image(b"\x89PNG"),)),)), LETTERS))


@pytest.mark.parametrize("words", [False, True])
def test_stock_lm_eval_comes_to_the_same_figures(
    backend: hf.HF, entry: ModelEntry, tmp_path: Path, words: bool
) -> None:
    """The same YAML under stock lm-eval's `hf` and under ours: accuracies, and each log-probability."""
    from lm_eval.models.huggingface import HFLM

    items = 8 if words else 24
    choice_task.write(tmp_path, "ours", items, shots=0 if words else 1, words=words)
    stock = evaluated(HFLM(str(entry.weights), device="cpu", batch_size=8, max_length=2048), tmp_path, "ours")
    report, model = asked(backend, tmp_path, "ours")
    assert model.tally.failed == 0
    pairs = list(zip(responses(stock, "ours"), responses(report, "ours"), strict=True))
    apart = [abs(theirs[0] - ours[0]) for document in pairs for theirs, ours in zip(*document, strict=True)]
    greedy = [theirs[1] == ours[1] for document in pairs for theirs, ours in zip(*document, strict=True)]
    figures = {name: value for name, value in stock["results"]["ours"].items() if name.startswith("acc")}
    print(f"\nstock lm-eval, words={words}: {len(apart)} requests, max |difference| {max(apart):.2g}, {figures}")
    assert len(apart) == items * 8
    assert max(apart) < 1e-2
    assert all(greedy)
    assert figures == {name: report["results"]["ours"][name] for name in figures}
    again, model = asked(backend, tmp_path, "ours")
    assert model.tally.sent == 0
    assert again["results"] == report["results"]
