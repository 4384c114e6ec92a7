"""The pictures of a report: each stands in it once, however often it is shown."""

from __future__ import annotations

import os
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PIL.Image import Image

_SMALLER = 0.75
"""Clean engravings shrink at least so far without loss; what does not is a scan or a photo."""
_QUALITY = 30


class Album:
    """Numbered pictures."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._pictures: list[bytes] = []

    def number(self, picture: bytes) -> int:
        """The number of a picture, a PNG or a JPEG; the same bytes have the same one."""
        found = self._numbers.setdefault(sha256(picture).hexdigest(), len(self._pictures))
        if found == len(self._pictures):
            self._pictures.append(picture)
        return found

    def __len__(self) -> int:
        return len(self._pictures)

    def encoded(self, watch: Callable[[int], None] = lambda _: None) -> Iterator[str]:
        """Each picture in turn as WebP in base 64; `watch` is told how many are done.

        Clean engravings lose nothing; scans and photos are compressed further than they were sent.
        """
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for done, picture in enumerate(pool.map(_smaller, self._pictures), 1):
                watch(done)
                yield b64encode(picture).decode()


def _smaller(picture: bytes) -> bytes:
    from PIL.Image import open as opening

    with opening(BytesIO(picture)) as opened:
        gray = opened.mode in ("1", "L")
        exact = _webp(opened, lossless=True) if gray else b""
        if exact and len(exact) < _SMALLER * len(picture):
            return exact
        return _webp(opened, quality=_QUALITY)


def _webp(picture: Image, **how: bool | int) -> bytes:
    made = BytesIO()
    picture.save(made, "WEBP", **how)
    return made.getvalue()
