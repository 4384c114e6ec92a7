"""The options of `ssmr-eval`, by what they are about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from ssmr_bench.errors import ConfigError

_SAMPLING, _SERVER, _MONEY = "How the model samples", "How the server is treated", "Money"

ModelsFile = Annotated[
    Path | None,
    typer.Option(
        envvar="SSMR_MODELS_FILE", help="A models file of your own (TOML); `ssmr models` shows what is known."
    ),
]
Model = Annotated[str, typer.Option(help="A name from `ssmr models`, or the path of a GGUF or of a checkpoint.")]
Tasks = Annotated[str, typer.Option(help="One of `ssmr tasks` or several, with commas between; any of lm-eval's too.")]
Prompt = Annotated[
    str | None, typer.Option(help="How it is asked: a name from `ssmr prompts`. [default: the task's own, or paper]")
]
Shots = Annotated[
    int | None, typer.Option(help="Solved problems to show first, 0 to 5. [default: the task's own, or 0]")
]
Orders = Annotated[
    int | None,
    typer.Option(
        help="Ask each item in so many orders of its options; 4: every option at every place once. "
        "[default: the task's own, or 1]"
    ),
]
Repeats = Annotated[int, typer.Option(help="Ask each item so many times, for pass@k and the majority's vote.")]
Subset = Annotated[str | None, typer.Option(help="A fixed part of the items, for cheap runs: smoke or regression.")]
Limit = Annotated[int | None, typer.Option(min=1, max=10**9, help="Only the first N items of each task.")]
BaseUrl = Annotated[str | None, typer.Option(help="An endpoint; of an OpenAI-compatible one up to and with /v1.")]
Serve = Annotated[bool, typer.Option("--serve", help="Start vLLM's server for it, and end it afterwards.")]
DataDir = Annotated[
    Path | None,
    typer.Option(envvar="SSMR_DATA", help="A folder with data sets, fetched by `ssmr data pull` or your own."),
]
Out = Annotated[Path, typer.Option(help="Where results and the journal of answers go.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Log every retry and every failure.")]

Temperature = Annotated[float | None, typer.Option(min=0, rich_help_panel=_SAMPLING)]
TopP = Annotated[float | None, typer.Option(min=0, max=1, rich_help_panel=_SAMPLING)]
MaxTokens = Annotated[
    int | None, typer.Option(min=1, rich_help_panel=_SAMPLING, help="Of one answer, thoughts included.")
]
Seed = Annotated[int | None, typer.Option(rich_help_panel=_SAMPLING)]
Stop = Annotated[list[str] | None, typer.Option(rich_help_panel=_SAMPLING, help="May be given several times.")]
Thinking = Annotated[
    str | None, typer.Option(rich_help_panel=_SAMPLING, help="on, off, a budget in tokens, or an effort.")
]
ExtraBody = Annotated[
    str | None, typer.Option(rich_help_panel=_SAMPLING, help="Further fields of the request: '{\"top_k\": 20}'.")
]

Concurrency = Annotated[int | None, typer.Option(min=1, rich_help_panel=_SERVER, help="Questions asked at once.")]
Rpm = Annotated[float | None, typer.Option(min=0.001, rich_help_panel=_SERVER, help="Requests a minute at most.")]
Tpm = Annotated[float | None, typer.Option(min=1, rich_help_panel=_SERVER, help="Tokens a minute at most.")]
Timeout = Annotated[
    float | None, typer.Option(min=0.001, max=10**6, rich_help_panel=_SERVER, help="Seconds for one answer.")
]
Retries = Annotated[
    int, typer.Option(min=0, rich_help_panel=_SERVER, help="Further attempts at a question that meets a fault.")
]
Patience = Annotated[
    float, typer.Option(min=0, rich_help_panel=_SERVER, help="Seconds to wait for a server that went away.")
]
MaxFailures = Annotated[
    int | None, typer.Option(min=0, rich_help_panel=_SERVER, help="Stop when more questions than that have failed.")
]

Prices = Annotated[
    Path | None, typer.Option(envvar="SSMR_PRICES", rich_help_panel=_MONEY, help="A file of prices (TOML).")
]
MaxCost = Annotated[
    float | None, typer.Option(min=0, rich_help_panel=_MONEY, help="Stop before this run's answers cost more.")
]
Estimate = Annotated[
    bool,
    typer.Option("--estimate", rich_help_panel=_MONEY, help="Ask the first items only, and say what all would take."),
]


def extra_of(text: str | None) -> dict[str, Any]:
    """What `--extra-body` holds.

    Raises:
        ConfigError: if it is not a JSON object.
    """
    try:
        extra = json.loads(text) if text is not None else {}
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"--extra-body is not JSON ({error}): {(text or '')[:60]!r}") from error
    if not isinstance(extra, dict):
        raise ConfigError(f"--extra-body is not a JSON object: {text!r}")
    return extra
