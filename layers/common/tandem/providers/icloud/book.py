"""One address book of a CardDAV server: what is in it by href and ETag, what changed, and the cards themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from tandem.domain.errors import Rejected, Unavailable
from tandem.domain.ids import Version
from tandem.providers.icloud import dav
from tandem.providers.icloud.client import DavClient
from tandem.providers.icloud.dav import DAV, SERVER, Member, Multistatus
from tandem.providers.icloud.paths import at_origin, path_of

CHUNK = 100
"""Cards per multiget."""

_GONE = (404, 410)
_UIDS_PER_QUERY = 50


@dataclass(slots=True)
class Listing:
    """Cards by path with their version, and what was removed. `token` or `tag` is what the next question starts from.

    `etags` are short forms of all versions, where what is present was narrowed to what changed.
    """

    present: dict[str, Version] = field(default_factory=dict)
    gone: dict[str, None] = field(default_factory=dict)
    token: str = ""
    tag: str = ""
    etags: dict[str, str] = field(default_factory=dict)


class AddressBook:
    """`url` is the collection's own. Its methods raise what `DavClient` raises."""

    def __init__(self, *, client: DavClient, url: str) -> None:
        self._client = client
        self.url = url if url.endswith("/") else f"{url}/"
        self.path = path_of(self.url, self.url)

    def sync(self, token: str) -> Listing:
        """What changed since `token`; everything for an empty one. Raise `CursorExpired`, `Rejected` (unsupported).

        A server that answers in portions is asked until all is there (RFC 6578 3.6). Removals in an answer to an
        empty token (Radicale sends them) are dropped.
        """
        listing = Listing(token=token)
        while True:
            asked = listing.token
            is_whole = self._sync_portion(listing)
            if is_whole:
                break
            if listing.token == asked:
                raise Unavailable("no_progress")
        if not token:
            listing.gone.clear()
        return listing

    def _sync_portion(self, listing: Listing) -> bool:
        is_whole = True
        with self._client.multistatus("REPORT", self.url, dav.sync_collection(listing.token), depth=0) as answer:
            for member in answer:
                path = path_of(member.href, self.url)
                if path.rstrip("/") == self.path.rstrip("/"):
                    is_whole = is_whole and member.status != 507
                else:
                    _note(listing, path, member)
        if not answer.sync_token:
            raise Rejected("unsupported_report")
        listing.token = answer.sync_token
        return is_whole

    def list_by_tag(self) -> Listing:
        """Everything with the collection's ctag, for servers without sync-collection."""
        listing = Listing()
        body = dav.propfind("d:getetag", "d:resourcetype", "s:getctag")
        with self._client.multistatus("PROPFIND", self.url, body, depth=1) as answer:
            for member in answer:
                path = path_of(member.href, self.url)
                if path.rstrip("/") == self.path.rstrip("/"):
                    listing.tag = member.text(f"{SERVER}getctag")
                else:
                    _note(listing, path, member)
        return listing

    def tag(self) -> str:
        """The collection's ctag, which changes with any of its cards; empty where the server has none."""
        with self._client.multistatus("PROPFIND", self.url, dav.propfind("s:getctag"), depth=0) as answer:
            tags = [member.text(f"{SERVER}getctag") for member in answer]
        return tags[0] if tags else ""

    def fetch(self, paths: Sequence[str]) -> Iterator[tuple[str, Member]]:
        """What the server says about these paths, in its own order; it may leave some out."""
        rest = iter(paths)
        while chunk := list(islice(rest, CHUNK)):
            with self._client.multistatus("REPORT", self.url, dav.multiget(chunk), depth=0) as answer:
                yield from self._by_path(answer)

    def query(self, filters: str) -> Iterator[tuple[str, Member]]:
        """The cards that any of the filters lets through; servers may answer more. Raise `Rejected` (unsupported)."""
        with self._client.multistatus("REPORT", self.url, dav.query(filters), depth=1) as answer:
            yield from self._by_path(answer)

    def find_uids(self, uids: Sequence[str]) -> Iterator[tuple[str, Member]]:
        rest = iter(uids)
        while chunk := list(islice(rest, _UIDS_PER_QUERY)):
            yield from self.query("".join(map(dav.has_uid, chunk)))

    def put(self, path: str, card: str, *, expected: Version | None) -> str:
        """Write a card and return the answer's ETag. Line ends are CRLF: XML answers have lost the CR."""
        text = card if "\r" in card else card.replace("\n", "\r\n")
        return self._client.put(at_origin(self.url, path), text, expected=expected)

    def delete(self, path: str, *, expected: Version) -> None:
        self._client.delete(at_origin(self.url, path), expected=expected)

    def _by_path(self, answer: Multistatus) -> Iterator[tuple[str, Member]]:
        return ((path_of(member.href, self.url), member) for member in answer)


def version_of(etag: str) -> Version:
    """The ETag for `If-Match`: a proxy that compresses marks a strong one as weak, and a weak one never matches."""
    return Version(etag.removeprefix("W/"))


def is_gone(member: Member) -> bool:
    return member.status in _GONE


def _note(listing: Listing, path: str, member: Member) -> None:
    if is_gone(member):
        listing.present.pop(path, None)
        listing.gone[path] = None
    elif member.status is None and not member.is_collection and member.has(f"{DAV}getetag"):
        listing.gone.pop(path, None)
        listing.present[path] = version_of(member.etag)
