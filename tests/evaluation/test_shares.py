from __future__ import annotations

from math import isqrt

import pytest

from ssmr_bench.evaluation import shares


@pytest.mark.parametrize("worth", [2, 99])
def test_work_comes_back_in_order_whoever_did_it(worth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "_SHARE", 10)
    monkeypatch.setattr(shares, "_WORTH", worth)
    told: list[int] = []
    assert shares.in_shares(isqrt, range(35), told.append) == [isqrt(number) for number in range(35)]
    assert told == [10, 10, 10, 5]
    assert shares.in_shares(isqrt, []) == []
