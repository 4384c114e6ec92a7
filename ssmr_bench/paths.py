"""Where the tasks, the prompts and the frozen data lie: at the top of a checkout, or inside the installed wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from ssmr_bench.errors import FileError

_PACKAGE = Path(__file__).resolve().parent


def shipped(folder: Literal["tasks", "prompts", "data"]) -> Path:
    """The folder of that name that goes with this installation.

    Raises:
        FileError: if neither a checkout nor a wheel holds it.
    """
    places = (_PACKAGE / "shipped" / folder, _PACKAGE.parent / folder)
    for place in places:
        if place.is_dir():
            return place
    raise FileError(f"the folder {folder!r} is missing from this installation of ssmr-bench; install it again")
