"""The ways in which models write an answer: each option of a problem in other words, signs and markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.synthesis.audit.hearing import hear_option
from ssmr_bench.theory.chord import Harmony
from ssmr_bench.theory.interval import Interval
from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.pitch import NoteName
from ssmr_bench.theory.scale import Scale

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ssmr_bench.synthesis.problem import Problem

QUALITIES = {"perfect": "P", "major": "M", "minor": "m", "augmented": "A", "diminished": "d"}
SHORT = {"perfect": "perf.", "major": "maj.", "minor": "min.", "augmented": "aug", "diminished": "dim"}
ORDINALS = ("unison", "2nd", "3rd", "4th", "5th", "6th", "7th", "octave", *(f"{number}th" for number in range(9, 16)))
SYMBOLS = {"major": "", "minor": "m", "diminished": "°", "augmented": "+"}
FRENCH = {"C": "do", "D": "ré", "E": "mi", "F": "fa", "G": "sol", "A": "la", "B": "si"}
FRENCH_SIGNS = {-2: " double bémol", -1: " bémol", 0: "", 1: " dièse", 2: " double dièse"}
FRENCH_QUALITIES = {"major": "majeur", "minor": "mineur", "diminished": "diminué", "augmented": "augmenté"}
FRENCH_KINDS = {
    "major": "majeur",
    "natural minor": "mineur naturel",
    "harmonic minor": "mineur harmonique",
    "melodic minor": "mineur mélodique",
    "dorian": "dorien",
    "phrygian": "phrygien",
    "lydian": "lydien",
    "mixolydian": "mixolydien",
    "locrian": "locrien",
}
CHURCH = {"major": "ionian", "natural minor": "aeolian"}
SIGN_WORDS = {-2: "double flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double sharp"}
COUNTS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
MEASURES = {2: "two", 4: "four", 8: "eight", 16: "sixteen"}


def ways(problem: Problem, option: str) -> list[str]:
    """Seven replies or more that give an option as their answer, the option itself among them, full stop or not."""
    plain = [f"{option}.", f"The answer is {option}."]
    if problem.template == "scale_spelling":
        listed = " ".join(str(pitch.name) for pitch in hear_option(option).notes)
        plain += [f"{listed}.", f"The answer is {listed}.", f"({listed})", rf"\boxed{{{listed}.}}"]
    return [*WAYS[problem.template](problem, option), *plain]


def latex(name: NoteName) -> str:
    sign = {0: "", 1: r"^\sharp", 2: r"\sharp\sharp", -1: r"\flat", -2: r"\flat\flat"}[name.alteration]
    return rf"\text{{{name.letter}}}{sign}" if sign else name.letter


def unicode(name: NoteName) -> str:
    return name.letter + {-2: "𝄫", -1: "♭", 0: "", 1: "♯", 2: "𝄪"}[name.alteration]


def french(name: NoteName) -> str:
    return FRENCH[name.letter] + FRENCH_SIGNS[name.alteration]


def note(_: Problem, option: str) -> list[str]:
    name = NoteName.parse(option)
    return [
        str(name),
        rf"The stack of thirds begins on it, so $\boxed{{{latex(name)}}}$",
        f"The answer is **{unicode(name)}**.",
        f"<answer>{name.full.replace('-', ' ')}</answer>",
        f"Stacked in thirds, the lowest note is {name.full}.",
        rf"\boxed{{\text{{{french(name)}}}}}",
        f"**Answer:** {name.spoken}, because the other two lie a third and a fifth above it.",
        f"The answer is {name.letter} ({SIGN_WORDS[name.alteration]}).",
        rf"\boxed{{\text{{{name.letter}, {SIGN_WORDS[name.alteration]}}}}}",
    ]


def written_note(problem: Problem, option: str) -> list[str]:
    pitch = hear_option(option).notes[0]
    abc = option.removesuffix("2 |]")
    more = [f"<answer>{pitch}</answer>", rf"\boxed{{{abc}}}", f"Answer: `{option}`"]
    if abc[0] == "_":
        more.append(rf"\boxed{{\text{{\{abc}}}}}")
    return [*note(problem, pitch.name.full), *more]


def interval(_: Problem, option: str) -> list[str]:
    quality = option.partition(" ")[0]
    number = Interval.parse(option).number
    short = f"{QUALITIES[quality]}{number}"
    figures = f"{quality} {ORDINALS[number - 1]}"
    return [
        option,
        rf"\boxed{{\text{{{option}}}}}",
        rf"$\boxed{{{short}}}$",
        f"From the first note to the last is {'an' if figures[0] in 'aeiou' else 'a'} {figures}.",
        f"The answer is **{option.title()}** ({short}).",
        f"<answer>{SHORT[quality]} {ORDINALS[number - 1]}</answer>",
        f"Answer: {figures}, not a semitone more.",
        f"The answer is {option.partition(' ')[2]} ({quality}).",
        rf"\boxed{{\text{{{ORDINALS[number - 1]}, {quality}}}}}",
    ]


def triad(_: Problem, option: str) -> list[str]:
    harmony = Harmony.parse(option)
    quality = harmony.quality
    return [
        option,
        rf"\boxed{{{latex(harmony.root)}\text{{ {quality}}}}}",
        rf"\boxed{{\text{{{harmony.root}{SYMBOLS[quality]}}}}}",
        f"The notes make up the {unicode(harmony.root)} {quality} chord.",
        f"**Answer:** {unicode(harmony.root)}{SYMBOLS[quality].replace('°', 'dim')}",
        f"<answer>{french(harmony.root)} {FRENCH_QUALITIES[quality]}</answer>",
        f"The answer is {harmony.root} ({quality}).",
        f"It is the {harmony.root.spoken} triad, {quality}.",
        f"The answer is {harmony.root} {quality} ({'–'.join(map(unicode, harmony.members))}).",  # noqa: RUF001
    ]


def scale(_: Problem, option: str) -> list[str]:
    value = Scale.parse(option)
    tonic, kind = value.tonic, value.kind
    more = [rf"\boxed{{{tonic}m}}", f"Answer: {unicode(tonic)} minor"] if kind == "natural minor" else []
    if kind.endswith(" minor"):
        more += [f"{tonic} minor ({kind.removesuffix(' minor')})", rf"\boxed{{{latex(tonic)}\text{{ minor, {kind}}}}}"]
    return [
        option,
        rf"\boxed{{{latex(tonic)}\text{{ {kind}}}}}",
        f"The answer is **{unicode(tonic)} {kind.title()}**.",
        f"These are the notes of the scale, so it is the {tonic} {CHURCH.get(kind, kind)} scale.",
        f"<answer>{french(tonic)} {FRENCH_KINDS[kind]}</answer>",
        rf"\boxed{{\text{{{tonic.spoken} {kind} scale}}}}",
        f"The answer is the {kind} scale of {tonic.spoken}.",
        *more,
    ]


def meter(_: Problem, option: str) -> list[str]:
    value = Meter.parse(option)
    signs = {"4/4": ["C", "common time"], "2/2": [r"\boxed{\text{C|}}", "The answer is cut time."]}
    return [
        option,
        rf"\boxed{{\frac{{{value.count}}}{{{value.unit}}}}}",
        rf"$\boxed{{\text{{{option}}}}}$",
        f"Each bar is full, so the time signature is {option} time.",
        f"**Answer:** {COUNTS[value.count]}-{MEASURES[value.unit]}",
        f"<answer>{value.count} / {value.unit}</answer>",
        *signs.get(option, []),
    ]


def line(problem: Problem, option: str) -> list[str]:
    header, _, _ = problem.abc.rpartition("\n")
    escaped = option.replace("_", r"\_")
    return [
        option,
        f"Every bar is full:\n\n$$\\boxed{{\\text{{{escaped}}}}}$$",
        f"The bars are these.\n\n```abc\n{header}\n{option}\n```",
        f"**Answer:**\n`{option.removesuffix(' |]')}`",
        option.replace(" ", ""),
        f"{header}\n{option.replace(' |]', ' |')}",
        f"Here it is: | {option.replace('|]', '||')}",
    ]


def spelling(_: Problem, option: str) -> list[str]:
    pitches = hear_option(option).notes
    names = [pitch.name for pitch in pitches]
    return [
        option,
        " ".join(map(str, names)),
        rf"$$\boxed{{{signed(names)}}}$$",
        f"The answer is {', '.join(map(unicode, names))}.",
        f"**Answer:** {' – '.join(name.spoken for name in names)}",  # noqa: RUF001
        f"<answer>{', '.join(map(french, names))}</answer>",
        f"Here it is:\n\n`{' '.join(map(str, pitches))}`",
        f"```\nX:1\nL:1/4\nK:C\n{option}\n```",
        f"The scale is {' → '.join(map(unicode, names))} (in one octave).",
    ]


def signed(names: Sequence[NoteName]) -> str:
    r"""As in a formula: `D\; E\; F\sharp`."""
    signs = {0: "", 1: r"\sharp", 2: r"\sharp\sharp", -1: r"\flat", -2: r"\flat\flat"}
    return r"\; ".join(name.letter + signs[name.alteration] for name in names)


WAYS: dict[str, Callable[[Problem, str], list[str]]] = {
    "time_signature": meter,
    "bar_lines": line,
    "interval_name": interval,
    "interval_note": written_note,
    "chord_name": triad,
    "chord_completion": written_note,
    "chord_root": note,
    "chord_key_root": note,
    "scale_key": scale,
    "scale_spelling": spelling,
}
