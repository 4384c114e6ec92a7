"""Replies as models write them to "write four bars in G major, in 3/4", and the music that they mean."""

from __future__ import annotations

GOOD = "G2 B2 d2 | e4 d2 | c2 B2 A2 | G6 |]"
HEAD = "X:1\nM:3/4\nL:1/8\nK:G"
FULL = f"{HEAD}\n{GOOD}"
OTHER = f"{HEAD}\nd2 d2 d2 | d6 | c6 | B6 |]"

MEANT: dict[str, tuple[str, str]] = {
    "a block": (f"```abc\n{FULL}\n```", "fenced"),
    "prose before and after": (
        f"Here is a melody in G major:\n\n```abc\n{FULL}\n```\n\nIt rises to E, and ends on G.",
        "fenced",
    ),
    "a block without a language": (f"Sure!\n```\n{FULL}\n```", "fenced"),
    "a block of text": (f"```text\n{FULL}\n```", "fenced"),
    "tildes": (f"~~~abc\n{FULL}\n~~~", "fenced"),
    "an indented block in a list": (
        "1. The tune:\n\n   ```abc\n" + "\n".join(f"   {line}" for line in FULL.split("\n")) + "\n   ```",
        "fenced",
    ),
    "a block that is not closed": (f"```abc\n{FULL}\n\nThe melody is simple and ends on the tonic.", "fenced"),
    "a block on one line": (f"```abc {GOOD}```", "fenced"),
    "a closing mark at the end of the music": (f"```abc\n{FULL}```", "fenced"),
    "several blocks": (f"A draft:\n```abc\n{OTHER}\n```\nBetter:\n```abc\n{FULL}\n```\nDone.", "fenced"),
    "several tunes in a block": (f"```abc\n{OTHER}\n\n{FULL.replace('X:1', 'X:2')}\n```", "fenced"),
    "a program after the tune": (f"```abc\n{FULL}\n```\nCheck it:\n```python\na | b\n```", "fenced"),
    "a table of words after the tune": (f"```abc\n{FULL}\n```\n```\nBar 1: tonic\nBar 2: dominant\n```", "fenced"),
    "no block": (f"{FULL}\n", "header"),
    "no block, and prose": (f"Of course. Here you go:\n\n{FULL}\n\nI hope that you like it!", "header"),
    "several tunes without a block": (f"{OTHER}\n\nOr rather:\n\n{FULL}", "header"),
    "a title and what else belongs to a header": (
        f"```abc\nX: 1\nT: The Lark\nC: Trad.\nR: waltz\nQ: 1/4=120\nM: 3/4\nL: 1/8\nK: G major\n{GOOD}\n```",
        "fenced",
    ),
    "key before meter": (f"```abc\nX:1\nK:G\nM:3/4\nL:1/8\n{GOOD}\n```", "fenced"),
    "no header": (f"```abc\n{GOOD}\n```", "fenced"),
    "a key alone": (f"```abc\nK:G\n{GOOD}\n```", "fenced"),
    "other unit": ("```abc\nX:1\nM:3/4\nL:1/4\nK:G\nG B d | e2 d | c B A | G3 |]\n```", "fenced"),
    "music alone": (GOOD, "lines"),
    "music alone in prose": (f"The melody could go like this.\n\n{GOOD}\n\nNote the cadence at the end.", "lines"),
    "directives and comments": (
        f"```abc\n%%staffwidth 500\n%abc-2.1\n{HEAD}\n%%MIDI program 1\n"
        "G2 B2 d2 | % rises\ne4 d2 |\n% answer\nc2 B2 A2 | G6 |]\n```",
        "fenced",
    ),
    "lyrics": (f"```abc\n{FULL}\nw: la la la la la la la la la la la\nW: and more\n```", "fenced"),
    "too many lyrics": (f"```abc\n{FULL}\n" + "w: la\n" * 40 + "```", "fenced"),
    "chord symbols": (
        f'```abc\n{HEAD}\n"G"G2 B2 d2 | "C"e4 "G"d2 | "Am7"c2 B2 "D7/F#"A2 | "G"G6 |]\n```',
        "fenced",
    ),
    "empty lines between": (f"```abc\n{HEAD}\n\nG2 B2 d2 | e4 d2 |\n\nc2 B2 A2 | G6 |]\n```", "fenced"),
    "numbered bars": (f"{HEAD}\n1. G2 B2 d2 |\n2. e4 d2 |\n3. c2 B2 A2 |\n4. G6 |]", "header"),
    "named bars without bar lines": (
        "Bar 1: G2 B2 d2\nBar 2: e4 d2\nBar 3: c2 B2 A2\n**Measure 4:** G6 |]",
        "lines",
    ),
    "bars in a list": ("- G2 B2 d2 |\n- e4 d2 |\n- c2 B2 A2 |\n- G6 |]", "lines"),
    "bars as code": ("**Bars 1-2:** `G2 B2 d2 | e4 d2 |`\n\n**Bars 3\u20134:** `c2 B2 A2 | G6 |]`", "lines"),
    "line breaks written out": (f"```abc\n{FULL}\n```".replace("\n", "\\n"), "fenced"),
    "JSON": ('{"abc": "' + FULL.replace("\n", "\\n") + '\\n"}', "header"),
    "boxed": (f"Let me think.\n\n\\boxed{{{FULL}}}", "boxed"),
    "boxed on lines of its own": (f"\\boxed{{\n{FULL}\n}}", "boxed"),
    "boxed text": (f"$$\\boxed{{\\text{{{GOOD}}}}}$$", "boxed"),
    "a block in a box": (f"\\boxed{{\n```abc\n{FULL}\n```\n}}", "boxed"),
    "a box in a block": (f"```\n\\boxed{{{FULL}}}\n```", "boxed"),
    "a header on one line": (f"X:1 T:Waltz M:3/4 L:1/8 K:G {GOOD}", "header"),
    "curly apostrophes": ("```abc\nX:1\nM:3/4\nL:1/8\nK:G\nG2 B2 d2 | e4 d2 | c\u2018,2 B2 A2 | G6 |]\n```", "fenced"),
    "Windows": (f"```abc\n{FULL}\n```".replace("\n", "\r\n"), "fenced"),
    "bold fields": (f"**X:** 1\n**M:** 3/4\n**L:** 1/8\n**K:** G\n{GOOD}", "header"),
    "tags": (f"<answer>\n{FULL}\n</answer>", "header"),
    "the analysis first": (f"The key is G, so F is sharp.\n\nM:3/4\n\nBars:\n\n{GOOD}", "header"),
    "what a base model goes on with": (f"{FULL}\n\nWrite music in ABC notation.\n\n{OTHER}", "header"),
    "another turn": (f"```abc\n{FULL}\n```\nUser: another one\n```abc\n{OTHER}\n```", "fenced"),
    "a motif spoken of": (f"{FULL}\n\nIt is built on this motif:\n\nG2 B2 d2 |\n\nand its answer.", "header"),
    "its cadence quoted in a block": (
        f"```abc\n{FULL}\n```\nThe cadence is\n```abc\nc2 B2 A2 | G6 |]\n```\nand the motif\n```\nG2 B2 d2\n```",
        "fenced",
    ),
    "bars added up in a block": (
        f"```abc\n{FULL}\n```\nCheck:\n```\nBar 1: G2 B2 d2 = 2+2+2 = 6\nBar 2: e4 d2 = 6\n```",
        "fenced",
    ),
    "a draft with a header, and the tune without": (f"```abc\n{OTHER}\n```\nBetter:\n```abc\n{GOOD}\n```", "fenced"),
    "prose at the end of a block": (f"```abc\n{FULL}\n\nThis is the music.\n```", "fenced"),
    "bar lines on lines of their own": (f"```abc\n{HEAD}\nG2 B2 d2\n|\ne4 d2\n|\nc2 B2 A2\n|\nG6\n|]\n```", "fenced"),
    "a stray bar line behind it": (f"{GOOD}\n\nThat is all.\n\n|\n", "lines"),
    "a table behind it": (f"{GOOD}\n\n| Bar | Beats |\n|---|---|\n| 1 | 3 |\n", "lines"),
    "repeats": ("```abc\nX:1\nM:3/4\nL:1/8\nK:G\n|: G2 B2 d2 | e4 d2 :|\n|: c2 B2 A2 | G6 :|\n```", "fenced"),
    "decorations and graces": (
        f"```abc\n{HEAD}\n!mf!G2 .B2 Td2 | {{/f}}e4 ~d2 | (c2 B2) A2 | !fermata!G6 |]\n```",
        "fenced",
    ),
}
"""A reply, and the rule that finds its tune; all of them mean `GOOD`."""

