"""What stands in our WAV files, by a spectrum."""

from __future__ import annotations

import wave
from fractions import Fraction
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from ssmr_bench.notation.abc import read
from ssmr_bench.notation.performance import Sounding, perform
from ssmr_bench.notation.sound import RATE, wav, waveform

if TYPE_CHECKING:
    from numpy import float64, int16
    from numpy.typing import NDArray

    from ssmr_bench.notation.performance import Performance

QUARTER = 0.6
"""Seconds at a hundred beats a minute."""


def played(music: str) -> Performance:
    return perform(read(f"L:1/4\nM:4/4\nK:C\n{music}"))


def energy(sound: NDArray[int16], seconds: float, frequency: float) -> float:
    """How much of a fifth of a second from there on lies near a frequency and its next partials, from 0 to 1."""
    part = sound[round(seconds * RATE) : round((seconds + 0.2) * RATE)] * np.hanning(round(0.2 * RATE))
    spectrum: NDArray[float64] = np.abs(np.fft.rfft(part, 8 * len(part))) ** 2
    at = np.fft.rfftfreq(8 * len(part), 1 / RATE)
    # Near is a third of a semitone, but no less than the window can tell apart.
    near = [np.abs(at - partial * frequency) < max(10, 0.02 * partial * frequency) for partial in (1, 2, 3, 4)]
    return float(spectrum[np.any(near, axis=0)].sum() / spectrum.sum())


def hertz(key: int) -> float:
    return 440.0 * 2 ** ((key - 69) / 12)


def test_a_file_says_what_it_holds() -> None:
    performance = played("C E G c |")
    with wave.open(BytesIO(wav(performance))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 44_100)
        assert file.getnframes() == len(waveform(performance))
        assert 4 * QUARTER < file.getnframes() / RATE < 4 * QUARTER + 0.5
    assert wav(performance) == wav(performance)


@pytest.mark.parametrize("music", ["C E G c |", "A,, _e b' z |", "[CEG] [DFA]2 c'' |"])
def test_each_note_sounds_at_its_pitch_in_its_time(music: str) -> None:
    performance = played(music)
    sound = waveform(performance)
    for note in performance.notes:
        start = float(note.start / performance.second)
        together = sum(other.start == note.start for other in performance.notes)
        assert energy(sound, start + 0.1, hertz(note.midi)) > 0.8 / together
        assert energy(sound, start + 0.1, hertz(note.midi) * 1.09) < 0.4 / together
    over = float(performance.duration / performance.second) + 0.1
    assert not np.any(sound[round(over * RATE) :])


def test_a_rest_is_silent_after_the_damper() -> None:
    sound = waveform(played("C z3 C |"))
    assert np.any(sound[round(0.5 * RATE) : round(0.6 * RATE)])
    assert not np.any(sound[round(0.7 * RATE) : round(2.3 * RATE)])


def test_nothing_clips_or_clicks() -> None:
    loud = "[CDEFGABcdefgab]/ " * 8
    for music in ("C E G c |", f"{loud} |", "C//// " * 64, "c'''// C,,, z C |"):
        sound = waveform(played(music)).astype(np.int64)
        assert 0.8 * 32767 < np.max(np.abs(sound)) < 0.9 * 32767
        # A click is a jump that the wave before it does not lead to: a second difference far above all others.
        assert abs(sound[0]) <= 1
        assert abs(sound[-1]) <= 1
    quiet = waveform(played("C z C |")).astype(np.int64)
    jumps = np.abs(np.diff(quiet))
    begins, ends = round(2 * QUARTER * RATE), round(QUARTER * RATE)
    steepest = jumps[1000:20000].max()
    for place in (0, begins, ends, ends + round(0.09 * RATE)):
        assert jumps[max(0, place - 20) : place + 20].max() < 0.7 * steepest


def test_low_strings_ring_longer_and_all_die_away() -> None:
    def loudness(music: str) -> list[float]:
        sound = waveform(played(music)).astype(np.float64)
        return [float(np.sqrt(np.mean(sound[round(at * RATE) :][:8820] ** 2))) for at in (0.1, 0.6, 1.1, 1.6)]

    low, high = loudness("C,4 |"), loudness("c''4 |")
    assert all(before > after for heard in (low, high) for before, after in pairwise(heard))
    assert low[3] / low[0] > 2 * high[3] / high[0]


def test_silence_and_the_shortest_notes_are_no_trouble() -> None:
    assert not np.any(waveform(played("z4 |")))
    performance = perform(read("L:1/1024\nM:4/4\nK:C\nC/64 D |"))
    assert performance.notes[0] == Sounding(Fraction(0), 60, Fraction(1, 65536))
    assert np.any(waveform(performance))
