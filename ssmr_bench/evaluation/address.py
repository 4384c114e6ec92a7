"""The base URL of an endpoint: taken apart, held free of keys, and judged for whether a key may travel there."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit
from urllib.request import getproxies, proxy_bypass

from ssmr_bench.errors import ConfigError, SSMRError
from ssmr_bench.evaluation.credentials import Credential, credential

_log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    from ssmr_bench.evaluation.models import ModelEntry


def checked_address(entry: ModelEntry) -> SplitResult:
    """The entry's base URL, taken apart.

    Raises:
        ConfigError: if it has none, one that is not http(s), or one that holds a key.
    """
    if entry.base_url is None:
        raise ConfigError(f"the model {entry.name!r} needs an endpoint: --base-url http://127.0.0.1:8000/v1")
    try:
        address = urlsplit(entry.base_url)
        sound = address.scheme in ("http", "https") and address.hostname and (address.port is None or address.port > 0)
    except ValueError:
        sound = False
    if not sound:
        shown = re.sub(r"//[^/]*@|[?#].*", "//***@" if "@" in entry.base_url else "?***", entry.base_url)
        raise ConfigError(f"the base URL {shown!r} is not of the form http(s)://host:port/v1")
    beside = {name for name, _ in parse_qsl(address.query, keep_blank_values=True)} - {"api-version"}
    if address.username or address.password or address.fragment or beside:
        # The URL goes into results and error messages.
        raise ConfigError(f"the base URL of {entry.name!r} must hold no key; put the key in {entry.api_key_env}")
    return address


def is_ours(address: SplitResult) -> bool:
    """Whether it is this machine, which asks for no key."""
    host = address.hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


def proxy_for(address: SplitResult) -> str | None:
    """The proxy that the environment names for it (`HTTPS_PROXY`, `NO_PROXY`, …), if it does.

    Looked up once: clients that trust the environment look for each request anew, and in files at that.
    """
    host = address.hostname or ""
    if is_ours(address) or proxy_bypass(host):
        return None
    return getproxies().get(address.scheme)


def lacking(entry: ModelEntry) -> str:
    """What is wrong with the entry's address or key, in one line; this machine asks for no key."""
    try:
        ours, held = is_ours(checked_address(entry)), credential(entry)
    except SSMRError as error:
        return str(error)
    return "" if held.key or ours else f"the key is {held.source}"


def sendable(entry: ModelEntry, address: SplitResult) -> Credential:
    """The entry's key, unless it would cross a network that anybody can read.

    Raises:
        ConfigError: if there is none for an https address, if its file can be read by others, or it holds a character
            that no key has.
        FileError: if the key's file can't be read.
    """
    held = credential(entry)
    if held.key is None and address.scheme == "https":
        raise ConfigError(
            f"{entry.base_url} asks for a key, and the key is {held.source} (any word, if it asks for none)"
        )
    if held.key and address.scheme == "http" and not is_ours(address) and not entry.key_over_http:
        why = f"{held.source}, and was not sent, for http is not private; use https, or set key_over_http = true"
        _log.warning("the key of %s is %s", entry.name, why)
        return Credential(None, why)
    return held
