from __future__ import annotations

from itertools import combinations, pairwise, permutations, product

import music21
import pytest

from ssmr_bench.theory.chord import INVERSIONS, QUALITIES, SEVENTHS, TRIADS, Harmony, Quality, stacked
from ssmr_bench.theory.interval import Interval
from ssmr_bench.theory.pitch import NoteName, Pitch
from tests.theory.oracle import NAMES, music21_name, music21_pitch

KINDS: dict[Quality, str] = {
    "major": "major",
    "minor": "minor",
    "diminished": "diminished",
    "augmented": "augmented",
    "dominant seventh": "dominant-seventh",
    "major seventh": "major-seventh",
    "minor seventh": "minor-seventh",
    "half-diminished seventh": "half-diminished-seventh",
    "diminished seventh": "diminished-seventh",
    "minor-major seventh": "minor-major-seventh",
    "augmented-major seventh": "augmented-major-seventh",
}
HARMONIES = [Harmony(root, quality) for root, quality in product(NAMES, QUALITIES)]
NATURAL = [name for name in NAMES if abs(name.alteration) <= 1]


def music21_chord(pitches: tuple[Pitch, ...]) -> music21.chord.Chord:
    return music21.chord.Chord([music21_pitch(pitch) for pitch in pitches])


def bass(name: NoteName) -> Pitch:
    return Pitch(name.letter, name.alteration, 3)


@pytest.mark.parametrize("quality", QUALITIES)
def test_every_chord_is_spelled_as_music21s_chord_symbol(quality: Quality) -> None:
    for root in NAMES:
        theirs = music21.harmony.ChordSymbol(root=music21_name(root), kind=KINDS[quality])
        assert list(theirs.pitchNames) == list(map(music21_name, Harmony(root, quality).members))


@pytest.mark.parametrize("quality", QUALITIES)
def test_every_voicing_has_the_root_quality_and_inversion_that_music21_hears(quality: Quality) -> None:
    for root in NAMES:
        harmony = Harmony(root, quality)
        for lowest in map(bass, harmony.members):
            for voiced in (harmony.close_position(lowest), harmony.open_position(lowest)):
                theirs = music21_chord(voiced)
                inversion = harmony.inversion(voiced[0].name)
                assert theirs.root().name == music21_name(root)
                assert theirs.inversion() == inversion
                assert theirs.inversionText().lower() == INVERSIONS[inversion]
                if quality in TRIADS:
                    assert theirs.quality == quality
                elif quality in SEVENTHS[:5]:  # the last two are "minor-augmented" and "augmented major" to music21
                    assert theirs.commonName == f"{quality} chord"


def test_close_position_is_music21s() -> None:
    for harmony in HARMONIES:
        for lowest in map(bass, harmony.members):
            ours = harmony.close_position(lowest)
            closed = music21_chord(harmony.open_position(lowest)).closedPosition()
            assert [pitch.nameWithOctave for pitch in closed.pitches] == [
                music21_pitch(pitch).nameWithOctave for pitch in sorted(ours, key=lambda pitch: pitch.step)
            ]


def test_open_position_is_drop_2() -> None:
    for harmony in HARMONIES:
        size = len(harmony.members)
        for low in map(bass, harmony.members):
            close = harmony.close_position(low)
            second = close[-2]
            dropped = Pitch(second.letter, second.alteration, second.octave - 1)
            assert harmony.open_position(dropped) == (dropped, *close[: size - 2], close[-1])


def test_voicings_are_all_there_are_between_two_places() -> None:
    low, high = Pitch.parse("F3"), Pitch.parse("A5")
    reached = [Pitch.at_step(step) for step in range(low.step, high.step + 1)]
    for harmony in HARMONIES[::7]:
        members = {name.letter: name for name in harmony.members}
        within = [Pitch.at_step(p.step, members[p.letter].alteration) for p in reached if p.letter in members]
        ways = combinations(within, len(members))
        every = [way for way in ways if {pitch.name for pitch in way} == set(harmony.members)]
        found = list(harmony.voicings(low, high))
        assert sorted(found, key=str) == sorted(every, key=str)
        for way in found:
            assert Harmony.of(pitch.name for pitch in way) == harmony
            for voiced in (harmony.close_position(way[0]), harmony.open_position(way[0])):
                assert (voiced in found) == (voiced[-1].step <= high.step)


@pytest.mark.parametrize("quality", QUALITIES)
def test_every_chord_is_a_stack_of_thirds_within_an_octave(quality: Quality) -> None:
    for root in NAMES:
        pitches = Harmony(root, quality).close_position(bass(root))
        thirds = {Interval.between(*pair).name for pair in pairwise(pitches)}
        assert thirds <= {"major third", "minor third"}
        assert Interval.between(pitches[0], pitches[-1]).steps == 2 * len(pitches) - 2


def test_every_chord_is_known_again_in_any_order_and_doubling() -> None:
    for harmony in HARMONIES:
        for members in permutations(harmony.members):
            assert Harmony.of([*members, members[0]]) == harmony


def test_notes_are_a_triad_only_if_music21_says_so() -> None:
    for three in combinations(NATURAL, 3):
        chord = music21.chord.Chord(list(map(music21_name, three)))
        kinds = (chord.isMajorTriad(), chord.isMinorTriad(), chord.isDiminishedTriad(), chord.isAugmentedTriad())
        assert (Harmony.of(three) is not None) == any(kinds), three


def test_notes_are_a_seventh_chord_only_if_some_root_spells_it() -> None:
    spelled = {frozenset(harmony.members): harmony for harmony in HARMONIES if harmony.quality in SEVENTHS}
    for four in combinations(NATURAL, 4):
        assert Harmony.of(four) == spelled.get(frozenset(four)), four


@pytest.mark.parametrize("names", ["", "C", "C E", "C D# G", "C E G B# D", "C Eb G A Bb"])
def test_what_is_no_chord_is_none(names: str) -> None:
    assert Harmony.of(map(NoteName.parse, names.split())) is None


def test_no_two_chords_share_a_name_and_every_name_leads_back() -> None:
    assert len({harmony.name for harmony in HARMONIES}) == len(HARMONIES)
    for harmony in HARMONIES:
        assert Harmony.parse(harmony.name) == harmony


@pytest.mark.parametrize(
    "name", ["", "C", "C major", "C major chord", "C dominant seventh triad", "C# major triad", "H major triad"]
)
def test_what_is_no_chord_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"no chord|no note name"):
        Harmony.parse(name)


def test_a_bass_outside_the_chord_is_refused() -> None:
    with pytest.raises(ValueError, match="no D in the C major triad; its members are C, E, G"):
        Harmony(NoteName("C"), "major").close_position(Pitch.parse("D3"))


def test_a_stack_that_is_no_chord_is_refused() -> None:
    whole_tones = [NoteName.parse(name) for name in ("C", "D", "E", "F#", "G#", "A#", "B#")]
    with pytest.raises(ValueError, match="spelled E, G#, B#, D"):
        stacked(whole_tones, 3, 4)
