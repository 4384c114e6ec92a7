"""What helps to guess, or may be taken in two ways, in a problem that has one right answer by the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.synthesis.audit.scales import scales
from ssmr_bench.theory.chord import Harmony
from ssmr_bench.theory.pitch import NoteName

if TYPE_CHECKING:
    from ssmr_bench.synthesis.audit.item import Item

TWINS = "enharmonic twins"
IMPOSSIBLE = "impossible key"
OWN_LETTER = "the root's own letter"


def remarks(item: Item) -> tuple[str, ...]:
    """The remarks on a problem of the published set, whose questions state no rule for any of this.

    - two chord names that sound the same are offered;
    - a key is offered whose signature would need more than seven sharps or flats;
    - the letter of a root that the key signature alters is offered as another, wrong option.
    """
    if item.template == "chord_name" and _twins(item):
        return (TWINS,)
    if item.template == "scale_key" and any(abs(scales(option)[0].key.fifths) > 7 for option in item.options):
        return (IMPOSSIBLE,)
    if item.template == "chord_key_root":
        root = NoteName.parse(item.options[item.place])
        return (OWN_LETTER,) if root.alteration and NoteName(root.letter).full in item.options else ()
    return ()


def _twins(item: Item) -> bool:
    chords = [Harmony.parse(option) for option in item.options]
    sounding = {frozenset(member.fifth * 7 % 12 for member in chord.members) for chord in chords}
    return len(sounding) < len(set(chords))
