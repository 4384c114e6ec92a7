"""A checkpoint on this machine, answered in process by vLLM: many questions in each pass of the model."""

from __future__ import annotations

import inspect
import json
import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import ConfigError, EndpointError, FileError
from ssmr_bench.evaluation import weights
from ssmr_bench.evaluation.backends import RefusedError
from ssmr_bench.evaluation.batches import Answered, Asked, Batches, in_groups, line
from ssmr_bench.evaluation.chat import request
from ssmr_bench.evaluation.completion import Completion, finish_reason

if TYPE_CHECKING:
    from ssmr_bench.evaluation.models import ModelEntry
    from ssmr_bench.evaluation.prompt import Prompt
    from ssmr_bench.evaluation.sampling import Sampling

_OURS = {"n", "output_kind", "detokenize"}
"""Settings of vLLM's that would change the shape of what comes back."""
_DEFAULTS = ("temperature", "top_p", "top_k", "min_p", "repetition_penalty", "presence_penalty", "frequency_penalty")
"""What a checkpoint's `generation_config.json` may set, as vLLM's server heeds it."""
_PLAIN = (
    "{% set told = namespace(cued=false) %}{% for message in messages %}"
    "{% set answers = message['role'] == 'assistant' %}"
    "{% set line = message['content'].split('\n') | last %}"
    "{{ ' ' if answers and told.cued else ('' if loop.first else '\n\n') + ('Answer: ' if answers else '') }}"
    "{{ message['content'] }}"
    "{% set told.cued = message['role'] == 'user' and line.endswith(':') and line | length <= 32 %}{% endfor %}"
    "{{ '' if told.cued else '\n\nAnswer:' }}"
)
"""What a model is shown that knows of no chat: `plain_text`, as a chat template."""


class Vllm:
    """A loaded model."""

    def __init__(self, llm: Any, entry: ModelEntry, concurrency: int) -> None:
        self._llm = llm
        self.model = entry.model
        self.endpoint = f"vllm:{weights.identity(entry)}"
        self._sees = entry.vision and bool(llm.model_config.is_multimodal_model)
        self._batches = Batches(self._answer, concurrency)
        self._step = llm.llm_engine.step
        llm.llm_engine.step = self._step_unless_deserted

    def parameters(self, sampling: Sampling) -> dict[str, Any]:
        """As vLLM's server takes them; each is a field of its `SamplingParams`, or the chat template's.

        Raises:
            ConfigError: if vLLM knows no such setting, or not with such a value.
        """
        told = request.parameters(sampling, "plain")
        self._sampling_params(told)
        return told

    async def complete(self, prompt: Prompt, sampling: Sampling) -> Completion:
        """One answer, generated together with those of the other callers; ends early once all of them are cancelled.

        Raises:
            RefusedError: if vLLM turns the prompt away: too long, or with a picture for a model without vision.
            EndpointError: if vLLM's engine has died.
        """
        if prompt.pictured and not self._sees:
            raise RefusedError(f"{self.model} reads text only, and the prompt holds a picture")
        return await self._batches.complete(prompt, sampling)

    async def close(self) -> None:
        """Ends the thread."""
        self._batches.close()

    def _answer(self, batch: list[Asked]) -> list[Answered]:
        def alike(asked: Asked) -> str:
            return json.dumps(_for_template(request.parameters(asked.sampling, "plain")), sort_keys=True)

        return in_groups(self._ask, batch, alike)

    def _ask(self, group: list[Asked]) -> list[Answered]:
        told = [request.parameters(asked.sampling, "plain") for asked in group]
        try:
            outputs = self._llm.chat(
                [request.messages(asked.prompt) for asked in group],
                [self._sampling_params(one) for one in told],
                use_tqdm=False,
                chat_template_kwargs=_for_template(told[0]),
                **self._without_chat(),
            )
        except Exception as error:
            if type(error).__name__ == "EngineDeadError":
                raise EndpointError(f"vLLM's engine died under {self.model}: {line(error)}") from error
            raise
        if len(outputs) < len(group):
            raise EndpointError(f"vLLM was stopped while {self.model} answered")
        return [self._completion(output) for output in outputs]

    def _step_unless_deserted(self) -> Any:
        """One token more for each request, or none where nobody waits for them: `LLM.chat` can't be told to stop."""
        engine = self._llm.llm_engine
        if self._batches.deserted:
            engine.abort_request(list(engine.output_processor.request_states), internal=True)
        return self._step()

    def _without_chat(self) -> dict[str, Any]:
        """How a base model is shown a chat; its tokenizer begins the text as it was trained to."""
        if getattr(self._llm.get_tokenizer(), "chat_template", "its own") or self._sees:
            return {}
        return {"chat_template": _PLAIN, "tokenization_kwargs": {"add_special_tokens": True}}

    def _sampling_params(self, told: dict[str, Any]) -> Any:
        from vllm.sampling_params import SamplingParams, StructuredOutputsParams

        drawn = {
            name: value for name, value in told.items() if name not in ("chat_template_kwargs", "reasoning_effort")
        }
        known = set(inspect.signature(SamplingParams).parameters) - _OURS
        if unknown := sorted(name for name in drawn if name not in known or name.startswith("_")):
            raise ConfigError(f"vLLM has no setting {unknown[0]!r} for {self.model}; leave it out of the sampling")
        if "thinking_token_budget" in drawn and not self._keeps_budgets():
            raise ConfigError(
                f"{self.model} keeps no budget of thoughts until vLLM is told how they are marked, "
                'as in options = { reasoning_parser = "qwen3" }'
            )
        # Silence must not mean vLLM's 16 tokens: None is all that the context leaves.
        base = self._llm.get_default_sampling_params()
        silent = {name: getattr(base, name) for name in _DEFAULTS} | {"max_tokens": None}
        try:
            if "structured_outputs" in drawn:
                drawn["structured_outputs"] = StructuredOutputsParams(**drawn["structured_outputs"])
            return SamplingParams(**silent | drawn)
        except Exception as error:
            raise ConfigError(f"vLLM takes no such sampling for {self.model}: {line(error)}") from error

    def _keeps_budgets(self) -> bool:
        config = getattr(self._llm.llm_engine.vllm_config, "reasoning_config", None)
        return bool(config is not None and config.enabled)

    def _completion(self, output: Any) -> Completion:
        answer = output.outputs[0]
        return Completion(
            text=answer.text,
            finish_reason=finish_reason(answer.finish_reason),
            model=self.model,
            prompt_tokens=len(output.prompt_token_ids),
            completion_tokens=len(answer.token_ids),
            cached_tokens=output.num_cached_tokens,
        )


