"""Where a reply ends: base models go on to another question, and the first answer is to the one that was asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PROMPT_OPENS = "Answer this question about sheet music"
"""How our prompts begin."""
_OVER = re.compile(
    r"<\|(?:im_end|eot_id|endoftext|end_of_text|end|return|eom_id|END_RESPONSE)\|>|<end_of_turn>|<eos>|</s>|\[/?INST\]"
    rf"|^[ \t]*(?:{PROMPT_OPENS}|(?:Human|User):|<\|im_start\|>user|#{{2,3}} Instruction)",
    re.MULTILINE,
)
_NEXT = re.compile(
    r"^[ \t]*(?:(?:\*\*|#{1,6} )?(?:(?:Next )?(?:Question|Problem|Exercise|Q)(?: ?\d+)?[ \t]*[:.)\n]"
    r"|Example \d+[:.)\n]|题目|问题)"
    r"|\d{1,3}\. [^\n]{10,300}\?[ \t]*$(?!\s{1,4}(?![\W_]{0,4}A\W|X:|[\W_]{0,4}B\W)[^\n]{1,300}[.!])"
    r")",
    re.MULTILINE,
)
_MOST = 3


def own(text: str) -> tuple[str, bool]:
    r"""The text up to where the turn is over, and whether it was; an echo of the prompt at the very beginning is none.

    >>> own("B\n\nAnswer this question about sheet music. Which")
    ('B\n\n', True)
    """
    for over in _OVER.finditer(text):
        if text[: over.start()].strip():
            return text[: over.start()], True
    return text, False


def before_next(text: str) -> Iterator[str]:
    """The text before each of the first headings of a question: what may be a whole reply.

    Whether it is one shows in that it gives an answer: a model may also repeat the question that it is going to answer.
    """
    for _, following in zip(range(_MOST), _NEXT.finditer(text), strict=False):
        if text[: following.start()].strip():
            yield text[: following.start()]
