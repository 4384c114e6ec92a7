"""Counts requests, tokens and money, and says when the next request may go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.evaluation.engine.pace import Mean, Pace
from ssmr_bench.evaluation.prompt import Image

if TYPE_CHECKING:
    from ssmr_bench.evaluation.completion import Completion
    from ssmr_bench.evaluation.engine.terms import Terms
    from ssmr_bench.evaluation.journal import Request

_CHARACTERS_A_TOKEN = 3
_TOKENS_A_PICTURE = 500
_ANSWER = 8192
"""Tokens of an answer without a limit of its own."""
_ENOUGH = 4
"""Answers whose mean cost is trusted."""


class Meter:
    """The pace and the purse of a run."""

    def __init__(self, terms: Terms) -> None:
        self._price = terms.price
        self._most = terms.max_cost
        self._requests = Pace(terms.rpm)
        self._tokens = Pace(terms.tpm)
        self._tokens_each = Mean()
        self._cost_each = Mean()
        self._guesses: dict[str, float] = {}
        self._spent = 0.0

    def turn(self, request: Request) -> float:
        """The seconds to wait before the pace allows one more request."""
        wait = self._requests.turn()
        if self._tokens.limited and request.key not in self._guesses:  # an attempt that failed took its tokens already
            written = 0 if request.choices else _ANSWER / 8
            self._guesses[request.key] = self._tokens_each.guess(_prompt_tokens(request) + written)
            wait = max(wait, self._tokens.turn(self._guesses[request.key]))
        return wait

    def affordable(self, request: Request, out: int) -> bool:
        """Whether one more request beside those on their way would stay within the purse, as far as can be known."""
        if self._price is None or self._most is None:
            return True
        each = self._cost_each.guess(self._most_of(request), _ENOUGH)
        return self._spent + (out + 1) * each <= self._most

    def _most_of(self, request: Request) -> float:
        """The most that an answer can cost."""
        limit = request.sampling.max_tokens or _ANSWER
        written = 0 if request.choices else limit
        return self._price.bound(_prompt_tokens(request), written) if self._price else 0.0

    @property
    def spent_out(self) -> str:
        """What to say when nothing more is affordable."""
        currency = self._price.currency if self._price else ""
        return f"{self._spent:.4f} of {self._most} {currency} are spent, and the next answer may cost more than is left"

    def cost(self, completion: Completion) -> float | None:
        """What an answer costs; None without a price, or where the server does not say what it used."""
        if self._price is None or completion.completion_tokens is None:
            return None
        return self._price.cost(completion.prompt_tokens, completion.completion_tokens, completion.cached_tokens)

    def count(self, request: Request, completion: Completion) -> None:
        """Counts an answer."""
        used = completion.tokens
        guess = self._guesses.pop(request.key, 0.0)
        if used and self._tokens.limited:
            self._tokens_each.add(used)
            self._tokens.correct(used - guess)
        if self._price is not None:
            known = self.cost(completion)
            # An answer of unknown cost is taken to be as long as it may.
            cost = self._most_of(request) if known is None else known
            self._spent += cost
            self._cost_each.add(cost)


def _prompt_tokens(request: Request) -> float:
    """A guess at the length of a prompt."""
    parts = [*(part for message in request.prompt.messages for part in message.parts), *request.choices]
    return sum(_TOKENS_A_PICTURE if isinstance(part, Image) else len(part) / _CHARACTERS_A_TOKEN for part in parts)
