"""The page docs/composition-measures.md: every measure as it is defined, and what it says of real tunes and others.

`python -m ssmr_bench.synthesis.composition.page docs TUNES` writes it; without a file of tunes it leaves the figures as
they stand there.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from ssmr_bench.files import write_whole
from ssmr_bench.synthesis.composition.figures import (
    COMPOSED,
    COUNT,
    OTHERS,
    REAL,
    auc,
    continued,
    copied,
    halves,
    load,
    quartiles,
    short,
    whole,
)
from ssmr_bench.synthesis.composition.measure import Heard, measured, quality
from ssmr_bench.synthesis.composition.measures import measures
from ssmr_bench.synthesis.composition.tricks import given_back, tricks
from ssmr_bench.synthesis.composition.yardsticks import composed, parts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from ssmr_bench.notation.score import Score
    from ssmr_bench.synthesis.composition.figures import Quartiles, Table
    from ssmr_bench.synthesis.composition.measures import Measure

FIGURES = "## Real tunes, and what is none\n"
"""What the second part of the page begins with."""

_HEAD = """\
# The measures of a composition

Written by `make docs`; not edited. `ssmr_bench.synthesis.composition.measure` gives them: `raw` in their own units,
`measured` as shares, `quality` as their sum.

Rules alone judge what a model composes. Each measure looks at the melody: of several voices the first, of a chord the
highest note, ties joined, grace notes and chord symbols left out, repeats as they are written. Its raw value has a
unit. Its share, from 0 to 1, says how far that lies in the band that a player would want; between the corners it rises
and falls evenly. The sum is the mean of the shares of all measures that apply, each with its weight, which is 1 unless
it says otherwise. Music without a note has 0 everywhere.

No measure says that music is good. They say that it keeps what nearly all tunes of the common practice keep, and they
are blind to what makes one tune better than another.

## Definitions
"""

_ABOUT = """\
Measured on {count:,} real tunes, mostly of European folk and dance music. Measures and bands were chosen on
{design:,} of them, weights by the music below that tries to please; the figures are of the other {held:,}, held out.
Each kind of music is set against them:

- notes shuffled: its notes and rests in random order, each with its length, in the bars of the tune; notes that a bar
  line cuts are tied over it, so that every bar is as long as before
- pitches shuffled: its pitches in random order over its own rhythm
- random walk: notes of random lengths on the degrees of its key, each two steps at most from the one before
- composer: {composed} tunes of eight bars by our own composer

AUC is how often the real piece has the greater share, ties counting half: 0.5 tells nothing apart, 1 everything.
Under 0.5 the other kind has more of what is measured than real tunes: so our composer, which writes by such rules.
"""


_SHARED = """\
### What tunes share

