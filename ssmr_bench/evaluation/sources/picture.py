"""A picture in a row: a struct of bytes and path as the hub has it, bare bytes, or the path of a file of the set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ssmr_bench.errors import DataError
from ssmr_bench.evaluation.prompt import media_type

if TYPE_CHECKING:
    from ssmr_bench.evaluation.sources.source import Source


def picture(value: object, source: Source) -> bytes:
    """The file of a picture, as it was saved.

    A path is looked for among the files of the set and nowhere else: from its folder, or where only one file ends so.

    Raises:
        DataError: if it holds none, or one that no model can be sent, or names a file that is none of the set's.
    """
    found = _bytes(value, source)
    if not media_type(found):
        raise DataError(f"{source.name} has a picture that is no PNG, JPEG, WebP or GIF; it begins {found[:12]!r}")
    return found


def _bytes(value: object, source: Source) -> bytes:
    if isinstance(value, Mapping):
        value = value.get("bytes") or value.get("path")
    if isinstance(value, bytes | bytearray | memoryview) and value:
        return bytes(value)
    if not isinstance(value, str) or not value:
        raise DataError(f"{source.name} has no picture where one is due, but {str(value)[:60]!r}")
    name = value.removeprefix("./")
    paths = [path for path, _ in source.files]
    found = [name] if name in paths else [path for path in paths if path.endswith(f"/{name}")]
    if len(found) != 1:
        why = "none of the files" if not found else f"several of the files ({', '.join(found[:3])})"
        raise DataError(f"the picture {value[:200]!r} is {why} of {source.name} in {source.folder}; {source.remedy}")
    try:
        return (source.folder / found[0]).read_bytes()
    except OSError as error:
        raise DataError(f"{source.folder / found[0]} can't be read ({error.strerror}); {source.remedy}") from error
