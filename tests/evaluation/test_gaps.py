from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path


def test_a_run_says_what_pictures_cost_and_what_music_is_worth(
    command: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    (tmp_path / "models.toml").write_text('[guess]\nbackend = "scripted"\nmodel = "guess"\nseed = 3\n')
    run = ("ssmr-eval", "--model", "guess", "--models-file", "models.toml", "--tasks", "ssmr_text,ssmr_visual")
    cache = str(tmp_path / "cache")
    first = command(*run, "--prompt", "no_music", "--limit", "20", SSMR_CACHE=cache)
    assert first.returncode == 0, first.stderr
    assert len(re.findall(r"points", first.stdout)) == 1
    second = command(*run, "--limit", "20", SSMR_CACHE=cache)
    assert second.returncode == 0, second.stderr
    lines = [line for line in second.stdout.splitlines() if "points" in line]
    assert [line.partition(":")[0] for line in lines] == [
        "ssmr_visual, pictures against text",
        "ssmr_text, music against none",
        "ssmr_visual, music against none",
    ]
    for line in lines:
        gap, after, before = re.search(
            r"([+-]\d+\.\d) points.*, (\d+\.\d)% against (\d+\.\d)% on the same 20$", line
        ).groups()  # type: ignore[union-attr]
        assert abs(float(after) - float(before) - float(gap)) < 0.11
    apart = command(*run, "--limit", "10", SSMR_CACHE=cache)
    assert "music against none" not in apart.stdout  # another variant, another folder
