from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssmr_bench.evaluation.judging.extraction import extract
from ssmr_bench.evaluation.judging.refusal import declines
from ssmr_bench.evaluation.judging.thoughts import apart
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.problem import LETTERS

INTERVALS = ("major third", "minor third", "augmented fourth", "fourth")
TRIADS = ("A minor triad", "F-sharp minor triad", "B-flat major triad", "C major triad")
CHORDS = ("A minor", "C major", "G major", "E minor")
NOTES = ("C", "A", "Bb", "D")
FULL = ("C-natural", "F-sharp", "A-flat", "E-natural")
MUSIC = ("A2 |]", "^F,2 |]", "D2 |]", "_B,2 |]")
SCALES = ("A natural minor scale", "B natural minor scale", "C major scale", "A major scale")


@pytest.mark.parametrize(
    ("text", "letter", "rule"),
    [
        (r"\boxed{B}", "B", "boxed"),
        (r"$\boxed{ b }$.", "B", "boxed"),
        (r"**Answer:** \(\boxed{\text{B}}\)", "B", "boxed"),
        (r"\boxed{\textbf{(B)}}", "B", "boxed"),
        (r"\boxed{B. minor third}", "B", "boxed"),
        (r"\boxed{B) minor third}", "B", "boxed"),
        (r"\boxed{minor third}", "B", "boxed"),
        (r"\boxed{\text{Option B}}", "B", "boxed"),
        (r"\boxed{A} no wait, \boxed{C}", None, "none"),
        ("\\boxed{A}\nNo, wait:\n\\boxed{C}", "C", "boxed"),
        (r"\boxed{B} (not \boxed{A})", "B", "boxed"),
        (r"I write \boxed{letter}. The answer is B.", "B", "answer_line"),
        ("**Answer: B** (a major third would have four semitones)", "B", "answer_line"),
        ("The correct answer is B - it is one semitone smaller than a major third.", "B", "answer_line"),
        ("The answer is definitely B, because a major third has four semitones.", "B", "answer_line"),
        ("B\n\nC to E-flat is one semitone less than a major third.", "B", "bare_letter"),
        ("**B. minor third**\n\nOption A is a major third.", "B", "bare_letter"),
        ("The answer is one semitone narrower than a major third.", None, "none"),
        ("The answer is C, E, G", None, "none"),
        ("The wrong answer is A", None, "none"),
        ("B.\nIncorrect answer: A", "B", "bare_letter"),
        ("If E were natural the answer would be A", None, "none"),
        ("The answer is a doubly augmented fourth.", None, "none"),
        ("It doesn't make a minor third.", None, "none"),
        ("There is no minor third here", None, "none"),
        ("A. major third  B. minor third  C. augmented fourth  D. fourth", None, "none"),
        ("A. major third\nB. minor third\nC. augmented fourth\nD. fourth\n\nB", "B", "bare_letter"),
        ("The first note is C, the last is\nA", None, "none"),
        ("Therefore, B is the correct answer.", "B", "answer_line"),
        ("The answer is a\nminor third", "B", "option_text"),
        ('{"answer": "B"}', "B", "answer_line"),
        ("B<|im_end|>", "B", "bare_letter"),
        ("故选：B", "B", "answer_line"),
        (r"The form is \boxed{}. I say \boxed{D}", "D", "boxed"),
        (r"I would write \boxed{C}, then \boxed{} it", "C", "boxed"),
        (r"\boxed{E}", None, "none"),
        (r"\boxed{A} then \boxed{E}", None, "none"),
        (r"\boxed{A or B}", None, "none"),
        (r"\boxed{B. major third}", None, "none"),
        (r"\boxed{A third}", None, "none"),
        (r"\boxed{B", "B", "bare_letter"),
        (r"\boxed{A, B, C, D}", None, "none"),
        (r"\boxed{A, B}", None, "none"),
        (r"\boxed{B minor third}", "B", "boxed"),
        (r"\boxed{B\ \text{minor third}}", "B", "boxed"),
        (r"\boxed{\mathsf{C}}", "C", "boxed"),
        (r"\boxed{\boxed{C}}", "C", "boxed"),
        (r"\boxed C", "C", "boxed"),
        (r"\boxed{B. diminished third}", None, "none"),
        ("<answer>C</answer>", "C", "answer_line"),
        ("<answer> (b) </answer> because", "B", "answer_line"),
        ("The answer is A, B or C.", None, "none"),
        ("The answer is A or B.", None, "none"),
        ("The answer is not A but B.", "B", "answer_line"),
        ("The answer is B, not A.", "B", "answer_line"),
        ("The answer must be C", "C", "answer_line"),
        ("Final answer: C ✓", "C", "answer_line"),
        ("The answer is therefore C.", "C", "answer_line"),
        ("The correct answer is B. The notes are C and E-flat.", "B", "answer_line"),
        ("The correct answer is B. minor third. It spans three semitones.", "B", "answer_line"),
        ("The correct answer is B. diminished third", None, "none"),
        ("I choose (D).", "D", "answer_line"),
        ("C is correct.", "C", "answer_line"),
        ("**Option C** is the right one", "C", "answer_line"),
        ("A is wrong.", None, "none"),
        ("Option B", "B", "bare_letter"),
        ("A. enharmonic spellings make different intervals", None, "none"),
        ("**Final Answer**\n\nB", "B", "answer_line"),
        ("Is the answer A?", None, "none"),
        ("The answer is B.", "B", "answer_line"),
        ("the answer is (b)", "B", "answer_line"),
        ("**Answer: C**", "C", "answer_line"),
        ("**Answer:** C", "C", "answer_line"),
        ("Answer: **C**", "C", "answer_line"),
        ("The correct answer is D. fourth", "D", "answer_line"),
        ("The correct option is **D**.", "D", "answer_line"),
        ("The correct answer is option C", "C", "answer_line"),
        ("The correct answer is D. minor third", None, "none"),
        ("Answer:\nB", "B", "answer_line"),
        ("The answer is B because the notes are C and E-flat.", "B", "answer_line"),
        ("答案是 B。", "B", "answer_line"),
        ("答案：C", "C", "answer_line"),
        ("The answer is A. On second thought, the answer is B.", "B", "answer_line"),
        ("The answer is a minor third.", "B", "answer_line"),
        ("The answer is a fourth.", "D", "answer_line"),
        ("The answer is an augmented fourth.", "C", "answer_line"),
        ("The answer is A minor.", None, "none"),
        ("The answer is C#.", None, "none"),
        ("The answer is B-flat.", None, "none"),
        ("The answer is a tritone.", None, "none"),
        ("The correct answer is D-sharp major.", None, "none"),
        ("B", "B", "bare_letter"),
        ("(b)", "B", "bare_letter"),
        ("**B**", "B", "bare_letter"),
        ("B. minor third", "B", "bare_letter"),
        ("It spans three semitones.\n\nB", "B", "bare_letter"),
        ("A. minor third", None, "none"),
        ("minor third", "B", "option_text"),
        ("From C up to E-flat is a minor third.", "B", "option_text"),
        ("It is an augmented fourth", "C", "option_text"),
        ("It is not a minor third.", None, "none"),
        ("It is a minor third or a major third.", None, "none"),
        ("A third is a third.", None, "none"),
        ("A", "A", "bare_letter"),
        ("A. major third\nB. minor third\nC. augmented fourth\nD. fourth", None, "none"),
        ("It spans three semitones.\n\nB. minor third", "B", "bare_letter"),
        ("", None, "none"),
        ("   \n", None, "none"),
    ],
)
def test_reads_intervals(text: str, letter: str | None, rule: str) -> None:
    reading = extract(text, INTERVALS)
    assert (reading.letter, reading.rule) == (letter, rule)


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        (r"\boxed{A minor}", "A"),
        (r"\boxed{C major}", "B"),
        (r"\boxed{C}", "C"),
        ("The answer is C major.", "B"),
        ("The answer is A minor chord", "A"),
        ("The answer is E.", None),
        ("The chord holds A, C and E, so A is its root.", None),
        ("It could be A minor or C major.", None),
        ("The answer is G major triad.", "C"),
    ],
)
def test_reads_chords(text: str, letter: str | None) -> None:
    assert extract(text, CHORDS).letter == letter


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("The answer is a minor triad.", None),
        ("The answer is A minor.", "A"),
        (r"\boxed{F# minor}", "B"),
        (r"\boxed{\text{F♯ minor triad}}", "B"),
        ("It is a Bb major chord.", "C"),
        ("The answer is B flat major.", "C"),
        ("The answer is D. E minor triad.", None),
    ],
)
def test_reads_triads(text: str, letter: str | None) -> None:
    assert extract(text, TRIADS).letter == letter