def connect(entry: ModelEntry, concurrency: int) -> Vllm:
    """Loads the entry's weights: a folder, or a model of the Hugging Face hub.

    Raises:
        ConfigError: if vLLM is not installed, or can't load the model so (no memory, an unknown option).
        FileError: if the folder is none of a checkpoint.
    """
    if missing := lacks(entry):
        raise ConfigError(missing) if find_spec("vllm") is None else FileError(missing)
    os.environ.setdefault("VLLM_LOGGING_LEVEL", "ERROR")
    # vLLM's engine process outlives one that is killed, memory and all, and keeps to itself why it can't start.
    os.environ.setdefault("VLLM_ENABLE_V1_MULTIPROCESSING", "0")
    from vllm import LLM

    settings = {"max_model_len": entry.context, "max_num_seqs": concurrency, **entry.options}
    try:
        llm = LLM(model=weights.source(entry), **settings)
    except Exception as error:
        raise ConfigError(f"vLLM can't load {weights.source(entry)}: {line(error)}") from error
    return Vllm(llm, entry, concurrency)


def lacks(entry: ModelEntry) -> str:
    """The package, or the folder of the weights."""
    if find_spec("vllm") is None:
        return (
            "vllm is not installed: pip install 'ssmr-bench[vllm]', "
            "or name a server with --base-url http://127.0.0.1:8000/v1"
        )
    if entry.weights is not None and not Path(entry.weights, "config.json").is_file():
        return f"the weights of {entry.name} are missing: {entry.weights} is no folder with a config.json".rstrip()
    return ""


def _for_template(told: dict[str, Any]) -> dict[str, Any]:
    """What the chat template is told: an effort turns thoughts on or off too, as in vLLM's server."""
    effort = told.get("reasoning_effort")
    named = {} if effort is None else {"reasoning_effort": effort, "enable_thinking": effort != "none"}
    return {**named, **told.get("chat_template_kwargs", {})}
