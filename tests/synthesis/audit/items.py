"""Problems written by hand, one of each template, with exactly the answer holding."""

from __future__ import annotations

from ssmr_bench.synthesis.audit import Item

HEAD = "X:1\nL:1/8\nK:C\n"
NAMED = "Go by the note names as written"
TRIAD = "The notes of this music, in whatever octave and order, make up one triad."


def item(template: str, question: str, abc: str, options: tuple[str, ...], answer: str) -> Item:
    return Item(f"by hand/{template}", template, question, abc, options, answer)


GOOD = {
    each.template: each
    for each in (
        item(
            "time_signature",
            "The time signature of this music is missing. All its bars are full. Which time signature does it have?",
            HEAD + "C2 D2 E2 | F3 G A B |]",
            ("2/4", "3/4", "4/4", "9/8"),
            "B",
        ),
        item(
            "bar_lines",
            "The bar lines of this music are missing. Which option sets them as the time signature asks, "
            "so that every bar from the first to the last is full?",
            "X:1\nM:3/4\nL:1/8\nK:D\nF2 G2 ^A2 =c2 d2 e2 f2 g2 b2 f2 e2 d2 |]",
            (
                "F2 G2 | ^A2 =c2 | d2 e2 | f2 g2 | b2 f2 | e2 d2 |]",
                "F2 G2 ^A2 =c2 | d2 e2 f2 g2 | b2 f2 e2 d2 |]",
                "F2 G2 ^A2 =c2 d2 e2 | f2 g2 b2 f2 e2 d2 |]",
                "F2 G2 ^A2 | =c2 d2 e2 | f2 g2 b2 | f2 e2 d2 |]",
            ),
            "D",
        ),
        item(
            "interval_name",
            "What is the interval between the first note and the last note of this music? "
            f"{NAMED}: enharmonic spellings make different intervals. "
            "An interval wider than an octave goes by its full number (a ninth, not a second).",
            "X:1\nM:4/4\nL:1/8\nK:G\nF2 A2 B2 c2 |]",
            ("perfect fourth", "diminished fifth", "augmented fourth", "diminished twelfth"),
            "B",
        ),
        item(
            "interval_note",
            "Which note lies an augmented second below the third note of this music? "
            f"{NAMED}: enharmonic spellings make different intervals. The options stand under no key signature.",
            "X:1\nM:4/4\nL:1/8\nK:A clef=bass\nE,2 F,2 G,2 A,2 |]",
            ("F,", "^F,", "^A,", "F"),
            "A",
        ),
        item(
            "chord_name",
            f"{TRIAD} Which one? {NAMED}: enharmonic spellings make different triads.",
            "X:1\nM:4/4\nL:1/8\nK:D\n[A,Fc]4 f2 C2 |]",
            ("G-flat minor triad", "F-sharp major triad", "A major triad", "F-sharp minor triad"),
            "D",
        ),
        item(
            "chord_completion",
            "Each bar of this music holds two notes of a minor triad. Which of the options makes such a triad with the "
            f"two notes of the second bar, in whatever octave? {NAMED}. The options stand under no key signature.",
            HEAD + "A2 e2 | C2 [_EC]2 | D2 F2 |]",
            ("G,", "A", "E", "c"),
            "A",
        ),
        item(
            "chord_root",
            f"{TRIAD} Which note is its root? {NAMED}: enharmonic spellings make different triads.",
            HEAD + "C2 E2 _A2 |]",
            ("C-natural", "G-sharp", "E-natural", "A-flat"),
            "D",
        ),
        item(
            "chord_key_root",
            "Under the key signature the notes of this music, in whatever octave and order, make up one triad. "
            "Which note is its root?",
            "X:1\nL:1/8\nK:Eb\nB2 D2 G2 b2 |]",
            ("B-natural", "B-flat", "G-flat", "G-natural"),
            "D",
        ),
        item(
            "scale_key",
            "The notes of this music, in whatever octave and order, are those of one scale. Which scale is it? "
            f"{NAMED}.",
            HEAD + "^g2 A B c' D E, F |]",
            ("A natural minor scale", "A harmonic minor scale", "A melodic minor scale", "C major scale"),
            "B",
        ),
        item(
            "scale_spelling",
            "Which option writes the D melodic minor scale, descending from keynote to keynote? "
            "The options stand under no key signature.",
            "",
            ("d c _B A G F E D |]", "d ^c B A G F E D |]", "D E F G A _B c d |]", "d c B A G F E D |]"),
            "A",
        ),
    )
}
