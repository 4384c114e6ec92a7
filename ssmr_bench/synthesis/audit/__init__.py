"""Proves keys and looks for leaks, by code that knows nothing of how problems are made.

`judge` answers a problem again from its published text alone. `attacks` lets shortcuts loose on what is left when a
part is hidden. `audit` does both for a file, in our schema or that of the published data set.
"""

from ssmr_bench.synthesis.audit.attack import ATTACKERS, Attack, Material, attacks
from ssmr_bench.synthesis.audit.item import Item
from ssmr_bench.synthesis.audit.report import Entry, Report, Tally, audit
from ssmr_bench.synthesis.audit.row import Row
from ssmr_bench.synthesis.audit.soundness import Soundness, soundness
from ssmr_bench.synthesis.audit.verdict import Finding, Verdict, holding, judge
from ssmr_bench.synthesis.audit.view import View

__all__ = [
    "ATTACKERS",
    "Attack",
    "Entry",
    "Finding",
    "Item",
    "Material",
    "Report",
    "Row",
    "Soundness",
    "Tally",
    "Verdict",
    "View",
    "attacks",
    "audit",
    "holding",
    "judge",
    "soundness",
]
