"""The persons of a company as one side of a connection: listed, followed and read here, written by `writes`.

    PipedriveContacts(client=…, directory=…, codes=…, user=…, scope=…, visibility=…, plan=…, clock=…, workers=8)

`client` is signed as `user`, who owns what is made. One instance serves one connection; `client` and `directory` may
serve several of the same user. `plan` None: as the client finds out.
"""

from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from json import dumps, loads
from typing import TypeVar

from tandem.domain.content import Content, as_contact
from tandem.domain.errors import AccessRevoked, CursorExpired, Rejected
from tandem.domain.ids import Cursor, LinkId, RemoteId, UserId, Version
from tandem.domain.rules import CrmScope, Plan, Visibility
from tandem.domain.sight import Broken, Seen, Sight, Tombstone, Unseen
from tandem.ports import Clock, Failed, Known, Page, Write, Written, nothing_known
from tandem.providers.pipedrive import persons
from tandem.providers.pipedrive.client import Client, Json, Query
from tandem.providers.pipedrive.codes import FieldCodes
from tandem.providers.pipedrive.envelope import identified, item as item_of
from tandem.providers.pipedrive.operations import GET_PERSON, LIST_PERSONS
from tandem.providers.pipedrive.organizations import Directory
from tandem.providers.pipedrive.scope import scope_of
from tandem.providers.pipedrive.times import read_stamp, stamp
from tandem.providers.pipedrive.visibility import visible_to
from tandem.providers.pipedrive.writes import Writer

_Item = TypeVar("_Item")

_LAG = timedelta(seconds=10)
"""How long before an answer a change may have been stamped that the answer didn't show yet."""


