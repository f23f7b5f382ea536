"""What is sent to be let in by inside Pipedrive: tokens that it signed though they say odd things, and forged ones.

The first byte of an input says how it comes: to the whole console, with the real reader of tokens and real sessions.
"""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, cast

from tandem.console.api import respond
from tandem.console.app import App
from tandem.console.session import Guard
from tandem.domain.ids import CompanyId, UserId
from tandem.ports import CrmUser
from tandem.providers.pipedrive.signed_token import read_signed_token
from tandem.state.companies import Companies, Company
from tandem.state.erasures import Erasures
from tandem.state.sealing import Sealing
from tandem.state.sessions import Sessions
from tandem.usecases.seeing.embed import Onlooking, look_on
from tandem.usecases.world import World
from tests.console.events import NOON_MS, TOKEN_SHA256
from tests.console.fake_app import NOON
from tests.fuzz import signs
from tests.fuzz.json_forms import mutated
from tests.fuzz.mailroom import Rows
from tests.fuzz.target import must
from tests.memory import CountedIds, ToldClock
from tests.signed import SECRET, claims, encoded, signed
from tests.simulation.story.choices import Choices, Seeded
from tests.simulation.story.faults import Weather
from tests.simulation.story.hub import Hub
from tests.simulation.twins.store import OpenVault, TwinBlobs, TwinTable, copied

COMPANY, ANNA = CompanyId("7001"), UserId("11")
_HEADERS = {"content-type": "application/json", "host": "tandem.example"}
_STATUSES = frozenset({201, 400, 401, 403, 413, 415, 422})
Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Threshold:
    """The little of the app, and of its world, that this door needs: whom it knows, and who signs."""

    companies: Companies
    erasures: Erasures

    @property
    def replicas(self) -> "Threshold":
        return self

    def onlooker(self, token: str) -> tuple[CompanyId, UserId]:
        found = read_signed_token(token, SECRET, NOON)
        return found.company, found.user

    def look_on(self, token: str) -> Onlooking:
        return look_on(cast("World", self), token)


@dataclass(slots=True)
class Porch:
    """A console with one company, of which `first` is all that is stored."""

    table: TwinTable = field(init=False)
    guard: Guard = field(init=False)
    threshold: Threshold = field(init=False)
    first: Rows = field(init=False)

    def __post_init__(self) -> None:
        weather = Weather(Choices(Seeded(0)), is_fair=True)
        self.table = TwinTable(Hub(), ToldClock(NOON), weather)
        companies = Companies(self.table, Sealing(OpenVault(), TwinBlobs(Hub(), weather)))
        companies.put(Company(COMPANY, "Kontor", None, (CrmUser(ANNA, "Anna", "anna@example.org"),)))
        self.guard = Guard(TOKEN_SHA256, Sessions(self.table, CountedIds()))
        self.threshold = Threshold(companies, Erasures(self.table))
        self.first = copied(self.table.rows)

    def answer(self, event: Event) -> int:
        self.table.rows = copied(self.first)
        return int(respond(event, cast("App", self.threshold), self.guard, "en")["statusCode"])

    @property
    def begun(self) -> int:
        """How many sessions, where nothing else changed."""
        return len(self.table.rows) - len(self.first)


def _event(body: str, headers: Event = _HEADERS, *, is_encoded: bool = False) -> Event:
    asked = {"http": {"method": "POST", "path": "/api/embedded-session"}, "timeEpoch": NOON_MS}
    path = "/api/embedded-session"
    return {"rawPath": path, "headers": headers, "requestContext": asked, "body": body, "isBase64Encoded": is_encoded}


def _told(token: str) -> Event:
    return _event(json.dumps({"token": token}))


def _text(data: bytes) -> str:
    """Bytes that are no text become half characters."""
    return data.decode("utf-8", "surrogateescape")


_GOOD = signed(claims(NOON))
SIGNED: tuple[Callable[[bytes], Event], ...] = (
    lambda data: _told(signed(data)),
    lambda data: _told(signed(claims(NOON), header=data)),
    lambda data: _event(_text(data)),
    lambda data: _event(b64encode(data).decode(), is_encoded=True),
    lambda data: _event(json.dumps({"token": _GOOD}), {**_HEADERS, "origin": _text(data)}),
    lambda data: _event(json.dumps({"token": _GOOD}), {**_HEADERS, "content-type": _text(data)}),
)
FORGED: tuple[Callable[[bytes], Event], ...] = (
    lambda data: _told(signed(data, "another secret")),
    lambda data: _told(signed(data, "")),
    lambda data: _told(f"{encoded({'alg': 'none'})}.{encoded(data)}."),
    lambda data: _told(f"{encoded(data)}.{encoded(claims(NOON))}.{_GOOD.rpartition('.')[2]}"),
    lambda data: _told(_GOOD.rpartition(".")[0] + "." + data.decode("latin-1")),
    lambda data: _told(_GOOD[:-1] + ("A" if _GOOD[-1] != "A" else "B") + data.decode("latin-1")),
    lambda data: _told(data.decode("latin-1")),
    lambda data: _event(data.decode("latin-1"), is_encoded=True),
    lambda data: _told(signed(data, header={"alg": "HS512"}, digest="sha512")),
)
_WAYS = (*SIGNED, *FORGED)
_BODIES = frozenset({2, 3})
_CLAIMS = (claims(NOON), claims(NOON, company="7001", user="11", nbf=int(NOON.timestamp())), claims(NOON, 7002, 12))


class EmbeddedSessions:
    name = "embedded_sessions"

    def __init__(self) -> None:
        self._porch = Porch()

    def seeds(self) -> list[bytes]:
        return [bytes([way]) + self._usual(way) for way in range(len(_WAYS))]

    def make(self, source: Random) -> bytes:
        """Two of three are signed as they should be."""
        is_signed = source.random() < 2 / 3
        way = source.randrange(len(SIGNED)) if is_signed else len(SIGNED) + source.randrange(len(FORGED))
        if way == 1:
            return bytes([way]) + mutated({"alg": "HS256", "typ": "JWT"}, source)
        if way in _BODIES:
            return bytes([way]) + mutated({"token": _GOOD}, source)
        plain = signs.spoiled(self._usual(way), source)
        return bytes([way]) + (mutated(source.choice(_CLAIMS), source) if source.random() < 0.7 else plain)

    def run(self, data: bytes) -> bool:
        way = data[0] % len(_WAYS) if data else 0
        status = self._porch.answer(_WAYS[way](data[1:]))
        must(status in _STATUSES, f"a token is answered by {status}")
        must(way < len(SIGNED) or status != 201, "a forged token lets somebody in")
        must(
            self._porch.begun == int(status == 201), f"what is answered by {status} began {self._porch.begun} sessions"
        )
        kept = self._porch.first
        must(
            all(self._porch.table.rows.get(name) == row for name, row in kept.items()), "a token changed what is stored"
        )
        return status == 201

    def _usual(self, way: int) -> bytes:
        if way in _BODIES:
            return json.dumps({"token": _GOOD}).encode()
        usual = {1: b'{"alg":"HS256"}', 4: b"http://tandem.example", 5: b"application/json; charset=utf-8"}
        return usual.get(way, json.dumps(claims(NOON)).encode())
