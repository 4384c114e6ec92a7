r"""Takes the tune out of a model's reply and reads it. Nothing of a reply is ever run, and no text makes it fail.

Where a reply may hold its tune, each place tried only where the ones before it hold no music; in each the last tune
counts:

- `boxed`: `\boxed{…}`;
- `fenced`: a block of code that is no program;
- `header`: from `X:`, or the first field of a header, to the prose behind it;
- `lines`: lines of ABC alone, with a bar line at least.

A field `M:`, `L:` or `K:` that the tune leaves out is that of the assignment. Titles, lyrics, tempo, comments, `%%`
directives and the numbers of bars are passed over, and a line between bars that is no ABC makes the whole unreadable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Literal

from ssmr_bench.errors import NotationError
from ssmr_bench.evaluation.judging import tune_lines
from ssmr_bench.evaluation.judging.boxes import boxes
from ssmr_bench.evaluation.judging.tune_lines import Kind
from ssmr_bench.evaluation.judging.turns import own
from ssmr_bench.notation.abc import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ssmr_bench.notation.score import Score

TuneRule = Literal["fenced", "boxed", "header", "lines", "none"]

_LONGEST_REPLY = 100_000
"""Characters of a reply that are looked at: its last."""
_LONGEST = 8_000
"""Characters of a tune that is read: some hundred bars."""
_AGAIN = re.compile(r"^[ \t]*Write music in ABC notation\.", re.MULTILINE)
"""How our prompts begin: what base models go on with."""
_MARK = re.compile(r"[ \t>]*(?:```+|~~~+)[ \t]*(?:([A-Za-z][\w+-]*)[ \t]*$|)(.*)")
_PROGRAMS = frozenset(
    ("python", "py", "json", "javascript", "js", "html", "xml", "bash", "sh", "latex", "lilypond", "c")
)
_WRAPPED = re.compile(r"\\(?:text|texttt|mathrm|verb)\{(.*)\}", re.DOTALL)
_KEPT = frozenset("MLKV")
"""Fields between lines of music that are kept."""


@dataclass(frozen=True, slots=True)
class Tune:
    """What a reply holds of music."""

    score: Score | None
    """None where there is no tune, or it can't be read."""
    rule: TuneRule
    """Where it was found."""
    flaw: str = ""
    """Why there is none; empty where there is."""
    open: bool = False
    """Whether the reply ends within it: one that was cut off may lack its last bars."""


@dataclass(slots=True)
class _Draft:
    """A tune while its lines are gathered."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    music: list[str] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    """Prose behind the music; if more music follows it makes the whole unreadable."""
    open: bool = False

    def add(self, said: str, *, labelled: bool = False) -> None:
        """Adds a line of music; one with a label begins a bar."""
        begun = self.music and not self.music[-1].rstrip().endswith(("|", "]", ":", "\\"))
        self.music += [*self.asides, f"| {said}" if labelled and begun else said]
        self.asides = []

    @property
    def headed(self) -> bool:
        """Whether it has a header of its own."""
        return any(letter in "XMLK" for letter, _ in self.fields)

    def quotes(self, other: _Draft) -> bool:
        """Whether it has no header, and nothing but a part of the music of another, which has."""
        return not self.headed and other.headed and _signs(self) in _signs(other)

    @property
    def barred(self) -> bool:
        """Whether it has a bar line."""
        return any("|" in line for line in self.music)


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of code."""

    language: str
    lines: list[str]
    closed: bool


def tune(text: str, fields: Sequence[str]) -> Tune:
    """The tune of a reply.

    Args:
        text: The reply, thoughts removed; any text at all.
        fields: The fields that it stands under where its own do not say otherwise, as "M:3/4"; `K:` last.
    """
    said, over = _own(text)
    draft, rule = _found(said)
    if draft is None:
        return Tune(None, "none", "there is no tune in ABC")
    return _read(_assembled(draft, fields), rule, ends=draft.open and not over)


def _read(abc: str, rule: TuneRule, *, ends: bool) -> Tune:
    if len(abc) > _LONGEST:
        return Tune(None, rule, f"the tune is longer than {_LONGEST} characters", ends)
    try:
        score = read(abc)
    except NotationError as error:
        at = abc.split("\n")[error.line - 1]
        return Tune(None, rule, f"{error} (in {at[:60]!r})", ends)
    return Tune(score, rule, "", ends) if score.pitches else Tune(None, rule, "the tune has no note", ends)


def _own(text: str) -> tuple[str, bool]:
    """The reply in plain lines, its last part if it is too long; and whether a base model went on behind it."""
    text, over = own(text)
    for again in _AGAIN.finditer(text):
        if text[: again.start()].strip():
            text, over = text[: again.start()], True
            break
    return tune_lines.plain(text[-_LONGEST_REPLY:]), over