@pytest.mark.parametrize(
    ("text", "letter"), [(r"\boxed{A}", "A"), (r"\boxed{D}", "D"), ("The answer is C.", "C"), (r"\boxed{Bb}", "C")]
)
def test_a_letter_is_a_letter_even_where_the_options_are_notes(text: str, letter: str) -> None:
    assert extract(text, NOTES).letter == letter


@pytest.mark.parametrize("text", ["The answer is A", "A", "minor third", "The answer is B."])
def test_a_cut_answer_is_trusted_only_in_a_closed_box(text: str) -> None:
    assert extract(text, INTERVALS, cut=True).letter is None
    assert extract(rf"{text} \boxed{{C}} and th", INTERVALS, cut=True).letter == "C"
    assert extract(f"{text} <answer>C</answer> and th", INTERVALS, cut=True).letter == "C"


@pytest.mark.parametrize(
    ("text", "answer", "closed"),
    [
        ("<think>B?</think>C", "C", True),
        ("<think>B?</think>C<think>A?</think>D", "D", True),
        ("B?</think>C", "C", True),
        ("<think>B?", "", False),
        ("I use no <think> tags: C", "I use no <think> tags: C", True),
        ("[THINK]B?[/THINK]C", "C", True),
        ("<Thinking> B?", "", False),
        ("C", "C", True),
    ],
)
def test_thoughts(text: str, answer: str, closed: bool) -> None:
    said = apart(text)
    assert (said.answer, said.closed) == (answer, closed)


