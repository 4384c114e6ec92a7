"""The one asynchronous runner: asks what the journal does not hold, many questions at once, and keeps each answer."""

from ssmr_bench.evaluation.engine.flow import Question
from ssmr_bench.evaluation.engine.runner import Engine
from ssmr_bench.evaluation.engine.tally import Tally
from ssmr_bench.evaluation.engine.terms import Terms

__all__ = ["Engine", "Question", "Tally", "Terms"]
