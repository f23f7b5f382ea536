"""Records what a push said: which items of which connections may have changed. Never merges, never calls a provider."""

from collections.abc import Callable, Iterator, Sequence, Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

from tandem.domain.ids import CompanyId, ConnectionId, RemoteId, UserId, activity_id
from tandem.domain.side import Side
from tandem.home import Clock, Item, Key
from tandem.state.changes import Note, note_items
from tandem.state.claims import Claims
from tandem.state.connections import Connection, Connections, Phase
from tandem.state.wakes import Wakes

ITEMS = {"person": "contacts", "activity": "calendar"}
"""What is synced, and by which kind of connection."""
MENTIONED = {
    "contacts": frozenset({"organization"}),
    "calendar": frozenset({"person", "organization", "deal", "lead"}),
}
"""What items show of others: a contact its organization, an event whatever its title is made of."""


@dataclass(frozen=True, slots=True)
class Echo:
    """A push that may be of our own write: by `author`, through the API. `event` is its own id.

    `sealed` gives what it told of the write, for workers only; it is called where the author is one of ours.
    """

    author: UserId
    event: str
    sealed: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Heard:
    """An authenticated push about one object of the CRM. `permitted` None: all users may see it."""

    entity: str
    remote_id: RemoteId
    is_gone: bool
    permitted: frozenset[UserId] | None
    successor: RemoteId | None = None
    echo: Echo | None = None

    @property
    def item(self) -> RemoteId:
        """As links hold it: activities bear names of their own, since persons are counted from one, too."""
        return activity_id(self.remote_id) if self.entity == "activity" else self.remote_id


@dataclass(frozen=True, slots=True)
class Ears:
    """The little of the world that a receiver needs."""

    clock: Clock
    connections: Connections
    claims: Claims
    wakes: Wakes


def record_notification(ears: Ears, company: CompanyId, heard: Heard) -> int:
    """Note the item for every connection it concerns, then wake them; how many. Idempotent."""
    listening = {one.id: one for one in ears.connections.of_company(company) if one.listens}
    concerned = [pair for pair in _concerned(ears, company, heard, listening) if pair[0] in listening]
    holding = [listening[one] for one in dict.fromkeys(one for one, _ in concerned)]
    working = [(one.queue, one.account, one.id) for one in holding if _works_on_records(one)]
    own = frozenset(one.id for one in holding if heard.echo is not None and one.user == heard.echo.author)
    ears.wakes.note_and_wake(_notes(heard, concerned, own, ears.clock.now()), working)
    for connection in holding:
        if not _works_on_records(connection):
            _wake_as_it_stands(ears, connection.id)
    return len(concerned)


def _notes(
    heard: Heard, concerned: Sequence[tuple[ConnectionId, RemoteId]], own: AbstractSet[ConnectionId], now: datetime
) -> dict[Key, Item]:
    """For connections whose own write of the item it may be, with what it told of that, sealed once for all of them."""
    told = heard.is_gone and heard.entity in ITEMS
    box = heard.echo.sealed() if heard.echo is not None and own else None
    notes: dict[Key, Item] = {}
    for connection, item in concerned:
        is_itself = item == heard.item  # else it only shows what was heard of
        note = Note(Side.CRM, item, now, told and is_itself, told and is_itself, heard.successor if is_itself else None)
        if heard.echo is not None and connection in own and is_itself:
            note = replace(note, event=heard.echo.event, box=box)
        notes |= note_items(connection, [note])
    return notes


def _wake_as_it_stands(ears: Ears, connection_id: ConnectionId) -> None:
    """A listing or a pause may have ended while the note was made; whoever ended it looks at no record noted later."""
    connection = ears.connections.get(connection_id)
    if _works_on_records(connection):
        ears.wakes.wake(connection.queue, connection.account, connection_id)


def _works_on_records(connection: Connection) -> bool:
    return connection.is_active and connection.phase is Phase.NONE


def _concerned(
    ears: Ears, company: CompanyId, heard: Heard, listening: dict[ConnectionId, Connection]
) -> Iterator[tuple[ConnectionId, RemoteId]]:
    if any(heard.entity in MENTIONED[one.kind] for one in listening.values()):
        yield from ears.claims.mentioning(company, f"{heard.entity}/{heard.remote_id}")
    if heard.entity not in ITEMS:
        return
    holders = [one for one in ears.claims.holders(company, heard.item) if one in listening]
    for connection in holders:
        yield connection, heard.item
    if not heard.is_gone:
        for connection in _newly_interested(heard, listening, holders):
            yield connection, heard.item


def _newly_interested(
    heard: Heard, listening: dict[ConnectionId, Connection], holders: list[ConnectionId]
) -> Iterator[ConnectionId]:
    """What nobody holds yet may be new to any two-way connection of its kind whose user may see it."""
    for connection in listening.values():
        may_see = heard.permitted is None or connection.user in heard.permitted
        is_ours = connection.kind == ITEMS[heard.entity] and connection.rules.is_two_way
        if connection.id not in holders and is_ours and may_see:
            yield connection.id
