"""Data sets of our own making in the layouts of the published ones: files, columns, heads of READMEs."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from PIL import Image, ImageDraw
from pyarrow import parquet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_GSM8K = """---
language: [en]
license: [mit]
dataset_info:
- config_name: main
  features:
  - name: question
    dtype: string
  - name: answer
    dtype: string
configs:
- config_name: main
  data_files:
  - split: train
    path: main/train-*
  - split: test
    path: main/test-*
- config_name: socratic
  data_files:
  - split: train
    path: socratic/train-*
  - split: test
    path: socratic/test-*
---
# Of our own making
"""
_MMMU = """---
configs:
- config_name: Art
  data_files:
  - split: validation
    path: Art/validation-*
- config_name: Music
  data_files:
  - split: dev
    path: Music/dev-*
  - split: validation
    path: Music/validation-*
---
# Of our own making
"""
SUMS = tuple(
    (f"Ada has {n} reeds and buys {m} more. How many reeds has she?", n + m)
    for n, m in zip(range(3, 15), range(20, 32), strict=True)
)


def table(path: Path, rows: Sequence[Mapping[str, Any]], features: Mapping[str, Any] | None = None) -> None:
    """A Parquet file; `features` is what the hub writes of columns that hold more than they seem to."""
    path.parent.mkdir(parents=True, exist_ok=True)
    found = pa.Table.from_pylist([dict(row) for row in rows])
    if features:
        found = found.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    parquet.write_table(found, path)


def gsm8k(root: Path, count: int = len(SUMS)) -> Path:
    """GSM8K: questions whose answers end in `#### NUMBER`."""
    rows = [{"question": asked, "answer": f"She has <<{n}={n}>>{n} reeds.\n#### {n}"} for asked, n in SUMS]
    shots = [{"question": f"What is {n} and {n}?", "answer": f"It is {2 * n}.\n#### {2 * n}"} for n in range(1, 9)]
    folder = root / "gsm8k"
    table(folder / "main" / "train-00000-of-00001.parquet", shots)
    table(folder / "main" / "test-00000-of-00001.parquet", rows[:count])
    (folder / "README.md").write_text(_GSM8K)
    return folder


MATHS: tuple[tuple[str, str, str, int], ...] = (
    ("What is $\\frac{1}{4} + \\frac{1}{4}$?", "\\frac{1}{2}", "Prealgebra", 1),
    ("Solve $x + 3 = 10$.", "7", "Algebra", 2),
    ("What is the square root of 12?", "2\\sqrt{3}", "Intermediate Algebra", 3),
    ("Where does $y = x - 4$ meet the axis?", "(4,0)", "Precalculus", 5),
)


def math_500(root: Path) -> Path:
    """MATH-500: one file of lines, no configurations."""
    folder = root / "math_500"
    folder.mkdir(parents=True)
    lines = [
        {
            "problem": problem,
            "solution": f"We find $\\boxed{{{answer}}}$.",
            "answer": answer,
            "subject": subject,
            "level": level,
            "unique_id": f"test/{subject.lower()}/{number}.json",
        }
        for number, (problem, answer, subject, level) in enumerate(MATHS)
    ]
    (folder / "test.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (folder / "README.md").write_text("---\nlanguage:\n- en\n---\n# Of our own making\n")
    return folder


def aime24(root: Path) -> Path:
    """AIME 2024: one file whose name names no split."""
    rows = [
        {"ID": f"2024-I-{n}", "Problem": f"How many notes are in {n} bars of four?", "Solution": "…", "Answer": 4 * n}
        for n in range(1, 7)
    ]
    table(root / "aime24" / "aime_2024_problems.parquet", rows)
    return root / "aime24"


def png(text: str) -> bytes:
    """A picture."""
    file = BytesIO()
    picture = Image.new("RGB", (60, 20), "white")
    ImageDraw.Draw(picture).text((2, 2), text, fill="black")
    picture.save(file, "PNG")
    return file.getvalue()


def mmmu_music(root: Path) -> Path:
    """MMMU's Music: up to seven pictures a row, options as the text of a list."""
    rows = [
        {
            "id": f"validation_Music_{n}",
            "question": f"Which note is this? <image 1> Compare <image 2>. ({n})" if n % 2 else "Name it: <image 1>",
            "options": "['A', 'B flat', 'C sharp', 'D']" if n < 5 else "[]",
            "explanation": "",
            **{
                f"image_{i}": {"bytes": png(f"{n}.{i}"), "path": f"{n}_{i}.png"} if i <= 2 else None
                for i in range(1, 8)
            },
            "img_type": "['Sheet Music']",
            "answer": "ABCDA"[n - 1] if n < 5 else "tritone",
            "topic_difficulty": "Easy",
            "question_type": "multiple-choice" if n < 5 else "open",
            "subfield": "Music",
        }
        for n in range(1, 6)
    ]
    texts = ("id", "question", "options", "explanation", "img_type", "answer", "topic_difficulty", "question_type")
    features: dict[str, Any] = {name: {"dtype": "string", "_type": "Value"} for name in (*texts, "subfield")}
    features |= {f"image_{i}": {"_type": "Image"} for i in range(1, 8)}
    features = {name: features[name] for name in rows[0]}
    struct = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    schema = pa.schema([(name, struct if name.startswith("image_") else pa.string()) for name in rows[0]])
    schema = schema.with_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    folder = root / "mmmu_music"
    (folder / "Music").mkdir(parents=True)
    parquet.write_table(pa.Table.from_pylist(rows, schema), folder / "Music" / "validation-00000-of-00001.parquet")
    parquet.write_table(pa.Table.from_pylist(rows[:1], schema), folder / "Music" / "dev-00000-of-00001.parquet")
    (folder / "README.md").write_text(_MMMU)
    return folder


def sciq(root: Path) -> Path:
    """SciQ: three distractors and the right answer, which lm-eval scores by their likelihoods."""
    rows = [
        {
            "question": f"Which of these is {n}?",
            **{f"distractor{i}": f"{n} and {i}" for i in (1, 2, 3)},
            "correct_answer": str(n),
            "support": "",
        }
        for n in range(5)
    ]
    for split in ("train", "validation", "test"):
        table(root / "allenai" / "sciq" / "data" / f"{split}-00000-of-00001.parquet", rows)
    return root / "allenai" / "sciq"
