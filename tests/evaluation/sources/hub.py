"""A hub of data sets on 127.0.0.1, as the real client asks for it, and data sets of our own in published layouts."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha1, sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pyarrow as pa
from aiohttp import web
from PIL import Image
from pyarrow import parquet

from tests.evaluation.threaded import Threaded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LARGE = (".parquet", ".png", ".jpg")
"""Kept as large files: their digest is SHA-256, and they come from another host, to which no token may go."""


def blob(content: bytes) -> str:
    return sha1(b"blob %d\0" % len(content) + content).hexdigest()


@dataclass
class Repo:
    """One data set and its history."""

    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    token: str | None = None
    """What opens it."""
    gated: bool = False

    def commit(self, files: Mapping[str, bytes]) -> str:
        """A new commit, to which main moves."""
        name = sha1(repr((sorted(files.items()), len(self.commits))).encode()).hexdigest()
        self.commits[name] = dict(files)
        self.branches["main"] = name
        return name


class FakeHub(Threaded):
    """Serves until the `with` block ends. What goes wrong stands in `faults`, by the end of a path."""

    def __init__(self) -> None:
        super().__init__("/{path:.*}", self._answer)
        self.repos: dict[str, Repo] = {}
        self.faults: dict[str, int] = {}
        """Status to answer with wherever a path ends so."""
        self.cuts: dict[str, int] = {}
        """The connection breaks after so many bytes of a file, and then the hub has an error."""
        self.lies: set[str] = set()
        """Files of which one byte arrives wrong."""
        self.asked: Counter[str] = Counter()
        """`METHOD path` of each request."""
        self.tokens: dict[str, set[str | None]] = {"hub": set(), "cdn": set()}
        """What was sent as Authorization, to the hub itself and to the address that its large files come from."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def add(self, name: str, files: Mapping[str, bytes], **settings: Any) -> str:
        """A data set, or another commit of it."""
        return self.repos.setdefault(name, Repo(**settings)).commit(files)

    def got(self, end: str) -> int:
        """How often the content of such a file was asked for."""
        return sum(count for what, count in self.asked.items() if what.startswith("GET /") and what.endswith(end))

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = unquote(request.path)
        self.asked[f"{request.method} {path}"] += 1
        door = "cdn" if path.startswith("/cdn/") else "hub"
        self.tokens[door].add(request.headers.get("Authorization"))
        for end, status in self.faults.items():
            if path.endswith(end):
                return web.Response(status=status, text="fault")
        parts = path.strip("/").split("/")
        if parts[0] == "cdn":
            return await self._content(request, self._large(parts[1]), "/".join(parts[2:]))
        api = parts[0] == "api"
        parts = parts[2:] if api else parts[1:]
        name, what, revision = "/".join(parts[:2]), parts[2] if len(parts) > 2 else "revision", parts[3:4] or ["main"]
        repo = self.repos.get(name)
        if repo is None or (repo.token and request.headers.get("Authorization") != f"Bearer {repo.token}"):
            return self._closed(repo)
        commit = repo.branches.get(revision[0], revision[0])
        if commit not in repo.commits:
            return web.Response(status=404, headers={"X-Error-Code": "RevisionNotFound"})
        if api and what == "tree":
            return web.json_response([_listed(path, content) for path, content in repo.commits[commit].items()])
        if api:
            return web.json_response({"_id": "1", "id": name, "sha": commit, "siblings": []})
        return await self._resolve(request, repo.commits[commit], commit, "/".join(parts[4:]))

    def _closed(self, repo: Repo | None) -> web.Response:
        if repo is not None and repo.gated:
            return web.Response(status=403, headers={"X-Error-Code": "GatedRepo"})
        return web.Response(status=401, headers={"X-Error-Code": "RepoNotFound"})

    async def _resolve(
        self, request: web.Request, files: Mapping[str, bytes], commit: str, path: str
    ) -> web.StreamResponse:
        if path not in files:
            return web.Response(status=404, headers={"X-Error-Code": "EntryNotFound", "X-Repo-Commit": commit})
        content = files[path]
        if not path.endswith(LARGE):
            return await self._content(request, content, path, {"X-Repo-Commit": commit, "ETag": f'"{blob(content)}"'})
        digest = sha256(content).hexdigest()
        linked = {"X-Linked-ETag": f'"{digest}"', "X-Linked-Size": str(len(content)), "X-Repo-Commit": commit}
        return web.Response(
            status=302, headers={**linked, "Location": f"http://localhost:{self.port}/cdn/{digest}/{path}"}
        )

    def _large(self, digest: str) -> bytes:
        every = (file for repo in self.repos.values() for files in repo.commits.values() for file in files.values())
        return next(file for file in every if sha256(file).hexdigest() == digest)

    async def _content(
        self, request: web.Request, content: bytes, path: str, headers: Mapping[str, str] | None = None
    ) -> web.StreamResponse:
        start = request.http_range.start or 0
        sent = bytes([content[0] ^ 1]) + content[1:] if path in self.lies else content
        response = web.StreamResponse(status=206 if start else 200, headers=headers)
        if start:
            response.headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        response.content_length = len(content) - start
        await response.prepare(request)
        if request.method == "HEAD":
            return response
        if path in self.cuts:
            await response.write(sent[start : self.cuts[path]])
            self.faults[unquote(request.path)] = 503  # what is left of it, too
            assert request.transport is not None
            request.transport.close()
            return response
        await response.write(sent[start:])
        await response.write_eof()
        return response


