"""Which notes need a sharp, flat or natural before them for every way of reading the signs to give the same pitches."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssmr_bench.notation.signature import Signature
    from ssmr_bench.theory.pitch import Pitch


class Signs:
    """What has been written of a voice, as far as it bears on the next sign."""

    def __init__(self, signature: Signature) -> None:
        self._signature = signature
        self._by_letter: dict[str, int] = {}
        """The last alteration of each letter in the bar, up to the last change of key."""
        self._by_place: dict[tuple[str, int], int] = {}
        """The same by letter and octave."""
        self._stale: dict[str, set[int]] = {}
        """The alterations in the bar before that change: to some readers they still hold."""
        self._ties: tuple[Pitch, ...] = ()
        """The pitches that the last note or chord ties on."""
        self._held: tuple[Pitch, ...] = ()
        """Those tied over the bar line, up to the first note of the bar: to some readers their signs still hold."""

    def needed(self, pitch: Pitch) -> bool:
        """Whether a note needs a sign: not where all ways of reading the earlier signs of the bar give the pitch."""
        place = pitch.letter, pitch.octave
        usual = self._signature.alteration(pitch.letter)
        in_force = {self._by_letter.get(pitch.letter, usual), self._by_place.get(place, usual)}
        in_force |= self._stale.get(pitch.letter, set())
        in_force |= {other.alteration for other in self._held if other.step == pitch.step}
        self._by_letter[pitch.letter] = self._by_place[place] = pitch.alteration
        return in_force != {pitch.alteration}

    def sounded(self, ties: tuple[Pitch, ...]) -> None:
        """A note, a chord or a rest has been written, with these pitches tied on."""
        self._ties, self._held = ties, ()

    def change(self, signature: Signature) -> None:
        """Another key signature has been written."""
        self._signature = signature
        for (letter, _), alteration in self._by_place.items():
            self._stale.setdefault(letter, set()).add(alteration)
        self._by_letter, self._by_place = {}, {}

    def end_bar(self) -> None:
        """A bar line has been written."""
        self._held, self._ties = self._ties, ()
        self._by_letter, self._by_place, self._stale = {}, {}, {}
