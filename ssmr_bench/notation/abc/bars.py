"""The bars of a voice while it is read: where its events go, and what bar lines and voltas make of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.notation.abc import lyrics, tokens
from ssmr_bench.notation.score import Bar, Barline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.notation.score import Chord, Event, Note, Rest

_LIGHT_TO_HEAVY = (
    Barline.NONE,
    Barline.SINGLE,
    Barline.DOTTED,
    Barline.DOUBLE,
    Barline.OPENING,
    Barline.FINAL,
    Barline.REPEAT,
)
"""Of two lines with nothing between them the heavier stays."""


@dataclass(slots=True)
class _OpenBar:
    """A bar that may still get lyrics, or another line."""

    events: list[Event]
    line: Barline
    opens_repeat: bool
    volta: tuple[int, ...]


class Bars:
    """Bars in the making. What takes no time moves over a bar line that nothing sounds before."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        """Those of the bar that is open."""
        self._last = -1
        """Where in the events the last note, chord or rest of the bar stands; -1 if there is none yet."""
        self._done: list[_OpenBar] = []
        self._opens_repeat = False
        self._volta: tuple[int, ...] = ()
        self._mark = 0, 0
        """Where the line of music began: the bars before it, and the events before it in its first bar."""

    def add(self, event: Note | Chord | Rest) -> None:
        """Adds what takes time."""
        self._last = len(self.events)
        self.events.append(event)

    @property
    def last(self) -> Note | Chord | Rest | None:
        """The last thing in the bar that takes time."""
        return self.events[self._last] if self._last >= 0 else None  # type: ignore[return-value] # by `add`

    def amend(self, event: Note | Chord | Rest) -> None:
        """Puts another in the place of the last thing that takes time."""
        self.events[self._last] = event

    @property
    def empty(self) -> bool:
        """Whether nothing has been read yet."""
        return not self._done and not self.events

    def close(self, line: Barline) -> bool:
        """Closes the bar, if anything sounds in it; whether it does."""
        if self._last >= 0:
            self._done.append(_OpenBar(self.events, line, self._opens_repeat, self._volta))
            self.events, self._last, self._opens_repeat, self._volta = [], -1, False, ()
            return True
        if self._done:
            self._done[-1].line = max(self._done[-1].line, line, key=_LIGHT_TO_HEAVY.index)
        return False

    def open(self, signs: str, volta: str) -> None:
        """What begins with the next bar: a repeat, if the bar line's signs say so, and a volta, if it has numbers."""
        self._opens_repeat |= tokens.barline(signs)[1]
        self._volta = tokens.volta(volta) if volta else self._volta

    def lay(self, verses: Sequence[Sequence[str | None]]) -> None:
        """Lays lyrics under the line of music; another line begins."""
        if verses:
            lyrics.lay(verses, [*(bar.events for bar in self._done[self._mark[0] :]), self.events], self._mark[1])
        self._mark = len(self._done), len(self.events)

    def finish(self) -> tuple[Bar, ...]:
        """All the bars."""
        if self._last >= 0 or (self.events and not self._done):
            self._done.append(_OpenBar(self.events, Barline.NONE, self._opens_repeat, self._volta))
        elif self.events:
            self._done[-1].events += self.events
        for bar in self._done[:-1]:
            bar.line = Barline.PLAIN if bar.line is Barline.SINGLE else bar.line
        for bar in self._done[-1:]:
            bar.line = Barline.PLAIN if bar.line is Barline.FINAL else bar.line
        return tuple(Bar(tuple(bar.events), bar.line, bar.opens_repeat, bar.volta) for bar in self._done)
