"""The persons of a company as one side of a connection: listed, followed and read here, written by `writes`.

    PipedriveContacts(client=…, directory=…, codes=…, user=…, scope=…, visibility=…, plan=…, clock=…, workers=8)

`client` is signed as `user`, who owns what is made. One instance serves one connection; `client` and `directory` may
serve several of the same user. `plan` None: as the client finds out.
"""

from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from datetime import datetime
from functools import partial

from tandem.domain.content import Content, as_contact
from tandem.domain.ids import Cursor, LinkId, RemoteId, UserId, Version
from tandem.domain.rules import CrmScope, Plan, Visibility
from tandem.domain.sight import Broken, Seen, Sight
from tandem.ports import Clock, Failed, Held, Known, Page, Write, Written, nothing_held, nothing_known
from tandem.providers.pipedrive import persons
from tandem.providers.pipedrive.client import Client, Json, Query
from tandem.providers.pipedrive.codes import FieldCodes
from tandem.providers.pipedrive.operations import GET_PERSON, LIST_PERSONS
from tandem.providers.pipedrive.organizations import Directory
from tandem.providers.pipedrive.reads import Reader
from tandem.providers.pipedrive.scope import scope_of
from tandem.providers.pipedrive.visibility import visible_to
from tandem.providers.pipedrive.writes import Writer


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
        self._directory = directory
        self._codes = codes
        self._reader = Reader(
            client=client,
            clock=clock,
            listing=LIST_PERSONS,
            getting=GET_PERSON,
            query=_query(codes),
            workers=workers,
        )
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
        yield from self._reader.list_all(self._seen, resume)

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        """Persons updated since the cursor, whatever the scope: `in_scope` tells of each, so who left is noticed."""
        self._scope.refresh()
        yield from self._reader.changes(self._seen, cursor)

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        """In batches of 100; those left out are asked for one by one."""
        return self._reader.read(self._seen_anew, ids, told_gone)

    def find_uids(self, uids: Sequence[str]) -> Mapping[str, Seen]:  # noqa: ARG002
        """A person keeps its id; one that was merged away names its successor."""
        return {}

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        return self._writer.write(writes)

    def find_created(
        self,
        wanted: Mapping[LinkId, Content],
        since: datetime,
        held: Held = nothing_held,  # noqa: ARG002
    ) -> Mapping[LinkId, Seen]:
        return self._writer.find_created({link: as_contact(one) for link, one in wanted.items()}, since)

    def _seen_anew(self, items: Sequence[Json]) -> tuple[Seen | Broken, ...]:
        """Whoever asks may have been told that an organization was renamed, so its name is read anew as well."""
        self._directory.read(_organizations(items))
        return self._seen(items)

    def _seen(self, items: Sequence[Json]) -> tuple[Seen | Broken, ...]:
        names = self._directory.names(_organizations(items))
        return tuple(self._one(item, names) for item in items)

    def _one(self, item: Json, names: Mapping[int, str]) -> Seen | Broken:
        try:
            organization = names.get(persons.organization_of(item), "")
            return persons.to_seen(item, self._codes, organization, in_scope=self._scope.covers(item))
        except (ValueError, TypeError, KeyError, AttributeError):
            return Broken(RemoteId(str(item.get("id"))), Version(str(item.get("update_time"))), "unreadable_person")


def _organizations(items: Sequence[Json]) -> set[int]:
    """Whoever has one that makes no sense is broken, and told of as that."""
    found = (item.get("org_id") for item in items)
    return {each for each in found if each and isinstance(each, int) and not isinstance(each, bool)}


def _seen_by(visibility: Visibility | None, plan: Plan | None, client: Client) -> int | None:
    return visible_to(visibility, plan or client.plan)


def _query(codes: FieldCodes) -> Query:
    """Of the custom fields only ours are asked for: a company may have hundreds."""
    custom = ",".join(codes.custom.values())
    return {"custom_fields": custom} if custom else {}
