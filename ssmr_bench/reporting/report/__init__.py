"""One page for a run, or for two side by side: what it adds up to, and every question with every answer."""

from ssmr_bench.reporting.report.page import report
from ssmr_bench.reporting.report.side import Side, sides

__all__ = ["Side", "report", "sides"]
