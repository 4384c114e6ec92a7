"""What llama.cpp holds likely as the next token, and so of each of several ways to go on: `NextTokens`."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ssmr_bench.evaluation.backends import RefusedError, TransientError
from ssmr_bench.evaluation.encoding import encode
from ssmr_bench.evaluation.likelihood import Likelihoods

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_FEW, _ALL = 512, 2**31 - 1
"""Tokens that llama.cpp is to name: the likeliest, or every one, which takes it ten times as long as a step."""
_PATIENCE = 60.0
"""Seconds for llama.cpp to divide a text into tokens, busy as it may be."""


@dataclass(frozen=True, slots=True)
class _Next:
    """What may come next."""

    log_probabilities: dict[int, float]
    """Of the tokens asked for, before any sampling."""
    likeliest: int


class NextTokens:
    """Asks a loaded model; several threads may at once."""

    def __init__(self, server: Any) -> None:
        self._server = server

    def likelihoods(self, text: str, choices: Sequence[str], deserted: Callable[[], bool]) -> tuple[Likelihoods, int]:
        """How likely each choice is after the text, and how many tokens were read for that.

        Raises:
            RefusedError: if llama.cpp turns the text away, or it or a choice can't be divided into tokens so.
        """
        found = encode(text, choices, self._tokens, None if text.strip() else self._start())
        wanted: dict[tuple[int, ...], set[int]] = {}
        for choice in found.choices:
            for place, token in enumerate(choice):
                wanted.setdefault(choice[:place], set()).add(token)
        after: dict[tuple[int, ...], _Next] = {}
        for begun, tokens in wanted.items():
            if deserted():
                raise RefusedError("nobody waits for the answer")
            after[begun] = self._after([*found.text, *begun], tokens, again=bool(begun))
        steps = {
            name: [(after[choice[:place]], token) for place, token in enumerate(choice)]
            for name, choice in zip(choices, found.choices, strict=True)
        }
        sums = {name: sum(one.log_probabilities[token] for one, token in path) for name, path in steps.items()}
        greedy = {name for name, path in steps.items() if all(one.likeliest == token for one, token in path)}
        return Likelihoods(sums, frozenset(greedy)), len(found.text) + found.scored

    def _after(self, tokens: list[int], wanted: set[int], *, again: bool) -> _Next:
        """What comes after the tokens.

        All choices' first tokens come of one reading of the text, by itself. What was read before is used only for the
        tokens after: llama.cpp reads a token alone by other arithmetic than within a text, and quantised weights then
        differ by some hundredths.
        """
        few = self._likely(tokens, _FEW, again)
        if wanted <= few.log_probabilities.keys():
            return few
        return self._likely(tokens, _ALL, again)

    def _likely(self, tokens: list[int], most: int, again: bool) -> _Next:
        body = {"prompt": tokens, "n_predict": 1, "n_probs": most, "temperature": 0.0, "cache_prompt": again}
        chunks: list[dict[str, Any]] = []
        self._server.handle_completions(body, chunks.append)
        if "error" in chunks[0]:
            raise RefusedError(chunks[0]["error"]["message"])
        (place,) = chunks[0]["choices"][0]["logprobs"]["content"]
        named = place["top_logprobs"]
        return _Next({token["id"]: token["logprob"] for token in named}, named[0]["id"])

    def _tokens(self, text: str) -> list[int]:
        """The tokens of a text, as the model reads a prompt: with the one that begins a text where it wants one."""
        found: list[int] = self._ask("/tokenize", {"content": text, "add_special": True, "parse_special": True})[
            "tokens"
        ]
        return found

    def _start(self) -> int | None:
        """The token that begins a text, or the one that ends it where there is none."""
        props = self._ask("/props")
        marks = (props.get("bos_token"), props.get("eos_token"))
        found = [self._tokens(mark) for mark in marks if mark]
        return found[0][-1] if found and found[0] else None

    def _ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """What the model's own server says; it is in this process, and hears this machine alone."""
        try:
            with closing(HTTPConnection(urlsplit(self._server.listening_address).netloc, timeout=_PATIENCE)) as server:
                sent = None if body is None else json.dumps(body)
                server.request("GET" if body is None else "POST", path, sent, {"Content-Type": "application/json"})
                reply = server.getresponse()
                said = json.loads(reply.read())
        except (OSError, HTTPException, ValueError) as error:
            raise TransientError(f"llama.cpp gave no tokens: {error}") from error
        if reply.status != 200:
            raise RefusedError(f"llama.cpp gave no tokens: {str(said)[:200]}")
        return said
