"""Name the root of a triad under a key signature.

| level | key signatures | music                                            |
|-------|----------------|--------------------------------------------------|
| 1     | up to 2        | a chord in any inversion and its notes, treble   |
| 2     | up to 3        | the same, treble or bass                         |
| 3     | up to 4        | single notes in any octave and order             |
| 4     | 2 to 6         | the same, any clef                               |
| 5     | 3 to 7         | the same, any clef, one ledger line more         |

The options are two letters a third or a fifth apart, each with and without a sharp or flat that the signature may bear:
only the signature tells which of the two a letter is.
What decides: the notes and the signature. With the music hidden an answer is a guess.

Open: the root by its name, or in ABC under no key signature; the key's name is right, in whatever octave.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import ALTO, BASS, TREBLE
from ssmr_bench.synthesis import reply
from ssmr_bench.synthesis.open_form import OpenForm, is_key
from ssmr_bench.synthesis.problem import Question
from ssmr_bench.synthesis.setting import Setting, settings
from ssmr_bench.synthesis.templates import template
from ssmr_bench.synthesis.voicing import broken, struck
from ssmr_bench.theory.key import Key
from ssmr_bench.theory.pitch import LETTERS, NoteName

if TYPE_CHECKING:
    from ssmr_bench.synthesis.drawing import Draw

STEM = (
    "Under the key signature the notes of this music, in whatever octave and order, make up one triad. "
    "Which note is its root?"
)


@dataclass(frozen=True, slots=True)
class Level:
    """What is asked, and in what music."""

    fifths: int
    """The most sharps or flats in a signature."""
    settings: tuple[Setting, ...]
    least: int = 0
    """The fewest sharps or flats in a signature."""
    broken: bool = False
    """Whether notes come one after the other alone, in any octave and order."""

    @property
    def pairs(self) -> list[tuple[NoteName, NoteName]]:
        """A natural note with the same letter sharp or flat, as far as the signatures go."""
        signed = [NoteName.at_fifth(fifth) for n in range(1, self.fifths + 1) for fifth in (5 + n, -1 - n)]
        return [(NoteName(name.letter), name) for name in signed]


_STAVES = (TREBLE, BASS, ALTO)

LEVELS = {
    1: Level(2, settings((TREBLE,), 2, 6, 0, 1)),
    2: Level(3, settings((TREBLE, BASS), 3, 6, 0, 1)),
    3: Level(4, settings((TREBLE, BASS), 4, 6, 0, 1), broken=True),
    4: Level(6, settings(_STAVES, 6, 6, 0, 1), 2, broken=True),
    5: Level(7, settings(_STAVES, 7, 8, 0, 1), 3, broken=True),
}


OPEN = OpenForm(hint=reply.NAME_A_NOTE, read=reply.name, holds=is_key(reply.name), asked="root")


@template(category="chord", open_form=OPEN)
def chord_key_root(draw: Draw) -> Question:
    """A question at the level of the draw."""
    level = LEVELS[draw.level]
    options = draw.shuffle([name for pair in _two(draw, level) for name in pair])
    key = draw.key(options)
    setting = draw.choice([s for s in level.settings if s.allows(key) and abs(s.signature.fifths) >= level.least])
    home = Key.of(setting.signature, "major")
    triad = home.harmony(home.notes.index(key) + 1)
    score = broken(draw, setting, triad) if level.broken else struck(draw, setting, triad)
    return Question(STEM, score, tuple(option.full for option in options), key.full)


def _two(draw: Draw, level: Level) -> tuple[tuple[NoteName, NoteName], ...]:
    """Two pairs on letters a third or a fifth apart."""
    while True:
        pairs = draw.distinct(level.pairs, 2)
        first, second = (LETTERS.index(natural.letter) for natural, _ in pairs)
        if (second - first) % 7 not in {0, 1, 6}:
            return pairs
