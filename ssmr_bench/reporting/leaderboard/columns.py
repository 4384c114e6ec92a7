"""The columns of the page's tables: what each says of a row, what it is sorted by, and when it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ssmr_bench.reporting.leaderboard import words
from ssmr_bench.reporting.leaderboard.part import LOOKS, OPEN, RANKED, Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ssmr_bench.evaluation.accuracy import Accuracy
    from ssmr_bench.reporting.leaderboard.cell import Cell
    from ssmr_bench.reporting.leaderboard.entry import Entry
    from ssmr_bench.reporting.leaderboard.score import Score

KINDS = {
    "main": "Ranks, accuracy, thinking and cost",
    "looks": "Looks and open forms",
    "category": "Categories",
    "template": "Templates",
    "level": "Levels",
    "answers": "Answers",
    "tokens": "Tokens",
    "run": "Runs",
}
"""Groups of columns that a reader shows and hides, and what they are called."""
_BAR = 72


@dataclass(frozen=True, slots=True)
class Bar:
    """An interval, drawn: places from the left, in pixels of `_BAR`."""

    low: float
    value: float
    high: float
    chance: float | None

    @classmethod
    def of(cls, accuracy: Accuracy, chance: float) -> Bar | None:
        """The interval of an accuracy; a guess is marked where it is worth something."""
        if accuracy.value is None or accuracy.interval is None:
            return None
        low, high = accuracy.interval
        left, middle, right = (round(_BAR * share, 1) for share in (low, accuracy.value, high))
        return cls(left, middle, right, round(_BAR * chance, 1) if chance else None)


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in a cell."""

    text: str = ""
    """Empty where there is nothing to say."""
    sorts: str = ""
    """A number, or a word in lower case."""
    note: str = ""
    """Smaller, behind the text: the interval."""
    bar: Bar | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of all tables of the page."""

    key: str
    head: str
    kind: str
    tell: Callable[[Entry], Shown]
    part: str = ""
    """The part that it belongs to; empty where it is none's alone."""
    word: bool = False
    rising: bool = False
    """Whether the first press sorts the smallest to the top."""


def columns(entries: Sequence[Entry]) -> list[Column]:
    """The columns that at least one of the rows fills, the model's name left out."""
    found = (*_main(entries), *_looks(), *_divided(entries), *_answers(), *_tokens(), *_run())
    return [column for column in found if any(column.tell(entry).sorts for entry in entries)]


def _main(entries: Sequence[Entry]) -> Iterator[Column]:
    yield Column("prompt", "Prompt", "main", lambda entry: _word(entry.asked), word=True, rising=True)
    for part in RANKED:
        name = part.label.capitalize()
        yield Column(f"{part}-rank", f"{name} rank", "main", partial(_rank, part), part, rising=True)
        yield Column(f"{part}-accuracy", f"{name} %", "main", partial(_accuracy, part), part)
    yield Column("gap", "Gap, points", "main", _gap)
    for part in RANKED:
        # At once where there are any: a model below chance is one that seldom answers.
        if any(entry.cells[part].whole.unanswered for entry in entries if part in entry.cells):
            name = part.label.capitalize()
            yield Column(f"{part}-unanswered", f"{name} unanswered %", "main", partial(_unanswered, part), part)
    for part in RANKED:
        name = part.label.capitalize()
        yield Column(f"{part}-floor", f"{name} floor %", "main", partial(_floor, part), part)
    for part in RANKED:
        name = part.label.capitalize()
        yield Column(f"{part}-thinking", f"{name} thinking tokens", "main", partial(_thinking, part), part)
        yield Column(f"{part}-cost", f"{name} cost of 1,000", "main", partial(_cost, part), part, rising=True)


def _looks() -> Iterator[Column]:
    for part in (*LOOKS, *OPEN):
        side = Part.TEXT if part is Part.TEXT_OPEN else Part.PICTURE
        yield Column(f"{part}-accuracy", f"{part.label.capitalize()} %", "looks", partial(_accuracy, part), side)


def _divided(entries: Sequence[Entry]) -> Iterator[Column]:
    """A column for each category, template and level of text and of pictures."""
    for part in RANKED:
        scores = (entry.cells[part].scores for entry in entries if part in entry.cells)
        for kind, name in dict.fromkeys(each for found in scores for each in found):
            said = f"level {name}" if kind == "level" else words.seen(name).replace("_", " ")
            head = f"{part.label.capitalize()}: {said} %"
            yield Column(f"{part}-{kind}-{words.seen(name)}", head, kind, partial(_share_of, part, (kind, name)), part)


def _answers() -> Iterator[Column]:
    for part in RANKED:
        name = part.label.capitalize()
        yield Column(f"{part}-answered", f"{name}: of those answered %", "answers", partial(_answered, part), part)
        yield Column(f"{part}-adjusted", f"{name}: adjusted for chance", "answers", partial(_adjusted, part), part)
        yield Column(f"{part}-cut", f"{name}: cut off %", "answers", partial(_cut, part), part)
        yield Column(f"{part}-bias", f"{name}: letters uneven, p", "answers", partial(_bias, part), part, rising=True)


