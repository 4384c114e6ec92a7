"""A page from its parts. What models and people wrote stands in it as text or as data, and is never run."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_PARTS = Path(__file__).parent
_ALWAYS = "page"
"""The style and the script that all pages share."""
_MORE = {"report": ("player",), "show": ("player",)}
"""The pages that play music."""
_POLICY = (
    "default-src 'none'; script-src {script}; style-src {style}; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'"
)
"""No request leaves the page, and nothing runs in it but the one script whose digest is named."""
_HARMLESS = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def page(name: str, **shown: object) -> str:
    """The page `name.html`, with `name.css` and, if there is one, `name.js`, filled in; every text in it is escaped.

    Its content security policy allows that one style and that one script, by their digests, and pictures that stand in
    the page itself (Content Security Policy Level 3, section 2.3.1). A page without a script of its own runs none.
    """
    style, script = _joined(name, "css"), _joined(name, "js")
    policy = _POLICY.format(style=_digest(style), script=_digest(script))
    own = {part: Markup(text) for part, text in (("policy", policy), ("style", style), ("script", script))}  # noqa: S704
    filled = _environment().get_template(f"{name}.html").render(**own, **shown)
    # Half a character (a lone surrogate) can't be written in UTF-8; in the data it stands as JSON escapes it.
    return filled.encode(errors="replace").decode()


def island(name: str, value: object) -> Markup:
    r"""A value as JSON that the page's script reads by its name; nothing in it can end the element.

    >>> print(island("x", "</script>"))
    <script type="application/json" id="x">"\u003c/script\u003e"</script>
    """
    # ASCII: a model's text may hold lone surrogates, which UTF-8 does not.
    said = json.dumps(value, separators=(",", ":")).translate(_HARMLESS)
    return Markup('<script type="application/json" id="{}">{}</script>').format(name, Markup(said))  # noqa: S704 - see above


def _joined(name: str, ending: str) -> str:
    """What all pages share, what this one shares with some, and what it adds; empty where it has no such file."""
    if not (_PARTS / f"{name}.{ending}").exists():
        return ""
    parts = (_ALWAYS, *_MORE.get(name, ()), name)
    return "".join((_PARTS / f"{part}.{ending}").read_text(encoding="utf-8") for part in parts)


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" if text else "'none'"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_PARTS),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
