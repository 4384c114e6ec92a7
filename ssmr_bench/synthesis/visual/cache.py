"""Pictures on disk: drawn where they are first asked for, and found again by all that bears on them."""

from __future__ import annotations

import json
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from ssmr_bench.errors import DataError, FileError
from ssmr_bench.files import whole, write_whole
from ssmr_bench.notation.engraving import Layout
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis.visual.figures import musical
from ssmr_bench.synthesis.visual.looks import Look
from ssmr_bench.synthesis.visual.prints import FORMS, Form, pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ssmr_bench.synthesis.problem import Problem

ENGRAVING = 1
"""Rises whenever the same problem comes to give other pictures."""
_SHARE = 20
"""Problems that a process draws at once."""


@dataclass(frozen=True, slots=True)
class Style:
    """How the pictures of problems are made."""

    form: Form = "separate"
    look: Look = field(default_factory=Look)
    layout: Layout = field(default_factory=Layout)

    def draw(self, problem: Problem) -> tuple[bytes, ...]:
        """The pictures of a problem.

        Raises:
            DataError: if one does not show its score.
        """
        clean = pictures(problem, self.form, self.layout)
        return tuple(self.look.on(png, f"{problem.id}/{number}") for number, png in enumerate(clean))


@dataclass(frozen=True)
class PictureCache:
    """A folder of pictures; several processes may share it."""

    folder: Path
    style: Style = field(default_factory=Style)

    def get(self, problem: Problem) -> tuple[bytes, ...]:
        """The pictures of a problem, from disk or drawn now.

        Raises:
            DataError: if a picture does not show its score, or is none of those that were frozen with the problem.
            FileError: if the folder can't be written.
        """
        seal, *paths = self._paths(problem)
        try:
            found = tuple(path.read_bytes() for path in paths)
            if seal.read_bytes() == digest(found).encode() and not self._flaw(problem, found):
                return found
        except OSError:
            pass  # not drawn yet, or not to the end
        drawn = self.style.draw(problem)
        if flaw := self._flaw(problem, drawn):
            raise DataError(flaw)
        for path, picture in zip(paths, drawn, strict=True):
            with whole(path) as draft:
                draft.write_bytes(picture)
        # Last: a picture that was damaged or exchanged since is no longer what the seal says.
        with whole(seal) as draft:
            draft.write_bytes(digest(drawn).encode())
        return drawn

    def fill(self, problems: Iterable[Problem], jobs: int, watch: Callable[[int], None] = lambda _: None) -> None:
        """Draws what is missing, in so many processes. `watch` is told how many problems are done.

        Raises:
            DataError, FileError: as `get`.
        """
        wanted = list(problems)
        missing = [problem for problem in wanted if not self._paths(problem)[0].exists()]
        done = len(wanted) - len(missing)
        watch(done)
        shares = [missing[at : at + _SHARE] for at in range(0, len(missing), _SHARE)]
        for size in self._drawn(shares, min(jobs, len(shares))):
            done += size
            watch(done)

    def _drawn(self, shares: list[list[Problem]], jobs: int) -> Iterator[int]:
        if jobs <= 1:
            yield from map(self._draw, shares)
            return
        # Not forked: a fork of a process with threads (a progress bar has one) may hang.
        with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
            try:
                yield from pool.map(self._draw, shares)
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

    def _draw(self, share: list[Problem]) -> int:
        for problem in share:
            self.get(problem)
        return len(share)

    def _paths(self, problem: Problem) -> list[Path]:
        """Where the digest of a problem's pictures lies, and then they: named by all that they are made from."""
        asked = [problem.id, problem.template, problem.abc, problem.options]
        made = json.dumps([ENGRAVING, _libraries(), asdict(self.style), asked], sort_keys=True)
        name = sha256(made.encode()).hexdigest()
        count = 1 if self.style.form == "sheet" else bool(problem.abc) + len(problem.options) * musical(problem)
        place = self.folder / name[:2]
        return [place / f"{name}.sha256", *(place / f"{name}-{number}" for number in range(count))]

    def _flaw(self, problem: Problem, found: tuple[bytes, ...]) -> str:
        """Why these can't be the pictures of the problem; empty if they can."""
        frozen = self._frozen.get(problem.id)
        if frozen is None or frozen == digest(found):
            return ""
        return (
            f"the pictures of problem {problem.id!r} have digest {digest(found)}, not {frozen} as frozen; "
            f"this installation engraves with {', '.join(_libraries())}"
        )

    @cached_property
    def _frozen(self) -> dict[str, str]:
        """The digests that were frozen for this style, by problem; none for other looks and layouts."""
        clean = self.style.look.kind == "clean" and self.style.layout == Layout()
        return frozen(self.style.form) if clean else {}


def digest(found: Iterable[bytes]) -> str:
    """Sixteen figures of the SHA-256 of pictures, in order."""
    return sha256(b"".join(sha256(picture).digest() for picture in found)).hexdigest()[:16]


@cache
def frozen(form: Form) -> dict[str, str]:
    """The digests of the clean pictures of every frozen problem, by its id.

    Raises:
        DataError: if a file of them can't be read.
    """
    found: dict[str, str] = {}
    for file in shipped("data").glob("*/pictures.json"):
        try:
            found |= json.loads(file.read_bytes())[form]
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise DataError(f"{file} can't be read ({error!r}); install it again") from error
    return found


def freeze_pictures(problems: Sequence[Problem], place: Path) -> None:
    """Writes `pictures.json`: what the pictures of these problems were made with, and their digests in every form.

    Raises:
        DataError: if a picture does not show its score.
        FileError: if the file can't be written.
    """
    made: dict[str, object] = {"engraving": ENGRAVING, "libraries": _libraries()}
    for form in FORMS:
        made[form] = {problem.id: digest(Style(form).draw(problem)) for problem in problems}
    write_whole(place / "pictures.json", json.dumps(made, indent=1) + "\n")


def default_folder() -> Path:
    """Where pictures are kept unless said otherwise: `SSMR_CACHE`, or the user's cache folder.

    Raises:
        FileError: if there is no home folder to hold it.
    """
    from platformdirs import user_cache_path

    try:
        return Path(os.environ.get("SSMR_CACHE") or user_cache_path("ssmr-bench")) / "pictures"
    except (OSError, RuntimeError) as error:
        raise FileError(f"no folder for pictures is known ({error}); name one in SSMR_CACHE") from error


@cache
def _libraries() -> tuple[str, ...]:
    """What draws, with its versions."""
    return tuple(f"{name} {version(name)}" for name in ("verovio", "resvg_py", "pillow", "numpy"))