def _tokens() -> Iterator[Column]:
    for part in RANKED:
        name = part.label.capitalize()
        yield Column(f"{part}-completion", f"{name}: answer tokens", "tokens", partial(_completion, part), part)
        yield Column(f"{part}-prompt", f"{name}: prompt tokens", "tokens", partial(_prompt, part), part)
        yield Column(f"{part}-yield", f"{name}: right answers for 1", "tokens", partial(_right_per_unit, part), part)


def _run() -> Iterator[Column]:
    yield Column("date", "Date", "run", lambda entry: _word(entry.dates[-1]), word=True)
    yield Column("model-id", "Model id", "run", lambda entry: _word(entry.identity.model_id), word=True, rising=True)
    yield Column("endpoint", "Endpoint", "run", lambda entry: _word(", ".join(entry.endpoints)), word=True, rising=True)
    yield Column("sampling", "Sampling", "run", lambda entry: _word(entry.identity.sampling), word=True, rising=True)
    yield Column("version", "ssmr-bench", "run", lambda entry: _word(", ".join(entry.versions)), word=True)
    yield Column("hash", "Split sha256", "run", lambda entry: _word(entry.identity.group.sha256[:16]), word=True)


def _word(text: str) -> Shown:
    return Shown(words.seen(text), words.seen(text).lower())


def _number(value: float | None, text: str, note: str = "") -> Shown:
    return Shown() if value is None else Shown(text, f"{value:.6g}", note)


def _share(accuracy: Accuracy, chance: float, drawn: bool) -> Shown:
    if accuracy.value is None or accuracy.interval is None:
        return Shown()
    low, high = accuracy.interval
    note = f"{100 * low:.1f} to {100 * high:.1f}"
    bar = Bar.of(accuracy, chance) if drawn else None
    return Shown(f"{100 * accuracy.value:.1f}", f"{accuracy.value:.6f}", note, bar)


def _whole(part: Part, entry: Entry) -> Score | None:
    cell: Cell | None = entry.cells.get(part)
    return cell.whole if cell else None


def _accuracy(part: Part, entry: Entry) -> Shown:
    score = _whole(part, entry)
    return _share(score.accuracy, score.chance, drawn=part in RANKED) if score else Shown()


def _floor(part: Part, entry: Entry) -> Shown:
    floor = entry.floors.get(part)
    return _share(floor.whole.accuracy, floor.whole.chance, drawn=False) if floor else Shown()


def _share_of(part: Part, which: tuple[str, str], entry: Entry) -> Shown:
    score = entry.cells[part].scores.get(which) if part in entry.cells else None
    return _share(score.accuracy, score.chance, drawn=False) if score else Shown()


def _rank(part: Part, entry: Entry) -> Shown:
    rank = entry.ranks.get(part)
    return Shown() if rank is None or rank.alone else Shown(str(rank), str(rank.best + rank.worst / 1e4))


def _gap(entry: Entry) -> Shown:
    found = entry.gap
    if found is None:
        return Shown()
    low, high = found.interval
    return Shown(f"{100 * found.value:+.1f}", f"{found.value:.6f}", f"{100 * low:+.1f} to {100 * high:+.1f}")


def _answered(part: Part, entry: Entry) -> Shown:
    score = _whole(part, entry)
    return _share(score.answered, score.chance, drawn=False) if score else Shown()


def _adjusted(part: Part, entry: Entry) -> Shown:
    score = _whole(part, entry)
    value = score.chance_adjusted if score else None
    return Shown() if value is None else Shown(f"{value:.3f}", f"{value:.6f}")


def _unanswered(part: Part, entry: Entry) -> Shown:
    score = _whole(part, entry)
    return Shown() if score is None else _number(score.unanswered / score.accuracy.n, words.unanswered(score))


def _cut(part: Part, entry: Entry) -> Shown:
    score = _whole(part, entry)
    return Shown() if score is None else _number(score.cut_rate, words.percent(score.cut_rate))


def _bias(part: Part, entry: Entry) -> Shown:
    orders = entry.cells[part].orders if part in entry.cells else None
    if orders is None or orders.p is None:
        return Shown()
    said = "< 0.001" if orders.p < 0.001 else f"{orders.p:.3f}"
    return _number(orders.p, said, "position-biased" if orders.biased else "")


def _thinking(part: Part, entry: Entry) -> Shown:
    score = _whole(part, entry)
    if score is None:
        return Shown()
    found = score.spent.thinking
    return Shown(words.count(found.tokens), "" if found.tokens is None else f"{found.tokens:.6g}", found.measure)


def _completion(part: Part, entry: Entry) -> Shown:
    score = _whole(part, entry)
    return _number(score.spent.completion, words.count(score.spent.completion)) if score else Shown()


def _prompt(part: Part, entry: Entry) -> Shown:
    score = _whole(part, entry)
    return _number(score.spent.prompt, words.count(score.spent.prompt)) if score else Shown()


def _cost(part: Part, entry: Entry) -> Shown:
    score = _whole(part, entry)
    return (
        _number(score.spent.cost, words.money(score.spent.cost), words.seen(score.spent.currency)) if score else Shown()
    )


def _right_per_unit(part: Part, entry: Entry) -> Shown:
    score = _whole(part, entry)
    if score is None:
        return Shown()
    value = score.spent.right_per_unit
    return _number(value, words.count(value), words.seen(score.spent.currency))
