from __future__ import annotations

import pytest

from ssmr_bench.errors import NotationError
from ssmr_bench.notation.abc import read


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1, column 1: no key; expected a field K: before the music"),
        ("M:4/4\nABc", "line 2, column 1: 'ABc' before the key; expected a field"),
        ("M:4\nK:C", "line 1, column 3: no meter '4'; expected one such as 6/8"),
        ("L:x\nK:C", "line 1, column 3: no unit length 'x'; expected"),
        ("K:H", "line 1, column 3: no clef 'H'; expected one of treble"),
        ("K:Cfoo", "line 1, column 3: no mode 'foo'; expected"),
        ("K:G#", "line 1, column 3: no key signature has 8"),
        ("K:C foo=1", "line 1, column 3: no setting 'foo'; expected"),
        ("K:C\nAB Q7", "line 2, column 5: '7' is no music; expected"),
        ("K:C\nAB [ce", "line 2, column 4: a bracket that opens"),
        ("K:C\nA [c%e]", "line 2, column 3: a bracket that opens"),
        ("K:C\n[c7 z]", "line 2, column 1: 'z' in a chord; expected notes"),
        ("K:C\n[]", "line 2, column 1: a chord without notes"),
        ('K:C\nA "Am', "line 2, column 3: a text without its closing quote"),
        ("K:C\nA {c", "line 2, column 3: grace notes without"),
        ("K:C\n{c|}", "line 2, column 1: grace notes without"),
        ("K:C\nA !fer", "line 2, column 3: a decoration without"),
        ("K:C\nA & B", "line 2, column 3: a voice overlay"),
        ("K:C\n-A", "line 2, column 1: a tie from nowhere; expected"),
        ("K:C\n>A", "line 2, column 1: '>' out of place; expected"),
        ("K:C\nA> >B", "line 2, column 4: '>' out of place; expected"),
        ("K:C\nA>", "line 2, column 1: broken rhythm at the end; expected"),
        ("K:C\nA//2", "line 2, column 1: cannot read the length '//2'; expected"),
        ("K:C\nB A0", "line 2, column 3: a note of length '0' would not sound; expected"),
        ("K:C\n(0A", "line 2, column 1: cannot read the tuplet '(0'; expected"),
        ("K:C\n(12A", "line 2, column 1: cannot read the tuplet '(12'; expected its time"),
        ("K:C\nA |1- B", "line 2, column 3: cannot read the volta '1-'; expected"),
        ("K:C\nA''''''", "line 2, column 1: \"A''''''\" lies beyond hearing; expected"),
        ("K:C\nA\n\nB", "line 4, column 1: music after an empty line"),
        ("K:C\nV:", "line 2, column 1: a voice without a name; expected"),
    ],
)
def test_errors_say_where_and_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(NotationError) as caught:
        read(text)
    assert str(caught.value).startswith(message)
