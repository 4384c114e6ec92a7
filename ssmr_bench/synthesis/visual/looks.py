"""How a picture may look: clean as engraved, scanned, or photographed. They measure how robust reading is.

All chances come from the picture's name, through SHAKE-256: the same name gives the same picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import shake_256
from io import BytesIO
from typing import TYPE_CHECKING, Literal, get_args

from ssmr_bench.errors import ConfigError, UnknownNameError

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

    Pixels = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

Kind = Literal["clean", "scan", "photo"]
KINDS: tuple[Kind, ...] = get_args(Kind)
STRENGTHS = (1, 2, 3)
_DESK = (92, 74, 58)


@dataclass(frozen=True, slots=True)
class Look:
    """A way to look, and how far it goes, from 1 to 3.

    Raises:
        UnknownNameError: if there is no such look.
        ConfigError: on another strength.
    """

    kind: Kind = "clean"
    strength: int = 2

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise UnknownNameError("look", self.kind, KINDS)
        if self.strength not in STRENGTHS:
            raise ConfigError(f"no look has strength {self.strength}; it goes from 1 to 3")

    def on(self, png: bytes, name: str) -> bytes:
        """The picture with this look, as a PNG; the chances are those of the name."""
        if self.kind == "clean":
            return png
        from PIL import Image

        chance = Chance(f"{name}/{self.kind}{self.strength}")
        with Image.open(BytesIO(png)) as opened:
            picture = (_scanned if self.kind == "scan" else _photographed)(opened.convert("RGB"), self.strength, chance)
        out = BytesIO()
        picture.save(out, "PNG")
        return out.getvalue()


class Chance:
    """Numbers drawn from a name."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._count = 0

    def between(self, low: float, high: float) -> float:
        """A number of the range, each as likely."""
        return low + (high - low) * int.from_bytes(self._bytes(4)) / 2**32

    def noise(self, *shape: int) -> Pixels:
        """Numbers around 0 with deviation 1, bell-shaped: of each, the sum of four bytes."""
        import numpy as np

        size = int(np.prod(shape))
        drawn = np.frombuffer(self._bytes(4 * size), np.uint8).reshape(4, *shape).sum(axis=0, dtype=np.float32)
        centered: Pixels = (drawn - 510) / 147.8
        return centered

    def _bytes(self, count: int) -> bytes:
        self._count += 1
        return shake_256(f"{self._name}/{self._count}".encode()).digest(count)


def _scanned(picture: Image.Image, strength: int, chance: Chance) -> Image.Image:
    """Skewed a little, on grey and grainy paper, lit unevenly, blurred, and of low resolution."""
    from PIL import Image, ImageFilter

    shade = 250 - 7 * strength
    skew = chance.between(0.3, 0.6) * strength * (1 if chance.between(0, 1) < 0.5 else -1)
    picture = picture.convert("L").rotate(skew, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    factor = 1 - 0.09 * strength
    size = max(1, round(picture.width * factor)), max(1, round(picture.height * factor))
    picture = picture.filter(ImageFilter.GaussianBlur(0.25 * strength)).resize(size, Image.Resampling.BOX)
    pixels = _array(picture)
    light = _slope(pixels.shape, chance, 0.05 * strength) + 0.025 * strength * _clouds(pixels.shape, chance)
    pixels = (20 * strength + pixels * (shade - 20 * strength) / 255) * (1 + light)
    pixels += chance.noise(*pixels.shape) * 4 * strength
    return _picture(pixels)


def _photographed(picture: Image.Image, strength: int, chance: Chance) -> Image.Image:
    """Seen at an angle, in warm light with a shadow across it, and saved as a small JPEG."""
    import numpy as np
    from PIL import Image, ImageFilter

    page = _tilted(picture, strength, chance).filter(ImageFilter.GaussianBlur(0.3 * strength))
    pixels = _array(page)
    height, width = pixels.shape[:2]
    light = 1 - 0.04 * strength + _slope((height, width), chance, 0.08 * strength)
    pixels *= (light * _shadow((height, width), strength, chance))[..., None]
    pixels *= np.array([1.0, chance.between(0.93, 0.98), chance.between(0.8, 0.92)], np.float32)
    pixels += chance.noise(height, width, 1) * 3 * strength
    small = BytesIO()
    _picture(pixels).save(small, "JPEG", quality=88 - 20 * strength)
    return Image.open(small).convert("RGB")


def _tilted(picture: Image.Image, strength: int, chance: Chance) -> Image.Image:
    """The page on a desk, as a camera sees it from not quite above."""
    import numpy as np
    from PIL import Image

    width, height = picture.size
    border = round(0.06 * strength * min(width, 4 * height)) + 4
    far = 0.15 * strength * min(width, 2 * height)
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    seen = [
        (
            border + x + chance.between(0, far) * (1 if x == 0 else -1),
            border + y + chance.between(-0.25, 0.25) * border,
        )
        for x, y in corners
    ]
    rows, targets = [], []
    for (x, y), (u, v) in zip(corners, seen, strict=True):
        rows += [[u, v, 1, 0, 0, 0, -x * u, -x * v], [0, 0, 0, u, v, 1, -y * u, -y * v]]
        targets += [x, y]
    steering = np.linalg.solve(np.array(rows, np.float64), np.array(targets, np.float64)).tolist()
    size = width + 2 * border, height + 2 * border
    return picture.transform(size, Image.Transform.PERSPECTIVE, steering, Image.Resampling.BICUBIC, fillcolor=_DESK)


def _slope(shape: tuple[int, ...], chance: Chance, depth: float) -> Pixels:
    """Light that falls off from one side to the other, by that much either way."""
    import numpy as np

    height, width = shape[:2]
    rows, columns = np.linspace(-1, 1, height, dtype=np.float32), np.linspace(-1, 1, width, dtype=np.float32)
    slope = chance.between(-1, 1) * columns[None, :] + chance.between(-1, 1) * rows[:, None]
    return (depth / 2 * slope).astype(np.float32)


def _clouds(shape: tuple[int, ...], chance: Chance) -> Pixels:
    """Soft blotches, as of uneven paper."""
    from PIL import Image

    height, width = shape[:2]
    coarse = Image.fromarray(chance.noise(max(2, height // 24), max(2, width // 24)), "F")
    return _array(coarse.resize((width, height), Image.Resampling.BICUBIC))


def _shadow(shape: tuple[int, int], strength: int, chance: Chance) -> Pixels:
    """What is left of the light where something stands in it: a soft edge across the page."""
    import numpy as np

    height, width = shape
    angle = chance.between(0, 2 * np.pi)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    across = (columns / width - chance.between(0.3, 0.7)) * np.cos(angle) + (rows / height - 0.5) * np.sin(angle)
    soft: Pixels = (1 - 0.13 * strength / (1 + np.exp(-across * chance.between(12, 30)))).astype(np.float32)
    return soft


def _array(picture: Image.Image) -> Pixels:
    import numpy as np

    return np.asarray(picture, np.float32).copy()


def _picture(pixels: Pixels) -> Image.Image:
    import numpy as np
    from PIL import Image

    return Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8))
