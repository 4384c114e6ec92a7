"""A checkpoint on this machine, answered in process by transformers, through lm-eval's own `hf` and `hf-multimodal`."""

from __future__ import annotations

import io
import json
import os
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import ConfigError, FileError, MissingExtraError
from ssmr_bench.evaluation import weights
from ssmr_bench.evaluation.backends import RefusedError
from ssmr_bench.evaluation.batches import Answered, Asked, Batches, in_groups, line
from ssmr_bench.evaluation.causal_scores import scores
from ssmr_bench.evaluation.checkpoint import loaded
from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.likelihood import text_before
from ssmr_bench.evaluation.prompt import Image, plain_text
from ssmr_bench.evaluation.sampling import Sampling
from ssmr_bench.evaluation.tap import Tap

if TYPE_CHECKING:
    from ssmr_bench.evaluation.models import ModelEntry
    from ssmr_bench.evaluation.prompt import Prompt

SCORES = True
_NEEDED = ("torch", "transformers", "accelerate")
_DRAWS = ("top_p", "top_k", "min_p", "typical_p", "epsilon_cutoff", "eta_cutoff")
"""Arguments of `generate` that say which tokens are drawn from, and mean nothing where none is."""
_WEIGHS = ("repetition_penalty", "no_repeat_ngram_size")
"""Arguments of `generate` that change which token is the most likely."""
_KNOWN = {"temperature", "max_tokens", "seed", "stop", "thinking", "chat_template_kwargs", *_DRAWS, *_WEIGHS}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A prompt as the model reads it, and how it is to answer."""

    text: str
    pictures: tuple[Any, ...]
    settings: dict[str, Any]
    """As lm-eval's `generate_until` takes them."""
    seed: int | None
    """Where tokens are drawn from one."""

    @property
    def kind(self) -> object:
        """Equal for what can be generated together; what has a seed is generated alone, and so repeats."""
        return id(self) if self.seed is not None else (json.dumps(self.settings, sort_keys=True), bool(self.pictures))


