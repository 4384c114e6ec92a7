"""What the leaderboard's tables and its page say alike: figures in words, and what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.reporting.charts.lettering import plain
from ssmr_bench.reporting.leaderboard.thinking import Measure

if TYPE_CHECKING:
    from ssmr_bench.evaluation.accuracy import Accuracy
    from ssmr_bench.reporting.leaderboard.cell import Gap
    from ssmr_bench.reporting.leaderboard.score import Score, Spent

MEASURED = (
    "Can this model read music? Each question shows a short piece and asks for a meter, bar lines, an interval, a "
    "chord or a scale, with four options of which exactly one is right. Text means the music written as ABC notation, "
    "picture the same music engraved. A guess is worth 25 %."
)
RANKS = (
    "A rank is a range: 2-4 means that one model is shown to be better, and that two cannot be told from this one. "
    "Every pair in a table is compared on the same questions by an exact paired test, corrected for the number of "
    "pairs (Holm, 5 %). Models are ranked only where split, items, orders, repeats and scorer are the same."
)
FIGURES = (
    "Accuracies stand with their 95 % intervals. An unanswered question counts as wrong. The gap is picture less text "
    "on the same questions, in points. The floor is what the same model scores when the music is not shown; such runs "
    "stand in the table without a rank, as does a row with nobody to compare it with. Of two figures with a stroke "
    "between them the first is of text, the second of pictures. Thinking is counted in tokens of the answers, and not "
    "taken from a setting. The model called random guesses: how far it is from a guess's worth is luck."
)
REPORTED = (
    "These figures were reported by others, on other questions or in another way. They are not ranked with the rows "
    "above, and nothing in them was measured here."
)
UNKNOWN = str(Measure.UNKNOWN)
NOTHING = "–"  # noqa: RUF001 - what stands in an empty cell


def share(accuracy: Accuracy | None) -> str:
    """An accuracy with its interval, in percent.

    >>> from ssmr_bench.evaluation.accuracy import Accuracy
    >>> share(Accuracy(50, 200))
    '25.0 (19.5 - 31.4)'
    """
    if accuracy is None or accuracy.value is None or accuracy.interval is None:
        return NOTHING
    low, high = accuracy.interval
    return f"{100 * accuracy.value:.1f} ({100 * low:.1f} - {100 * high:.1f})"


def points(found: Gap | None) -> str:
    """A difference with its interval, in percentage points."""
    if found is None:
        return NOTHING
    low, high = found.interval
    return f"{_signed(found.value)} ({_signed(low)} to {_signed(high)})"


def _signed(value: float) -> str:
    return f"{100 * value:+.1f}"


def percent(value: float | None) -> str:
    """A share of 1 in percent, without an interval."""
    return NOTHING if value is None else f"{100 * value:.1f}"


def count(value: float | None) -> str:
    """A number of tokens."""
    return NOTHING if value is None else f"{value:,.0f}"


def thinking(spent: Spent) -> str:
    """Tokens of thoughts, and where the number is from unless the server counted it."""
    found = spent.thinking
    if found.measure in (Measure.NONE, Measure.UNKNOWN):
        return "0" if found.measure is Measure.NONE else UNKNOWN
    return f"{count(found.tokens)}{'' if found.measure is Measure.REPORTED else ' (shared out)'}"


def money(value: float | None) -> str:
    """An amount, to a cent where it is not less than one.

    >>> money(12.345), money(0.00421), money(0.0)
    ('12.35', '0.0042', '0.00')
    """
    if value is None:
        return NOTHING
    return f"{value:.2f}" if value >= 0.1 or value == 0 else f"{value:.2g}"


def cost(spent: Spent) -> str:
    """Of 1,000 questions, with the currency."""
    return NOTHING if spent.cost is None else f"{money(spent.cost)} {spent.currency}"


def seen(text: str) -> str:
    """A text of others with all that can't be seen written out; several accents on one letter are two at most."""
    return plain(text)


def unanswered(score: Score) -> str:
    """How many questions had no answer, in percent of all."""
    return percent(score.unanswered / score.accuracy.n if score.accuracy.n else None)
