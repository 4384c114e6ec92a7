"""Real tunes beside the checkout, for tests: 2,508 in ABC. They are not ours to publish, so they never enter it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

FILE = Path(__file__).resolve().parents[3] / "shared" / "tunes" / "abc.jsonl"

needed = pytest.mark.skipif(not FILE.exists(), reason=f"the real tunes are not there: {FILE}")


@cache
def tunes() -> tuple[str, ...]:
    with FILE.open() as lines:
        return tuple(json.loads(line)["abc_music"] for line in lines)
