"""The options in a result's folder name, held against what the run says of itself: each of them was asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.chat.request import Dialect, parameters
from ssmr_bench.evaluation.manner import Manner
from ssmr_bench.evaluation.plan import short
from ssmr_bench.evaluation.result import RESULT
from ssmr_bench.evaluation.sampling import Sampling, thinking_of
from ssmr_bench.evaluation.verification.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ssmr_bench.evaluation.setting import Setting

_PLACE = f"{RESULT}, variant"
_OPTION = re.compile(r"[\w.-]+=[\w.-]+", re.ASCII)
_MANNER = ("shots", "orders", "repeats", "subset", "limit")
_LAST = ("base-url", "serve")
_SENT = {
    "temperature": ("temperature",),
    "top_p": ("top_p", "topP"),
    "max_tokens": ("max_tokens", "max_completion_tokens", "maxOutputTokens"),
    "seed": ("seed",),
    "stop": ("stop", "stopSequences"),
}
"""What servers call the settings that we have names for."""
_ON_OR_OFF = {"true": "on", "false": "off"}


def of_variant(setting: Setting) -> Iterator[Finding]:
    """What is wrong with the options.

    Those of the manner come first, all of them; then the sampling's, by their names; then how the model was reached.
    """
    options = setting.variant.split(",") if setting.variant else []
    usual = Manner()
    told = [f"{name}={getattr(setting, name)}" for name in _MANNER if getattr(setting, name) != getattr(usual, name)]
    own = [option for option in options if option.partition("=")[0] in (*_MANNER, "prompt")]
    if own != told or options[: len(told)] != told:
        yield Finding(_PLACE, f"is {setting.variant!r:.80}; the other fields say {','.join(told)!r}")
        return
    names = []
    for option in options[len(told) :]:
        name, _, value = option.partition("=")
        if not _OPTION.fullmatch(option):
            yield Finding(_PLACE, f"holds {option!r:.60}, which is no option")
        elif name not in _LAST:
            yield from _of_option(name, value, setting.sampling)
        elif name == "serve" and value != "on":
            yield Finding(_PLACE, f"says {option!r:.60}; it is on, or not named")
        names.append(_named(name, setting.sampling))
    wanted = [*sorted(set(names) - set(_LAST)), *(name for name in _LAST if name in names)]
    if names != wanted:
        yield Finding(_PLACE, f"is {setting.variant!r:.80}; its options come once each, and in order")


def _of_option(name: str, value: str, sent: dict[str, Any]) -> Iterator[Finding]:
    if name == "thinking":
        if not _thought(value, sent):
            yield Finding(_PLACE, f"says thinking={value:.40}, which sampling does not")
        return
    places = _places(name, sent)
    if not places:
        yield Finding(_PLACE, f"says {name}={value:.40}, and sampling has no such setting")
    elif not any(_is_said(sent[place], value, ours=name in _SENT) for place in places):
        yield Finding(_PLACE, f"says {name}={value:.40}; sampling.{places[0]} is {sent[places[0]]!r:.60}")


def _places(name: str, sent: dict[str, Any]) -> list[str]:
    """The fields of the request that an option may stand for."""
    if name in _SENT:
        return [place for place in _SENT[name] if place in sent]
    return [place for place in sent if name in (short(place), short(_ours(place)))]


def _named(name: str, sent: dict[str, Any]) -> str:
    """What an option is called before it is shortened; the options stand in the order of these names."""
    if name in (*_SENT, *_LAST, "thinking"):
        return name
    return next((place if short(place) == name else _ours(place) for place in _places(name, sent)), name)


def _ours(place: str) -> str:
    """A field of Google's as its library names it: topK is top_k."""
    return re.sub(r"(?<=[a-z0-9])[A-Z]", lambda found: f"_{found[0].lower()}", place)


def _is_said(sent: object, value: str, *, ours: bool) -> bool:
    """Whether a value was sent; a further field's object or list is joined with others on the way, or renamed."""
    if not ours and isinstance(sent, dict | list):
        return True
    forms = {short(sent)}
    if isinstance(sent, int | float) and not isinstance(sent, bool):
        forms |= {short(float(sent))} | ({short(int(sent))} if sent == int(sent) else set())
    return value in forms


def _thought(value: str, sent: dict[str, Any]) -> bool:
    """Whether a request says that of thinking, in any of the dialects."""
    try:
        thinking = thinking_of(_ON_OR_OFF.get(value, value))
    except ConfigError:
        return False
    if sent.get("thinking") == thinking or _to_google(thinking, sent.get("thinkingConfig")):
        return True
    for dialect in get_args(Dialect):
        try:
            told = parameters(Sampling(thinking=thinking), dialect)
        except ConfigError:
            continue
        if _within(told, sent):
            return True
    return False


def _to_google(thinking: bool | int | str, said: object) -> bool:
    if not isinstance(said, dict):
        return False
    if isinstance(thinking, str):
        return said.get("thinkingLevel") == thinking.upper()
    budget = -1 if thinking is True else int(thinking)
    return bool(said.get("thinkingBudget") == budget)


def _within(told: object, sent: object) -> bool:
    """Whether all that was told was sent."""
    if isinstance(told, dict):
        return isinstance(sent, dict) and all(name in sent and _within(told[name], sent[name]) for name in told)
    return type(told) is type(sent) and told == sent