class HF:
    """A loaded model."""

    def __init__(self, lm: Any, entry: ModelEntry, concurrency: int) -> None:
        self._lm = lm
        self.model = entry.model
        self.endpoint = f"hf:{weights.identity(entry)}"
        self._processor = getattr(lm, "processor", None)
        self._defaults = lm.model.generation_config
        self._batches = Batches(self._answer, concurrency)
        self._tap = lm.model.generate = Tap(lm.model.generate, lambda: self._batches.deserted)

    def parameters(self, sampling: Sampling) -> dict[str, Any]:
        """What `generate` and the chat template are told.

        Raises:
            ConfigError: if they can't be told so.
        """
        if unknown := sorted(set(sampling.said) - _KNOWN):
            raise ConfigError(f"the hf backend has no setting {unknown[0]!r}; leave it out for {self.model}")
        if not isinstance(sampling.thinking, bool | None):
            raise ConfigError(f"the hf backend turns thoughts on or off; it can't do thinking = {sampling.thinking!r}")
        template = _for_template(sampling)
        return sampling.without(("thinking",)).said | ({"chat_template_kwargs": template} if template else {})

    async def complete(self, prompt: Prompt, sampling: Sampling) -> Completion:
        """One answer, generated together with those of the other callers; ends early once all of them are cancelled.

        Raises:
            RefusedError: if the prompt is too long, or holds a picture and the model has no vision.
        """
        if prompt.pictured and self._processor is None:
            raise RefusedError(f"{self.model} reads text only, and the prompt holds a picture")
        return await self._batches.complete(prompt, sampling)

    async def choose(self, prompt: Prompt, choices: tuple[str, ...]) -> Completion:
        """The likelihoods of the choices, scored together with those of the other callers.

        Raises:
            RefusedError: if the prompt is too long, or holds a picture; or a choice has no token of its own.
        """
        if prompt.pictured:
            raise RefusedError("what is scored is text alone, and the prompt holds a picture")
        return await self._batches.ask(Asked(prompt, Sampling(), choices))

    async def close(self) -> None:
        """Ends the thread."""
        self._batches.close()

    def _answer(self, batch: list[Asked]) -> list[Answered]:
        shown = [asked if asked.choices else self._shown(asked) for asked in batch]
        answers = iter(in_groups(self._generate, [one for one in shown if isinstance(one, _Shown)], lambda s: s.kind))
        scored = iter(in_groups(self._score, [one for one in shown if isinstance(one, Asked)], type))
        ways = {_Shown: answers, Asked: scored}
        return [one if isinstance(one, RefusedError) else next(ways[type(one)]) for one in shown]

    def _score(self, group: list[Asked]) -> list[Answered]:
        answers = scores(self._lm, [(text_before(asked.prompt), asked.choices) for asked in group])
        return [replace(one, model=self.model) if isinstance(one, Completion) else one for one in answers]

    def _shown(self, asked: Asked) -> _Shown | RefusedError:
        try:
            text, pictures = self._text(asked), _pictures(asked.prompt)
            if pictures:
                length = self._lm.tok_batch_multimodal_encode([text], [list(pictures)])["input_ids"].shape[1]
            else:
                length = len(self._lm.tok_encode(text))
        except Exception as error:  # noqa: BLE001 - the backend seam: a template and a processor may raise anything
            return RefusedError(f"{self.model} can't be shown the prompt: {line(error)}")
        left = self._lm.max_length - length
        if left < 1:
            return RefusedError(f"the prompt of {length} tokens exceeds the context of {self._lm.max_length}")
        settings = self._settings(asked.sampling, left)
        return _Shown(text, pictures, settings, asked.sampling.seed if settings["do_sample"] else None)

    def _text(self, asked: Asked) -> str:
        """The chat through the model's template; a model that knows of no chat is shown the text alone."""
        renderer = self._processor or self._lm.tokenizer
        turns = asked.prompt.messages
        if not getattr(renderer, "chat_template", None):
            return plain_text(asked.prompt, getattr(self._lm, "image_token", ""))
        chat: list[dict[str, Any]]
        if self._processor is None:
            chat = [{"role": turn.role, "content": "".join(map(str, turn.parts))} for turn in turns]
        else:
            chat = [{"role": turn.role, "content": [_part(part) for part in turn.parts]} for turn in turns]
        told = _for_template(asked.sampling)
        return str(renderer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True, **told))

    def _settings(self, sampling: Sampling, left: int) -> dict[str, Any]:
        """As `generate_until` takes them; what is not said is as the checkpoint's `generation_config.json` has it."""
        usual = (self._defaults.temperature or 1.0) if self._defaults.do_sample else 0.0
        temperature = usual if sampling.temperature is None else sampling.temperature
        drawn = {"temperature": temperature} if temperature else {}
        heeded = (*_DRAWS, *_WEIGHS) if temperature else _WEIGHS
        return {
            "do_sample": bool(temperature),
            "max_gen_toks": min(sampling.max_tokens or left, left),
            "until": list(sampling.stop),
            **drawn,
            **{name: value for name, value in sampling.said.items() if name in heeded},
        }

    def _generate(self, group: list[_Shown]) -> list[Answered]:
        import torch
        from lm_eval.api.instance import Instance

        if group[0].seed is not None:
            torch.manual_seed(group[0].seed)
        # As lm-eval sorts them, so that the tokens come in the order of the texts.
        order = sorted(range(len(group)), key=lambda i: (-len(self._lm.tok_encode(group[i].text)), group[i].text))
        requests = [
            Instance(
                "generate_until",
                {},
                (one.text, one.settings, *([{"visual": list(one.pictures)}] * bool(one.pictures))),
                0,
            )
            for one in (group[i] for i in order)
        ]
        self._tap.empty()
        texts = self._lm.generate_until(requests, disable_tqdm=True)
        told = zip(order, texts, self._tap.rows, self._tap.lengths, strict=True)
        answers = {i: self._completion(group[i], text, row, length) for i, text, row, length in told}
        return [answers[i] for i in range(len(group))]

    def _completion(self, shown: _Shown, text: str, row: list[int], length: int) -> Completion:
        ends = self._defaults.eos_token_id
        ending = {self._lm.tokenizer.eos_token_id, *(ends if isinstance(ends, list) else [ends])}
        used = next((place + 1 for place, token in enumerate(row) if token in ending), len(row))
        ended = used > 0 and row[used - 1] in ending
        if text != self._lm.tok_decode(row):  # cut at a stop; the row went on until the others were done
            used, ended = len(self._lm.tokenizer.encode(text, add_special_tokens=False)), True
        return Completion(
            text=text,
            finish_reason="stop" if ended or used < shown.settings["max_gen_toks"] else "length",
            model=self.model,
            prompt_tokens=length,
            completion_tokens=used,
        )


def connect(entry: ModelEntry, concurrency: int) -> HF:
    """Loads the entry's weights: a folder, or a model of the Hugging Face hub.

    Raises:
        MissingExtraError: if torch, transformers or accelerate are not installed.
        FileError: if there is no such folder, or transformers can't load the model so.
    """
    if missing := _missing():
        raise missing
    if lacking := lacks(entry):
        raise FileError(lacking)
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    try:
        lm = loaded(entry, concurrency)
    except Exception as error:
        raise FileError(f"transformers can't load {weights.source(entry)}: {line(error)}") from error
    return HF(lm, entry, concurrency)


def lacks(entry: ModelEntry) -> str:
    """The packages, or the folder of the weights."""
    if missing := _missing():
        return str(missing)
    if entry.weights is not None and not Path(entry.weights, "config.json").is_file():
        return f"the weights of {entry.name} are missing: {entry.weights} is no folder with a config.json"
    return ""


def _missing() -> MissingExtraError | None:
    absent = next((module for module in _NEEDED if find_spec(module) is None), None)
    return MissingExtraError("the hf backend", absent, "hf") if absent else None


def _for_template(sampling: Sampling) -> dict[str, Any]:
    thinking = {} if sampling.thinking is None else {"enable_thinking": sampling.thinking}
    return {**thinking, **sampling.extra.get("chat_template_kwargs", {})}


def _part(part: str | Image) -> dict[str, str]:
    return {"type": "image"} if isinstance(part, Image) else {"type": "text", "text": part}


def _pictures(prompt: Prompt) -> tuple[Any, ...]:
    from PIL import Image as Picture

    parts = [part for message in prompt.messages for part in message.parts if isinstance(part, Image)]
    return tuple(Picture.open(io.BytesIO(part.data)).convert("RGB") for part in parts)