The longest passage that a held-out tune has in common with any of the other {design:,}, as a share of its moves.
"""
_PLEASING = """\
The sum of music that only repeats or runs up and down; and, as the median over the excerpts, of excerpts given back as
their continuations, for which the real ones stand under "four bars after four" above.
"""
_KINDS = (*OTHERS, COMPOSED)


def definitions() -> str:
    """The first part of the page."""
    text = [_HEAD]
    for module, family in groupby(measures(), key=lambda each: each.rule.__module__):
        text.append(f"### {module.rpartition('.')[2].replace('_', ' ').capitalize()}\n")
        text.append(f"{(sys.modules[module].__doc__ or '').strip()}\n")
        text.extend(map(_definition, family))
    return "\n".join(text)


def figures(tunes: Sequence[Score]) -> str:
    """The second part of the page."""
    design, held = halves(tunes)
    tables = {"whole tunes": whole(held), "first eight bars": short(held), "four bars after four": continued(held)}
    entire, onward = tables["whole tunes"], tables["four bars after four"]
    with_excerpt = {each.name for each in measures() if each.needs == "an excerpt"}
    return "\n".join(
        [
            FIGURES,
            _ABOUT.format(count=len(tunes), design=len(design), held=len(held), composed=COUNT),
            "### The sum\n\nAUC of the sum, and its quartiles in each kind of music:\n",
            _markdown(["", "pieces", *_KINDS], _aucs(tables)),
            _markdown(["quartiles", REAL, *_KINDS], _sums(tables)),
            "### Which measures do it\n",
            "AUC of each measure alone: of whole tunes, and in brackets of four bars after four.\n",
            _markdown(["", *_KINDS], [_apart(each.name, entire, onward) for each in measures()]),
            "### Values\n",
            "Raw values of whole tunes: lower quartile, **median**, upper quartile.\n",
            _markdown(["", "unit", REAL, *_KINDS], _spreads(entire, {each.name for each in measures()} - with_excerpt)),
            "And of four bars that go on from four, for the measures that need these:\n",
            _markdown(["", "unit", REAL, *_KINDS], _spreads(onward, with_excerpt)),
            _SHARED.format(design=len(design)),
            _markdown(
                ["", "copied_from_known"], [[name, _spread(found)] for name, found in copied(design, held).items()]
            ),
            "### Music that tries to please\n",
            _PLEASING,
            _markdown(["", "sum"], [[name, f"{value:.2f}"] for name, value in pleasing(held).items()]),
        ]
    )


def pleasing(tunes: Sequence[Score] = ()) -> dict[str, float]:
    """The sum of each trick.

    That of excerpts given back is the median over the tunes; if there are none, over our composer's.
    """
    sums = {name: quality(measured(Heard(music))) for name, music in tricks().items()}
    excerpts = [pair[0] for tune in tunes or composed(50) if (pair := parts(tune))]
    copies: dict[str, list[float]] = {}
    for excerpt in excerpts:
        for name, music in given_back(excerpt).items():
            copies.setdefault(name, []).append(quality(measured(Heard(music, excerpt))))
    return {**sums, **{name: quartiles(values)[1] for name, values in copies.items()}}


def write_to(folder: Path, tunes: Path | None = None) -> None:
    """Writes `composition-measures.md`; without a file of tunes its figures stay as they are.

    Raises:
        FileError: if the folder can't be written, or the tunes can't be read.
        DataError: if the file is none of tunes.
    """
    path = folder / "composition-measures.md"
    if tunes:
        second = figures(load(tunes))
    else:
        second = FIGURES + path.read_text(encoding="utf-8").partition(FIGURES)[2] if path.exists() else ""
    write_whole(path, f"{definitions()}\n{second}")


def _definition(each: Measure) -> str:
    words = each.definition.replace("\n\n", "\0").replace("\n", " ").replace("\0", "\n\n")
    weight = f" Weight: {each.weight}." if each.weight != 1 else ""
    needs = f" Needs {each.needs}." if each.needs != "nothing else" else ""
    return f"**`{each.name}`** ({each.unit}, {each.extent}). {words}\n\nShare: {each.band}.{weight}{needs}\n"


def _aucs(tables: Mapping[str, Table]) -> Iterator[list[str]]:
    for name, table in tables.items():
        yield [name, f"{len(table[REAL].raws):,}", *(_figure(auc(table, kind)) for kind in _KINDS)]


def _sums(tables: Mapping[str, Table]) -> Iterator[list[str]]:
    for name, table in tables.items():
        yield [name, *(_spread(table[kind].summed) for kind in (REAL, *_KINDS))]


def _apart(name: str, entire: Table, onward: Table) -> list[str]:
    return [
        f"`{name}`",
        *(f"{_figure(auc(entire, kind, name))} ({_figure(auc(onward, kind, name))})" for kind in _KINDS),
    ]


def _spreads(table: Table, names: Collection[str]) -> Iterator[list[str]]:
    for each in measures():
        if each.name in names and each.needs != "known tunes":
            yield [f"`{each.name}`", each.unit, *(_spread(table[kind].spread(each.name)) for kind in (REAL, *_KINDS))]


def _spread(found: Quartiles | None) -> str:
    return "-" if found is None else "{:.2f} **{:.2f}** {:.2f}".format(*found)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


if __name__ == "__main__":
    write_to(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
