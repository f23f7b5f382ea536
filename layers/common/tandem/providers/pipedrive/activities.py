"""The activities of one user as one side of a connection: listed, followed and read here; `activity_writes` writes.

    PipedriveActivities(client=…, user=…, types=…, clock=…, things=…, workers=8)

`client` is signed as `user`, who owns what is made. `types` are the keys of the activity types that are followed, None
for all. One instance serves one connection; `client` and `things` may serve several of the same user.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from contextlib import suppress
from datetime import datetime

from tandem.domain.content import Content, as_event
from tandem.domain.event import Event, Thing
from tandem.domain.ids import Cursor, LinkId, RemoteId, UserId, Version
from tandem.domain.sight import Broken, Seen, Sight
from tandem.ports import Clock, Failed, Held, Known, Page, Write, Written, nothing_held, nothing_known
from tandem.providers.pipedrive import activity as mapping
from tandem.providers.pipedrive.activity_writes import ActivityWriter
from tandem.providers.pipedrive.client import Client, Json
from tandem.providers.pipedrive.operations import GET_ACTIVITY, LIST_ACTIVITIES
from tandem.providers.pipedrive.reads import Reader
from tandem.providers.pipedrive.scope import Agenda
from tandem.providers.pipedrive.things import Things


class PipedriveActivities:
    """Implements `Replica`."""

    def __init__(
        self,
        *,
        client: Client,
        user: UserId,
        types: frozenset[str] | None,
        clock: Clock,
        things: Things | None = None,
        workers: int = 8,
    ) -> None:
        self._scope = Agenda(user, types)
        self._things = things or Things(client=client, clock=clock, workers=workers)
        self._reader = Reader(
            client=client, clock=clock, listing=LIST_ACTIVITIES, getting=GET_ACTIVITY, workers=workers
        )
        self._writer = ActivityWriter(client=client, things=self._things, scope=self._scope, workers=workers)

    def projection(self, content: Content) -> Event:
        return mapping.projection(as_event(content))

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:  # noqa: ARG002
        """The user's own, of whatever type, in pages of 500 that come with their content."""
        return self._reader.list_all(self._seen, resume, {"owner_id": self._scope.user})

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        """Everybody's: `in_scope` tells of each, so what was given to somebody else is noticed."""
        return self._reader.changes(self._seen, cursor)

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        """In batches of 100; those left out are asked for one by one."""
        return self._reader.read(self._seen_anew, ids, told_gone)

    def find_uids(self, uids: Sequence[str]) -> Mapping[str, Seen]:  # noqa: ARG002
        """An activity keeps its id."""
        return {}

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        return self._writer.write(writes)

    def find_created(
        self, wanted: Mapping[LinkId, Content], since: datetime, held: Held = nothing_held
    ) -> Mapping[LinkId, Seen]:
        return self._writer.find_created({link: as_event(one) for link, one in wanted.items()}, since, held)

    def _seen(self, items: Sequence[Json]) -> tuple[Seen | Broken, ...]:
        """Names are not asked for where they say nothing to this connection."""
        return self._sights(items, self._things.named(_mentioned(filter(self._scope.covers, items))))

    def _seen_anew(self, items: Sequence[Json]) -> tuple[Seen | Broken, ...]:
        """Whoever asks may have been told that a deal was renamed, so all names are read anew."""
        return self._sights(items, self._things.read(_mentioned(items)))

    def _sights(self, items: Sequence[Json], things: Mapping[str, Thing]) -> tuple[Seen | Broken, ...]:
        return tuple(self._one(item, things) for item in items)

    def _one(self, item: Json, things: Mapping[str, Thing]) -> Seen | Broken:
        try:
            return mapping.to_seen(item, things, in_scope=self._scope.covers(item))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            return Broken(RemoteId(str(item.get("id"))), Version(str(item.get("update_time"))), "unreadable_activity")


def _mentioned(items: Iterable[Json]) -> Iterator[str]:
    """What makes no sense is told of as broken."""
    for item in items:
        with suppress(TypeError):
            yield from mapping.mentions(item)
