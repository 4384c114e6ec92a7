"""What the page holds of each question: a line for the list, and all the rest for whoever opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ssmr_bench.evaluation.compositions.item import CompositionItem
from ssmr_bench.evaluation.judging.thoughts import apart
from ssmr_bench.evaluation.problems.item import ProblemItem
from ssmr_bench.evaluation.prompt import Image
from ssmr_bench.reporting.report.composition import Composition, composition
from ssmr_bench.reporting.report.plates import plates
from ssmr_bench.reporting.report.repertoire import music
from ssmr_bench.synthesis.composition.figures import COMPOSED, REAL
from ssmr_bench.synthesis.composition.means import yardsticks
from ssmr_bench.synthesis.composition.wording import question

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ssmr_bench.evaluation.item import Item
    from ssmr_bench.reporting.report.album import Album
    from ssmr_bench.reporting.report.exhibit import Answered, Exhibit
    from ssmr_bench.reporting.report.repertoire import Repertoire

_WORDS = ("template", "category")
_VERDICTS = ("outcome", "rule")
_YARDSTICKS = {REAL: "Real tunes", COMPOSED: "Our composer"}


def index(exhibits: Sequence[Exhibit], sides: int) -> dict[str, Any]:
    """The list, column by column; what is said often stands by its number among `names`."""
    names = {name: sorted({str(value) for value in _each(exhibits, name)}) for name in (*_WORDS, *_VERDICTS)}
    names["task"] = sorted({each.task for each in exhibits})
    return {
        "names": names,
        "task": [names["task"].index(each.task) for each in exhibits],
        **{name: [names[name].index(getattr(each.row, name)) for each in exhibits] for name in _WORDS},
        **{name: [getattr(each.row, name) for each in exhibits] for name in ("id", "order", "repeat", "level", "key")},
        "sides": [_verdicts([each.answers[side] for each in exhibits], names) for side in range(sides)],
        "yardsticks": _yardsticks(exhibits),
    }


def _yardsticks(exhibits: Sequence[Exhibit]) -> dict[str, Any] | None:
    """What stands beside the measures of compositions, by template; None where nothing was composed."""
    if not any(isinstance(each.item, CompositionItem) for each in exhibits):
        return None
    means = {kind: [several[name] for name in _YARDSTICKS] for kind, several in yardsticks().items()}
    return {"columns": [*_YARDSTICKS.values()], "means": means}


def _each(exhibits: Sequence[Exhibit], name: str) -> Iterator[Any]:
    """That of every row of every side."""
    return (getattr(answered.row, name) for each in exhibits for answered in each.answers if answered)


def _verdicts(answers: Sequence[Answered | None], names: dict[str, list[str]]) -> dict[str, Any]:
    """What became of a side's answers; None where it was not asked."""
    rows = [each and each.row for each in answers]
    return {
        **{name: [row and names[name].index(getattr(row, name)) for row in rows] for name in _VERDICTS},
        "letter": [row and row.letter for row in rows],
    }


def details(exhibit: Exhibit, album: Album, repertoire: Repertoire) -> dict[str, Any]:
    """All that is to be seen and heard of one question; a number in the place of a text is a picture's.

    Under `plays` are the numbers of what the score and each option sound like.

    Raises:
        DataError, FileError: if its pictures can't be had.
    """
    prompts: list[Any] = []
    answers = [each and _answered(each, prompts, album, repertoire) for each in exhibit.answers]
    score, *options = map(repertoire.number, music(exhibit.item))
    plays = {"score": score, "options": options}
    flaw = next((each.row.flaw for each in exhibit.answers if each), "")
    return {**_question(exhibit, album), "flaw": flaw, "plays": plays, "prompts": prompts, "sides": answers}


def _question(exhibit: Exhibit, album: Album) -> dict[str, Any]:
    """What is asked; of a task with its own words the last that is said to the model."""
    item = exhibit.item
    found = plates(item)
    drawn = {
        "score": None if found.music is None else album.number(found.music),
        "drawn": [album.number(picture) for picture in found.options],
    }
    if isinstance(item, CompositionItem):
        asked, abc = question(item.assignment), item.assignment.abc
        return {**drawn, "question": asked, "abc": abc, "seen": True, "offered": True, "options": [], "answer": ""}
    if not isinstance(item, ProblemItem):
        asked = _last_words(item)
        return {
            **drawn,
            "question": asked,
            "abc": "",
            "seen": True,
            "offered": False,
            "options": [],
            "answer": item.key,
        }
    problem = item.shown
    return {
        **drawn,
        "question": problem.question,
        "abc": problem.abc,
        "seen": any(_shows_music(each.item) for each in exhibit.answers if each),
        "offered": not item.open,
        "options": [*problem.options],
        "answer": problem.answer,
    }


def _last_words(item: Item) -> str:
    """The text of the last message; shots come before it, and pictures stand in the prompt."""
    last = [message for message in item.messages.messages if message.role == "user"][-1:]
    return "\n".join(part for message in last for part in message.parts if isinstance(part, str)).strip()


def _shows_music(item: Item) -> bool:
    """Whether the prompt holds the music, as text or as a picture."""
    if not isinstance(item, ProblemItem):
        return True
    return 0 in item.rendered.figures or item.problem.abc in item.rendered.user


def _answered(answered: Answered, prompts: list[Any], album: Album, repertoire: Repertoire) -> dict[str, Any]:
    """An answer, and if music was asked for, what it is as music."""
    found = _answer(answered, prompts, album)
    if isinstance(answered.item, CompositionItem):
        found["composition"] = composition(Composition.of(answered.item, answered.row), album, repertoire)
    return found


def _answer(answered: Answered, prompts: list[Any], album: Album) -> dict[str, Any]:
    """What one side was sent and answered; prompts that are alike stand there once."""
    row, prompt = answered.row, answered.item.messages
    sent = [
        [message.role, *(album.number(part.data) if isinstance(part, Image) else part for part in message.parts)]
        for message in prompt.messages
    ]
    if sent not in prompts:
        prompts.append(sent)
    said = apart(row.answer or "")
    return {
        "prompt": prompts.index(sent),
        "confirmed": prompt.sha256 == row.prompt_sha256,
        "thought": row.reasoning or said.thought,
        "answer": row.answer if row.answer is None or not said.thought else said.answer,
        "model": row.model,
        "finish": row.finish_reason,
        "failure": row.failure,
        "held": row.held_back,
        "received": row.received,
        "latency": row.latency,
        "attempts": row.attempts,
        "tokens": [row.prompt_tokens, row.completion_tokens, row.reasoning_tokens, row.cached_tokens],
    }
