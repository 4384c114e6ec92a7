"""Our own composer as a model: it writes what an assignment asks for, and so is a yardstick for those that learn to."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ssmr_bench.notation.abc import write
from ssmr_bench.synthesis.composition import frozen
from ssmr_bench.synthesis.composition.generator import answer
from ssmr_bench.synthesis.composition.wording import question

if TYPE_CHECKING:
    from ssmr_bench.evaluation.prompt import Prompt
    from ssmr_bench.synthesis.composition.assignment import Assignment


def tune_for(prompt: Prompt) -> str | None:
    """The composer's tune for the frozen assignment that a prompt puts, in a fenced block; None if it puts none."""
    said = "".join(part for part in prompt.messages[-1].parts if isinstance(part, str))
    found = next((each for words, each in _assignments() if words in said and each.abc in said), None)
    return None if found is None else f"```abc\n{write(answer(found)).strip()}\n```"


@cache
def _assignments() -> tuple[tuple[str, Assignment], ...]:
    """Those of all versions, each with its words."""
    every = [each for version in frozen.versions() for each in frozen.load(version).all]
    return tuple((question(each), each) for each in every)
