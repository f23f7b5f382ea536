"""Answers of Microsoft Graph and of the identity platform, each to the operation that it is odd in."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Removal, Write
from tandem.providers.microsoft.client import GraphClient
from tandem.providers.microsoft.consent import redeem
from tandem.providers.microsoft.contacts import GraphContacts, GraphSource
from tandem.providers.microsoft.cursor import encoded
from tandem.providers.microsoft.grant import MicrosoftApp, MicrosoftGrant
from tandem.providers.microsoft.groups import MicrosoftGroups
from tandem.providers.microsoft.watching import GraphWatch
from tests.fuzz import graph_seeds as seed
from tests.fuzz.line import Line
from tests.fuzz.service import Question, Service
from tests.fuzz.sightings import has_written, is_sound, pages_are_sound, watch_is_sound
from tests.memory import ToldClock

APP = MicrosoftApp("https://login.example/organizations", "id", lambda: "secret")
NOW, SINCE = ToldClock().now(), ToldClock().now() - timedelta(days=1)
LINK = LinkId(seed.MARK)
ID, OTHER = RemoteId("AAk1"), RemoteId("AAk2")
IDS = [ID, OTHER]
ADA = Contact(Name("Ada", family="King"), (Entry("ada@example.com", "work", True),), organization="Werk")
FOLDER, CATEGORY = "folder:AAf1", "category:Kunden"
FRESH = {"refresh_token": "r", "access_token": "a", "expires_at": "2099-01-01T00:00:00+00:00"}


def client(transport: Line, tokens: dict[str, str] = FRESH) -> GraphClient:
    kept: list[object] = []
    made: Any = {"app": APP, "transport": transport, "clock": ToldClock(), "store": kept.append}
    grant = MicrosoftGrant(**made, tokens=tokens, reload=lambda: tokens)
    return GraphClient(graph_url=seed.BASE, transport=transport, grant=grant)


def contacts(transport: Line, group: str | None = None) -> GraphContacts:
    return GraphContacts(client=client(transport), group=group)


def source(transport: Line, group: str | None = None) -> GraphSource:
    return GraphSource(client=client(transport), group=group)


# --- what is asked -----------------------------------------------------------------------------------------


def _wrote(*writes: Write, group: str | None = None) -> Callable[[Line], None]:
    return lambda transport: has_written(contacts(transport, group).write([write]) for write in writes)


def _changed(transport: Line) -> None:
    """A change of what was read, then its removal."""
    book = contacts(transport)
    seen = book.read([ID])[ID]
    if isinstance(seen, Seen) and isinstance(seen.content, Contact):
        wanted = replace(seen.content, name=Name("Neu"), emails=(*seen.content.emails, Entry("b@c.d")), birthday=None)
        has_written([book.write([write]) for write in (Change(seen, wanted), Removal(seen))])


def _watch(transport: Line) -> None:
    watch = GraphWatch(client(transport), ToldClock(), None)
    watch_is_sound(watch.watch("c", "https://x", "t"))
    watch.stop("c", "s1")


def _groups(transport: Line) -> None:
    is_sound(MicrosoftGroups(client=client(transport)).groups())


def _renewed(transport: Line) -> None:
    client(transport, {"refresh_token": "r"}).call(_ME)
    is_sound(redeem(APP, transport, "c", "v", "r", NOW))


class _Me:
    method, target, headers, content = "GET", "me/contacts", dict[str, str](), b""


_ME: Any = _Me()
_CURSOR = encoded(FOLDER, {"AAf1": str(seed.DELTA["@odata.deltaLink"])})
_ALL = encoded(None, {"AAf1": str(seed.DELTA["@odata.deltaLink"])})


def _batched(content: bytes) -> Any:
    """Each call of a batch is answered as it is by itself; the default folder isn't known by its name."""
    asked = json.loads(content)["requests"]
    return {"responses": [{"id": one["id"], **_alone(one)} for one in asked]}


def _alone(request: Any) -> Any:
    operation = GRAPH.operation(request["method"], f"{seed.BASE}{request['url']}")
    body = seed.PHOTO if "photo" in request["url"] else USUAL.get(operation, {})
    return {"status": 404 if body is seed.REFUSAL else 200, "body": body}


