"""HTTP API events (payload 2.0) as a gateway would make them."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from tandem.console.api import respond
from tandem.console.app import App
from tandem.console.session import Guard
from tandem.state.sessions import Sessions
from tests.console.fake_app import NOON
from tests.memory import CountedIds, ToldClock
from tests.simulation.story.choices import Choices, Seeded
from tests.simulation.story.faults import Weather
from tests.simulation.story.hub import Hub
from tests.simulation.twins.store import TwinTable

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


def guard() -> Guard:
    """Of a console that nobody has signed in at yet."""
    table = TwinTable(Hub(), ToldClock(NOON), Weather(Choices(Seeded(0)), is_fair=True))
    return Guard(TOKEN_SHA256, Sessions(table, CountedIds()))


def send(app: App, happening: Mapping[str, Any], language: str = "en", of: Guard | None = None) -> dict[str, Any]:
    return respond(happening, app, of or guard(), language)


def call(app: App, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
    """What the admin's program gets: status, and the parsed body."""
    text = "" if body is None else json.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = send(app, event(method, path, text, {"authorization": f"Bearer {TOKEN}", **named}))
    return answer["statusCode"], json.loads(answer["body"]) if answer["body"] else None