def _found(text: str) -> tuple[_Draft | None, TuneRule]:
    """The last tune of the first place that holds one."""
    lines = text.split("\n")
    if draft := _last(draft for box in boxes(text) for draft in _of_box(box.held)):
        return draft, "boxed"
    if draft := _last(draft for block in _blocks(lines) for draft in _of_block(block)):
        return draft, "fenced"
    found = [draft for draft in _drafts(lines) if _is_tune(draft)]
    if draft := _last(draft for draft in found if draft.headed):
        return draft, "header"
    return (found[-1], "lines") if found else (None, "none")


def _last(drafts: Iterable[_Draft]) -> _Draft | None:
    """The last tune; what only quotes one with a header before it is none."""
    found = None
    for draft in drafts:
        if found is None or not draft.quotes(found):
            found = draft
    return found


def _signs(draft: _Draft) -> str:
    """The music without blanks and the bar lines around it."""
    return "".join("".join(draft.music).split()).strip("|]:")


def _is_tune(draft: _Draft) -> bool:
    return draft.headed or draft.barred


def _of_box(held: str) -> Iterator[_Draft]:
    r"""The tunes of a box, perhaps within `\text{…}`."""
    if wrapped := _WRAPPED.fullmatch(held.strip()):
        held = wrapped[1]
    for draft in _drafts(held.split("\n")):
        draft.open = False
        if _is_tune(draft):
            yield draft


def _of_block(block: _Block) -> Iterator[_Draft]:
    """The tunes of a block; in one that says it is ABC, music needs neither a header nor a bar line."""
    if block.language.lower() in _PROGRAMS:
        return
    for draft in _drafts(block.lines, whole=block.closed):
        draft.open = draft.open and not block.closed
        if _is_tune(draft) or block.language.lower() == "abc":
            yield draft


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    """The blocks of code; the last may lack its end."""
    language, held = "", None
    for line in lines:
        mark = "```" in line or "~~~" in line
        if held is None:
            if mark and (opened := _MARK.match(line)):
                language, held = opened[1] or "", [opened[2]] if opened[2] else []
                if not opened[1] and (named := re.match(r"abc\b[ \t]*", opened[2], re.IGNORECASE)):
                    language, held = "abc", [opened[2][named.end() :]]
                if held and "```" in held[0]:
                    yield _Block(language, [held[0].partition("```")[0]], closed=True)
                    held = None
        elif mark:
            before = re.split(r"```|~~~", line, maxsplit=1)[0]
            yield _Block(language, [*held, before], closed=True)
            held = None
        else:
            held.append(line)
    if held is not None:
        yield _Block(language, held, closed=False)


def _drafts(lines: Sequence[str], *, whole: bool = False) -> Iterator[_Draft]:
    """The tunes that stand in lines, each with music.

    Args:
        lines: What to look through.
        whole: Whether prose between bars belongs to the tune, and makes it unreadable; otherwise it ends the tune.
    """
    draft = _Draft()
    for line in chain.from_iterable(tune_lines.unrolled(each.strip(" \t")) for each in lines):
        said, labelled = tune_lines.bare(line)
        kind = tune_lines.kind(said)
        if draft.music and _ends(kind, said, whole=whole):
            yield draft
            draft = _Draft()
        if kind is Kind.FIELD:
            _add_field(draft, *tune_lines.field(said))
        elif kind in (Kind.MUSIC, Kind.BAD) or (kind is Kind.BAR and draft.music):
            draft.add(said, labelled=labelled)
        elif kind is Kind.PROSE and draft.music:
            draft.asides.append(said)
    if draft.music:
        draft.open = True
        yield draft


def _ends(kind: Kind, said: str, *, whole: bool) -> bool:
    """Whether a line is none of the tune before it: another one's first field, or prose."""
    return (kind is Kind.FIELD and said[0] in "XT") or (kind is Kind.PROSE and not whole)


def _add_field(draft: _Draft, letter: str, text: str) -> None:
    if not draft.music:
        draft.fields.append((letter, text))
    elif letter in _KEPT:
        draft.add(f"{letter}:{text}")


def _assembled(draft: _Draft, fields: Sequence[str]) -> str:
    """The tune as it is read: a header that ends with the key, and under it the music."""
    header = {line[0]: line[2:] for line in fields}
    header |= {letter: text for letter, text in draft.fields if letter in header}
    voices = [f"V:{text}" for letter, text in draft.fields if letter == "V"]
    top = [f"{letter}:{header[letter]}" for letter in "ML" if letter in header]
    return "\n".join(["X:1", *top, *voices, f"K:{header['K']}", *draft.music])
