"""The attacker that learns: a linear model over what the view shows, trained to rank the right option above the others.

Each option is a bag of features: its characters and words, its place among the other options by every rule of
`attackers`, its note's distances to the others and to the notes shown, and some of that beside the words of the
question. A logistic regression on the differences between the right option and each other one is the ranking model of
Bradley and Terry (1952); the softmax of its scores would be the chances of the four.
"""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.audit.attackers import RULES, RULES_OF_MUSIC, Attacker, Rater, Rates
from ssmr_bench.synthesis.audit.shape import bars, note, shown, traits, words
from ssmr_bench.synthesis.audit.view import View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.synthesis.audit.view import Glimpse, Lesson
    from ssmr_bench.theory.pitch import Pitch

_BUCKETS = 1 << 16
_PENALTY = 0.03
"""The inverse strength of the penalty on great weights."""
_TOLERANCE, _STEPS = 1e-4, 1000
_NGRAMS = (1, 2, 3)
_LONG = 40
"""Options with more characters than this are taken by words."""

_TRAITS = {"words", "letter", "sign", "octave", "word 1", "word 2", "bars", "first bar", "signs"}
_RULES = (*RULES.values(), *RULES_OF_MUSIC.values())


def features(seen: Glimpse, telling: frozenset[str]) -> list[list[str]]:
    """What each option is like, in words of our own, alone and beside each telling word of the question or header."""
    bags = [_spelling(option) + _traits(option) for option in seen.options]
    _rank(seen, bags)
    notes = [note(option) for option in seen.options]
    heard = [pitch for bar in shown(seen.abc) for pitch in bar]
    asked = [word for word in _context(seen) if word in telling]
    for bag, pitch in zip(bags, notes, strict=True):
        bag.extend([f"{word}~{feature}" for word, feature in product(asked, [each for each in bag if each[0] in "=#"])])
        if pitch:
            bag.extend(_distances(pitch, [other for other in notes if other], heard))
    return bags


def _telling(known: Sequence[Lesson]) -> frozenset[str]:
    """The words that some problems have and others don't: what all have tells nothing."""
    counts = Counter(word for lesson in known for word in set(_context(lesson.glimpse)))
    return frozenset(word for word, count in counts.items() if count < len(known))


def _context(seen: Glimpse) -> list[str]:
    return [*words(seen.question), *(line for line in seen.abc.split("\n")[:-1] if line[:2] in {"M:", "K:"})]


def _spelling(option: str) -> list[str]:
    parts: Sequence[str] = words(option) if len(option) > _LONG else f"^{option}$"
    sizes = _NGRAMS[:2] if len(option) > _LONG else _NGRAMS
    return ["".join(parts[at : at + size]) for size in sizes for at in range(len(parts) - size + 1)]


def _traits(option: str) -> list[str]:
    found = [f"={name}={value}" for name, value in traits(option).items() if name in _TRAITS]
    return found + [f"bar {number} {length}" for number, length in enumerate(bars(option))]


def _rank(seen: Glimpse, bags: list[list[str]]) -> None:
    for number, rater in enumerate(_RULES):
        rates = rater(seen)
        if len(set(rates)) > 1:
            for bag, rate in zip(bags, rates, strict=True):
                above = sum(other > rate for other in rates)
                below = sum(other < rate for other in rates)
                bag.append(f"#{number}:{above}{below}")


def _distances(pitch: Pitch, others: Sequence[Pitch], heard: Sequence[Pitch]) -> list[str]:
    fifths = sorted(other.name.fifth - pitch.name.fifth for other in others)
    found = [f"others{fifths}", *(f"other{fifth}" for fifth in fifths)]
    for place, other in (*enumerate(heard[:8]), (-1, heard[-1])) if heard else ():
        steps, fifth = other.step - pitch.step, other.name.fifth - pitch.name.fifth
        found += [f"{place}:{steps}", f"{place}:{fifth}f", f"{place}:{steps}:{fifth}f", f"any:{steps}:{fifth}f"]
    return found


def _train(known: Sequence[Lesson]) -> Rater:
    """Fits the model to 20,000 lessons in less than a minute."""
    import numpy as np
    from scipy.sparse import vstack
    from sklearn.feature_extraction import FeatureHasher  # type: ignore[import-untyped]
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    hasher = FeatureHasher(_BUCKETS, input_type="string", alternate_sign=False, dtype=np.float32)
    telling = _telling(known)
    bags = (bag for lesson in known for bag in features(lesson.glimpse, telling))
    rows = hasher.transform(bags)
    right, wrong = _pairs(known)
    differences = rows[right] - rows[wrong]
    half = differences.shape[0] // 2
    labels = np.repeat([1, 0], [half, differences.shape[0] - half])
    model = LogisticRegression(C=_PENALTY, fit_intercept=False, tol=_TOLERANCE, max_iter=_STEPS)
    with threadpool_limits(1):  # its vectors are short: threads spend ten times as long waiting for each other
        model.fit(vstack([differences[:half], -differences[half:]]).tocsr(), labels)

    def rate(seen: Glimpse) -> Rates:
        scores: list[float] = model.decision_function(hasher.transform(features(seen, telling))).tolist()
        return scores

    return rate


def _pairs(known: Sequence[Lesson]) -> tuple[list[int], list[int]]:
    """The rows of each right option and of a wrong one beside it."""
    right, wrong, start = [], [], 0
    for lesson in known:
        size = len(lesson.glimpse.options)
        others = [place for place in range(size) if place != lesson.place]
        right += [start + lesson.place] * len(others)
        wrong += [start + place for place in others]
        start += size
    return right, wrong


RANKING = Attacker("learned ranking", _train, learns=True, views=frozenset(View))
