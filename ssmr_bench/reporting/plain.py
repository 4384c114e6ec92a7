"""Other people's texts on a terminal: shown as they are, and never obeyed."""

from __future__ import annotations


def printable(text: str) -> str:
    r"""The text with everything that would move a cursor, change a colour or start a line written out.

    >>> print(printable("red \x1b[31m, bell \a, two\nlines, \ud800, 5♭"))
    red \x1b[31m, bell \x07, two\nlines, \ud800, 5♭
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
