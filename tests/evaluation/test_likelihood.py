from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssmr_bench.evaluation.backends import RefusedError
from ssmr_bench.evaluation.completion import Completion, Failure, FinishReason
from ssmr_bench.evaluation.encoding import encode
from ssmr_bench.evaluation.judging.likelihood import judge_likelihood, likeliest_letter
from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.judging.scoring import Judgement
from ssmr_bench.evaluation.likelihood import Likelihoods, begun, spaced, text_before
from ssmr_bench.evaluation.prompt import Message, Prompt

if TYPE_CHECKING:
    from ssmr_bench.synthesis.problem import Problem


def said(*values: float) -> str:
    return Likelihoods(dict(zip((" A", " B", " C", " D"), values, strict=False))).text


@given(st.dictionaries(st.text(), st.floats(allow_nan=False, allow_infinity=False)), st.data())
def test_what_is_written_is_read(values: dict[str, float], data: st.DataObject) -> None:
    greedy = frozenset(choice for choice in values if data.draw(st.booleans()))
    whole = Likelihoods(values, greedy)
    assert Likelihoods.read(whole.text) == whole
    assert "\n" not in whole.text


@pytest.mark.parametrize(
    "text",
    [
        *("", "B", "[]", "{", "null", '{"log_probabilities": []}', "[" * 100_000),
        '{"log_probabilities": {"A": -1}}',
        '{"log_probabilities": {"A": "-1"}, "greedy": []}',
        '{"log_probabilities": {"A": true}, "greedy": []}',
        '{"log_probabilities": {"A": NaN}, "greedy": []}',
        '{"log_probabilities": {"A": -Infinity}, "greedy": []}',
        '{"log_probabilities": {"A": -1}, "greedy": ["B"]}',
        '{"log_probabilities": {"A": -1}, "greedy": [["A"]]}',
        '{"log_probabilities": {"A": -1}, "greedy": "A"}',
    ],
)
def test_anything_else_is_no_likelihoods(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Likelihoods.read(text)


def test_the_likeliest_letter_is_the_choice(problem: Problem) -> None:
    assert problem.answer == "B"
    right = judge_likelihood(problem, Completion(said(-2.0, -1.0, -3.0, -1.5)))
    assert right == Judgement(Outcome.CORRECT, "B", "log_likelihood")
    wrong = judge_likelihood(problem, Completion(said(-2.0, -1.0, -3.0, -0.5)))
    assert wrong == Judgement(Outcome.WRONG, "D", "log_likelihood")


def test_who_prefers_none_is_not_said_to_prefer_the_first(problem: Problem) -> None:
    tied = judge_likelihood(problem, Completion(said(-2.0, -1.0, -1.0, -1.5)))
    assert tied == Judgement(Outcome.UNPARSED)
    behind = judge_likelihood(problem, Completion(said(-2.0, -1.0, -2.0, -2.0)))
    assert behind.outcome is Outcome.CORRECT


def test_a_failure_stays_one_and_nothing_is_cut_or_refused(problem: Problem) -> None:
    assert judge_likelihood(problem, Failure("no")) == Judgement(Outcome.FAILED)
    for reason in get_args(FinishReason):
        answer = Completion(said(-2.0, -1.0, -3.0, -1.5), finish_reason=reason)
        assert judge_likelihood(problem, answer).outcome is Outcome.CORRECT
    assert judge_likelihood(problem, Completion("")).outcome is Outcome.EMPTY
    for text in ("B", said(-2.0, -1.0, -3.0), json.dumps({"log_probabilities": {"B": 0}, "greedy": []})):
        assert judge_likelihood(problem, Completion(text)) == Judgement(Outcome.UNPARSED)


def test_a_letter_may_stand_without_its_space_and_in_any_order() -> None:
    text = Likelihoods({"C": -3.0, " B": -1.0, "A": -2.0}).text
    assert likeliest_letter(text, "ABC").letter == "B"
    assert likeliest_letter(text, "ABCD").letter is None


def test_a_chat_becomes_one_text_that_the_choices_go_on_from() -> None:
    shot = Message("user", ("1 + 1?",)), Message("assistant", ("B",))
    asked = Prompt((Message("system", ("Sums.",)), *shot, Message("user", ("1 + 2?",))))
    assert text_before(asked) == "Sums.\n\n1 + 1?\n\nAnswer: B\n\n1 + 2?\n\nAnswer:"
    assert text_before(begun("as it stands ")) == "as it stands "
    assert spaced("Answer:", "A") == spaced("Answer:", " A") == " A"
    assert spaced("Answer: ", "A") == spaced("", "A") == "A"


def words(text: str) -> list[int]:
    """A tokenizer whose tokens begin with their space, as those of most models; it begins a text with a 1."""
    found: list[str] = []
    for sign in text:
        if not found or sign == " ":
            found.append("")
        found[-1] += sign
    return [1, *(sum(map(ord, word)) * 1000 + len(word) for word in found)]


@pytest.mark.parametrize("tail", [" ", "   "])
def test_spaces_before_a_choice_are_the_choices(tail: str) -> None:
    found = encode(f"So the answer is:{tail}", ("A", "A B"), words, None)
    plain = words("So the answer is:")
    assert found.text == tuple(plain)
    whole = [words(f"So the answer is:{tail}{choice}") for choice in ("A", "A B")]
    assert [[*plain, *choice] for choice in found.choices] == whole
    assert [len(choice) for choice in found.choices] == [len(tail), len(tail) + 1]


def test_a_choice_that_melts_into_the_prompt_is_refused() -> None:
    with pytest.raises(RefusedError, match="the choice 'A' has no token of its own after the prompt; begin it with"):
        encode("Answer:", (" A", "A"), words, None)


def test_after_an_empty_text_stands_the_token_that_begins_one() -> None:
    for tokens in (words, lambda text: words(text)[1:]):
        found = encode("", (" A",), tokens, 7)
        assert (found.text, found.choices) == ((7,), (tuple(words(" A")[1:]),))
    with pytest.raises(RefusedError, match="the prompt is empty"):
        encode("", (" A",), lambda text: words(text)[1:], None)


def test_what_does_not_fit_is_refused_rather_than_cut() -> None:
    found = encode("a b c d", (" e", " f g"), words, None)
    assert (found.longest, found.scored) == (7, 3)
    found.check(7)
    with pytest.raises(RefusedError, match="the prompt of 7 tokens exceeds the context of 6"):
        found.check(6)


def test_nothing_is_the_likeliest_of_nothing() -> None:
    assert Likelihoods({}).likeliest is None
    assert Likelihoods({"A": -math.pi}).likeliest == "A"