_DELTA = "GET /me/(contacts|contactFolders/\\w+/contacts)/delta"
_MARKS = "GET /me/(contacts|contactFolders/\\w+/contacts)\\?.*expand"
_BATCH, _TOKEN = "POST /\\$batch", "POST https://login"
USUAL: dict[str, Any] = {
    _BATCH: _batched,
    _DELTA: seed.DELTA,
    _MARKS: seed.CONTACTS,
    "GET /me/contactFolders/contacts\\?": seed.REFUSAL,
    "GET /me/contactFolders/more$": seed.NONE,
    "GET /me/contactFolders/\\w+/childFolders": seed.NONE,
    "GET /me/contactFolders\\?": seed.FOLDERS,
    "GET /me/contacts/": seed.CONTACT,
    "GET /me/contacts": seed.CONTACTS,
    "GET /me/outlook": seed.CATEGORIES,
    _TOKEN: seed.TOKENS,
    "POST /subscriptions": seed.SUBSCRIPTION,
    "DELETE": {},
    "(POST|PATCH)": seed.CONTACT,
    "GET .*openid-configuration": seed.DISCOVERED,
}
_ONE = seed.batch(seed.CONTACT, seed.FOLDER, seed.FOLDERS)
_TOP = seed.batch(seed.FOLDER, seed.FOLDERS)
QUESTIONS = (
    Question(_DELTA, lambda line: pages_are_sound(contacts(line).list_all())),
    Question(_DELTA, lambda line: pages_are_sound(source(line, CATEGORY).list_all())),
    Question(_DELTA, lambda line: pages_are_sound(contacts(line, FOLDER).changes(_CURSOR))),
    Question(_DELTA, lambda line: pages_are_sound(contacts(line).changes(_ALL))),
    Question(_MARKS, lambda line: pages_are_sound(source(line, FOLDER).list_all())),
    Question(
        _BATCH,
        lambda line: is_sound(dict(contacts(line).read(IDS, {OTHER}))),
        200,
        seed.batch(seed.CONTACT, seed.OTHER, seed.FOLDER, seed.FOLDERS),
    ),
    Question(
        _BATCH,
        lambda line: is_sound(dict(contacts(line, FOLDER).read(IDS, {ID}))),
        200,
        seed.batch(seed.REFUSAL, seed.CONTACT, status=404),
    ),
    Question(_BATCH, lambda line: is_sound(dict(source(line, CATEGORY).read([ID]))), 200, _ONE),
    Question(_BATCH, lambda line: pages_are_sound(source(line, FOLDER).list_all()), 200, seed.batch(seed.PHOTO)),
    Question(_BATCH, lambda line: pages_are_sound(contacts(line).list_all()), 200, _TOP),
    Question(_BATCH, _wrote(Creation(LINK, ADA)), 200, seed.batch(seed.CONTACT, status=201)),
    Question(_BATCH, _wrote(Creation(LINK, ADA), group=FOLDER), 200, seed.batch(seed.REFUSAL, status=404)),
    Question(_BATCH, _changed, 200, _ONE),
    Question(
        _BATCH,
        lambda line: is_sound(dict(contacts(line).find_created({LINK: ADA}, SINCE))),
        200,
        seed.batch(seed.CONTACTS),
    ),
    Question(
        _BATCH,
        lambda line: is_sound(dict(contacts(line, CATEGORY).find_created({LinkId("f" * 32): ADA}, SINCE))),
        200,
        seed.batch(seed.CONTACTS, seed.FOLDERS),
    ),
    Question(_BATCH, _groups, 200, _TOP),
    Question("GET /me/outlook", _groups),
    Question("GET /me/contacts", _groups),
    Question("GET /me/contactFolders/more$", _groups, 200, seed.MORE),
    Question(_BATCH, _watch, 200, _TOP),
    Question("POST /subscriptions", _watch, 201),
    Question("DELETE", _watch, 204),
    Question(_TOKEN, _renewed),
    Question("GET .*openid-configuration", _renewed),
)
GRAPH = Service(
    base=r"https://graph\.example/v1\.0",
    usual=USUAL,
    questions=QUESTIONS,
    refusals=(seed.REFUSAL, seed.EXPIRED, seed.REFUSED_TOKEN),
)
