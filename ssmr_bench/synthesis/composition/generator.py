"""Makes assignments by name, each with an answer of the composer's own that fulfils it; no two ask for the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError, DataError
from ssmr_bench.notation.abc import write
from ssmr_bench.notation.clef import Clef
from ssmr_bench.notation.score import Barline
from ssmr_bench.synthesis.brief import Brief
from ssmr_bench.synthesis.canonical import side, sound
from ssmr_bench.synthesis.compose import compose
from ssmr_bench.synthesis.composition import levels
from ssmr_bench.synthesis.composition.assignment import CONTINUED, KINDS, Assignment
from ssmr_bench.synthesis.composition.levels import Place
from ssmr_bench.synthesis.composition.requirements import fulfils
from ssmr_bench.synthesis.drawing import Draw, Stratum
from ssmr_bench.synthesis.problem import LETTERS
from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.pitch import LETTERS as NOTES
from ssmr_bench.theory.pitch import Pitch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ssmr_bench.notation.score import Score
    from ssmr_bench.theory.key import Key

COMPOSER = 1
"""Rises whenever the same name comes to give another assignment; the manifest quotes it."""

_ATTEMPTS = 1000
_REACH = 7
"""Lines and spaces from the middle line that a range goes up or down at most."""
_NARROWEST, _WIDEST = 6, 13
"""Lines and spaces from the lowest note of a range to the highest: a seventh to almost two octaves."""
_RANGES = tuple(
    (low, high) for low, high in product(range(-_REACH, 0), range(1, _REACH + 1)) if _NARROWEST <= high - low <= _WIDEST
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """An assignment, and an answer to it."""

    assignment: Assignment
    answer: Score
    """Of a continuation the new bars alone."""


def assignments(version: str, split: str, kind: str, count: int) -> Iterator[Drawn]:
    """So many assignments of a kind, even over levels, and in each over keys, meters, clefs and numbers of bars.

    An assignment's id, `version/split/kind/index`, is also the name that all its chances are drawn from. The split
    named "test" holds the forms of one side, every other split those of the other: no form is ever in both.

    Raises:
        ConfigError: if there are not so many different ones.
    """
    seen: set[str] = set()
    wanted = "test" if split == "test" else "train"
    for index in range(count):
        name = f"{version}/{split}/{kind}/{index}"
        for attempt in range(_ATTEMPTS):
            drawn = _drawn(name, attempt)
            mark = form(drawn.assignment)
            if mark not in seen and side(mark) == wanted:
                break
        else:
            raise ConfigError(f"there is no new assignment for {name}; ask for fewer")
        seen.add(mark)
        yield drawn


def answer(assignment: Assignment) -> Score:
    """The composer's own answer to an assignment of `assignments`, made again by its name.

    Raises:
        DataError: if it is not one of them.
    """
    try:
        attempts = map(_drawn, [assignment.id] * _ATTEMPTS, range(_ATTEMPTS))
        return next(drawn.answer for drawn in attempts if drawn.assignment == assignment)
    except (ValueError, StopIteration) as error:
        raise DataError(f"assignment {assignment.id!r} is none that this version makes") from error


def form(assignment: Assignment) -> str:
    """What an assignment is but for transposition, clef and name: what it shows, or what it asks for.

    The range counts by the degree of its lowest note and by its width.
    """
    excerpt = assignment.excerpt
    if excerpt is not None:
        return f"{assignment.kind}:{sound(excerpt)}"
    assert assignment.range
    lowest, highest = assignment.range
    degree = (lowest.step - NOTES.index(assignment.scale.tonic.letter)) % 7
    asked = (assignment.scale.mode, assignment.meter, assignment.bars, degree, highest.step - lowest.step)
    return f"{assignment.kind}:{':'.join(map(str, asked))}:{assignment.cadence}"


def _drawn(name: str, attempt: int) -> Drawn:
    """What a name stands for at an attempt; key, meter, clef and bars are those of its place at every attempt."""
    series, _, index = name.rpartition("/")
    kind = series.rpartition("/")[2]
    if kind not in KINDS:
        raise ValueError(f"{name!r} names no kind of assignment")
    place = Place.of(series, int(index))
    level = levels.OF[place.level]
    brief = Brief(
        place.even("keys", level.keys),
        Meter.parse(place.even("meters", level.meters)),
        clef=Clef.parse(place.even("clefs", level.clefs)),
        lively=place.level > 3,
        leading=True,
    )
    draw = Draw(name, Stratum(place.level, LETTERS[0]), attempt)
    draw.key(LETTERS)  # from here on each attempt has chances of its own
    return (_continuation if kind == "continuation" else _composition)(name, place, brief, draw)


def _continuation(name: str, place: Place, brief: Brief, draw: Draw) -> Drawn:
    """A tune whose last bars are taken away: they are the answer, unless they are a copy of what comes before."""
    shown = place.even("shown", levels.OF[place.level].shown)
    for _ in range(_ATTEMPTS):
        tune = compose(draw, replace(brief, bars=shown + CONTINUED))
        open_end = replace(tune.bars[shown - 1], line=Barline.SINGLE)
        excerpt = replace(tune, bars=(*tune.bars[: shown - 1], open_end))
        assignment = Assignment(
            name,
            "continuation",
            place.level,
            write(excerpt),
            *_named(brief),
            bars=CONTINUED,
            lowest="",
            highest="",
            cadence="free",
        )
        answer = replace(tune, bars=tune.bars[shown:])
        if fulfils(assignment, answer):
            return Drawn(assignment, answer)
    raise ConfigError(f"the composer finds no answer to {name}")


def _composition(name: str, place: Place, brief: Brief, draw: Draw) -> Drawn:
    """A brief, and the first tune to it that the composer brings to its cadence without leaving its range."""
    level = levels.OF[place.level]
    low, high = (brief.clef.middle.step + off for off in draw.choice(_RANGES))
    lowest, highest = (str(_at(brief.key, step)) for step in (low, high))
    assignment = Assignment(
        name,
        "composition",
        place.level,
        "",
        *_named(brief),
        bars=place.even("bars", level.bars),
        lowest=lowest,
        highest=highest,
        cadence=draw.choice(level.cadences),
    )
    asked = replace(brief, bars=assignment.bars, compass=(low, high))
    half = assignment.cadence == "dominant"
    for _ in range(_ATTEMPTS):
        answer = compose(draw, replace(asked, ends=_half_cadence(draw, asked)) if half else asked)
        if fulfils(assignment, answer):
            return Drawn(assignment, answer)
    raise ConfigError(f"the composer finds no answer to {name}")


def _named(brief: Brief) -> tuple[str, str, str]:
    return brief.key.name, str(brief.meter), brief.clef.name


def _at(key: Key, step: int) -> Pitch:
    """The note of the key on a place of the staff."""
    letter = NOTES[step % 7]
    return Pitch.at_step(step, next(name.alteration for name in key.notes if name.letter == letter))


def _half_cadence(draw: Draw, brief: Brief) -> tuple[Pitch, Pitch]:
    """A note of the tonic triad to begin on, and the fifth degree to end on."""
    pitches = [_at(brief.key, step) for step in brief.places]
    triad = {brief.key.notes[degree] for degree in (0, 2, 4)}
    first = draw.choice([pitch for pitch in pitches if pitch.name in triad])
    return first, draw.choice([pitch for pitch in pitches if pitch.name == brief.key.notes[4]])
