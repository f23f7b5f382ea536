"""Turns what was done into history entries and conflict rows, with before and after of each field."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tandem.domain import codec
from tandem.domain.action import Loss
from tandem.domain.contact import Contact, Field, Side
from tandem.domain.link import Link
from tandem.ports import Operation
from tandem.state.connections import Connection
from tandem.state.history import Entry
from tandem.state.pending import Kind, Pending
from tandem.usecases.names import shown_name
from tandem.usecases.world import World


def field_changes(before: Contact | None, after: Contact | None) -> dict[str, tuple[Any, Any]]:
    """Field -> (before, after) as JSON values, for the fields that differ."""
    then, now = _plain(before), _plain(after)
    return {str(name): (then.get(name), now.get(name)) for name in Field if then.get(name) != now.get(name)}


def _plain(contact: Contact | None) -> dict[str, Any]:
    return {} if contact is None else codec.to_json(contact)


def written(
    world: World,
    connection: Connection,
    link: Link,
    side: Side,
    action: str,
    rule: str,
    before: Contact | None,
    after: Contact | None,
) -> Operation:
    """The history row of one write, for the transaction that commits its link."""
    entry = Entry(
        link.id,
        world.clock.now(),
        connection.run,
        side,
        action,
        rule,
        shown_name(after or before),
        field_changes(before, after),
    )
    return world.history.put(connection.id, connection.account, entry)


def conflicts(world: World, connection: Connection, link: Link, losses: Sequence[Loss]) -> list[Operation]:
    """A row for each value that lost, so that nothing a person typed is dropped without a trace.

    `link` is as it was before: tried again after a crash, the same conflict has the same row.
    """
    return [_conflict(world, connection, link, loss, world.clock.now()) for loss in losses]


def _conflict(world: World, connection: Connection, link: Link, loss: Loss, now: datetime) -> Operation:
    lost = _plain(loss.loser).get(loss.field)
    since = link.changed_at.isoformat(timespec="microseconds") if link.changed_at else ""
    pending = Pending(
        Kind.CONFLICT,
        f"{link.id}:{loss.field}:{loss.side}:{since}",
        "both_changed",
        now,
        loss.side,
        link.side(loss.side).remote_id,
        link.id,
        detail=str(loss.field),
        content={"name": shown_name(loss.loser), "lost": lost},
    )
    return world.pendings.put(connection.id, connection.account, pending)
