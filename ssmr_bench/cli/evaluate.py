"""`ssmr-eval`: a model, tasks, and how they are asked."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ssmr_bench.cli import options as opt
from ssmr_bench.cli.app import INCOMPLETE, Version, ssmr_eval
from ssmr_bench.cli.progress import log_to_stderr, progress
from ssmr_bench.cli.screen import show
from ssmr_bench.errors import ConfigError

if TYPE_CHECKING:
    from ssmr_bench.evaluation.engine import Tally
    from ssmr_bench.evaluation.models import ModelEntry
    from ssmr_bench.evaluation.plan import Plan
    from ssmr_bench.evaluation.prices import Price
    from ssmr_bench.evaluation.result import Result


@ssmr_eval.command()
def _evaluate(
    model: opt.Model,
    tasks: opt.Tasks,
    prompt: opt.Prompt = None,
    shots: opt.Shots = None,
    orders: opt.Orders = None,
    repeats: opt.Repeats = 1,
    subset: opt.Subset = None,
    limit: opt.Limit = None,
    base_url: opt.BaseUrl = None,
    serve: opt.Serve = False,
    out: opt.Out = Path("results"),
    data_dir: opt.DataDir = None,
    models_file: opt.ModelsFile = None,
    verbose: opt.Verbose = False,
    temperature: opt.Temperature = None,
    top_p: opt.TopP = None,
    max_tokens: opt.MaxTokens = None,
    seed: opt.Seed = None,
    stop: opt.Stop = None,
    thinking: opt.Thinking = None,
    extra_body: opt.ExtraBody = None,
    concurrency: opt.Concurrency = None,
    rpm: opt.Rpm = None,
    tpm: opt.Tpm = None,
    timeout: opt.Timeout = None,
    retries: opt.Retries = 6,
    patience: opt.Patience = 900.0,
    max_failures: opt.MaxFailures = None,
    prices: opt.Prices = None,
    max_cost: opt.MaxCost = None,
    estimate: opt.Estimate = False,
    version: Version = False,  # noqa: ARG001 - handled by its callback
) -> None:
    """Score a model on sheet-music problems.

    Every answer is kept as it arrives; the same command again asks only what is missing.
    Exit status: 0 every item has an answer, 2 bad input, 3 some items have none, 130 interrupted.

    Examples:
    - `ssmr-eval --model smollm2-135m --tasks ssmr_text --limit 40`
    - `ssmr-eval --model qwen3-8b --tasks ssmr_text --prompt cot --base-url http://127.0.0.1:8000/v1`
    - `ssmr-eval --model gpt-5.4 --tasks ssmr_text,ssmr_visual --thinking low --prices prices.toml --estimate`
    - `ssmr-eval --model checkpoints/step-500 --tasks ssmr_text --subset regression --shots 2`
    - `ssmr-eval --model qwen3-8b --tasks ssmr_published_text,music_theory_bench --data-dir my-data`
    - `ssmr-eval --model checkpoints/step-500 --tasks ssmr_text,ssmr_composition,math_transfer`
    - `ssmr-eval --model qwen3-8b --tasks ssmr_text,ssmr_text_open --prompt cot --repeats 4 --temperature 0.6`
    """
    from ssmr_bench.evaluation.engine import Terms
    from ssmr_bench.evaluation.foreign.groups import expanded
    from ssmr_bench.evaluation.manner import Manner
    from ssmr_bench.evaluation.models import find
    from ssmr_bench.evaluation.plan import Plan
    from ssmr_bench.evaluation.sampling import Sampling, thinking_of

    log_to_stderr(verbose)
    if data_dir is not None:
        os.environ["SSMR_DATA"] = str(data_dir)  # where lm-eval's hooks and the processes that judge look, too
    names = expanded(name.strip() for name in tasks.split(",") if name.strip())
    if not names:
        raise ConfigError("--tasks names no task")
    entry = find(model, models_file)
    entry = replace(entry, timeout=entry.timeout if timeout is None else timeout)
    sampling = Sampling(
        *(temperature, top_p, max_tokens, seed, tuple(stop or ())),
        thinking=None if thinking is None else thinking_of(thinking),
        extra=opt.extra_of(extra_body),
    )
    terms = Terms(
        *(concurrency or entry.concurrency, rpm, tpm, retries + 1),
        patience=patience,
        max_failures=max_failures,
        price=_price(entry, prices),
        max_cost=max_cost,
    )
    said: dict[str, Any] = {"prompt": prompt, "shots": shots, "orders": orders}
    asked = {name: value for name, value in said.items() if value is not None}
    plan = Plan(
        *(entry, names, Manner(**asked, repeats=repeats, subset=subset, limit=limit), out),
        base_url=base_url and base_url.rstrip("/"),
        serve=serve,
        sampling=sampling,
        terms=terms,
        command=shlex.join(["ssmr-eval", *sys.argv[1:]]),
        unsaid=frozenset(said) - asked.keys(),
    )
    complete = _estimate(plan) if estimate else _run(plan)
    if not complete:
        raise typer.Exit(INCOMPLETE)


def _price(entry: ModelEntry, prices: Path | None) -> Price | None:
    from ssmr_bench.evaluation.prices import price_of

    found = None if prices is None else price_of(entry, prices)
    if prices is not None and found is None and entry.backend in ("openai", "gemini"):
        print(f"no price for {entry.name!r} or {entry.model!r} in {prices}; costs are unknown", file=sys.stderr)
    return found


def _run(plan: Plan) -> bool:
    """Runs the plan before the user's eyes; returns whether every item has an answer."""
    from ssmr_bench.reporting.gaps import gaps
    from ssmr_bench.reporting.remarks import remarks, warnings
    from ssmr_bench.reporting.table import run_table

    results, tally = _evaluated(plan)
    show(run_table(results))
    said = [line for result in results for line in remarks(result)]
    for line in (*said, *gaps(plan.out, [result.setting for result in results])):
        print(line)
    for result in results:
        print(f"{result.setting.folder(plan.out)}")
    for line in warnings(results):
        print(line, file=sys.stderr)
    failed = sum(result.failed for result in results)
    if failed:
        print(_shortfall(results, tally), file=sys.stderr)
    if plan.terms.price and (silent := sum(result.usage["answers_without_usage"] for result in results)):
        print(
            f"the server did not say how many tokens {silent} answers took; the cost is without them", file=sys.stderr
        )
    return not failed


def _shortfall(results: list[Result], tally: Tally) -> str:
    """How many items have no answer, why, and what helps."""
    failed = sum(result.failed for result in results)
    said = f"{failed} items got no answer and count in no accuracy"
    if tally.stopped:
        return (
            f"{said} ({tally.unasked} were never asked), for the run was stopped: {tally.stopped}. "
            "The same command goes on, and may spend as much again."
        )
    reason = next(row.failure for result in results for row in result.rows if row.failure)
    return f"{said}; the first: {reason}. The same command asks these again."


def _evaluated(plan: Plan) -> tuple[list[Result], Tally]:
    from ssmr_bench.evaluation.run import engrave, evaluate

    plan.check()
    with progress(plan) as shown:
        engrave(plan, shown.engraved)
        return evaluate(plan, shown.watch, shown.starting)


def _estimate(plan: Plan) -> bool:
    """Asks the first items, and shows what all of them would take; nothing but the journal is written."""
    from ssmr_bench.evaluation.estimate import estimate, sampled
    from ssmr_bench.reporting.table import estimate_table

    results, _ = _evaluated(sampled(plan))
    estimates = [estimate(plan, result) for result in results]
    show(estimate_table(estimates, plan))
    return not any(result.failed for result in results)