PIECES = [*"ABCDabcd{}\\()[]*$ \n.:,#-", "\\boxed{", "answer is ", "minor third", "<think>", "</think>"]


TEXTS = st.one_of(st.lists(st.sampled_from(PIECES)).map("".join), st.text())
OPTIONS = st.sampled_from([INTERVALS, TRIADS, CHORDS, NOTES, FULL, MUSIC, SCALES])


@given(TEXTS, OPTIONS, st.booleans())
def test_any_text_gives_a_reading_within_the_options(text: str, options: tuple[str, ...], cut: bool) -> None:
    reading = extract(apart(text).answer, options, cut=cut)
    assert (reading.letter is None) == (reading.rule == "none")
    assert reading.letter in (None, *"ABCD"[: len(options)])
    assert extract(text, options[:2]).letter in (None, "A", "B")


@given(TEXTS.filter(lambda text: "boxed" not in text and "[INST]" not in text), st.sampled_from("ABCD"), OPTIONS)
def test_a_box_at_the_end_is_the_answer_whatever_stands_before(
    text: str, letter: str, options: tuple[str, ...]
) -> None:
    reading = extract(f"{text}\n\n\\boxed{{{letter}}}", options)
    assert (reading.letter, reading.rule) == (letter, "boxed")


MUSICAL = [
    "a",
    "the",
    "C-sharp",
    "E♭",
    "G#",
    "A minor",
    "D major",
    "chord",
    "third",
    "key of C",
    "rises to B",
    "a fifth",
]


@given(st.lists(st.sampled_from([*MUSICAL, "\n", ".", ","])).map(" ".join))
def test_talk_of_music_without_a_mark_is_no_choice(text: str) -> None:
    assert extract(f"Here {text} as well", INTERVALS).letter is None


THOUGHTS = [piece for piece in PIECES if piece != "</think>"] + [
    r"\boxed{A}",
    "\nA\n",
    "<answer>A</answer>",
    "\n<think>",
]
MARKS = [("<think>", "</think>"), ("[THINK]", "[/THINK]"), ("◁think▷", "◁/think▷"), ("", "</think>")]


