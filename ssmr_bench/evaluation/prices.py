"""What tokens cost: a file of the user's, and the cost of an answer by its real usage."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import ConfigError, FileError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ssmr_bench.evaluation.models import ModelEntry

HIGHEST = 1e9
"""Of a million tokens, in any currency."""
RATES = ("input", "cached_input", "output")


@dataclass(frozen=True, slots=True)
class Price:
    """What a million tokens cost."""

    input: float
    output: float
    """Thoughts included."""
    cached_input: float
    """For tokens of a prompt that the server had read before."""
    currency: str
    date: str
    """When these prices held, ISO 8601."""

    def cost(self, prompt: int | None, completion: int | None, cached: int | None = None) -> float:
        """The cost of an answer by its tokens; those that the server did not tell cost nothing.

        >>> Price(input=2.0, output=10.0, cached_input=0.5, currency="USD", date="2026-11-01").cost(1000, 100, 600)
        0.0021
        """
        again = min(cached or 0, prompt or 0)
        fresh = (prompt or 0) - again
        return (fresh * self.input + again * self.cached_input + (completion or 0) * self.output) / 1e6

    def of_thousand(self, used: Iterable[tuple[int | None, int | None, int | None]]) -> float | None:
        """What 1,000 answers cost that are like these; None where the server told the tokens of none.

        Each is its tokens as in `cost`; it counts where those of prompt and answer are known.
        """
        costs = [self.cost(*each) for each in used if None not in each[:2]]
        return 1000 * sum(costs) / len(costs) if costs else None

    def bound(self, prompt_tokens: float, completion_tokens: float) -> float:
        """The most that an answer of so many tokens can cost."""
        return (prompt_tokens * self.input + completion_tokens * self.output) / 1e6


def price_of(entry: ModelEntry, path: Path) -> Price | None:
    """The model's price in a file of prices, by its name or by the id that is sent; None where the file has neither.

    Raises:
        FileError: if the file can't be read.
        ConfigError: if it is not TOML, or not a file of prices.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileError(f"the price file {path} can't be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"the price file {path} is not TOML: {error}") from error
    models, day = table.get("models"), table.get("date")
    if not isinstance(models, dict) or not isinstance(day, date | str) or not isinstance(table.get("currency"), str):
        raise ConfigError(f'the price file {path} needs date, currency, and tables as in [models."gpt-5.4"]')
    found = next((models[name] for name in (entry.name, entry.model) if name in models), None)
    return None if found is None else _price(path, found, table["currency"], str(day))


def _price(path: Path, rates: Any, currency: str, day: str) -> Price:
    if not isinstance(rates, dict) or not {"input", "output"} <= rates.keys() <= set(RATES):
        raise ConfigError(
            f"the price file {path}: a model has input and output, and may have cached_input, not {rates!r}"
        )
    for name, value in rates.items():
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= HIGHEST:
            raise ConfigError(f"the price file {path}: {name} = {str(value)[:40]} is no price of a million tokens")
    found: dict[str, float] = {"cached_input": rates["input"], **rates}
    return Price(**found, currency=currency, date=day)
