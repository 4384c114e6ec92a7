"""`ssmr tasks`."""

from __future__ import annotations

from ssmr_bench.cli.app import ssmr


@ssmr.command()
def tasks() -> None:
    """List the tasks that `ssmr-eval --tasks` knows by name, and what is lacking here for each.

    Any task of lm-eval goes by its name as well, and files of your own do: docs/other-benchmarks.md.

    Example: `ssmr tasks`
    """
    from rich.console import Console

    from ssmr_bench.evaluation.foreign.groups import expanded, our_groups
    from ssmr_bench.evaluation.metadata import task_names
    from ssmr_bench.evaluation.task import find
    from ssmr_bench.reporting.inventory import tasks_table

    names = dict.fromkeys((*task_names(), *expanded(our_groups())))
    Console().print(tasks_table([find(name) for name in names]))
