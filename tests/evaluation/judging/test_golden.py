from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import pytest

from ssmr_bench.evaluation.judging import (
    boxes,
    choice,
    extraction,
    finals,
    phrases,
    refusal,
    reply,
    scoring,
    thoughts,
    turns,
)
from ssmr_bench.evaluation.judging.extraction import Rule
from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.judging.thoughts import Thoughts
from ssmr_bench.evaluation.prompting import variants
from ssmr_bench.synthesis import splits
from tests.evaluation.views import shown
from tests.golden import FOLDER, Transcript, transcripts
from tests.golden.page import page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ALL = transcripts()
NEVER = re.compile(r"(?!)")


@pytest.mark.parametrize("transcript", ALL, ids=lambda each: each.name)
def test_each_is_read_as_a_careful_reader_would(transcript: Transcript) -> None:
    assert transcript.judged() == transcript.label


@pytest.mark.parametrize("transcript", ALL, ids=lambda each: each.name)
def test_line_ends_blank_lines_and_byte_order_marks_change_nothing(transcript: Transcript) -> None:
    text = transcript.text
    for same in (f"{text}\n\n", f"\n{text}", text.replace("\n", "\r\n"), f"\ufeff{text}", f"{text} "):
        assert replace(transcript, text=same).judged() == transcript.label


def test_there_are_enough_of_them_and_each_but_once() -> None:
    assert len(ALL) >= 300
    assert max(Counter(each.name for each in ALL).values()) == 1
    assert max(Counter((each.text, each.reasoning, each.options, each.finish_reason) for each in ALL).values()) == 1


def test_they_cover_every_rule_every_outcome_and_every_kind_of_option() -> None:
    assert {each.rule for each in ALL} == set(get_args(Rule)) - {"log_likelihood"}  # it reads no text
    assert {each.outcome for each in ALL} == set(Outcome) - {Outcome.FAILED}
    texts = {option for each in ALL for option in each.options}
    for kind in ("minor third", "_B2 |]", "C-natural", "3/8", "E harmonic minor scale", "D major triad"):
        assert kind in texts
    assert sum(len(each.text) > 200 for each in ALL) >= 60


@pytest.mark.parametrize("flaw", [{"letter": "E"}, {"rule": "none"}, {"outcome": "wrong"}, {"finish_reason": "eos"}])
def test_a_label_that_does_not_hold_together_is_refused(flaw: dict[str, Any]) -> None:
    sound: dict[str, Any] = {
        "name": "x",
        "shape": "x",
        "options": ("w", "x", "y", "z"),
        "answer": "B",
        "text": "B",
        "finish_reason": "stop",
        "letter": "B",
        "rule": "bare_letter",
        "outcome": "correct",
    }
    Transcript(**sound)
    with pytest.raises(ValueError, match="x: "):
        Transcript(**(sound | flaw))


def _first_box(text: str) -> list[boxes.Box]:
    return boxes.boxes(text)[:1]


def _leading_letter(fragment: str, options: Sequence[str]) -> str | None:
    found = re.match(r"\W*([A-Da-d])\b", fragment)
    return found[1].upper() if found else choice.letter_of(fragment, options)


def _no_rivals(places: Any, read: Callable[[finals.Final], Any]) -> Any:
    return next(((answer, place) for place in places if (answer := read(place)) is not None), None)


def _whole(text: str, options: Sequence[str], *, cut: bool) -> extraction.Reading:
    assert isinstance(cut, bool)
    return extraction.extract(text, options)


def _without(dropped: str) -> re.Pattern[str]:
    pattern = phrases.ANNOUNCED.pattern.replace(dropped, "(?!)")
    assert pattern != phrases.ANNOUNCED.pattern
    return re.compile(pattern, phrases.ANNOUNCED.flags)


