"""Ten ways to spoil a problem; each is caught in every problem that it can be done to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.synthesis import templates
from ssmr_bench.synthesis.audit import Finding, Item, judge
from ssmr_bench.synthesis.audit.item import LETTERS
from ssmr_bench.synthesis.generator import Series, synthesize

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 30
PLAIN = ("chord_name", "chord_root", "chord_key_root")
MUSICAL = tuple(name for name in templates.names() if name != "scale_spelling")
TEXTS = tuple(name for name in templates.names() if name.endswith(("_name", "_root")) or name == "scale_key")


def _other(item: Item) -> int:
    return (item.place + 1) % 4


def _next_letter(item: Item) -> Item:
    return replace(item, answer=LETTERS[_other(item)])


def _swapped(item: Item) -> Item:
    options = list(item.options)
    options[item.place], options[_other(item)] = options[_other(item)], options[item.place]
    return replace(item, options=tuple(options))


def _doubled(item: Item) -> Item:
    options = list(item.options)
    options[_other(item)] = item.options[item.place]
    return replace(item, options=tuple(options))


def _missing(item: Item) -> Item:
    return replace(item, options=item.options[:3])


def _lowercase(item: Item) -> Item:
    return replace(item, options=tuple(option.lower().replace(" ", "_") + "!" for option in item.options))


def _asked_otherwise(item: Item) -> Item:
    return replace(item, question=item.question.replace("?", "").replace(".", "", 1))


def _unclosed(item: Item) -> Item:
    return replace(item, abc=item.abc + ' "')


def _no_key(item: Item) -> Item:
    return replace(item, abc="\n".join(line for line in item.abc.split("\n") if not line.startswith("K:")))


def _emptied(item: Item) -> Item:
    return replace(item, abc=item.abc.rpartition("\n")[0])


def _all_but_the_key_changed(item: Item) -> Item:
    return replace(
        item, options=tuple(item.options[_other(item)] if n != _other(item) else o for n, o in enumerate(item.options))
    )


MUTATIONS: dict[Callable[[Item], Item], tuple[str, ...]] = {
    _next_letter: templates.names(),
    _swapped: templates.names(),
    _doubled: templates.names(),
    _missing: templates.names(),
    _lowercase: templates.names(),
    _asked_otherwise: templates.names(),
    _unclosed: MUSICAL,
    _no_key: MUSICAL,
    _emptied: MUSICAL,
    _all_but_the_key_changed: templates.names(),
}


@pytest.fixture(scope="module")
def problems() -> dict[str, list[Item]]:
    return {
        name: [Item.of(problem) for problem in synthesize(Series("trial", "mutations"), {name: COUNT})]
        for name in templates.names()
    }


@pytest.mark.parametrize("template", templates.names())
def test_what_is_synthesized_is_proved(template: str, problems: dict[str, list[Item]]) -> None:
    verdicts = [judge(item) for item in problems[template]]
    assert [verdict.summary for verdict in verdicts if verdict.finding is not Finding.PROVED] == []


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_a_spoiled_problem_is_caught(mutation: Callable[[Item], Item], problems: dict[str, list[Item]]) -> None:
    for template in MUTATIONS[mutation]:
        for item in problems[template]:
            assert judge(mutation(item)).finding is not Finding.PROVED, (item, mutation(item))


@pytest.mark.parametrize(
    "template", ["interval_name", "interval_note", "chord_name", "chord_completion", "scale_key", "bar_lines"]
)
def test_no_note_can_be_sharpened_unseen(template: str, problems: dict[str, list[Item]]) -> None:
    """Sharpens the last note: where it decides, and for the bar lines, the key falls."""
    for item in problems[template]:
        head, _, last = item.abc.rpartition(" ")
        body, _, note = head.rpartition(" ")
        if last != "|]" or note[0] in "^_=[" or template in {"interval_note", "chord_completion"}:
            continue
        verdict = judge(replace(item, abc=f"{body} ^^{note} {last}"))
        assert verdict.finding is not Finding.PROVED, item
