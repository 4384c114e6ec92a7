"""The reader on 2,508 real tunes, beside abc2midi."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import NotationError
from ssmr_bench.notation.abc import read, write
from ssmr_bench.notation.performance import Sounding, perform
from ssmr_bench.notation.score import Barline, Graces
from tests.notation import midi
from tests.notation.tunes import needed, tunes

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.notation.score import Bar, Score

pytestmark = needed
with_abc2midi = pytest.mark.skipif(
    shutil.which("abc2midi") is None, reason="abc2midi is missing: apt-get install abcmidi"
)

TIES_INTO_A_REPEAT = (
    "line with '- |:' or '- :|': abc2midi ties to the note that comes next in the text, we in the playing"
)
NO_OPENING = (
    "it warns 'Assuming repeat': after a closing repeat it opens the next one at a double bar line, or anywhere"
)
DIFFERENCES = {
    151: "line with '|1,3 … :|4': it plays no third time, and then forgets the voltas of the next repeat",
    165: "line with '|: ::' and '|1,3 … :|4': it leaves out the repeat from the beginning, as an empty one follows",
    192: NO_OPENING,
    562: "first line, '[ee]2- |': it ties one of the two equal notes of a chord",
    833: NO_OPENING,
    992: TIES_INTO_A_REPEAT,
    1398: NO_OPENING,
    1555: NO_OPENING,
    2070: "last line, ':| … :|': it does not play the end twice",
    2124: NO_OPENING,
    2204: TIES_INTO_A_REPEAT,
}
"""Tunes by their number in the file, and why abc2midi plays them otherwise."""
ONLY_REPEATS = sorted(DIFFERENCES.keys() - {562})
"""Of these, the ones that agree when nothing is repeated."""

GRACES = {
    "at the end of a bar, where it leaves them out": {39, 461, 623, 952, 1869},
    "under another L: than 1/8, by which it measures them": {659, 966, 1153, 1481, 1715, 1721, 2006, 2029, 2035},
    "before a short note, of which it takes another share": {243, 518, 558, 834, 1119, 2080},
}
"""Tunes with grace notes that abc2midi plays otherwise, by where these stand."""

NEAR = Fraction(31, 1920)
"""abc2midi spreads a chord by 10 ticks a note, of 1,920 in a whole note, and shortens it by as much."""
_PLAYED_ITS_WAY = re.compile(r'(\[[A-Z]:[^]]*\])|"[^"]*"|![^!\n]*!|\.(?!\|)|[TPMSO~]')
"""Staccato, trills and dynamics, which it plays by altering the notes; fields are left as they are."""
_REPEATS = re.compile(r"(\[[A-Z]:[^]]*\])|(?::+\|[|\]]?|\|[|\]]?:+|::)(?:\d[\d,]*)?|\[\d[\d,]*|\|(?=\d)(?:\d[\d,]*)")


def plain(tune: str) -> str:
    """The tune with its notes alone, and with a number. `|]:` is written as abc2midi knows it."""
    head, _, rest = tune.removeprefix("X:1\n").partition("\nK:")
    key, _, music = rest.partition("\n")
    music = _PLAYED_ITS_WAY.sub(lambda match: match[1] or "", music).replace("|]:", "|:")
    return f"X:1\n{head}\nK:{key}\n{music}\n"


def straight(tune: str) -> str:
    """A plain tune without repeats and voltas."""
    head, key, music = tune.partition("\nK:")
    return head + key + _REPEATS.sub(lambda match: match[1] or "|", music)


def abc2midi(tune: str, folder: Path, *, graces: bool = False) -> list[Sounding] | None:
    """What abc2midi plays, with grace notes or without; None if it finds an error in the tune, or breaks."""
    name = folder / str(abs(hash(tune)))
    name.with_suffix(".abc").write_text(tune)
    # No fermatas, no chords from chord symbols, no dynamics.
    options = ["-NFER", "-NGUI", "-NFNP", *(() if graces else ("-NGRA",))]
    command = ["abc2midi", str(name.with_suffix(".abc")), "-o", str(name.with_suffix(".mid")), *options]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode or "Error" in run.stdout + run.stderr:
        return None
    return midi.sounds(name.with_suffix(".mid").read_bytes())


def played(score: Score) -> list[Sounding]:
    """What we play, without grace notes."""

    def plainly(bars: tuple[Bar, ...]) -> tuple[Bar, ...]:
        return tuple(
            replace(bar, events=tuple(each for each in bar.events if type(each) is not Graces)) for bar in bars
        )

    lower = tuple(replace(voice, bars=plainly(voice.bars)) for voice in score.lower)
    return list(perform(replace(score, bars=plainly(score.bars), lower=lower)).notes)


def alike(ours: list[Sounding], theirs: list[Sounding]) -> bool:
    def by_key(sound: Sounding) -> tuple[int, Fraction]:
        return sound.midi, sound.start

    return len(ours) == len(theirs) and all(
        mine.midi == other.midi
        and abs(mine.start - other.start) <= NEAR
        and abs(mine.duration - other.duration) <= NEAR
        for mine, other in zip(sorted(ours, key=by_key), sorted(theirs, key=by_key), strict=True)
    )


@cache
def scores() -> dict[int, Score]:
    """The tunes that can be read, by their numbers."""
    found = {}
    for number, tune in enumerate(tunes()):
        try:
            found[number] = read(tune)
        except NotationError:
            continue
    return found


def test_all_tunes_are_read_but_one_with_a_lonely_colon() -> None:
    assert len(tunes()) == 2508
    assert [number for number in range(2508) if number not in scores()] == [1639]
    with pytest.raises(NotationError, match="line 4, column 1: a colon that is part of no repeat; expected"):
        read(tunes()[1639])


def test_what_is_written_reads_back_to_the_same_score() -> None:
    for score in scores().values():
        assert read(write(score)) == score


@with_abc2midi
def test_abc2midi_plays_the_same_notes(tmp_path: Path) -> None:
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        theirs = list(threads.map(lambda tune: abc2midi(plain(tune), tmp_path), tunes()))
    compared = [number for number in scores() if theirs[number] is not None]
    different = [number for number in compared if not alike(played(scores()[number]), theirs[number] or [])]
    assert len(compared) >= 2380
    assert different == sorted(DIFFERENCES)
    assert len(different) <= 0.01 * len(compared)


@with_abc2midi
@pytest.mark.parametrize("number", ONLY_REPEATS)
def test_differences_in_repeats_are_in_nothing_else(number: int, tmp_path: Path) -> None:
    tune = straight(plain(tunes()[number]))
    score = read(tune)
    assert not any(bar.opens_repeat or bar.volta or bar.line is Barline.REPEAT for bar in score.bars)
    assert alike(played(score), abc2midi(tune, tmp_path) or [])


@with_abc2midi
def test_what_is_written_is_what_abc2midi_plays(tmp_path: Path) -> None:
    """Not only can we read what we write: abc2midi plays it as it plays the original."""
    numbers = [number for number in range(0, 2508, 8) if number in scores() and number not in DIFFERENCES]
    for number in numbers:
        original = abc2midi(plain(tunes()[number]), tmp_path)
        if original is not None:
            assert alike(abc2midi(plain(write(scores()[number])), tmp_path) or [], original), number


@with_abc2midi
def test_abc2midi_plays_the_same_grace_notes(tmp_path: Path) -> None:
    graced = [number for number in scores() if "{" in tunes()[number] and number not in DIFFERENCES]
    theirs = {number: abc2midi(plain(tunes()[number]), tmp_path, graces=True) for number in graced}
    compared = {number: sounds for number, sounds in theirs.items() if sounds is not None}
    different = {
        number for number, sounds in compared.items() if not alike(list(perform(scores()[number]).notes), sounds)
    }
    assert len(compared) >= 205
    assert different == set().union(*GRACES.values())