def _listed(path: str, content: bytes) -> dict[str, Any]:
    entry: dict[str, Any] = {"type": "file", "path": path, "size": len(content), "oid": blob(content)}
    if path.endswith(LARGE):
        entry["lfs"] = {"oid": sha256(content).hexdigest(), "size": len(content), "pointerSize": 130}
    return entry


def table(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as Parquet."""
    file = BytesIO()
    parquet.write_table(pa.Table.from_pylist(list(rows)), file)
    return file.getvalue()


def lines(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def png(number: int) -> bytes:
    """A small picture that no other number has."""
    file = BytesIO()
    Image.new("RGB", (4, 3), (number % 256, 7, 9)).save(file, "PNG")
    return file.getvalue()


def textual(count: int) -> list[dict[str, Any]]:
    """Rows in the columns of the published textual split; the key is always the interval C to E."""
    return [
        {
            "question": "Given two notes (1 and 2), select the correct name of the interval between them.",
            "abc_context": f"L:1/4\\nM:4/4\\nK:C\\nC E z{number}",
            "correct_answer": "major third",
            "incorrect_answer1": "minor third",
            "incorrect_answer2": "perfect fifth",
            "incorrect_answer3": "major sixth",
            "category": "Interval",
            "difficulty": 1,
            "class_name": "IntervalNumberQuestion",
        }
        for number in range(count)
    ]


def visual(count: int, form: str) -> list[dict[str, Any]]:
    """The same with the music as a picture: `struct`, `bytes` or `path`."""
    made = []
    for number, row in enumerate(textual(count)):
        name = f"images/{number}.png"
        image = {"struct": {"bytes": png(number), "path": name}, "bytes": png(number), "path": name}[form]
        made.append({**{key: value for key, value in row.items() if key != "abc_context"}, "image_context": image})
    return made


def ssmr_bench(count: int = 6, form: str = "struct") -> dict[str, bytes]:
    """A data set in the layout of SSMR-Bench."""
    files = {
        ".gitattributes": b"*.parquet filter=lfs\n",
        "README.md": b"# SSMR-Bench, in miniature and of our own making\n",
        "data/Test_textual-00000-of-00002.parquet": table(textual(count)[: count // 2]),
        "data/Test_textual-00001-of-00002.parquet": table(textual(count)[count // 2 :]),
        "data/Test_visual-00000-of-00001.parquet": table(visual(count, form)),
    }
    if form == "path":
        files |= {f"images/{number}.png": png(number) for number in range(count)}
    return files


def renamed(count: int = 4) -> dict[str, bytes]:
    """SSMR-Bench with one column of another name, and one missing."""
    rows = [
        {"prompt" if key == "question" else key: value for key, value in row.items() if key != "incorrect_answer3"}
        for row in textual(count)
    ]
    return {"data/Test_textual-00000-of-00001.parquet": table(rows)}


def music_theory_bench(knowledge: int = 4, reasoning: int = 3) -> dict[str, bytes]:
    """A data set in the layout of MusicTheoryBench: five shots in dev, and every second item of test with a score."""

    def row(number: int, subject: str, split: str) -> dict[str, Any]:
        return {
            "id": number,
            "instruction": "Read the following questions and choose the right one.",
            "stem": f"Which letter does question {number} ask for?" + (" See the example below." if number % 2 else ""),
            "options": {"A": "a", "B": "b", "C": "c", "D": "d"},
            "subject": subject,
            "answer": "ABCD"[number % 4],
            "split": split,
            "abc_score": f"X:1\nL:1/4\nK:C\nCEG z{number}|]" if number % 2 else None,
            "analysis": None,
        }

    subjects = ["knowledge"] * knowledge + ["reasoning"] * reasoning
    return {
        "README.md": b"# MusicTheoryBench, in miniature\n",
        "data/dev-00000-of-00001.parquet": table([row(number, "knowledge", "dev") for number in range(5)]),
        "data/test-00000-of-00001.parquet": table(
            [row(number, subject, "test") for number, subject in enumerate(subjects)]
        ),
    }


GSM8K = b"""---
license: mit
configs:
- config_name: main
  data_files:
  - split: train
    path: main/train-*
  - split: test
    path: main/test-*
- config_name: socratic
  data_files:
  - split: test
    path: socratic/test-*
---
# Sums
"""


def gsm8k(count: int = 3) -> dict[str, bytes]:
    """A data set whose README names configurations, of which one is wanted."""
    rows = [{"question": f"What is {n} plus {n}?", "answer": f"{n}+{n}\n#### {2 * n}"} for n in range(count)]
    shard = "00000-of-00001.parquet"
    return {
        "README.md": GSM8K,
        f"main/train-{shard}": table(rows),
        f"main/test-{shard}": table(rows),
        f"socratic/test-{shard}": table(rows),
    }
