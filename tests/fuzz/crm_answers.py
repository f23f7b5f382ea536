"""Answers of Pipedrive, each to the operation that it is odd in: the others are answered as they should be."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any, NamedTuple

from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.errors import Trouble
from tandem.domain.ids import Cursor, LinkId, RemoteId, UserId
from tandem.domain.rules import CrmScope
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Failed, Removal, Subscription
from tandem.providers.pipedrive.client import Client
from tandem.providers.pipedrive.codes import FieldCodes, Slot
from tandem.providers.pipedrive.contacts import PipedriveContacts
from tandem.providers.pipedrive.crm import PipedriveCrm
from tandem.providers.pipedrive.grant import ApiToken, OAuthApp, OAuthGrant, Tokens
from tandem.providers.pipedrive.organizations import Directory
from tandem.providers.pipedrive.things import Things
from tests.fuzz import crm_seeds as seed, line
from tests.fuzz.json_forms import mutated
from tests.fuzz.line import Line
from tests.fuzz.sightings import is_sound, pages_are_sound
from tests.memory import ToldClock

ORIGIN, ANNA = "https://kontor.pipedrive.example", UserId("9001")
CODES = FieldCodes(
    {**{slot: slot.value for slot in list(Slot)[:5]}, Slot.ADDRESS_HOME: seed.CODE, Slot.MARKER: "b" * 40}
)
_USUAL: tuple[tuple[str, Any], ...] = (
    ("GET /persons/search", seed.FOUND),
    ("GET /persons/\\d+/changelog", seed.LOG),
    ("(GET|PATCH|DELETE) /persons/", seed.ONE),
    ("GET /persons", seed.PERSONS),
    ("POST /persons", seed.ONE),
    ("GET /organizations/search", seed.FOUND),
    ("GET /organizations", seed.ORGANIZATIONS),
    ("POST /organizations", seed.envelope(seed.ORGANIZATION)),
    ("GET /users/me", seed.ME),
    ("GET /users", seed.USERS),
    ("GET /personFields", seed.FIELDS),
    ("POST /personFields", seed.FIELD),
    ("GET /webhooks", seed.envelope([seed.HOOK])),
    ("POST /webhooks", seed.envelope(seed.HOOK)),
    ("GET /deals", seed.envelope([{"id": 1}])),
    ("POST /oauth/token", seed.TOKENS),
)
_WRITABLE = Contact(Name("Ada", family="King"), (Entry("ada@example.com", "work", True),), organization="Werk")


class Desk:
    """All that the adapter is made of, over one line."""

    def __init__(self, transport: Line) -> None:
        self.clock = ToldClock()
        self.transport = transport
        self.client = self.client_of(ApiToken("made-up"))
        self.directory = Directory(client=self.client, clock=self.clock, workers=1)

    def client_of(self, grant: Any) -> Client:
        made: Any = {"transport": self.transport, "grant": grant, "budget": self, "clock": self.clock}
        return Client(api_domain=ORIGIN, **made)

    def take(self, tokens: int) -> None:
        """There are always enough."""

    def contacts(self, scope: str = "own", filter_id: str = "") -> PipedriveContacts:
        made: Any = {
            "client": self.client,
            "directory": self.directory,
            "codes": CODES,
            "user": ANNA,
            "clock": self.clock,
        }
        within = CrmScope(scope, filter_id) if filter_id else CrmScope(scope)
        return PipedriveContacts(**made, scope=within, visibility=None, plan=None, workers=1)

    @property
    def things(self) -> Things:
        return Things(client=self.client, clock=self.clock, workers=1)

    @property
    def crm(self) -> PipedriveCrm:
        return PipedriveCrm(client=self.client, codes=CODES, directory=self.directory)


def _write(desk: Desk) -> None:
    """A create, a change of what was read, and a removal; what comes back is as sound as anything that is read."""
    contacts = desk.contacts()
    seen = next(iter(contacts.read([RemoteId("17")]).values()))
    writes: list[Any] = [Creation(LinkId("l1"), _WRITABLE)]
    if isinstance(seen, Seen):
        wanted = replace(
            seen.content, organization="Neu", job_title="x", phones=(*seen.content.phones, Entry("1", "work"))
        )
        writes += [Change(seen, wanted), Removal(seen)]
    outcomes = [outcome for write in writes for outcome in contacts.write([write])]
    is_sound([outcome for outcome in outcomes if not isinstance(outcome, Failed)])
    if failed := [outcome.error for outcome in outcomes if isinstance(outcome, Failed)]:
        raise failed[0]


def _grant(desk: Desk) -> None:
    app = OAuthApp(f"{ORIGIN}/oauth/token", f"{ORIGIN}/oauth/revoke", "id", lambda: "secret")
    handed: list[Tokens] = []
    made: Any = {"transport": desk.transport, "clock": desk.clock, "store": handed.append}
    desk.client_of(OAuthGrant(app=app, tokens=Tokens("r"), **made)).get(_operation("GET", "/api/v1/users/me"))
    is_sound(handed)


def _operation(method: str, path: str) -> Any:
    return NamedTuple("Told", [("method", str), ("path", str), ("cost", int), ("is_search", bool)])(
        method, path, 1, False
    )


class Question(NamedTuple):
    """`odd` is the operation, as it begins, whose answers are odd."""

    odd: str
    ask: Callable[[Desk], None]
    usual: int = 200


_SINCE = ToldClock().now() - timedelta(days=1)
_FROM = Cursor('{"since": "2026-11-22T09:00:00Z"}')
QUESTIONS = (
    Question("GET /persons", lambda desk: pages_are_sound(desk.contacts().list_all())),
    Question("GET /persons", lambda desk: pages_are_sound(desk.contacts("visible").list_all())),
    Question("GET /persons", lambda desk: pages_are_sound(desk.contacts("filter", "3").list_all())),
    Question("GET /persons", lambda desk: pages_are_sound(desk.contacts().changes(_FROM))),
    Question("GET /persons", lambda desk: is_sound(desk.contacts().read([RemoteId("17"), RemoteId("19")]))),
    Question(
        "(GET|PATCH|DELETE) /persons/", lambda desk: is_sound(desk.contacts().read([RemoteId("9")], {RemoteId("9")}))
    ),
    Question("(GET|PATCH|DELETE) /persons/", _write),
    Question("GET /persons", _write),
    Question("POST /persons", _write, 201),
    Question("GET /organizations", lambda desk: pages_are_sound(desk.contacts().list_all())),
    Question("GET /organizations", lambda desk: is_sound(dict(desk.directory.ids(["Neu", "Alt", "Werk", "Hof"])))),
    Question("GET /organizations/search", lambda desk: is_sound(dict(desk.directory.ids(["Neu"])))),
    Question("POST /organizations", _write, 201),
    Question(
        "GET /persons", lambda desk: is_sound(dict(desk.contacts().find_created({LinkId("l1"): _WRITABLE}, _SINCE)))
    ),
    Question("GET /users/me", lambda desk: is_sound(desk.crm.company())),
    Question("GET /users", lambda desk: is_sound(desk.crm.company())),
    Question("GET /personFields", lambda desk: is_sound(desk.crm.ensure_fields())),
    Question("POST /personFields", lambda desk: is_sound(desk.crm.ensure_fields()), 201),
    Question("GET /deals", lambda desk: is_sound(desk.crm.has_open_deals(RemoteId("17")))),
    Question("GET /persons/search", lambda desk: is_sound(desk.crm.find_by_mail("ada@example.com"))),
    Question("GET /webhooks", lambda desk: is_sound(desk.crm.subscriptions())),
    Question("POST /webhooks", lambda desk: is_sound(desk.crm.subscribe("https://x", "person", "u", "p")), 201),
    Question("DELETE /webhooks", lambda desk: desk.crm.unsubscribe(Subscription("1", "u", "person", True))),
    Question("GET /persons/\\d+/changelog", lambda desk: is_sound(list(desk.crm.changelog(RemoteId("17"))))),
    Question("(GET|PATCH|DELETE) /persons/", lambda desk: desk.crm.upload_photo(RemoteId("17"), b"GIF8", "image/gif")),
    Question("POST /oauth/token", _grant),
)


def _seed(question: Question) -> Any:
    return next((usual for operation, usual in _USUAL if operation == question.odd), seed.envelope({"id": 1}))


def make(source: Random) -> bytes:
    at = source.randrange(len(QUESTIONS))
    usual = seed.REFUSAL if source.random() < 0.05 else _seed(QUESTIONS[at])
    return bytes([at]) + line.head(source, QUESTIONS[at].usual) + mutated(usual, source)


def seeds() -> list[bytes]:
    heads = ((at, b"%d\n" % one.usual + json.dumps(_seed(one)).encode()) for at, one in enumerate(QUESTIONS))
    return [bytes([at]) + told for at, told in heads]


def run(data: bytes) -> bool:
    question = QUESTIONS[(data[0] if data else 0) % len(QUESTIONS)]
    try:
        question.ask(Desk(Line(_says(question), line.answer(data[1:], question.usual, ORIGIN), 200)))
    except Trouble:
        return False
    return True


def _says(question: Question) -> Callable[[str, str, bytes], str | None]:
    def says(method: str, url: str, _content: bytes) -> str | None:
        asked = f"{method} {_PATH.sub('', url)}"
        found = next((each for each in _matching(asked)), ("", seed.envelope({"id": 1})))
        is_odd = found[0] == question.odd or (not found[0] and asked.startswith(question.odd))
        return None if is_odd else json.dumps(found[1])

    return says


def _matching(asked: str) -> Iterator[tuple[str, Any]]:
    return (each for each in _USUAL if re.match(each[0], asked))


_PATH = re.compile(r"https://[^/]*(/api/v\d)?")
