"""Answers of an Exchange server to EWS calls, to autodiscover and to a login, each to the call that it is odd in."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import NamedTuple

from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.errors import Trouble
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Removal
from tandem.providers.exchange.calls import Ews
from tandem.providers.exchange.contacts import ExchangeContacts, ExchangeGroups, ExchangeSource
from tandem.providers.exchange.cursor import encoded
from tandem.providers.exchange.discovery import discover, endpoint_of
from tandem.providers.exchange.door import BASIC, NTLM, Door, offered
from tandem.providers.transport import Answer
from tests.fuzz import ews_seeds as seed, line, signs
from tests.fuzz.line import Line, Says
from tests.fuzz.sightings import has_written, is_sound, names_are_sound, pages_are_sound
from tests.fuzz.xml_forms import mutated
from tests.memory import ToldClock

URL = "https://mail.acme.example/EWS/Exchange.asmx"
SINCE = ToldClock().now() - timedelta(days=1)
LINK = LinkId(seed.MARK)
IDS = [RemoteId("AAk1"), RemoteId("AAk2")]
ADA = Contact(Name("Ada", family="King"), (Entry("ada@example.com", "work", True),), organization="Werk")
FOLDER, CATEGORY = "folder:AAf1", "category:Kunden"


def ews(transport: Line, auth: str = BASIC) -> Ews:
    """Of one mailbox. The line stands where the transport is."""
    return Ews(Door(url=URL, transport=transport, username="acme\\anna", password="made-up", auth=auth))  # type: ignore[arg-type]  # a line for a transport


def contacts(transport: Line, group: str | None = None) -> ExchangeContacts:
    return ExchangeContacts(ews=ews(transport), group=group)


def source(transport: Line, group: str | None = None) -> ExchangeSource:
    return ExchangeSource(ews=ews(transport), group=group)


# --- what is asked -----------------------------------------------------------------------------------------


def _changed(transport: Line) -> None:
    """A change of what was read, then its removal."""
    book = contacts(transport)
    seen = book.read(IDS[:1])[IDS[0]]
    if isinstance(seen, Seen) and isinstance(seen.content, Contact):
        wanted = replace(seen.content, name=Name("Neu"), phones=(Entry("1", "work"),), addresses=(), birthday=None)
        has_written([book.write([write]) for write in (Change(seen, wanted), Removal(seen))])


def _made(transport: Line) -> None:
    has_written([contacts(transport, CATEGORY).write([Creation(LINK, ADA)])])


def _found_server(transport: Line) -> None:
    found = discover("anna@acme.example", transport=transport, username="a", password="b")  # type: ignore[arg-type]  # a line for a transport
    names_are_sound([endpoint_of(found)])


def _logged_in(transport: Line) -> None:
    is_sound([offered(transport, URL)])  # type: ignore[arg-type]  # a line for a transport
    is_sound(dict(ExchangeContacts(ews=ews(transport, NTLM)).read(IDS[:1])))


class Question(NamedTuple):
    """`odd` is in the requests that are answered oddly."""

    odd: bytes
    seed: str
    ask: Callable[[Line], None]
    status: int = 200
    head: bytes = b""


_CURSOR, _ALL = encoded(FOLDER, {"AAf1": "s1"}), encoded(None, {"AAf1": "s1"})
_CHALLENGE = b"\x01www-authenticate=NTLM TlRMTVNTUAACAAAAAAAAADgAAAABgoniAAAAAAAAAAAAAAAAAAAAADgAAAAKAGNFAAAADw=="
QUESTIONS = (
    Question(b"SyncFolderItems", seed.SYNC, lambda line: pages_are_sound(contacts(line).list_all())),
    Question(b"SyncFolderItems", seed.SYNC, lambda line: pages_are_sound(contacts(line, FOLDER).changes(_CURSOR))),
    Question(b"FindFolder", seed.FOLDERS, lambda line: pages_are_sound(contacts(line).changes(_ALL))),
    Question(b"GetItem", seed.READ, lambda line: is_sound(dict(contacts(line).read(IDS, {IDS[1]})))),
    Question(b"GetItem", seed.READ, lambda line: pages_are_sound(source(line, FOLDER).list_all())),
    Question(b"GetItem", seed.ONE, lambda line: is_sound(dict(source(line, CATEGORY).read(IDS[:1])))),
    Question(b"GetItem", seed.ONE, _changed),
    Question(b"GetAttachment", seed.PICTURE, lambda line: is_sound(dict(source(line).read(IDS[:1])))),
    Question(b"FindItem", seed.SEARCH, lambda line: is_sound(dict(contacts(line).find_created({LINK: ADA}, SINCE)))),
    Question(b"FindItem", seed.SEARCH, lambda line: is_sound(dict(contacts(line).find_uids([LINK, "key:a2V5"])))),
    Question(b"FindFolder", seed.FOLDERS, lambda line: is_sound(ExchangeGroups(ews(line)).groups())),
    Question(b"GetFolder", seed.OWN, lambda line: is_sound(ExchangeGroups(ews(line)).groups())),
    Question(b"GetUserConfiguration", seed.CATEGORIES, lambda line: is_sound(ExchangeGroups(ews(line)).groups())),
    Question(b"CreateItem", seed.WRITTEN["CreateItem"], _made),
    Question(b"UpdateItem", seed.WRITTEN["UpdateItem"], _changed),
    Question(b"DeleteItem ", seed.DELETED, _changed),
    Question(b"Autodiscover", seed.SETTINGS, _found_server),
    Question(b"Autodiscover", seed.SENT_ON, _found_server),
    Question(b"Autodiscover", seed.READDRESSED, _found_server),
    Question(b"", "", _logged_in, 401, b"\x01www-authenticate=NTLM, Basic"),
    Question(b"", "", _logged_in, 401, _CHALLENGE),
)
_REFUSALS = (
    seed.fault("ErrorServerBusy"),
    seed.fault("ErrorInvalidServerVersion"),
    seed.fault("ErrorInvalidSyncStateData"),
    seed.answer("GetItem", "ErrorItemCorrupt", "ErrorServerBusy"),
    seed.answer("UpdateItem", "ErrorIrresolvableConflict"),
)
_HONEST: dict[bytes, Callable[[bytes], str]] = {
    b"SyncFolderItems": lambda _asked: seed.SYNC,
    b"FindFolder": lambda _asked: seed.FOLDERS,
    b"GetItem": lambda asked: seed.answer("GetItem", *[seed.FOUND] * asked.count(b"ItemId ")),
    b"GetAttachment": lambda asked: seed.answer("GetAttachment", *["<m:Attachments/>"] * asked.count(b"AttachmentId ")),
    b"FindItem": lambda _asked: seed.SEARCH,
    b"GetFolder": lambda _asked: seed.OWN,
    b"GetUserConfiguration": lambda _asked: seed.CATEGORIES,
    b"CreateItem": lambda _asked: seed.WRITTEN["CreateItem"],
    b"UpdateItem": lambda _asked: seed.WRITTEN["UpdateItem"],
    b"DeleteItem ": lambda _asked: seed.DELETED,
}
_ASKS_WHO = Answer(401, {"www-authenticate": "Basic"}, b"", URL)


def _says(odd: bytes) -> Says:
    def says(_method: str, _url: str, content: bytes) -> str | Answer | None:
        if odd and not content:
            return _ASKS_WHO
        return None if odd in content else _honest(content)

    return says


def _honest(content: bytes) -> str:
    return next((tell(content) for name, tell in _HONEST.items() if name in content), "")


# --- what is answered --------------------------------------------------------------------------------------

_VALUE = re.compile(r' ([A-Z]\w+)="([^"]*)"')
_WORD = re.compile(r"(?<=>)(true|false|\d+|NoError|Error\w+)(?=<)")
_WORDS = (
    *("ErrorItemNotFound", "ErrorInvalidIdMalformed", "ErrorFolderNotFound", "ErrorServerBusy", "ErrorItemCorrupt"),
    *("ErrorStaleObject", "ErrorNonExistentMailbox", "ErrorNowhere", "true", "false", "99999999999999999999", "-1", ""),
    *("9" * 5_000, "²", "NoError", "ErrorTooManyObjectsOpened"),
)


def _edited(document: str, source: Random) -> str:
    """One value of an attribute, or one word that decides, is another or gone."""
    pattern = _VALUE if source.random() < 0.6 else _WORD
    found = list(pattern.finditer(document))
    if not found:
        return document
    one = source.choice(found)
    odd = source.choice(_WORDS)
    told = odd if pattern is _WORD else source.choice(("", f' {one[1]}="{odd}"', f' {one[1]}="0x"', f' {one[1]}=""'))
    return document[: one.start()] + told + document[one.end() :]


def make(source: Random) -> bytes:
    """The first byte says which question. Now and then the server refuses."""
    at = source.randrange(len(QUESTIONS))
    question = QUESTIONS[at]
    document = source.choice(_REFUSALS) if source.random() < 0.1 else question.seed
    edited = _edited(document, source) if source.random() < 0.5 else document
    body = edited.encode() if edited != document and source.random() < 0.5 else mutated(edited, source)
    told = signs.spoiled(question.head, source) if question.head and source.random() < 0.6 else question.head
    head = line.head(source, question.status).removesuffix(b"\n") + told.replace(b"\n", b"") + b"\n"
    return bytes([at]) + head + body


def seeds() -> list[bytes]:
    return [bytes([at]) + b"%d" % one.status + one.head + b"\n" + one.seed.encode() for at, one in enumerate(QUESTIONS)]


def run(data: bytes) -> bool:
    question = QUESTIONS[(data[0] if data else 0) % len(QUESTIONS)]
    odd = line.answer(data[1:], question.status, URL)
    try:
        question.ask(Line(_says(question.odd), odd, 200))
    except Trouble:
        return False
    return True
