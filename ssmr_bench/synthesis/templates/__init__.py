"""The templates, one file each; the file is the registry.

A template is a function, decorated with `@template` and named as its file, from a `Draw` to a `Question`:

1. It draws four different options uniformly from a pool that depends on `draw.level` alone: `draw.distinct(pool, 4)`.
2. It asks for the key: `draw.key(options)`. The key is uniform over the four, whatever they are.
3. It makes music for which that option holds and no other does. If notes do not fit it draws other notes, never
   other options. Every name in the pool can be made into music at its level.
4. Its stem does not depend on the key, and says all that a strict reader needs to settle on one option.

5. Without options its question stands in an `OpenForm`: how it is worded, how an answer is read as music, and when it
   is right for one who sees the question and the music alone. The hint's example answers no problem of the template.
   A question that makes no sense without options has a `NoOpenForm` with the reason.

All its chances come through `draw`. Its file's docstring describes the five levels, and names the parts that decide:
without them an answer is a guess; and under "Open:" how an open answer is read and what is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from ssmr_bench.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.synthesis.open_form import AnyForm
    from ssmr_bench.synthesis.problem import Question


@dataclass(frozen=True, slots=True)
class Template:
    """A way of asking."""

    name: str
    category: str
    """One of `problem.CATEGORIES`."""
    ask: Callable[[Draw], Question]
    open_form: AnyForm
    """How it is asked without options."""


def template(category: str, open_form: AnyForm) -> Callable[[Callable[[Draw], Question]], Template]:
    """Makes a template of the function below it."""
    return lambda ask: Template(ask.__name__, category, ask, open_form)


def names() -> tuple[str, ...]:
    """All the templates there are, sorted."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def find(name: str) -> Template:
    """The template of that name.

    Raises:
        UnknownNameError: if no file of that name is in this folder.
    """
    if name not in names():
        raise UnknownNameError("template", name, names())
    found = getattr(import_module(f"{__name__}.{name}"), name)
    assert isinstance(found, Template), f"{name} must be decorated with @template"
    return found
