"""The XML of WebDAV and CardDAV: bodies of requests, and answers read element by element while they arrive."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from tandem.domain.errors import Unavailable

DAV = "{DAV:}"
CARD = "{urn:ietf:params:xml:ns:carddav}"
SERVER = "{http://calendarserver.org/ns/}"
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_NO_XML = (ParseError, DefusedXmlException, ValueError, LookupError)  # the last for an encoding that nobody knows
_SPACES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav" xmlns:s="http://calendarserver.org/ns/"'


@dataclass(frozen=True, slots=True)
class Member:
    """One `response` of a multistatus. `status` is that of the response as a whole, None where it has properties."""

    href: str
    status: int | None
    properties: Element | None

    def text(self, name: str) -> str:
        found = None if self.properties is None else self.properties.find(name)
        return "" if found is None else (found.text or "").strip()

    def href_of(self, name: str) -> str:
        """The href inside a property: a principal, a home."""
        found = None if self.properties is None else self.properties.find(f"{name}/{DAV}href")
        return "" if found is None else (found.text or "").strip()

    def has(self, path: str) -> bool:
        return self.properties is not None and self.properties.find(path) is not None

    @property
    def etag(self) -> str:
        return self.text(f"{DAV}getetag")

    @property
    def card(self) -> str | None:
        found = None if self.properties is None else self.properties.find(f"{CARD}address-data")
        return None if found is None else found.text or ""

    @property
    def is_collection(self) -> bool:
        return self.has(f"{DAV}resourcetype/{DAV}collection") or self.href.endswith("/")


_FORBIDDEN = bytes(sign for sign in range(32) if sign not in b"\t\n\r")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""What UTF-16 begins with, where such bytes are parts of other signs."""


class Multistatus:
    """A multistatus while it arrives; iterate over its members once, then `sync_token` is known.

    `url` is where it came from, behind all redirects.
    """

    def __init__(self, chunks: Iterable[bytes], url: str = "") -> None:
        self._chunks = chunks
        self.url = url
        self.sync_token = ""

    def __iter__(self) -> Iterator[Member]:
        """The members one by one, each forgotten behind it. Raise `Unavailable` for what is no whole multistatus."""
        try:
            yield from self._members()
        except _NO_XML as error:
            raise Unavailable("not_dav") from error

    def _members(self) -> Iterator[Member]:
        depth, root = 0, None
        for event, element in iterparse(_Reader(self._chunks), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if root is None:
                root = element
                if element.tag != f"{DAV}multistatus":
                    raise Unavailable("not_dav")
            elif event == "end" and depth == 1:
                if element.tag == f"{DAV}response":
                    yield _member(element)
                elif element.tag == f"{DAV}sync-token":
                    self.sync_token = (element.text or "").strip()
                root.clear()


class _Reader:
    """Chunks as the file that the parser reads from, without the signs that XML forbids.

    Servers copy a card's control characters into their answer (Radicale does); one card must not shut the book.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._is_wide: bool | None = None

    def read(self, _size: int = -1) -> bytes:
        for chunk in self._chunks:
            if self._is_wide is None and chunk:
                self._is_wide = chunk.startswith(_WIDE)
            if legal := chunk if self._is_wide else chunk.translate(None, _FORBIDDEN):
                return legal
        return b""


def _member(response: Element) -> Member:
    href = (response.findtext(f"{DAV}href") or "").strip()
    status = response.findtext(f"{DAV}status")
    properties = None
    for propstat in response.findall(f"{DAV}propstat"):
        if _code(propstat.findtext(f"{DAV}status")) in (200, 0):
            properties = propstat.find(f"{DAV}prop")
            break
    return Member(href, None if status is None else _code(status), properties)


def _code(status: str | None) -> int:
    parts = (status or "").split()
    return int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 0


def conditions(body: bytes) -> frozenset[str]:
    """The names of what a server says it failed on (RFC 4918 16), without their namespaces; none for other bodies."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except _NO_XML:
        return frozenset()
    if root.tag != f"{DAV}error":
        return frozenset()
    return frozenset(element.tag.rpartition("}")[2] for element in root)


def propfind(*properties: str) -> bytes:
    """`properties` with the prefixes d, c (CardDAV) and s (calendarserver.org)."""
    return _body("d:propfind", f"<d:prop>{_empty(properties)}</d:prop>")


def sync_collection(token: str) -> bytes:
    """RFC 6578 3.2. Without a limit: Apple's server rejects one with 507."""
    inner = f"<d:sync-token>{escape(token)}</d:sync-token><d:sync-level>1</d:sync-level>"
    return _body("d:sync-collection", f"{inner}<d:prop><d:getetag/></d:prop>")


def multiget(paths: Sequence[str]) -> bytes:
    """RFC 6352 8.7, by absolute paths: iCloud answers 400 to absolute URIs."""
    hrefs = "".join(f"<d:href>{escape(path)}</d:href>" for path in paths)
    return _body("c:addressbook-multiget", f"<d:prop><d:getetag/><c:address-data/></d:prop>{hrefs}")


def query(filters: str) -> bytes:
    """RFC 6352 8.6: the cards that any of the filters lets through."""
    prop = "<d:prop><d:getetag/><c:address-data/></d:prop>"
    return _body("c:addressbook-query", f'{prop}<c:filter test="anyof">{filters}</c:filter>')


def has_property(name: str) -> str:
    return f'<c:prop-filter name="{name}"/>'


def has_uid(uid: str) -> str:
    match = f'<c:text-match collation="i;unicode-casemap" match-type="equals">{escape(uid)}</c:text-match>'
    return f'<c:prop-filter name="UID">{match}</c:prop-filter>'


def _empty(properties: Sequence[str]) -> str:
    return "".join(f"<{name}/>" for name in properties)


def _body(name: str, inner: str) -> bytes:
    return f"{_HEAD}<{name} {_SPACES}>{inner}</{name}>".encode()
