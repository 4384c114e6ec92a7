"""Takes LaTeX and Markdown off a piece of a model's answer, but not the music in it: signs, fractions, lines of ABC."""

from __future__ import annotations

import re

_FENCE = re.compile(r"^[ \t]*```[^\n`]*$", re.MULTILINE)
_FRACTION = re.compile(r"\\[dtc]?frac\s*(?:\{\s*([^{}]{1,20}?)\s*\}\s*\{\s*([^{}]{1,20}?)\s*\}|(\d)\s*(\d))")
_OVER = re.compile(r"(\d{1,2})\s*(?:\\over|\\atop|\\\\)\s*(\d{1,2})(?!\d)")
_BLOCK = re.compile(r"\\(?:begin|end)\{[a-z]{1,20}\}(?:\{[clr]\})?")
_SIGNS = {
    **dict.fromkeys(("sharp", "textsharp"), "♯"),
    **dict.fromkeys(("flat", "textflat"), "♭"),
    "natural": "♮",
    **dict.fromkeys(("circ", "degree"), "°"),
    **dict.fromkeys(("o", "varnothing"), "ø"),
    "Delta": "Δ",
    "prime": "'",
    **dict.fromkeys(("mid", "vert", "lvert", "rvert", "textbar"), "|"),
    "rbrack": "]",
    "lbrack": "[",
    **dict.fromkeys(("to", "rightarrow"), "→"),
    "textasciicircum": "^",
    "textunderscore": "_",
    **dict.fromkeys(("quad", "qquad"), " "),
    **dict.fromkeys(("ldots", "dots"), "..."),
}
_COMMAND = re.compile(r"\\([A-Za-z]+)(?:\{\})?")
_RAISED = re.compile(r"(?<=[A-Za-z0-9)}\]♯♭#])[\^_]\{([^{}]{0,20})\}")
_RAISED_SIGN = re.compile(r"(?<=[A-Za-z0-9)}])\^(?=[♯♭♮#°ø+Δ])")
_ESCAPED = re.compile(r"\\([#_^&%$'|{}])")
_SPACES = re.compile(r"\\[,;:! ]|~|\u200b|\ufeff")
_DELIMITERS = re.compile(r"\\[()\[\]]|[{}$*`\"“”✓✔✅]|<\|[^|<>]{0,40}\|>|</?s>")
_EMPHASIS = re.compile(r"(_{1,3})([^_\s]|[^_\s][^\n]*[^_\s])\1")
"""Underscores on both sides: one alone before a note in ABC is a flat."""
_QUOTED = re.compile(r"(['‘])([^'’\n]+)['’]")  # noqa: RUF001 - the curly ones are meant


def unmarked(fragment: str) -> str:
    r"""The fragment without its LaTeX and Markdown; line breaks stay.

    >>> [unmarked(text) for text in (r"$\text{B}\flat\text{ minor}$", r"F^{\sharp}", r"\frac{6}{8}", r"\_B,2 \mid c")]
    ['B♭ minor', 'F♯', '6/8', '_B,2 | c']
    >>> [unmarked(text) for text in ("**minor third**", "`^F,2`", "_a minor third_", r"\mathrm{m}3")]
    ['minor third', '^F,2', 'a minor third', 'm3']
    """
    said = _FRACTION.sub(lambda match: f"{match[1] or match[3]}/{match[2] or match[4]}", _FENCE.sub("", fragment))
    said = _OVER.sub(r"\1/\2", _BLOCK.sub("", said))
    said = _COMMAND.sub(lambda match: _SIGNS.get(match[1], ""), said)
    said = _RAISED_SIGN.sub("", _RAISED.sub(r"\1", said))
    said = _DELIMITERS.sub("", _ESCAPED.sub(r"\1", _SPACES.sub(" ", said))).strip()
    said = said.lstrip("#>-• \t") if said[:1] in "#>-•" else said
    enclosed = _EMPHASIS.fullmatch(said) or _QUOTED.fullmatch(said)
    return (enclosed[2] if enclosed else said).strip(" \\\t\n")