UNREADABLE: dict[str, str] = {
    "nothing": "",
    "blanks": " \n\t\n",
    "prose": "I would write a melody that rises to the fifth and falls back to the tonic.",
    "prose of few letters": "A bad cab. Feed a bee! Add a cabbage?",
    "note names": "G B D E D C B A G",
    "a refusal of a kind": "As a language model I have no ears, but G major would be nice | really.",
    "another notation": "```lilypond\n\\relative c' { g4 b d | e2 d4 | c4 b a | g2. }\n```",
    "tablature": "e|---0---2---3---|\nB|---1---3---0---|",
    "a letter that is no note": f"```abc\n{HEAD}\nG2 B2 d2 | e4 h2 j | c2 B2 A2 | G6 |]\n```",
    "a bad bar between good ones": f"{HEAD}\nG2 B2 d2 | e4 d2 |\nc2 P2 A2\nc2 B2 A2 | G6 |]",
    "prose between the bars of a block": f"```abc\n{HEAD}\nG2 B2 d2 | e4 d2 |\nNow the answer:\nc2 B2 A2 | G6 |]\n```",
    "a key that is none": "```abc\nX:1\nM:3/4\nL:1/8\nK:H\nG2 B2 d2 |\n```",
    "a meter that is none": "```abc\nX:1\nM:three\nL:1/8\nK:G\nG2 B2 d2 |\n```",
    "a bracket that is not closed": f"```abc\n{HEAD}\nG2 [Bd2 | e4 d2 |\n```",
    "rests alone": f"```abc\n{HEAD}\nz6 | z6 | z6 | z6 |]\n```",
    "a header alone": f"```abc\n{HEAD}\n```",
    "numbers": "```\n1\n2\n3\n4\n5\n```",
    "marks of code": "```\n\n" * 60,
    "a JSON list": '["G2", "B2"]',
    "LaTeX": "$$\\frac{3}{4} = G^2 + B_2$$",
    "HTML": "<script>alert('X:1')</script><b>C|D|E</b>",
    "a tune too long": f"```abc\n{HEAD}\n{'G2 B2 d2 | ' * 2000}\n```",
}