plain = choice.plain
MUTATIONS: dict[str, list[tuple[object, str, object]]] = {
    "the first box, not the last": [(finals, "boxes", _first_box)],
    "no boxes": [(finals, "boxes", lambda _: [])],
    "no box tokens": [(boxes, "_MARK", re.compile(boxes._MARK.pattern.replace(r"\|begin_of_box", "(?!)")))],
    "any letter at the beginning of a line": [(extraction, "letter_of", _leading_letter)],
    "any letter behind the answer is": [(extraction, "letter_at_head", _leading_letter)],
    "the article after the answer is": [(choice, "_BARE_A", NEVER)],
    "no doubt": [(finals, "DOUBT", NEVER)],
    "doubt that reaches over the whole sentence": [(finals, "CLAUSE_ENDS", re.compile(r"[.!?\n]"))],
    "thoughts kept": [(reply, "apart", lambda text: Thoughts("", text, closed=True))],
    "unclosed thoughts taken for an answer": [(thoughts, "_OPENS", NEVER)],
    "only </think> ends thoughts": [(thoughts, "_CLOSES", re.compile("</think>"))],
    "cut ignored": [(scoring, "extract", _whole)],
    "placeholders taken": [(finals, "_PLACEHOLDER", NEVER)],
    "contradictions ignored": [(extraction, "settled", _no_rivals)],
    "lists of options taken": [(extraction, "marked", lambda _: None)],
    "an option's text may contradict its letter": [(choice, "_contradicts", lambda *_: False)],
    "an accidental or a condition behind a letter ignored": [(choice, "contradicted", lambda *_: False)],
    "answers that are taken back kept": [(extraction, "_taken_back", lambda _: None)],
    "first lines are no rivals": [(extraction, "_rivalled", lambda *_: False)],
    "lists with text between taken": [(extraction, "_listed", lambda *_: False)],
    "broken sentences before a note": [(extraction, "_breaks_off", lambda *_: False)],
    "denials in other languages ignored": [(finals, "DENIED", NEVER)],
    "first thoughts taken": [(finals, "PRELIMINARY", NEVER)],
    "denied boxes taken": [(boxes, "_DENIED", NEVER)],
    "any key of JSON": [(finals, "_ANSWER_KEY", NEVER)],
    "flats taken for emphasis": [(choice, "_EMPHASIS", re.compile(r"(_{1,3})(\S|\S.*\S)\1"))],
    "what is struck out read": [(choice, "_STRUCK", NEVER)],
    "Asian languages dropped": [(finals, "ANNOUNCED", _without(phrases._ASIAN))],
    "European languages dropped": [(finals, "ANNOUNCED", _without(phrases._EUROPEAN))],
    "run on to the prompt": [(finals, "own", lambda text: (text, False))],
    "run on to the next question": [(finals, "before_next", lambda _: ())],
    "headings of a question end the reply": [(turns, "_OVER", turns._NEXT)],
    "no corrections": [(finals, "CORRECTION", NEVER)],
    "no verdicts": [(finals, "VERDICT", NEVER)],
    "no pointing": [(finals, "POINTED", NEVER)],
    "no tags, no JSON": [(finals, "_TAGGED", NEVER)],
    "no statements": [(finals, "_STATED", NEVER)],
    "statements about options taken": [(finals, "OF_OPTION", NEVER)],
    "broken sentences taken for lines": [(finals, "_FULL_STOP", tuple("abcdefghijklmnopqrstuvwxyz"))],
    "no LaTeX accidentals": [(choice, "_ACCIDENTAL", NEVER)],
    "no compatibility forms": [(choice, "_ENCLOSED", {}), (unicodedata, "normalize", lambda _, text: text)],
    "no option behind which its letter stands": [(choice, "_TRAILED", NEVER)],
    "refusals ignored": [(reply, "declines", lambda _: False)],
    "any apology a refusal": [(refusal, "_DECLINES", re.compile(r"sorry|can't|cannot"))],
    "long refusals": [(refusal, "_LONGEST", 10**6), (refusal, "_DECLINES", re.compile(r"I can't see"))],
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_mutilated_judge_misreads_at_least_one(mutation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, replacement in MUTATIONS[mutation]:
        monkeypatch.setattr(module, name, replacement)
    plain.cache_clear()
    misread = [each.name for each in ALL if each.judged() != each.label]
    monkeypatch.undo()
    plain.cache_clear()
    print(f"{mutation}: {', '.join(misread)}")
    assert misread


def test_the_page_is_what_make_docs_writes() -> None:
    assert (FOLDER.parents[1] / "docs" / "extraction.md").read_text("utf-8") == page()


def test_our_prompts_open_with_the_words_that_end_a_reply() -> None:
    for name in variants():
        assert shown(splits.load("1.0").problems[0], name).user.startswith(turns.PROMPT_OPENS)
