"""Pictures that are the same only with the same libraries: scans and photos, but not clean engravings."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.task import find

if TYPE_CHECKING:
    from ssmr_bench.evaluation.setting import Setting

_LIBRARIES = ("pillow", "numpy")
"""What wears a clean picture out; those that draw it are pinned."""


def unconfirmed(setting: Setting) -> str:
    """Why the pictures that were shown can't be drawn again here, in a line; empty where they can.

    Raises:
        UnknownNameError: if there is no such task.
    """
    style = find(setting.task).style
    if style is None or style.look.kind == "clean":
        return ""
    said = {name: setting.versions.get(name, "an unknown version") for name in _LIBRARIES}
    ours = {name: version(name) for name in _LIBRARIES}
    if said == ours:
        return ""
    with_these, with_those = (", ".join(f"{name} {of[name]}" for name in _LIBRARIES) for of in (ours, said))
    return (
        f"its pictures were drawn with {with_those}, and here is {with_these}, which may draw others: "
        "the rows' prompt_sha256 are not confirmed"
    )
