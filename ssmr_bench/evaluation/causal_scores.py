"""How likely choices are to a model that lm-eval has loaded: many texts in each pass, through its `loglikelihood`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ssmr_bench.evaluation.backends import RefusedError
from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.encoding import Encoded, encode
from ssmr_bench.evaluation.likelihood import Likelihoods

if TYPE_CHECKING:
    from collections.abc import Sequence


def scores(lm: Any, asked: Sequence[tuple[str, tuple[str, ...]]]) -> list[Completion | RefusedError]:
    """The likelihoods of each text's choices, in order; a text that lm-eval would cut at its head is refused.

    Raises:
        Exception: whatever the model's code raises, a lack of memory among it.
    """
    from lm_eval.api.instance import Instance

    found = [_encoded(lm, text, choices) for text, choices in asked]
    requests = [
        Instance("loglikelihood", {}, (text, choice), place)
        for (text, choices), one in zip(asked, found, strict=True)
        if isinstance(one, Encoded)
        for place, choice in enumerate(choices)
    ]
    told = iter(lm.loglikelihood(requests, disable_tqdm=True) if requests else ())
    return [
        _completion({choice: next(told) for choice in choices}, one) if isinstance(one, Encoded) else one
        for (_, choices), one in zip(asked, found, strict=True)
    ]


def _encoded(lm: Any, text: str, choices: tuple[str, ...]) -> Encoded | RefusedError:
    try:
        found = encode(text, choices, lm.tok_encode, None if text.strip() else lm.prefix_token_id)
        found.check(lm.max_length)
    except RefusedError as error:
        return error
    return found


def _completion(told: dict[str, tuple[float, bool]], encoded: Encoded) -> Completion:
    likelihoods = Likelihoods(
        {choice: value for choice, (value, _) in told.items()},
        frozenset(choice for choice, (_, greedy) in told.items() if greedy),
    )
    return Completion(likelihoods.text, prompt_tokens=len(encoded.text) + encoded.scored, completion_tokens=0)
