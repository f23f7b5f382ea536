"""Answers of a CardDAV server, each to the question that it is odd in: the others are answered as they should be."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from tandem.domain.contact import Contact
from tandem.domain.errors import Trouble
from tandem.domain.ids import Cursor, LinkId, RemoteId, Version
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Failed, Removal
from tandem.providers.icloud.client import DavClient
from tandem.providers.icloud.contacts import CardDavContacts
from tandem.providers.icloud.cursor import Mark, encoded
from tandem.providers.icloud.discovery import discover
from tandem.providers.icloud.groups import CardDavGroups
from tandem.providers.icloud.mapping import to_contact
from tests.fuzz import line
from tests.fuzz.card_forms import mutated as mutated_card
from tests.fuzz.corpus import APPLE, GROUP
from tests.fuzz.line import Line
from tests.fuzz.sightings import is_sound, pages_are_sound
from tests.fuzz.xml_forms import mutated

URL = "http://dav.example/book/"
_SPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav" xmlns:S="http://calendarserver.org/ns/"'
_IDS = [RemoteId("/book/1.vcf"), RemoteId("/book/2.vcf")]
_GROUP = "uid:0a1b2c3d-0000-4000-8000-00000000000c"


def _multistatus(*parts: str) -> str:
    return f'<?xml version="1.0"?><D:multistatus {_SPACES}>{"".join(parts)}</D:multistatus>'


def _response(href: str, *props: str) -> str:
    found = f"<D:propstat><D:prop>{''.join(props)}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>"
    return f"<D:response><D:href>{href}</D:href>{found}</D:response>"


def _card(text: str) -> str:
    return f"<C:address-data>{text.replace('&', '&amp;').replace('<', '&lt;')}</C:address-data>"


_ETAG = '<D:getetag>"1"</D:getetag>'
_GONE = "<D:response><D:href>/book/3.vcf</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>"
_SYNC = _multistatus(
    _response("/book/1.vcf", _ETAG), _response("/book/2.vcf", _ETAG), _GONE, "<D:sync-token>t2</D:sync-token>"
)
_GET = _multistatus(_response("/book/1.vcf", _ETAG, _card(APPLE)), _response("/book/2.vcf", _ETAG, _card(GROUP)))
_FOLDER = "<D:resourcetype><D:collection/><C:addressbook/></D:resourcetype>"
_LIST = _multistatus(_response("/book/", _FOLDER, "<S:getctag>c1</S:getctag>"), _response("/book/1.vcf", _ETAG))
_WAY = "<D:current-user-principal><D:href>/me/</D:href></D:current-user-principal>"
_HOME = _multistatus(_response("/", _WAY, "<C:addressbook-home-set><D:href>/home/</D:href></C:addressbook-home-set>"))
_ERROR = f'<?xml version="1.0"?><D:error {_SPACES}><D:valid-sync-token/><D:no-uid-conflict/></D:error>'


def _honest(content: bytes) -> str:
    if b"sync-collection" in content:
        return _SYNC
    return _LIST if b"propfind" in content else _GET


def _odd_where(mark: bytes) -> Callable[[str, str, bytes], str | None]:
    return lambda _method, _url, content: None if mark in content else _honest(content)


def _written(contacts: CardDavContacts) -> None:
    contact = to_contact(APPLE)
    seen = Seen(_IDS[0], Version('"1"'), contact, "u", APPLE)
    writes = [Creation(LinkId("l1"), contact), Change(seen, replace(contact, notes="neu")), Removal(seen)]
    for write in writes:
        for outcome in contacts.write([write]):
            if isinstance(outcome, Failed):
                raise outcome.error


@dataclass(frozen=True, slots=True)
class Question:
    """`mark` is in the request that gets the odd answer; `usual` is the status and `seed` the body it should have."""

    mark: bytes
    seed: str
    ask: Callable[[DavClient], None]
    usual: int = 207


def _all(client: DavClient, group: str | None = None) -> None:
    pages_are_sound(CardDavContacts(client=client, url=URL, group=group).list_all())


def _changes(client: DavClient, token: str) -> None:
    mark = Mark("/book/", token=token, tag="" if token else "c0", etags={} if token else {"/book/1.vcf": "x"})
    pages_are_sound(CardDavContacts(client=client, url=URL).changes(Cursor(encoded(mark))))


def _contacts(client: DavClient) -> CardDavContacts:
    return CardDavContacts(client=client, url=URL)


QUESTIONS = (
    Question(b"sync-collection", _SYNC, _all),
    Question(b"sync-collection", _SYNC, lambda client: _changes(client, "t1")),
    Question(b"multiget", _GET, _all),
    Question(b"multiget", _GET, lambda client: is_sound(_contacts(client).read(_IDS, frozenset(_IDS[:1])))),
    Question(b"propfind", _LIST, lambda client: _changes(client, "")),
    Question(b"propfind", _HOME, lambda client: is_sound(discover("http://dav.example/", client=client))),
    Question(b"propfind", _LIST, lambda client: is_sound(discover(URL, client=client))),
    Question(b"query", _GET, lambda client: is_sound(CardDavGroups(client=client, url=URL).groups())),
    Question(b"query", _GET, lambda client: _all(client, _GROUP)),
    Question(b"query", _GET, lambda client: is_sound(_contacts(client).find_uids(["u1"]))),
    Question(
        b"multiget", _GET, lambda client: is_sound(_contacts(client).find_created({LinkId("1"): Contact()}, None))
    ),
    Question(b"sync-collection", _ERROR, _all, 403),
    Question(b"", _ERROR, lambda client: _written(_contacts(client)), 412),
    Question(b"", "", lambda client: _written(_contacts(client)), 204),
)


def make(source: Random) -> bytes:
    """The first byte says which question; a multiget has an odd card now and then."""
    at = source.randrange(len(QUESTIONS))
    question = QUESTIONS[at]
    body = mutated(question.seed, source)
    if _card(APPLE) in question.seed and source.random() < 0.3:
        odd = mutated_card(APPLE, source).decode("utf-8", "replace")
        body = question.seed.replace(_card(APPLE), _card(odd)).encode()
    return bytes([at]) + line.head(source, question.usual) + body


def seeds() -> list[bytes]:
    return [bytes([at]) + b"%d\n" % one.usual + one.seed.encode() for at, one in enumerate(QUESTIONS)]


def run(data: bytes) -> bool:
    question = QUESTIONS[(data[0] if data else 0) % len(QUESTIONS)]
    odd = line.answer(data[1:], question.usual, URL)
    client = DavClient(transport=Line(_odd_where(question.mark), odd, 207), username="anna", password="made-up")
    try:
        question.ask(client)
    except Trouble:
        return False
    return True
