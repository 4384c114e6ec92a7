"""The durable store of a folder's runs: each answer is on disk the moment it arrives, found again by what was asked."""

from ssmr_bench.evaluation.journal.alive import Alive
from ssmr_bench.evaluation.journal.claims import Claims
from ssmr_bench.evaluation.journal.request import Request
from ssmr_bench.evaluation.journal.runs import RunRecord, RunState
from ssmr_bench.evaluation.journal.store import Journal, JournalLockedError

__all__ = ["Alive", "Claims", "Journal", "JournalLockedError", "Request", "RunRecord", "RunState"]
