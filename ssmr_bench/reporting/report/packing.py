"""Data that the page unpacks when it is looked at: compressed, in shares that are small enough to open at once."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from typing import TYPE_CHECKING, TypeVar

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

T = TypeVar("T")
SHARE = 50
"""Items, or pictures, of one share."""
_LEVEL = 6


def packed(name: str, values: Iterable[object]) -> Iterator[Markup]:
    """An element for each share of the values: a JSON array, deflated, in base 64; named `name-0`, `name-1`, ….

    A browser inflates it by itself (Compression Streams, "deflate" as in RFC 1950).
    """
    for number, share in enumerate(_shares(values)):
        said = json.dumps(share, separators=(",", ":"), allow_nan=False).encode()
        yield _element(f"{name}-{number}", b64encode(zlib.compress(said, _LEVEL)).decode())


def listed(name: str, texts: Iterable[str]) -> Iterator[Markup]:
    """An element for each share of texts in base 64, one a line, named likewise."""
    for number, share in enumerate(_shares(texts)):
        yield _element(f"{name}-{number}", "\n".join(share))


def _shares(values: Iterable[T]) -> Iterator[Sequence[T]]:
    share: list[T] = []
    for value in values:
        share.append(value)
        if len(share) == SHARE:
            yield share
            share = []
    if share:
        yield share


def _element(name: str, letters: str) -> Markup:
    """The letters of base 64 need no escaping."""
    return Markup('<script type="text/plain" id="{}">{}</script>\n').format(name, letters)
