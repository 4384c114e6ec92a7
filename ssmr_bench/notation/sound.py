"""Performances as sound: struck strings made of sine waves, in a WAV file that any player knows."""

from __future__ import annotations

import wave
from collections import defaultdict
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy import float64, int16
    from numpy.typing import NDArray

    from ssmr_bench.notation.performance import Performance, Sounding

RATE = 44_100
"""Samples a second."""
_PARTIALS = 10
_ATTACK = 0.006
"""Seconds until a string sounds in full: a sudden beginning would click."""
_RELEASE = 0.09
"""Seconds in which a key that goes up ends its note."""
_TAIL = 0.25
"""Seconds of silence at the end."""
_RING = 2.2
"""Seconds in which the A above middle C falls to 1/e; lower strings ring longer, higher partials shorter."""
_PEAK = 0.85
"""The loudest sample, where 1 is as loud as a file can be."""
_STIFFNESS = 2.5e-4
"""Inharmonicity of the A above middle C: partials of a stiff string are a little sharp."""


def wav(performance: Performance) -> bytes:
    """The performance as a WAV file: one channel, 16 bits, 44,100 samples a second; the same bytes each time."""
    written = BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(waveform(performance).astype("<i2").tobytes())
    return written.getvalue()


def waveform(performance: Performance) -> NDArray[int16]:
    """The samples, in one dimension; as loud as they can be without clipping, and silent if nothing sounds."""
    import numpy as np

    second = performance.second
    mixed = np.zeros(round((float(performance.duration / second) + _RELEASE + _TAIL) * RATE) + 2)
    for key, notes in _by_key(performance.notes).items():
        longest = float(max(note.duration for note in notes) / second)
        string = _string(key, longest + _RELEASE)
        for note in notes:
            sound = _damped(string, float(note.duration / second))
            begin = round(float(note.start / second) * RATE)
            mixed[begin : begin + len(sound)] += sound
    loudest = float(np.max(np.abs(mixed), initial=0.0))
    scaled = mixed * (_PEAK * 32767 / loudest if loudest else 0.0)
    return np.rint(scaled).astype(np.int16)


def _by_key(notes: Sequence[Sounding]) -> dict[int, list[Sounding]]:
    found = defaultdict[int, list["Sounding"]](list)
    for note in notes:
        found[note.midi].append(note)
    return found


def _string(key: int, seconds: float) -> NDArray[float64]:
    """A struck string that nobody damps; every partial dies away, the higher the sooner."""
    import numpy as np

    frequency = 440 * 2 ** ((key - 69) / 12)
    ring = _RING * (440 / frequency) ** 0.5
    stiffness = _STIFFNESS * (frequency / 440) ** 1.2
    time = np.arange(round(seconds * RATE)) / RATE
    sound = np.zeros_like(time)
    for partial in range(1, _PARTIALS + 1):
        pitch = frequency * partial * (1 + stiffness * partial**2) ** 0.5
        if pitch >= RATE / 2:
            break
        # The hammer strikes at an eighth of the string, where every eighth partial has a node.
        weight = abs(np.sin(np.pi * partial / 8)) / partial**1.4
        sound += weight * np.exp(-time * partial**0.7 / ring) * np.sin(2 * np.pi * pitch * time)
    rise = round(_ATTACK * RATE)
    sound[:rise] *= (1 - np.cos(np.pi * np.arange(min(rise, len(sound))) / rise)) / 2
    return sound


def _damped(string: NDArray[float64], seconds: float) -> NDArray[float64]:
    """A string whose damper falls after so many seconds."""
    import numpy as np

    begin = round(seconds * RATE)
    fall = round(_RELEASE * RATE)
    sound = string[: begin + fall].copy()
    falling = len(sound) - begin
    sound[begin:] *= (1 + np.cos(np.pi * np.arange(falling) / max(1, falling))) / 2
    return sound
