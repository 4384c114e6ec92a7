"""Reads names of notes: a letter or a syllable with its sign, in an octave or in none."""

from __future__ import annotations

import re

from ssmr_bench.theory.pitch import NoteName, Pitch
from ssmr_bench.theory.wording.characters import plain

_SYLLABLES = {"do": "C", "ut": "C", "re": "D", "mi": "E", "fa": "F", "sol": "G", "la": "A", "si": "B"}
_SIGN = (
    r"(?:[ -]?\^?(?P<sharps>#{1,4}|(?<=[A-Ga-g])x{1,2})|[ -]?\^?(?P<flats>♭{1,4})|\^?(?P<bs>b{1,4})|[ -]?\^?♮"
    r"|[ -]*(?i:(?P<times>double|triple|doppio|doble)[ -]*)?(?i:(?P<up>sharp|diese|diesis|sostenido)"
    r"|(?P<down>flat|bemolle|bemol)|natural|becarre|bequadro|becuadro)(?i:s(?![a-z]))?(?![A-Za-z]))?"
)
_LETTERED = re.compile(rf"(?P<letter>[A-Ga-g]){_SIGN}")
_SUNG = re.compile(rf"(?P<syllable>(?i:do|ut|re|mi|fa|sol|la|si)){_SIGN}(?![A-Za-z])")
_OCTAVE = re.compile(r"[ _]?(\d)")
_LEAD = re.compile(r"(?:(?:an?|the|An|The) )?(?:(?i:note|pitch|root|tone) )?")
_BETWEEN = re.compile(r" ?(?:[,;>|/]|-+>?| -+ ) ?(?:and )?| (?:and )?")
_TIMES = {"double": 2, "doppio": 2, "doble": 2, "triple": 3}


def note(text: str) -> NoteName | Pitch | None:
    """The note that a text names: a pitch if it gives an octave (scientific: middle C is C4), else a name.

    >>> [str(note(text)) for text in ("B flat", "B♭", "si bémol", "F double sharp", "Fx", "the note C-natural", "Bb4")]
    ['Bb', 'Bb', 'Bb', 'F##', 'F##', 'C', 'Bb4']
    >>> [note(text) for text in ("H", "Bes", "B or C", "B flat minor", "")]
    [None, None, None, None, None]
    """
    said = plain(text)
    if said.lower() == "middle c":
        return Pitch("C", 0, 4)
    lead = _LEAD.match(said)
    for start in dict.fromkeys((0, lead.end() if lead else 0)):
        if (found := _note_at(said, start)) and found[1] == len(said):
            return found[0]
    return None


def tonic(text: str) -> tuple[NoteName, str, bool] | None:
    """The note that a plain text begins with, what follows it, and whether it was a syllable, as in "la mineur".

    >>> tonic("Bbm")
    (NoteName(letter='B', alteration=-1), 'm', False)
    >>> tonic("la mineur")
    (NoteName(letter='A', alteration=0), ' mineur', True)
    """
    match = _SUNG.match(text) or _LETTERED.match(text)
    return (_name(match), text[match.end() :], match.re is _SUNG) if match else None


def notes(text: str) -> tuple[NoteName, ...] | None:
    """The notes of a list of two or more, their octaves left out; None if anything else stands in it.

    >>> [str(name) for name in notes("D, E, F-sharp and G") or ()], [str(name) for name in notes("B♭-C - D E4") or ()]
    (['D', 'E', 'F#', 'G'], ['Bb', 'C', 'D', 'E'])
    >>> notes("D E F sharp or G"), notes("DEF")
    (None, None)
    """
    said, place = plain(text), 0
    found: list[NoteName] = []
    while at := _note_at(said, place):
        found.append(at[0] if isinstance(at[0], NoteName) else at[0].name)
        if at[1] == len(said):
            return tuple(found) if len(found) > 1 else None
        between = _BETWEEN.match(said, at[1])
        if between is None:
            return None
        place = between.end()
    return None


def _note_at(said: str, start: int) -> tuple[NoteName | Pitch, int] | None:
    """The note that is named from a place on, and where its name ends."""
    match = _SUNG.match(said, start) or _LETTERED.match(said, start)
    if match is None:
        return None
    name = _name(match)
    if octave := _OCTAVE.match(said, match.end()):
        return Pitch(name.letter, name.alteration, int(octave[1])), octave.end()
    return name, match.end()


def _name(match: re.Match[str]) -> NoteName:
    groups = match.groupdict()
    letter = groups["letter"].upper() if "letter" in groups else _SYLLABLES[groups["syllable"].lower()]
    sharps, flats = groups["sharps"] or "", (groups["flats"] or "") + (groups["bs"] or "")
    times = _TIMES[groups["times"].lower()] if groups["times"] else 1
    words = times * (bool(groups["up"]) - bool(groups["down"]))
    return NoteName(letter, sharps.count("#") + 2 * sharps.count("x") - len(flats) + words)
