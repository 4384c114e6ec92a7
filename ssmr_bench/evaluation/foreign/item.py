"""A question of a task of lm-eval, and the verdict on an answer to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ssmr_bench.evaluation.completion import Failure
from ssmr_bench.evaluation.foreign.exam import Exam, Place, digest_of, exam
from ssmr_bench.evaluation.foreign.recipe import RIGHT_OR_WRONG
from ssmr_bench.evaluation.judging.boxes import boxes
from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.judging.reply import Reply
from ssmr_bench.evaluation.judging.scoring import Judgement
from ssmr_bench.synthesis.problem import LETTERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssmr_bench.evaluation.completion import Completion
    from ssmr_bench.evaluation.foreign.scoring import Scores
    from ssmr_bench.evaluation.prompt import Prompt

ForeignRule = Literal["lm_eval", "log_likelihood", "timeout", "crash", "none"]
"""What told the verdict: the task's own code, or why that told nothing."""
FILTER = "flexible-extract"
"""Of a task with several filters this one decides: it reads numbers that are not put as the shots put them."""
INVALID = "[invalid]"
"""What lm-eval's filters leave where they find nothing."""
_LONGEST = 80
_CATEGORIES = ("subject", "type", "category", "subfield")
"""Columns that name a kind of question, the first of them that there is."""


@dataclass(frozen=True, slots=True)
class ForeignItem:
    """A question of a task of lm-eval."""

    place: Place
    number: int
    """Of the document, from 0."""
    shots: int
    id: str
    category: str
    level: int
    key: str

    order = "".join(LETTERS)
    flaw = ""

    @classmethod
    def of(cls, place: Place, number: int, shots: int) -> ForeignItem:
        """The question of a document."""
        found = exam(place)
        doc = found.doc(number)
        name = f"{place.task}/{number}-{digest_of(doc)}"
        return cls(place, number, shots, name, _category(doc) or place.task, _level(doc), found.key(number))

    @property
    def template(self) -> str:
        """The task."""
        return self.place.task

    @property
    def music(self) -> str:
        """Each question stands for itself."""
        return self.id

    @property
    def messages(self) -> Prompt:
        """What a model gets: the same that comes of it through lm-eval."""
        return self._exam.prompt(self.number, self.shots)

    def judged(self, answer: Completion | Failure) -> Judgement:
        """The verdict on an answer to it: that of the task's own code, on the answer without its thoughts."""
        if isinstance(answer, Failure):
            return Judgement(Outcome.FAILED)
        if self._exam.asked.OUTPUT_TYPE == "multiple_choice":
            return self._preferred(answer.text)
        reply = Reply.of(answer)
        if not reply.text.strip():
            return Judgement(reply.unread)
        found = self._exam.scores(self.number, reply.text)
        if isinstance(found, str):
            return Judgement(Outcome.UNPARSED, None, found)  # nobody has shown that it is wrong
        return _verdict(found, reply)

    def _preferred(self, text: str) -> Judgement:
        """The verdict on likelihoods; the task's metric says which choice they prefer."""
        try:
            found = self._exam.scores(self.number, text)
        except ValueError:
            return Judgement(Outcome.UNPARSED if text.strip() else Outcome.EMPTY)
        if isinstance(found, str):
            return Judgement(Outcome.UNPARSED, None, found)
        right = _right(found, *_deciding(found))
        return Judgement(Outcome.CORRECT if right else Outcome.WRONG, None, "log_likelihood", _measures(found))

    @property
    def _exam(self) -> Exam:
        return exam(self.place)


def _verdict(found: Scores, reply: Reply) -> Judgement:
    name, metric = _deciding(found)
    read = found.read.get(name, "")
    letter = _answered(read, reply.text)
    if found.guessed:
        return Judgement(reply.unread)
    if _right(found, name, metric):
        return Judgement(Outcome.CORRECT, letter, "lm_eval", _measures(found))
    unread = reply.unread
    if read == INVALID or unread is not Outcome.UNPARSED:
        return Judgement(unread, None, "none", _measures(found))
    return Judgement(Outcome.WRONG, letter, "lm_eval", _measures(found))


def _answered(read: str, text: str) -> str:
    """What an answer comes to, in few words: what the task's filter left of it, else the last box, else the last line.

    Verdicts don't hang on it; repeats are told apart by it where they vote.
    """
    if read not in ("", INVALID, text):
        return read
    boxed = boxes(text)
    line = boxed[-1].held if boxed else text.strip().splitlines()[-1]
    return line.strip()[:_LONGEST]


def _deciding(found: Scores) -> tuple[str, str]:
    """The filter and the metric that say whether an answer is right."""
    filters = list(dict.fromkeys(name for name, _ in found.values))
    name = FILTER if FILTER in filters else filters[-1]
    return name, next(metric for metric in RIGHT_OR_WRONG if (name, metric) in found.values)


def _right(found: Scores, name: str, metric: str) -> bool:
    return found.values[name, metric] == 1.0


def _measures(found: Scores) -> dict[str, float]:
    """All that is a share, by metric; by filter too where there are several."""
    several = len({name for name, _ in found.values}) > 1
    shares = {each: value for each, value in found.values.items() if 0.0 <= value <= 1.0}
    return {f"{metric},{name}" if several else metric: value for (name, metric), value in shares.items()}


def _category(doc: Mapping[str, Any]) -> str:
    said = (doc.get(name) for name in _CATEGORIES)
    found = next((text for text in said if isinstance(text, str) and text.strip()), "")
    return re.sub(r"[^\w .,&+-]+", " ", found).strip()[:60]


def _level(doc: Mapping[str, Any]) -> int:
    """A level from 1 to 5, as the MATH data sets have it; 0 where there is none."""
    found = re.fullmatch(r"(?:Level )?([1-5])", str(doc.get("level", "")))
    return int(found[1]) if found else 0
