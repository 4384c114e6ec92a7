"""Google's generateContent on 127.0.0.1, held to the REST schema (v1beta); a test scripts the answers."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.evaluation.threaded import Threaded

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBER, WHOLE, TEXT, TRUTH = (int, float), "whole", str, bool
LEVELS = ("THINKING_LEVEL_UNSPECIFIED", "MINIMAL", "LOW", "MEDIUM", "HIGH")
CONTENT = {"role": ("user", "model"), "parts": [{"text": TEXT, "inlineData": {"mimeType": TEXT, "data": "base64"}}]}
SCHEMA = {
    "contents": [CONTENT],
    "systemInstruction": CONTENT,
    "generationConfig": {
        "temperature": NUMBER,
        "topP": NUMBER,
        "topK": WHOLE,
        "candidateCount": WHOLE,
        "maxOutputTokens": WHOLE,
        "stopSequences": [TEXT],
        "seed": WHOLE,
        "presencePenalty": NUMBER,
        "frequencyPenalty": NUMBER,
        "mediaResolution": ("MEDIA_RESOLUTION_LOW", "MEDIA_RESOLUTION_MEDIUM", "MEDIA_RESOLUTION_HIGH"),
        "thinkingConfig": {"includeThoughts": TRUTH, "thinkingBudget": WHOLE, "thinkingLevel": LEVELS},
    },
    "safetySettings": [{"category": TEXT, "threshold": TEXT}],
}


def camel(value: Any) -> Any:
    """The names of fields as the schema has them; proto3's JSON also takes them with underscores."""
    if isinstance(value, list):
        return [camel(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {re.sub("_([a-z])", lambda letter: letter[1].upper(), name): camel(inner) for name, inner in value.items()}


def flaw(value: object, schema: Any, place: str) -> str:
    """What Google would say of a value that is not of the schema; nothing where it is."""
    if isinstance(schema, dict):
        if not isinstance(value, dict):
            return f"Invalid value at '{place}' (object expected)"
        for name, inner in value.items():
            if name not in schema:
                return f"Invalid JSON payload received. Unknown name \"{name}\" at '{place}': Cannot find field."
            if said := flaw(inner, schema[name], f"{place}.{name}"):
                return said
        return ""
    if isinstance(schema, list):
        if not isinstance(value, list):
            return f"Invalid value at '{place}' (list expected)"
        return next((said for item in value if (said := flaw(item, schema[0], place))), "")
    return "" if fits(value, schema) else f"Invalid value at '{place}', {value!r}"


def fits(value: object, schema: Any) -> bool:
    if schema == "base64":
        return isinstance(value, str) and bool(decoded(value))
    if schema == WHOLE:
        return isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
    if isinstance(schema, tuple) and isinstance(schema[0], str):
        return value in schema
    return isinstance(value, schema) and (schema is TRUTH or not isinstance(value, bool))


def decoded(data: str) -> bytes:
    """Both alphabets of base64, as proto3's JSON has it."""
    return base64.b64decode(data.replace("-", "+").replace("_", "/"), validate=True)


def meaning(body: dict[str, Any]) -> str:
    """What the schema alone does not catch."""
    if not body.get("contents"):
        return "* GenerateContentRequest.contents: contents is not specified"
    if any(len(part) != 1 for content in body["contents"] for part in content["parts"]):
        return "Invalid value: oneof field 'data' is already set or empty"
    if any("role" not in content for content in body["contents"]):
        return "Please ensure that multiturn requests alternate between user and model"
    if {"thinkingBudget", "thinkingLevel"} <= set(body.get("generationConfig", {}).get("thinkingConfig", {})):
        return "You can only set only one of thinking budget and thinking level."
    return ""


def error(code: int, status: str, message: str, *details: dict[str, Any]) -> str:
    return json.dumps({"error": {"code": code, "status": status, "message": message, "details": list(details)}})


@dataclass
class Answer:
    """What the server sends: one candidate unless `body` says otherwise."""

    parts: list[Any] = field(default_factory=lambda: [{"text": r"\boxed{A}"}])
    finish: str | None = "STOP"
    usage: dict[str, int] = field(default_factory=lambda: {"promptTokenCount": 7, "candidatesTokenCount": 3})
    status: int = 200
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    delay: float = 0.0
    drop: bool = False
    """Close the connection without a word."""

    def json(self) -> str:
        if self.body is not None:
            return self.body
        candidate = {"content": {"role": "model", "parts": self.parts}, "index": 0}
        if self.finish is not None:
            candidate["finishReason"] = self.finish
        return json.dumps({"candidates": [candidate], "usageMetadata": self.usage, "modelVersion": "gemini-x-001"})


class GeminiServer(Threaded):
    """Serves until the `with` block ends; `script` is asked for the answer to each body that Google would take."""

    def __init__(self, script: Callable[[dict[str, Any]], Answer] = lambda _: Answer()) -> None:
        super().__init__("/{path:.*}", self._generate)
        self.script = script
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.pictures: list[bytes] = []
        self.paths: list[str] = []
        self.peers: set[object] = set()
        """The connections that requests came over."""

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _answer(self, request: web.Request, body: Any) -> Answer:
        """The script's, if Google would have taken the request."""
        if request.method != "POST" or not request.path.endswith(":generateContent"):
            return Answer(status=404, body="", content_type="text/html")
        if not request.headers.get("x-goog-api-key") or "key" in request.query:
            return Answer(status=403, body=error(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers"))
        if said := flaw(body, SCHEMA, "request") or meaning(body):
            return Answer(status=400, body=error(400, "INVALID_ARGUMENT", said))
        parts = [part for content in body["contents"] for part in content["parts"]]
        self.pictures += [decoded(part["inlineData"]["data"]) for part in parts if "inlineData" in part]
        return self.script(body)

    async def _generate(self, request: web.Request) -> web.StreamResponse:
        body = camel(await request.json()) if request.can_read_body else {}
        self.bodies.append(body)
        self.headers.append(dict(request.headers))
        self.paths.append(request.path)
        assert request.transport is not None
        self.peers.add(request.transport.get_extra_info("peername"))
        answer = self._answer(request, body)
        await asyncio.sleep(answer.delay)
        if answer.drop:
            request.transport.close()
            return web.Response()
        return web.Response(
            text=answer.json(), status=answer.status, headers=answer.headers, content_type=answer.content_type
        )