@given(st.lists(st.sampled_from(THOUGHTS)).map("".join), st.sampled_from(MARKS))
def test_thoughts_never_leak(thought: str, marks: tuple[str, str]) -> None:
    opened, closed = marks
    assert extract(apart(f"{opened}{thought}{closed}\nIt is done.").answer, INTERVALS).letter is None
    assert extract(apart(f"{opened}{thought}{closed}\n\\boxed{{B}}").answer, INTERVALS).letter == "B"
    if opened:
        said = apart(opened + thought)
        assert (said.answer.strip(), said.closed) == ("", False)


LONG = [
    r"\boxed{",
    r"\boxed{A}",
    r"\boxed{} ",
    "\\boxed{x}\n",
    "<think>",
    "</think>",
    "</think> ",
    "\n<think>",
    "answer is ",
    "Answer:\n",
    "A ",
    "A, ",
    "{",
    "}",
    "\n",
    " ",
    "\t\n",
    "third ",
    "答案",
    "<answer>",
    "[[B]]",
    "[[",
    "option A ",
    "not ",
    "is option B ",
    "**",
    "_A",
    "'",
    "<|im_end|>",
    "Question: x\n",
    "1. abcdefghijklm?\n",
    "<|begin_of_box|>",
    "I can't see ",
    "no, ",
    "\nA. x",
    "\n- **A** ",
    "Wait, ",
    '"option": "A" ',
    "1. abcdefghijklm?\nx\n",
    "Answer: A\n",
    "_ _A",
    "A (",
]


def _work(piece: str, length: int) -> float:
    """The processor time that it takes to read pieces of that length in all."""
    text = f"B{piece * (length // len(piece))}\nx"
    spent = []
    for _ in range(2):
        begun = process_time()
        extract(apart(text).answer, INTERVALS)
        declines(text)
        spent.append(process_time() - begun)
    return min(spent)


@pytest.mark.parametrize("piece", LONG)
def test_eight_times_the_text_takes_nothing_like_sixty_four_times_the_work(piece: str) -> None:
    assert _work(piece, 32_000) < 32 * (_work(piece, 4_000) + 0.001)


@pytest.mark.slow
@pytest.mark.parametrize("piece", LONG)
def test_five_megabytes(piece: str) -> None:
    for text in (piece * (5_000_000 // len(piece)), f"B{piece * (5_000_000 // len(piece))}\nx"):
        for cut in (False, True):
            extract(apart(text).answer, MUSIC, cut=cut)


@pytest.mark.parametrize(
    ("text", "options", "letter"),
    [
        (r"\boxed{C natural}", FULL, "A"),
        (r"\boxed{C♮}", FULL, "A"),
        ("The answer is E-natural.", FULL, "D"),
        ("_F-sharp_", FULL, "B"),
        (r"\boxed{C}", FULL, "C"),
        (r"\boxed{B natural}", FULL, None),
        (r"\boxed{A natural minor}", SCALES, "A"),
        (r"\boxed{^F,2}", MUSIC, "B"),
        (r"\boxed{^F,}", MUSIC, "B"),
        (r"\boxed{_B,2 |]}", MUSIC, "D"),
        (r"\boxed{B,2 |]}", MUSIC, None),
        (r"\boxed{^f,2 |]}", MUSIC, None),
        ("Answer: D2", MUSIC, "C"),
        (r"\boxed{A}", MUSIC, "A"),
        ("D. `_B,2 |]`", MUSIC, "D"),
        ("A. _B,2 |]", MUSIC, None),
    ],
)
def test_note_names_and_music_are_read_as_they_are_written(
    text: str, options: tuple[str, ...], letter: str | None
) -> None:
    assert extract(text, options).letter == letter


SPOKEN = (
    "The answer is {text}",
    r"\boxed{{{text}}}",
    "{letter}. {text}",
    "The correct answer is {text}, since it fits.",
)


def test_every_published_option_is_read_as_itself_however_it_is_stated() -> None:
    misread = [
        (said, problem.options)
        for problem in splits.load("1.0").problems
        for letter, text in zip(LETTERS, problem.options, strict=True)
        for said in (spoken.format(text=text, letter=letter) for spoken in SPOKEN)
        if extract(said, problem.options).letter != letter
    ]
    assert not misread
