"""The report as one file of HTML."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from ssmr_bench import __version__
from ssmr_bench.evaluation.judging.scoring import SCORER
from ssmr_bench.evaluation.pictures import engrave
from ssmr_bench.evaluation.task import find
from ssmr_bench.reporting.pages import island, page
from ssmr_bench.reporting.report.album import Album
from ssmr_bench.reporting.report.details import details, index
from ssmr_bench.reporting.report.exhibit import exhibits
from ssmr_bench.reporting.report.packing import SHARE, listed, packed
from ssmr_bench.reporting.report.plates import engraved
from ssmr_bench.reporting.report.repertoire import Repertoire
from ssmr_bench.reporting.report.summary import summary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ssmr_bench.reporting.report.exhibit import Exhibit
    from ssmr_bench.reporting.report.side import Side

    Watch = Callable[[str, int, int], None]
    """Told what is being done, and how many of how many."""


def report(shown: Sequence[Side], watch: Watch = lambda *_: None) -> str:
    """The page.

    Raises:
        DataError, UnknownNameError: if the problems or a task of a run are not in this installation.
        FileError: if the pictures can't be kept.
    """
    found = exhibits(shown)
    _draw(found, watch)
    album, repertoire = Album(), Repertoire()
    everything = []
    for done, exhibit in enumerate(found, 1):
        everything.append(details(exhibit, album, repertoire))
        watch("collecting", done, len(found))
    told = summary(shown)
    tasks = list(dict.fromkeys(task for side in shown for task in side.tasks))
    pictures = album.encoded(lambda done: watch("pictures", done, len(album)))
    return page(
        "report",
        title=_title(shown),
        tasks=tasks,
        about=_about(tasks),
        summary=told,
        charts=[Markup(chart.svg()) for chart in told.charts],  # noqa: S704 - drawn by us, names escaped
        index=island("index", {"share": SHARE, "called": [side.name for side in shown], **index(found, len(shown))}),
        details=packed("details", everything),
        pictures=listed("pictures", pictures),
        plays=packed("plays", repertoire.pieces),
        version=__version__,
        scorer=SCORER,
    )


def _about(tasks: Sequence[str]) -> dict[str, list[str]]:
    """What is asked, and by which tasks."""
    found: dict[str, list[str]] = {}
    for task in tasks:
        found.setdefault(find(task).about, []).append(task)
    return found


def _title(shown: Sequence[Side]) -> str:
    """Who was asked how; two sides with the same prompt name it once."""
    names = " and ".join(side.name for side in shown)
    prompts = {run.setting.prompt for side in shown for run in side.runs}
    return f"{names}, prompt {prompts.pop()}" if len(prompts) == 1 else names


def _draw(found: Sequence[Exhibit], watch: Watch) -> None:
    """Draws what is not in the cache, style by style."""
    shown = [answer.item for each in found for answer in each.answers if answer]
    own = [item for each in found if (item := engraved(each.item))]
    engrave([*shown, *own], partial(watch, "engraving"))
