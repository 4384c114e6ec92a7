"""Makes the README's pictures of the leaderboard and of a report again, from the published runs.

python -m tests.reporting.screenshots docs/pages
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from ssmr_bench.evaluation.stored import stored
from ssmr_bench.files import write_whole
from ssmr_bench.reporting.report import report, sides
from tests.reporting.browser import chromium, opened

ROOT = Path(__file__).parents[2]
RUN = ROOT / "results" / "ssmr_text" / "smollm2-135m" / "cot,subset=regression"
ITEM = "#item=ssmr_text:1.0/test/interval_name/0:ABCD:0"
SIZE = {"width": 1200, "height": 900}


def main(out: Path) -> None:
    """Writes `leaderboard.png` and `report.png`."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        page = Path(folder, "report.html")
        write_whole(page, report(sides([stored(RUN)])))
        with opened(browser, viewport=SIZE) as tab:
            tab.go(ROOT / "leaderboard" / "index.html")
            tab.page.evaluate("document.querySelectorAll('.ranking')[1].scrollIntoView()")
            tab.page.screenshot(path=out / "leaderboard.png")
        with opened(browser, viewport=SIZE) as tab:
            tab.go(page, ITEM)
            tab.until("!!document.querySelector('#item img')?.complete")
            tab.page.evaluate("at('items').scrollIntoView()")
            tab.page.wait_for_timeout(200)
            tab.page.screenshot(path=out / "report.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
