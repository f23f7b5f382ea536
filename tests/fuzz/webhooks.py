"""Webhooks that nobody would send, and forged ones. The first byte of an input says how it comes, the rest is its body.

As the handler answers: 401 for `Forged`, 400 for `Rejected`, 202 for what was taken; anything else would be a 5xx.
"""

import json
from base64 import b64encode
from collections.abc import Callable
from random import Random
from typing import Any

from tandem.domain.errors import Forged, Rejected
from tests.fuzz import signs
from tests.fuzz.json_forms import mutated
from tests.fuzz.mailroom import PASSWORD, SECRET, USER, Mailroom
from tests.fuzz.target import must
from tests.recorded import recorded

Event = dict[str, Any]


def _event(body: str, *, is_encoded: bool, secret: Any = SECRET, authorization: str | None = None) -> Event:
    header = {} if authorization is None else {"Authorization": authorization}
    event = {"headers": {"content-type": "application/json", **header}, "pathParameters": {"secret": secret}}
    return {**event, "body": body, "isBase64Encoded": is_encoded}


def _basic(credentials: str) -> str:
    return "Basic " + b64encode(credentials.encode("utf-8", "surrogateescape")).decode()


_RIGHT = _basic(f"{USER}:{PASSWORD}")


def _coded(body: bytes) -> str:
    return b64encode(body).decode()


def _texts(body: bytes) -> tuple[str, str]:
    """A first line, for whatever isn't the body, and the rest; bytes that are no text become half characters."""
    head, _, rest = body.partition(b"\n")
    return head.decode("utf-8", "surrogateescape"), rest.decode("utf-8", "surrogateescape")


AUTHENTIC: tuple[Callable[[bytes], Event], ...] = (
    lambda body: _event(_coded(body), is_encoded=True, authorization=_RIGHT),
    lambda body: _event(body.decode("utf-8", "surrogateescape"), is_encoded=False, authorization=_RIGHT),
    lambda body: _event(body.decode("latin-1"), is_encoded=True, authorization=_RIGHT),
)
FORGED: tuple[Callable[[bytes], Event], ...] = (
    lambda body: _event(_coded(body), is_encoded=True),
    lambda body: _event(_coded(body), is_encoded=True, authorization=_basic(f"{USER}:wrong")),
    lambda body: _event(_coded(body), is_encoded=True, authorization=_RIGHT[:-1]),
    lambda body: _event(_coded(body), is_encoded=True, secret=SECRET + "x", authorization=_RIGHT),
    lambda body: _event(_coded(body), is_encoded=True, secret="", authorization=_RIGHT),
    lambda body: _event(_texts(body)[1], is_encoded=False, authorization="Basic " + _texts(body)[0]),
    lambda body: _event(_texts(body)[1], is_encoded=False, authorization=_basic(_texts(body)[0])),
    lambda body: _event(_texts(body)[1], is_encoded=False, authorization=_texts(body)[0]),
    lambda body: _event(_coded(body), is_encoded=True, secret=_texts(body)[0], authorization=_RIGHT),
)
_WAYS = (*AUTHENTIC, *FORGED)


class Webhooks:
    name = "webhooks"

    def __init__(self) -> None:
        self._room = Mailroom()
        self._bodies = [json.loads(recorded(f"pipedrive/person_{what}")["body"]) for what in ("changed", "deleted")]
        self._bodies += [
            _told(),
            _told(entity="organization", entity_id="5"),
            _told(merged_to_id="18", action="delete"),
            _activity(),
            _activity(action="delete"),
            _activity(entity="deal", entity_id="12"),
            _activity(entity="lead", entity_id="0a1b"),
        ]

    def seeds(self) -> list[bytes]:
        bodies = [json.dumps(body).encode() for body in self._bodies]
        return [bytes([way]) + body for way in range(len(_WAYS)) for body in bodies]

    def make(self, source: Random) -> bytes:
        """Two of three come with the right credentials, since the others are turned away at the door."""
        is_forged = source.random() < 1 / 3
        way = len(AUTHENTIC) + source.randrange(len(FORGED)) if is_forged else source.choice((0, 0, 0, 1, 1, 2))
        head = signs.text(source).encode() + b"\n" if is_forged and source.random() < 0.5 else b""
        return bytes([way]) + head + mutated(source.choice(self._bodies), source)

    def run(self, data: bytes) -> bool:
        way = data[0] % len(_WAYS) if data else 0
        before = dict(self._room.rows)
        status = self._answer(_WAYS[way](data[1:]))
        is_changed = self._room.rows != self._room.first
        must(way < len(AUTHENTIC) or status == 401, f"a forged webhook is answered by {status}")
        must(status == 202 or not is_changed, f"a webhook that is answered by {status} changed what is stored")
        must(status == 202 or not self._room.wakeups.sent, f"a webhook that is answered by {status} woke somebody")
        must(all(self._room.rows.get(name) == before[name] for name in before if name[:5] in _LASTING), "lost a row")
        self._room.restore()
        return status == 202

    def _answer(self, event: Event) -> int:
        receiver = self._room.receiver
        try:
            receiver.record(event, receiver.verify(event))
        except Forged:
            return 401
        except Rejected:
            return 400
        return 202


_LASTING = ("hook/", "claim", "menti", "compa")
"""Beginnings of what no webhook may change: hooks, claims, mentions, the company with its connections."""


def _told(**meta: Any) -> Any:
    """A change that somebody's API client made to a person that is linked: what it was before is sealed and kept."""
    said = {"action": "change", "entity": "person", "entity_id": "17", "company_id": "4242", "change_source": "api"}
    said |= {"user_id": "9001", "id": "e1", "timestamp": "2026-11-23T10:00:00.000Z", "permitted_user_ids": ["9001"]}
    custom = {"a" * 40: {"type": "text", "value": "Weg 1\n10115 Berlin"}}
    data = {"id": 17, "name": "Ada King", "first_name": "Ada", "notes": "Neu", "custom_fields": custom}
    return {
        "meta": {**said, **meta},
        "data": data,
        "previous": {"notes": "Alt", "name": "Ada", "custom_fields": custom},
    }


def _activity(**meta: Any) -> Any:
    """The same of an activity, as webhooks tell of one: times in wrappers, and whether one is busy as a flag."""
    zone = {"timezone_id": None}
    times = {"due_time": {"value": "08:00:00", **zone}, "duration": {"value": "00:30:00", **zone}}
    data = {"id": 31, "subject": "Anruf", "due_date": "2026-11-24", **times, "busy_flag": True, "location": "Weg 1"}
    previous = {"due_date": "2026-11-23", "public_description": "Alt" * 1_300, "busy_flag": None}
    said = _told(**{"entity": "activity", "entity_id": "31", **meta})
    return {**said, "data": {**data, "public_description": "Neu" * 1_300}, "previous": previous}