class PipedriveContacts:
    """Implements `Replica`."""

    def __init__(
        self,
        *,
        client: Client,
        directory: Directory,
        codes: FieldCodes,
        user: UserId,
        scope: CrmScope,
        visibility: Visibility | None,
        plan: Plan | None,
        clock: Clock,
        workers: int = 8,
    ) -> None:
        self._client = client
        self._directory = directory
        self._codes = codes
        self._clock = clock
        self._workers = workers
        self._scope = within = scope_of(scope, user, client)
        seen_by = partial(_seen_by, visibility, plan, client)
        self._writer = Writer(
            client=client, directory=directory, codes=codes, user=user, scope=within, seen_by=seen_by, workers=workers
        )

    def projection(self, content: Content) -> Content:
        return persons.projection(as_contact(content), self._codes)

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:  # noqa: ARG002
        """Pages of 500 that come with their content, so that nothing need be known of it."""
        self._scope.refresh()
        since, cursor = _resumed(resume)
        for items, following in _reading(self._client.pages(LIST_PERSONS, self._query(), cursor)):
            since = since or stamp((self._client.server_time or self._clock.now()) - _LAG)
            seen = self._page(items).seen
            end = Cursor(dumps({"since": since})) if not following else None
            yield Page(seen=seen, cursor=end, resume=dumps({"since": since, "cursor": following}) if following else "")

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        """Persons updated since the cursor, whatever the scope: `in_scope` tells of each, and so who left is noticed.

        A person edited during the walk moves to its end, where a page border may hide another; so a walk of several
        pages is repeated from the last time it saw until one page holds all that is left.
        """
        since = asked = seen_until = _since(cursor)
        self._scope.refresh()
        handled: set[int] = set()
        began: datetime | None = None
        is_walking = True
        while is_walking:
            is_walking = False
            query = self._query(updated_since=stamp(asked), sort_by="update_time")
            for items, following in _reading(self._client.pages(LIST_PERSONS, query)):
                fresh = [item for item in items if _digest(item) not in handled]
                handled.update(map(_digest, fresh))
                began = began or self._client.server_time or self._clock.now()
                seen_until = max([seen_until, *_updates(items)])
                yield self._page(fresh)
                is_walking = is_walking or (bool(following) and seen_until > asked)
            asked = seen_until
        yield Page(cursor=Cursor(dumps({"since": stamp(max(since, (began or since) - _LAG))})))

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        """In batches of 100; those left out are asked for one by one."""
        items = list(map(identified, _reading(self._client.by_ids(LIST_PERSONS, list(ids), self._query()))))
        live = [item for item in items if not item.get("is_deleted")]
        # Whoever asks may have been told that an organization was renamed, so its name is read anew as well.
        self._directory.read(_organizations(live))
        sights: dict[RemoteId, Sight] = {seen.remote_id: seen for seen in self._seen(live)}
        left_out = [each for each in ids if each not in sights]
        with ThreadPoolExecutor(self._workers) as pool:
            sights |= zip(left_out, pool.map(lambda each: self._read_one(each, told_gone), left_out), strict=True)
        return sights

    def find_uids(self, uids: Sequence[str]) -> Mapping[str, Seen]:  # noqa: ARG002
        """A person keeps its id; one that was merged away names its successor."""
        return {}

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        return self._writer.write(writes)

    def find_created(self, wanted: Mapping[LinkId, Content], since: datetime) -> Mapping[LinkId, Seen]:
        return self._writer.find_created({link: as_contact(one) for link, one in wanted.items()}, since)

    def _query(self, **asked: str | int) -> Query:
        """Of the custom fields only ours are asked for: a company may have hundreds."""
        custom = ",".join(self._codes.custom.values())
        return {**asked, **({"custom_fields": custom} if custom else {})}

    def _page(self, items: Sequence[Json]) -> Page:
        items = [identified(item) for item in items]
        gone = tuple(RemoteId(str(item["id"])) for item in items if item.get("is_deleted"))
        return Page(seen=self._seen([item for item in items if not item.get("is_deleted")]), gone=gone)

    def _seen(self, items: Sequence[Json]) -> tuple[Seen | Broken, ...]:
        names = self._directory.names(_organizations(items))
        return tuple(self._one(item, names) for item in items)

    def _one(self, item: Json, names: Mapping[int, str]) -> Seen | Broken:
        try:
            organization = names.get(persons.organization_of(item), "")
            return persons.to_seen(item, self._codes, organization, in_scope=self._scope.covers(item))
        except (ValueError, TypeError, KeyError, AttributeError):
            return Broken(RemoteId(str(item.get("id"))), Version(str(item.get("update_time"))), "unreadable_person")

    def _read_one(self, person: RemoteId, told_gone: AbstractSet[RemoteId]) -> Sight:
        """A direct answer "deleted" is proof; "not found" is proof only together with an authenticated notification."""
        try:
            item = identified(item_of(self._client.get(GET_PERSON, person)))
        except Rejected as error:
            is_gone = error.reason in ("not_found", "gone") and person in told_gone
            return Tombstone(person) if is_gone else Unseen(person)
        return Tombstone(person) if item.get("is_deleted") else self._seen([item])[0]


def _reading(pages: Iterator[_Item]) -> Iterator[_Item]:
    """A refusal to read at all is no fault of a record: the grant lacks the scope for it."""
    try:
        yield from pages
    except Rejected as error:
        raise AccessRevoked(error.reason, error.detail) from error


def _organizations(items: Sequence[Json]) -> set[int]:
    """Whoever has one that makes no sense is broken, and told of as that."""
    found = (item.get("org_id") for item in items)
    return {each for each in found if each and isinstance(each, int) and not isinstance(each, bool)}


def _updates(items: Sequence[Json]) -> Iterator[datetime]:
    for item in items:
        with suppress(ValueError, TypeError, KeyError):
            yield read_stamp(item["update_time"])


def _seen_by(visibility: Visibility | None, plan: Plan | None, client: Client) -> int | None:
    return visible_to(visibility, plan or client.plan)


def _digest(item: Json) -> int:
    """Tells a person's states apart; `update_time` doesn't, since it ends at the second."""
    return hash(dumps(item))


def _since(cursor: Cursor) -> datetime:
    try:
        return read_stamp(loads(cursor)["since"])
    except (ValueError, TypeError, KeyError) as error:
        raise CursorExpired("bad_cursor") from error


def _resumed(resume: str) -> tuple[str, str]:
    if not resume:
        return "", ""
    state = loads(resume)
    return state["since"], state["cursor"]
