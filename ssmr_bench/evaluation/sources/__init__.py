"""Data sets that others publish: pulled from the hub by their commit, kept with a lock file, and read as rows.

`located` finds one on this machine and checks every file; `splits` and `rows` read it, `picture` what a row shows.
`pull` fetches one. Nothing but `pull` uses the network.
"""

from ssmr_bench.evaluation.sources.picture import picture
from ssmr_bench.evaluation.sources.source import LOCAL, Source
from ssmr_bench.evaluation.sources.splits import configured, splits
from ssmr_bench.evaluation.sources.store import located
from ssmr_bench.evaluation.sources.tables import rows

__all__ = ["LOCAL", "Source", "configured", "located", "picture", "rows", "splits"]
