from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssmr_bench.errors import DataError
from ssmr_bench.synthesis.problem import CATEGORIES, LETTERS, LEVELS, Problem

PROBLEM = Problem("9/test/x/0", "x", "chord", 3, "Which? 𝄞", "X:1\nK:C", ("one", "two", "three", "four"), "C")

problems = st.builds(
    Problem,
    *[st.text(min_size=1)] * 2,
    st.sampled_from(CATEGORIES),
    st.sampled_from(LEVELS),
    st.text(min_size=1),
    st.text(),
    st.lists(st.text(min_size=1), min_size=4, max_size=4, unique=True).map(tuple),
    st.sampled_from(LETTERS),
)


def test_a_line_holds_the_fields_in_order_and_plain_text() -> None:
    line = PROBLEM.to_json()
    fields = ["id", "template", "category", "level", "question", "abc", "options", "answer"]
    assert list(json.loads(line)) == fields
    assert json.loads(line)["options"] == ["one", "two", "three", "four"]
    assert "𝄞" in line
    assert "\n" not in line


def test_the_key_is_the_option_at_the_letter() -> None:
    assert PROBLEM.key == "three"


@given(problems)
@settings(deadline=None)
def test_a_line_leads_back_to_its_problem(problem: Problem) -> None:
    assert Problem.from_json(problem.to_json()) == problem


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": ""}, "the id is empty"),
        ({"template": ""}, "the template is empty"),
        ({"category": "harmony"}, "category 'harmony' is none of rhythm"),
        ({"level": 6}, "level 6 is not from 1 to 5"),
        ({"level": True}, "level must be of type int, not True"),
        ({"level": "3"}, "level must be of type int, not '3'"),
        ({"question": ""}, "the question is empty"),
        ({"abc": None}, "abc must be of type str, not None"),
        ({"options": ["a", "b", "c"]}, "there are not four options"),
        ({"options": ["a", "b", "c", ""]}, "there are not four options"),
        ({"options": ["a", "b", "c", "a"]}, "two options are the same"),
        ({"options": ["a", "b", "c", 4]}, "the options must be texts"),
        ({"options": "abcd"}, "options must be of type list"),
        ({"answer": "E"}, "answer 'E' is none of A, B, C, D"),
        ({"score": 1}, "the fields must be id"),
    ],
)
def test_what_does_not_hold_together_is_refused_by_name(change: dict[str, object], message: str) -> None:
    record = json.loads(PROBLEM.to_json()) | change
    with pytest.raises(DataError, match=message) as caught:
        Problem.from_json(json.dumps(record))
    assert repr(record["id"]) in str(caught.value)


def test_a_missing_field_is_refused() -> None:
    record = json.loads(PROBLEM.to_json())
    del record["abc"]
    with pytest.raises(DataError, match=r"problem '9/test/x/0': the fields must be .* abc,"):
        Problem.from_json(json.dumps(record))


@pytest.mark.parametrize("line", ["", "{", "[]", "3", '"x"'])
def test_what_is_no_object_is_refused(line: str) -> None:
    with pytest.raises(DataError, match="a problem is not"):
        Problem.from_json(line)


def test_a_problem_made_by_hand_is_checked_too() -> None:
    with pytest.raises(DataError, match="two options are the same"):
        replace(PROBLEM, options=("a", "a", "b", "c"))
