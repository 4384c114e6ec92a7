"""Reads names of scales; those of major and minor keys name the major and the natural minor scale."""

from __future__ import annotations

import re

from ssmr_bench.theory.scale import Scale, ScaleKind
from ssmr_bench.theory.wording.characters import plain
from ssmr_bench.theory.wording.note import tonic

_KINDS: dict[str, ScaleKind] = {
    **dict.fromkeys(("major", "maj", "ionian", "majeur", "ionien"), "major"),
    **dict.fromkeys(("minor", "min", "natural minor", "pure minor", "aeolian", "minor natural"), "natural minor"),
    **dict.fromkeys(("mineur", "mineur naturel", "mineure naturelle", "eolien"), "natural minor"),
    **dict.fromkeys(("harmonic minor", "minor harmonic", "mineur harmonique"), "harmonic minor"),
    **dict.fromkeys(
        ("melodic minor", "minor melodic", "ascending melodic minor", "melodic minor ascending", "mineur melodique"),
        "melodic minor",
    ),
    **dict.fromkeys(("dorian", "dorien"), "dorian"),
    **dict.fromkeys(("phrygian", "phrygien"), "phrygian"),
    **dict.fromkeys(("lydian", "lydien"), "lydian"),
    **dict.fromkeys(("mixolydian", "mixolydien"), "mixolydian"),
    **dict.fromkeys(("locrian", "locrien"), "locrian"),
}
_LEAD = re.compile(
    r"(?:(?:an?|the|An?|The) )?(?i:(?:scale|key|gamme|tonalite) (?:of |de )|gamme )?(?:the )?(?=[A-Ga-gdrmfsluDRMFSLU])"
)
_ON = re.compile(r"(?:an? |the )?([a-z]+(?: [a-z]+)??)(?: scale| mode)? (?:on|of) (.+)", re.IGNORECASE)
"""The other way about: "the harmonic minor scale of E"."""
_END = re.compile(r"(?: mode)?(?: (?:scale|key))?$", re.IGNORECASE)


def scale(text: str) -> Scale | None:
    """The scale that a text names; "A minor" and "Am" are its natural minor, and a lone letter is none.

    >>> [scale(text).name for text in ("A minor", "F#m", "B-flat Mixolydian mode", "la mineur harmonique", "C Ionian")]
    ['A natural minor scale', 'F-sharp natural minor scale', 'B-flat mixolydian scale', 'A harmonic minor scale', \
'C major scale']
    >>> [scale(text).name for text in ("harmonic minor on E", "the Dorian mode of D", "Am harmonic")]
    ['E harmonic minor scale', 'D dorian scale', 'A harmonic minor scale']
    >>> [scale(text) for text in ("C", "a minor scale", "E phrygian dominant", "C major / A minor")]
    [None, None, None, None]
    """
    said = plain(text)
    said = said[: _END.search(said).start()]  # type: ignore[union-attr] # it matches the end of any text
    if (about := _ON.fullmatch(said)) and about[1].lower() in _KINDS:
        said = f"{about[2]} {about[1]}"
    lead = _LEAD.match(said)
    for start in dict.fromkeys((0, lead.end() if lead else 0)):
        if found := _scale(said[start:]):
            return found
    return None


def _scale(said: str) -> Scale | None:
    begun = tonic(said)
    if begun is None or said.startswith("a "):  # an article, for all one can know
        return None
    keynote, rest, sung = begun
    words = re.sub(r"[ -]+", " ", rest.lower()).strip()
    if rest.startswith("m") and not sung:
        words = re.sub(r"^m\b", "minor", words)
    kind = _KINDS.get(words)
    return Scale(keynote, kind) if kind else None
