"""Tells an answer that declines to answer from one that merely gives none."""

from __future__ import annotations

import re

_CANNOT = (
    r"(?: can(?:not|['\u2019]?t)| can not| am (?:currently )?(?:unable|not able) to"
    r"|['\u2019]m (?:currently )?(?:unable|not able) to| won['\u2019]t"
    r"| (?:don['\u2019]t|do not) have the (?:ability|capability) to)"
)
_PICTURE = r"(?:images?|pictures?|photos?|attachments?|sheet music|(?:musical )?scores?|files?|music)"
_SEE = r"(?:directly )?(?:see|view|process|access|analy[sz]e|read|interpret|open)"
_DECLINES = re.compile(
    rf"\bi{_CANNOT} {_SEE}\b[^.\n]{{0,60}}?\b{_PICTURE}\b"
    rf"|\bi{_CANNOT} (?:help|assist|fulfil|comply|provide assistance|reproduce|engage)\b"
    rf"|\bi (?:don['\u2019]t|do not|can(?:not|['\u2019]?t)) see (?:any|an|the) {_PICTURE}\b"
    r"|(?:抱歉|对不起|對不起)[^。\n]{0,12}(?:无法|不能|無法)|我(?:无法|無法|不能)(?:查看|看到|处理)"
    r"|tut mir leid\b[^.\n]{0,30}\bkann\b[^.\n]{0,30}\b(?:nicht|keine)\b"
    r"|désolée?\b[^.\n]{0,30}\bne (?:peux|suis) pas\b|lo siento\b[^.\n]{0,30}\bno puedo\b"
    r"|申し訳(?:ありません|ございません)[^。\n]{0,30}(?:できません|出来ません)|죄송[^.\n]{0,30}(?:수 없|못)",
    re.IGNORECASE,
)
_LONGEST = 1000
_FIRST = 250


def declines(answer: str) -> bool:
    """Whether a short answer, in which nobody could read a choice, begins by declining: no picture seen, no help given.

    >>> declines("I'm sorry, but I can't view images.")
    True
    >>> declines("I can't see how it could be a fifth.")
    False
    """
    said = answer.strip()
    found = _DECLINES.search(said) if len(said) <= _LONGEST else None
    return found is not None and found.start() <= _FIRST
