"""Pushes of Google and of Microsoft as nobody would send them, and forged ones, and greetings that are to be said back.

The first byte of an input says how it comes. Answered as the handlers do: 200 for a greeting, 401 for `Forged`, 400 for
`Rejected`, 202 for what was heard; anything else would be a 5xx.
"""

import json
from base64 import b64encode
from collections.abc import Callable
from random import Random
from typing import Any

from tandem.bootstrap.microsoft_receiver import LARGEST, LONGEST
from tandem.domain.errors import Forged, Rejected
from tests.fuzz import signs
from tests.fuzz.json_forms import mutated
from tests.fuzz.push_room import CHECK, CHECK_SECRET, NAME, SECRET, PushRoom
from tests.fuzz.target import must
from tests.recorded import recorded

Event = dict[str, Any]
_LASTING = ("compa", "conne")
_MICROSOFTS = ("contact_changed", "subscription_removed")


def _text(data: bytes) -> str:
    """Bytes that are no text become half characters."""
    return data.decode("utf-8", "surrogateescape")


def _lines(data: bytes) -> list[str]:
    return (_text(data).split("\n") + [""] * 4)[:4]


# --- Google ------------------------------------------------------------------------------------------------


def _google(name: str, token: str | None, data: bytes) -> Event:
    """What follows is a state, a header's name with its value, and the body."""
    state, odd, value, body = _lines(data)
    headers: Event = {"X-Goog-Resource-State": state, odd: value, "X-Goog-Channel-ID": name}
    return {"headers": headers | ({} if token is None else {"X-Goog-Channel-Token": token}), "body": body}


GOOGLE: tuple[Callable[[bytes], Event], ...] = (
    lambda data: _google(NAME, SECRET, data),
    lambda data: _google(CHECK, CHECK_SECRET, data),
)
FORGED_GOOGLE: tuple[Callable[[bytes], Event], ...] = (
    lambda data: _google(NAME, None, data),
    lambda data: _google(NAME, SECRET[:-1], data),
    lambda data: _google(NAME, CHECK_SECRET, data),
    lambda data: _google(NAME, _text(data), data),
    lambda data: _google(_text(data), SECRET, data),
    lambda data: _google(NAME.upper(), SECRET, data),
    lambda _data: {"headers": None},
)

# --- Microsoft ---------------------------------------------------------------------------------------------

MICROSOFT: tuple[Callable[[bytes], Event], ...] = (
    lambda data: {"body": b64encode(data).decode(), "isBase64Encoded": True},
    lambda data: {"body": _text(data), "isBase64Encoded": False, "rawQueryString": ""},
    lambda data: {"body": data.decode("latin-1"), "isBase64Encoded": True},
    lambda data: {"body": _text(data), "queryStringParameters": {"validationToken": "not as it was sent"}},
)
GREETINGS: tuple[Callable[[bytes], Event], ...] = (
    lambda data: {"rawQueryString": "validationToken=" + _text(data), "body": ""},
    lambda data: {"rawQueryString": _text(data), "body": _text(data)},
)
_GOOGLES = (*GOOGLE, *FORGED_GOOGLE)
_WAYS = (*_GOOGLES, *MICROSOFT, *GREETINGS)
_BODIES, _HELLOS = len(_GOOGLES), len(_GOOGLES) + len(MICROSOFT)
_STATES = ("exists", "sync", "not_exists", "SYNC", "")
_TOKENS = (
    "Validation%3A+made+up",
    "<script>alert(1)</script>",
    "a%0D%0ASet-Cookie:x=1",
    "%ED%A0%BD",
    "&validationToken=b",
)


class Pushes:
    name = "pushes"

    def __init__(self) -> None:
        self._room = PushRoom()
        self._ours = [json.loads(recorded(f"microsoft/{name}")["body"]) for name in _MICROSOFTS]
        check = {**self._ours[0]["value"][0], "clientState": f"{CHECK} {CHECK_SECRET}", "lifecycleEvent": "missed"}
        self._ours.append({"value": [check, self._ours[1]["value"][0]]})
        self._forged = [_with_state(self._ours[1], state) for state in (None, NAME, f"{NAME} x", f"x {SECRET}", "")]

    def seeds(self) -> list[bytes]:
        told = [b"exists\nX\ny\n", *(json.dumps(one).encode() for one in (*self._ours, *self._forged)), b"a%20b"]
        return [bytes([way]) + data for way in range(len(_WAYS)) for data in told]

    def make(self, source: Random) -> bytes:
        """A third of Google, half of Microsoft, of which two of three have the secret; the rest are greetings."""
        which = source.random()
        if which < 0.35:
            return bytes([source.randrange(_BODIES)]) + _headers(source)
        if which < 0.85:
            ours = self._ours if source.random() < 0.66 else self._forged
            return bytes([_BODIES + source.randrange(len(MICROSOFT))]) + mutated(source.choice(ours), source)
        return bytes([_HELLOS + source.randrange(len(GREETINGS))]) + _hello(source)

    def run(self, data: bytes) -> bool:
        way = data[0] % len(_WAYS) if data else 0
        event = _WAYS[way](data[1:])
        try:
            status = self._answer(way, event)
            must(status in (200, 400) or len(event.get("body") or "") <= LARGEST, "a push without end is read")
            return self._judged(way, data[1:], status)
        finally:
            self._room.restore()

    def _judged(self, way: int, data: bytes, status: int) -> bool:
        room, is_ours = self._room, way < len(GOOGLE) or (way >= _BODIES and _has_secret(data))
        must(is_ours or room.is_untouched, f"a forged push that is answered by {status} changed what is stored")
        must(way >= len(GOOGLE) or status == 202, f"a push of ours is answered by {status}")
        must(not len(GOOGLE) <= way < _BODIES or status == 401, f"a forged push is answered by {status}")
        must(status not in (200, 400) or room.is_untouched, f"what is answered by {status} changed what is stored")
        lasting = {name: row for name, row in room.first.items() if name[:5] in _LASTING}
        must(all(room.rows.get(name) == row for name, row in lasting.items()), "a push changed a connection")
        must(len(room.wakeups.sent) <= 1, "one push woke twice")
        return status in (200, 202)

    def _answer(self, way: int, event: Event) -> int:
        try:
            if way < _BODIES:
                self._room.google.hear(event)
            elif (greeting := self._room.microsoft.greeting(event)) is not None:
                must(len(greeting.encode()) <= 4 * LONGEST, "a greeting is too long")
                return 200
            else:
                self._room.microsoft.hear(event)
        except Forged:
            return 401
        except Rejected:
            return 400
        return 202


def _with_state(body: Any, state: object) -> Any:
    return {"value": [{**body["value"][0], "clientState": state}]}


def _has_secret(data: bytes) -> bool:
    """In whichever encoding."""
    plain = data.replace(b"\0", b"")
    return any(secret.encode() in plain for secret in (SECRET, CHECK_SECRET))


def _headers(source: Random) -> bytes:
    told = [source.choice(_STATES), signs.text(source), signs.text(source), signs.text(source)]
    data = "\n".join(one.replace("\n", " ") for one in told).encode()
    return signs.spoiled(data, source) if source.random() < 0.3 else data


def _hello(source: Random) -> bytes:
    token = source.choice(_TOKENS) if source.random() < 0.5 else signs.text(source)
    data = (source.choice(("", "validationToken=", "a=1&validationToken=")) + token).encode()
    return signs.spoiled(data, source) if source.random() < 0.3 else data
