"""Reads names of triads and seventh chords: in words, and as chord symbols."""

from __future__ import annotations

import re

from ssmr_bench.theory.chord import Harmony, Quality
from ssmr_bench.theory.wording.characters import plain
from ssmr_bench.theory.wording.note import tonic

_SYMBOLS: dict[str, Quality] = {
    **dict.fromkeys(("", "M", "maj", "Maj", "ma", "Ma"), "major"),
    **dict.fromkeys(("m", "min", "Min", "mi"), "minor"),
    **dict.fromkeys(("dim", "Dim", "°", "o", "mb5", "m♭5", "m(b5)", "m(♭5)", "minor (b5)", "minor (♭5)"), "diminished"),
    **dict.fromkeys(("aug", "Aug", "+", "+5", "(#5)", "(+5)", "maj(#5)", "M(#5)", "major (#5)"), "augmented"),
    **dict.fromkeys(("7", "dom7"), "dominant seventh"),
    **dict.fromkeys(("maj7", "Maj7", "M7", "Δ", "Δ7"), "major seventh"),
    **dict.fromkeys(("m7", "min7"), "minor seventh"),
    **dict.fromkeys(("m7b5", "m7♭5", "min7b5", "min7♭5", "ø", "ø7"), "half-diminished seventh"),
    **dict.fromkeys(("dim7", "°7", "o7"), "diminished seventh"),
    **dict.fromkeys(("mM7", "mMaj7", "mmaj7", "m(maj7)", "minmaj7"), "minor-major seventh"),
    **dict.fromkeys(("augM7", "augmaj7", "+M7", "+maj7"), "augmented-major seventh"),
}
_WORDS: dict[str, Quality] = {
    **dict.fromkeys(("major", "maj", "majeur", "maggiore", "mayor"), "major"),
    **dict.fromkeys(("minor", "min", "mineur", "minore", "menor"), "minor"),
    **dict.fromkeys(("diminished", "dim", "diminue"), "diminished"),
    **dict.fromkeys(("augmented", "aug", "augmente"), "augmented"),
    "dominant seventh": "dominant seventh",
    "major seventh": "major seventh",
    "minor seventh": "minor seventh",
    **dict.fromkeys(("half-diminished seventh", "half-diminished"), "half-diminished seventh"),
    "diminished seventh": "diminished seventh",
    "minor-major seventh": "minor-major seventh",
    "augmented-major seventh": "augmented-major seventh",
}
_LEAD = re.compile(r"(?:(?:an?|the|An?|The) )?(?:(?i:accord (?:de )?))?(?=[A-Ga-gdrmfsluDRMFSLU])")
_ON = re.compile(r"(?:an? |the )?([a-z]+)(?: triad| chord)? (?:on|of) (.+)", re.IGNORECASE)
"""The other way about: "an augmented triad on G"."""
_END = re.compile(r"(?:,? (?:in )?(?:root position|(?:first|second|1st|2nd) inversion))?$", re.IGNORECASE)
_KIND = re.compile(r" (?:triad|chord)$", re.IGNORECASE)


def harmony(text: str) -> Harmony | None:
    """The chord that a text names; a letter alone is a major triad, as in chord symbols, if it is a capital.

    >>> [harmony(text).name for text in ("Bbm", "B♭ minor", "si bémol mineur", "an F# diminished triad")]
    ['B-flat minor triad', 'B-flat minor triad', 'B-flat minor triad', 'F-sharp diminished triad']
    >>> [harmony(text).name for text in ("C", "CM", "Eb+", "B°", "Co", "Am7")]
    ['C major triad', 'C major triad', 'E-flat augmented triad', 'B diminished triad', 'C diminished triad', \
'A minor seventh chord']
    >>> [harmony(text).name for text in ("an augmented triad on G", "G(#5)", "Am(b5)")]
    ['G augmented triad', 'G augmented triad', 'A diminished triad']
    >>> [harmony(text) for text in ("a minor triad", "c", "Do", "C-E-G", "C-", "minor", "Csus4")]
    [None, None, None, None, None, None, None]
    """
    said = plain(text)
    said = said[: _END.search(said).start()]  # type: ignore[union-attr] # it matches the end of any text
    if (about := _ON.fullmatch(said)) and about[1].lower() in _WORDS:
        said = f"{about[2]} {about[1]}"
    lead = _LEAD.match(said)
    for start in dict.fromkeys((0, lead.end() if lead else 0)):
        if found := _harmony(said[start:]):
            return found
    return None


def _harmony(said: str) -> Harmony | None:
    bare = _KIND.sub("", said)
    begun = tonic(bare)
    if begun is None:
        return None
    root, rest, sung = begun
    if not rest and (sung or bare[0].islower()):
        return None  # "do" is a syllable and D diminished; "c" is C minor to some
    if bare.startswith("a ") and not sung:
        return None  # an article, for all one can know
    words = rest.lstrip(" -").lower().replace("7th", "seventh").replace("half dim", "half-dim")
    words = re.sub(r"^(minor|augmented) major seventh", r"\1-major seventh", words)
    quality = _WORDS.get(words) if rest[:1] in {" ", "-"} or words.isalpha() else None
    symbol = None if sung else _SYMBOLS.get(rest.lstrip(" "))
    found = quality or symbol
    return Harmony(root, found) if found else None
