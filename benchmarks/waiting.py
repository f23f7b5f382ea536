"""What waits for a person, or for another try, in a connection of months: held, in conflict, in doubt, parked."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from hashlib import sha256

from tandem.domain.contact import Side
from tandem.domain.content import Content
from tandem.domain.ids import AccountId, ConnectionId, LinkId, RemoteId
from tandem.state.pending import Kind, Pending, item_key
from tandem.state.rows import transact_all
from tandem.usecases.cases.names import shown_name
from tandem.usecases.world import World


def let_wait(world: World, connection: ConnectionId, account: AccountId, persons: Sequence[Content]) -> None:
    """A tenth is held, a hundredth each in conflict, in doubt and parked."""
    few = max(1, len(persons) // 100)
    rows = [_held(world, connection, number, one) for number, one in enumerate(persons[: few * 10])]
    rows += [_conflict(world, connection, number, one) for number, one in enumerate(persons[:few])]
    rows += [row for number, one in enumerate(persons[:few]) for row in _doubt(world, number, one)]
    rows += [_parked(world, number, one) for number, one in enumerate(persons[:few])]
    transact_all(world.links.table, [world.pendings.put(connection, account, one) for one in rows])


def _held(world: World, connection: ConnectionId, number: int, one: Content) -> Pending:
    link, since = link_id(connection, number), world.clock.now()
    content = {"name": shown_name(one)}
    return Pending(Kind.HELD, link, "brake", since, Side.CRM, RemoteId(str(number + 1)), link, content=content)


def _conflict(world: World, connection: ConnectionId, number: int, one: Content) -> Pending:
    link, since = link_id(connection, number), world.clock.now()
    lost = "Ruft lieber zurück, und nie vor neun."
    content = {
        "name": shown_name(one),
        "lost": lost,
        "shown": {"crm": "Neu"},
        "swapped": {"crm": lost, "provider": lost},
    }
    remote, key = RemoteId(str(number + 1)), f"{link}:notes:provider::{number:08}"
    return Pending(Kind.CONFLICT, key, "both_changed", since, Side.PROVIDER, remote, link, "notes", content=content)


def _doubt(world: World, number: int, one: Content) -> Iterator[Pending]:
    remote = RemoteId(f"twin/{number}")
    group = [item_key(side, remote) for side in Side]
    content = {"name": shown_name(one), "known": ["Beispiel GmbH", "anna@acme.example"], "group": group}
    for side in Side:
        key = item_key(side, remote)
        yield Pending(Kind.REVIEW, key, "same_name", world.clock.now(), side, remote, content=content)


def _parked(world: World, number: int, one: Content) -> Pending:
    remote, since = RemoteId(f"parked/{number}"), world.clock.now()
    retry, key = since + timedelta(hours=1), item_key(Side.PROVIDER, remote)
    content = {"name": shown_name(one)}
    return Pending(
        Kind.PARKED, key, "validation_failed", since, Side.PROVIDER, remote, None, "email", 3, retry, content
    )


def link_id(connection: ConnectionId, number: int) -> LinkId:
    return LinkId(sha256(f"{connection}/{number}".encode()).hexdigest()[:32])
