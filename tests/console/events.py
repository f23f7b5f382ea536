"""HTTP API events (payload 2.0) as a gateway would make them."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from tandem.console.api import respond
from tandem.console.app import App

TOKEN = "a-made-up-admin-token"
TOKEN_SHA256 = hashlib.sha256(TOKEN.encode()).hexdigest()
NOON_MS = 1795435200000


def event(method: str, path: str, body: str = "", headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    route, _, query = path.partition("?")
    return {
        "version": "2.0",
        "rawPath": route,
        "rawQueryString": query,
        "headers": dict(headers or {}),
        "requestContext": {"http": {"method": method, "path": route}, "timeEpoch": NOON_MS},
        "body": body,
        "isBase64Encoded": False,
    }


def send(app: App, happening: Mapping[str, Any], language: str = "en") -> dict[str, Any]:
    return respond(happening, app, TOKEN_SHA256, language)


def call(app: App, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
    """What the admin's program gets: status, and the parsed body."""
    text = "" if body is None else json.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = send(app, event(method, path, text, {"authorization": f"Bearer {TOKEN}", **named}))
    return answer["statusCode"], json.loads(answer["body"]) if answer["body"] else None
