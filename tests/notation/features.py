"""A line of ABC for each thing that a score can hold; `make features` engraves them beside abcm2ps."""

from __future__ import annotations

FEATURES = {
    "values and dots": "M:4/4\nL:1/8\nK:C\nC8 | D4 E4 | F2 G2 A3 B | c/2 d/2 e/4 f/4 g/4 a/4 b7/2 c'3/2 x |]",
    "rests": "M:4/4\nL:1/8\nK:C\nz8 | z4 z2 z z/2 z/4 z/4 | z3 z3 z2 | Z3 | C8 |]",
    "accidentals": "M:4/4\nL:1/8\nK:A\n=C ^C ^^C _C __C C =c c | C2 c2 =G2 G2 |]",
    "accidentals over a tie": "M:2/4\nL:1/8\nK:C\n^F4- | F2 F2 | _B2 B-B |]",
    "beams in 4/4": "M:4/4\nL:1/8\nK:C\nCDEF GABc | c/2B/2A/2G/2 F/2E/2D C>D E<F |]",
    "beams in 6/8": "M:6/8\nL:1/8\nK:C\nCDE FGA | B2c d3 | C/2D/2E/2F/2G/2A/2 B c2 |]",
    "beams in 5/8 and 7/8": "M:5/8\nL:1/8\nK:C\nCDEFG | [M:7/8] CDEFGAB |]",
    "tuplets": "M:4/4\nL:1/8\nK:C\n(3CDE (3F2G2A2 B2 | (5CDEFG (3zAB c2 | (3C2D C2 D4 |]",
    "chords": "M:4/4\nL:1/4\nK:C\n[CEG] [DFA]/2 [EGB]/2 [CDE] [^F_A] | [C^DA]4 |]",
    "ties of chords": "M:4/4\nL:1/4\nK:F\n[FAc]2- [FAc]2 | [C-E]4 | C4 |]",
    "a note in several parts": "M:5/4\nL:1/8\nK:C\nC10 | D5 E5 |]",
    "graces": "M:4/4\nL:1/8\nK:C\n{d}c4 {Bc}d4 | {/g}f4 {^fg}a4 |]",
    "bass clef": "M:3/4\nL:1/4\nK:Eb clef=bass\nE,, G,, B,, | E, G, B, | C3 |]",
    "alto and tenor clefs": "M:3/4\nL:1/4\nK:D clef=alto\nD F A | [K:clef=tenor] D F A |]",
    "octave clefs": "M:3/4\nL:1/4\nK:C clef=treble-8\nC E G | [K:clef=bass] C, E, G, |]",
    "every sharp": "M:2/4\nL:1/4\nK:C#\nC D | E F |]",
    "every flat": "M:2/4\nL:1/4\nK:Cb clef=bass\nC, D, | E, F, |]",
    "a signature of its own": "M:2/4\nL:1/4\nK:D exp _B ^F\nD F | A B |]",
    "changes of key": "M:2/4\nL:1/4\nK:D\nD F | [K:Bb] B, D | [K:C] C E | [K:E] E2 |]",
    "changes of meter": "M:2/4\nL:1/8\nK:C\nC2 D2 | [M:3/4] C2 D2 E2 | [M:12/8] C3 D3 E3 F3 | [M:C|] C8 |]",
    "bar lines": "M:2/4\nL:1/4\nK:C\nC D || E F .| G A [|] B c |]",
    "repeats": "M:2/4\nL:1/4\nK:C\n|: C D :: E F :| G A |]",
    "voltas": "M:2/4\nL:1/4\nK:C\n|: C D |1 E F :|2 G2 || c2 |]",
    "chord symbols": 'M:4/4\nL:1/4\nK:C\n"C"C E "G7"G B | "Am"A4 |]',
    "lyrics": "M:4/4\nL:1/4\nK:C\nC D E F | G2 G2 |]\nw:Now we sing a song\nw:se-cond verse goes on here",
    "two voices": "M:3/4\nL:1/8\nK:G\nV:1\nV:2 clef=bass\nV:1\nG2 A2 B2 | c4 d2 |]\nV:2\nG,,6 | C,4 D,2 |]",
    "no meter": "L:1/8\nK:C\nCDEF | G2 A/2B/2 c3 |]",
    "ledger lines": "M:4/4\nL:1/4\nK:C\nG,, A,, c'' d'' | E,, f'' C, g' |]",
}
