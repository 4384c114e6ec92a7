"""How a model is to draw its tokens: `Sampling`, with what it is told of thinking."""

from __future__ import annotations

import json
from collections.abc import Mapping  # noqa: TC003 - `models` reads the types at run time
from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any, Literal, get_args

from ssmr_bench.errors import ConfigError

Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]
Thinking = bool | int | Effort
"""On or off, a budget in tokens, or an effort by name."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the model is to draw its tokens; what is None is not sent, so the server's own default holds."""

    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    """Upper bound on the tokens of an answer, thoughts included."""
    seed: int | None = None
    stop: tuple[str, ...] = ()
    thinking: Thinking | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Further fields of a request's body, as its server knows them: `top_k`, `min_p`, `presence_penalty`, …"""

    def over(self, base: Sampling) -> Sampling:
        """This sampling where it says something, and `base` where it is silent; extras are joined.

        >>> Sampling(temperature=0.2).over(Sampling(temperature=1.0, max_tokens=64)).said
        {'temperature': 0.2, 'max_tokens': 64}
        """
        joined = {setting.name: getattr(base, setting.name) for setting in fields(self)}
        joined |= {name: getattr(self, name) for name in joined if getattr(self, name) not in (None, ())}
        return Sampling(**joined | {"extra": {**base.extra, **self.extra}})

    def without(self, names: tuple[str, ...]) -> Sampling:
        """This sampling, silent on those settings.

        >>> Sampling(temperature=0.0, max_tokens=64).without(("temperature", "seed")).said
        {'max_tokens': 64}
        """
        kept = {setting.name: getattr(self, setting.name) for setting in fields(self) if setting.name not in names}
        return Sampling(**kept | {"extra": {name: value for name, value in self.extra.items() if name not in names}})

    @property
    def said(self) -> dict[str, Any]:
        """The settings that say something, by name, as JSON has them; extras among them."""
        own = {s.name: getattr(self, s.name) for s in fields(self) if s.name != "extra"}
        said = {name: list(v) if isinstance(v, tuple) else v for name, v in own.items() if v not in (None, ())}
        return {**said, **self.extra}

    def check(self, place: str) -> None:
        """Passes if every number is one that a sampler can use.

        Raises:
            ConfigError: for the first that is not; the message names the place.
        """
        least = {"max_tokens": 1, "seed": -(2**63), "thinking": 0}
        for name, value in self.said.items():
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if number and not (_bearable(value) and (name in self.extra or value >= least.get(name, 0))):
                raise ConfigError(f"{place}: {name} = {str(value)[:40]} is out of range")
        if isinstance(self.thinking, str) and self.thinking not in get_args(Effort):
            raise ConfigError(f"{place}: thinking = {self.thinking!r}; use {THINKING_FORMS}")
        if not all(isinstance(stop, str) for stop in self.stop):
            raise ConfigError(f"{place}: stop = {list(self.stop)} must be a list of texts")
        if "" in self.stop:
            raise ConfigError(f"{place}: an empty stop ends every answer before it begins")
        if taken := {"model", "messages", "stream", "n"} & set(self.extra):
            raise ConfigError(f"{place}: extra holds {', '.join(sorted(taken))}, which is not the sampling's to say")
        try:
            json.dumps(dict(self.extra), allow_nan=False).encode("utf-8")
            json.dumps(dict(self.extra), ensure_ascii=False).encode("utf-8")
        except (ValueError, RecursionError) as error:
            raise ConfigError(f"{place}: extra can't be sent as JSON: {error}") from error
        known = {setting.name for setting in fields(self)} & set(self.extra)
        if known:
            raise ConfigError(f"{place}: extra holds {', '.join(sorted(known))}, which has a setting of its own")


def _bearable(value: float) -> bool:
    """Whether a sampler, or JSON on the way to it, can hold a number."""
    return -(2**63) <= value < 2**64 if isinstance(value, int) else isfinite(value)


THINKING_FORMS = f"on, off, a budget in tokens, or an effort ({', '.join(get_args(Effort))})"


def said(thinking: Thinking) -> str:
    """A word for it, as the command line takes it.

    >>> said(True), said(512), said("low")
    ('on', '512', 'low')
    """
    return ("off", "on")[thinking] if isinstance(thinking, bool) else str(thinking)


def thinking_of(text: str) -> Thinking:
    """What a command line says of thinking.

    >>> thinking_of("on"), thinking_of("4096"), thinking_of("high")
    (True, 4096, 'high')

    Raises:
        ConfigError: if it is none of the forms.
    """
    if text in ("on", "off"):
        return text == "on"
    if text.isdecimal() and text.isascii():
        return int(text)
    for effort in get_args(Effort):
        if text == effort:
            return effort  # type: ignore[no-any-return]
    raise ConfigError(f"--thinking {text!r}; use {THINKING_FORMS}")
