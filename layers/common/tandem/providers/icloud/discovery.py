"""From an e-mail address, a host or any URL of a CardDAV server to the URL of an address book (RFC 6764, RFC 6352 7).

    discover("anna@icloud.com", client=client)

The password goes to the site that the person named, and to no other.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from tandem.domain.errors import Refused, Rejected, StaleVersion, Trouble, Unavailable
from tandem.providers.icloud import dav
from tandem.providers.icloud.client import DavClient
from tandem.providers.icloud.dav import CARD, DAV, Member
from tandem.providers.icloud.paths import at_origin, joined, may_know_password

_WELL_KNOWN = "/.well-known/carddav"
_PRINCIPAL, _HOME = f"{DAV}current-user-principal", f"{CARD}addressbook-home-set"
_ASKED = dav.propfind("d:current-user-principal", "d:resourcetype", "c:addressbook-home-set")
_BOOKS = dav.propfind("d:resourcetype", "d:displayname")
# Hosts that the mail domain itself doesn't lead to (https://icloud.com/.well-known/carddav answers 501).
_HOSTS = {
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), "contacts.icloud.com"),
    **dict.fromkeys(("gmx.net", "gmx.de", "gmx.at", "gmx.ch"), "carddav.gmx.net"),
    **dict.fromkeys(("fastmail.com", "fastmail.fm"), "carddav.fastmail.com"),
    "web.de": "carddav.web.de",
    "mailbox.org": "dav.mailbox.org",
    "posteo.de": "posteo.de:8443",
}


def discover(start: str, *, client: DavClient) -> str:
    """The URL of the address book to sync: the first one there is, or `start` itself if it is one.

    Raise `AccessRevoked` for a wrong password, `Refused` ("no_address_book", "foreign_host"), `Unavailable`.
    """
    failure: Trouble = Refused("no_address_book")
    for url in _starts(start):
        try:
            book = _book_from(url, client)
        except (Unavailable, Rejected, StaleVersion) as error:
            failure = error if isinstance(error, Unavailable) and error.reason != "address_book_missing" else failure
            continue
        if book is not None:
            return book
    raise failure


def _starts(start: str) -> Iterator[str]:
    """Where to ask, in this order: the URL as it was given, the well-known place, the root."""
    start = start.strip()
    if "://" not in start:
        host = start.rpartition("@")[2].lower()
        start = f"https://{_HOSTS.get(host, host)}/"
    if not _has_host(start):
        raise Refused("bad_url")
    if urlsplit(start).path not in ("", "/"):
        yield start
    yield at_origin(start, _WELL_KNOWN)
    yield at_origin(start, "/")


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _book_from(start: str, client: DavClient) -> str | None:
    url, member = _ask(start, client)
    if _is_book(member):
        return _folder(url)
    if not member.href_of(_HOME) and (principal := member.href_of(_PRINCIPAL)):
        url, member = _ask(_target(url, principal), client)
    home = member.href_of(_HOME)
    return _first_book(_target(url, home), client) if home else None


def _first_book(home: str, client: DavClient) -> str | None:
    with client.multistatus("PROPFIND", home, _BOOKS, depth=1) as answer:
        hrefs = [member.href for member in answer if _is_book(member)]
    return _folder(_target(answer.url, hrefs[0])) if hrefs else None


def _ask(url: str, client: DavClient) -> tuple[str, Member]:
    with client.multistatus("PROPFIND", url, _ASKED, depth=0) as answer:
        members = list(answer)
    if not members:
        raise Unavailable("not_dav")
    return answer.url, members[0]


def _is_book(member: Member) -> bool:
    return member.has(f"{DAV}resourcetype/{CARD}addressbook")


def _target(url: str, href: str) -> str:
    """Where an href leads; iCloud's lead to other hosts of its own."""
    target = joined(url, href)
    if not may_know_password(url, target):
        raise Refused("foreign_host")
    return target


def _folder(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"
