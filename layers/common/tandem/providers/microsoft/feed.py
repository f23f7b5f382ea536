"""What the folders of a mailbox hold, and what changed in them: delta, folder by folder.

A folder is listed by the first round of its delta, so that nothing falls between listing and cursor. Later rounds are
hints: Graph promises no more of an item there than that it changed (learn.microsoft.com/graph/delta-query-overview).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tandem.domain.errors import CollectionGone, CursorExpired, Rejected, Unavailable
from tandem.domain.ids import RemoteId, Version
from tandem.ports import Page
from tandem.providers.microsoft.answers import NOT_FOUND, identified, listed
from tandem.providers.microsoft.call import Call, Json
from tandem.providers.microsoft.client import GraphClient
from tandem.providers.microsoft.folders import contacts_of
from tandem.providers.microsoft.mapping import SELECT

PAGE = 200
"""More than that Outlook gives nobody (learn.microsoft.com/answers/a/2052165)."""
_MOST_PAGES = 5_000
"""Of one round. Links that lead on for ever were seen (learn.microsoft.com/answers/a/12762375)."""


@dataclass(slots=True)
class Round:
    """One folder's round; `link` is where the next one begins, once all pages were read."""

    client: GraphClient
    folder: str
    link: str = ""
    pages: int = field(default=0, init=False)

    def items(self) -> Iterator[list[Json]]:
        """Page by page, some of them empty. Raise `CursorExpired`, and `Rejected` where the folder is gone."""
        if self.link and not self.client.owns(self.link):  # of another cloud, before a setting was changed
            raise CursorExpired("foreign_link")
        page = self.client.follow(self.link, PAGE) if self.link else self._first()
        followed: set[str] = set()
        while True:
            yield _items(page)
            link = str(page.get("@odata.nextLink") or "")
            if not link:
                break
            if link in followed or len(followed) >= _MOST_PAGES:
                raise Unavailable("no_progress")
            followed.add(link)
            page = self.client.follow(link, PAGE)
        self.link = str(page.get("@odata.deltaLink") or "")
        if not self.link:
            raise Unavailable("bad_answer", "no_delta_link")

    def _first(self) -> Json:
        return self.client.first(Call("GET", f"{contacts_of(self.folder)}/delta", {"$select": SELECT}), PAGE)


def listing(client: GraphClient, folder: str, links: dict[str, str]) -> Iterator[list[Json]]:
    """All items of a folder; its cursor is in `links` then. A link that dies on the way begins the folder anew."""
    for is_last in (False, True):
        one = Round(client, folder)
        try:
            for items in one.items():
                yield [item for item in items if "@removed" not in item]
        except CursorExpired:
            if is_last:
                raise Unavailable("listing_expired") from None
            continue
        except Rejected as rejected:
            raise gone_with(rejected) from rejected
        links[folder] = one.link
        return


def changes(client: GraphClient, folder: str, links: dict[str, str]) -> Iterator[Page]:
    """What changed in a folder since its link, or all of it where it has none yet."""
    one = Round(client, folder, links.get(folder, ""))
    try:
        for items in one.items():
            yield _hints(items)
    except Rejected as rejected:
        raise gone_with(rejected) from rejected
    links[folder] = one.link


def gone_with(rejected: Rejected) -> CollectionGone | Rejected:
    return CollectionGone("group_missing") if rejected.reason == NOT_FOUND else rejected


def _hints(items: Sequence[Json]) -> Page:
    there = [item for item in items if "@removed" not in item]
    gone = tuple(RemoteId(item["id"]) for item in items if "@removed" in item)
    return Page(hinted=tuple((RemoteId(item["id"]), version_of(item)) for item in there), gone=gone)


def version_of(item: Json) -> Version:
    return Version(str(item.get("@odata.etag") or ""))


def _items(page: Json) -> list[Json]:
    """Raise `Unavailable` for what is no list of contacts: one without an id could not even be named."""
    if page.get("value") is None:
        raise Unavailable("bad_answer", "value")
    return [identified(one) for one in listed(page)]
