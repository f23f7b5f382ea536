"""Turns what was done into history entries and conflict rows, with before and after of each field."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from tandem.domain import codec
from tandem.domain.action import Loss
from tandem.domain.contact import Field, Side
from tandem.domain.content import Content
from tandem.domain.deed import Act
from tandem.domain.gap import PreImage
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Link
from tandem.domain.spared import Left
from tandem.ports import Operation, Put
from tandem.state.connections import Connection
from tandem.state.history import Entry
from tandem.state.pending import Kind, Pending
from tandem.usecases.cases.names import shown_name
from tandem.usecases.world import World

TOLD = (*map(str, Field), "photo")


def field_changes(before: Content | None, after: Content | None) -> dict[str, tuple[Any, Any]]:
    """Field -> (before, after) as JSON values, for the fields that differ."""
    then, now = _plain(before), _plain(after)
    return {name: (then.get(name), now.get(name)) for name in TOLD if then.get(name) != now.get(name)}


def shown_value(contact: Content, name: str) -> Any:
    """One field of it as a JSON value."""
    return _plain(contact).get(name)


def _plain(contact: Content | None) -> dict[str, Any]:
    return {} if contact is None else codec.to_json(contact)


def written(
    world: World,
    connection: Connection,
    link: Link,
    side: Side,
    act: Act,
    rule: str,
    before: Content | None,
    after: Content | None,
) -> Put:
    """The history row of one write, for the transaction that commits its link."""
    name, changes = shown_name(after or before), field_changes(before, after)
    return _row(world, connection, link, side, act, rule, name, changes)


def linked(world: World, connection: Connection, link: Link, crm: Content, rule: str, act: Act = Act.LINK) -> Operation:
    """The history row of two that were taken for one, or let go of; neither was written by that."""
    return _row(world, connection, link, Side.CRM, act, rule, shown_name(crm), {})


def relinked(
    world: World, connection: Connection, link: Link, side: Side, old: RemoteId | None, rule: str
) -> Operation:
    """The history row of an item that is known under another id from now on."""
    moved = {"remote_id": (old, link.side(side).remote_id)}
    return _row(world, connection, link, side, Act.RELINK, rule, shown_name(link.side(side).base), moved)


def _row(
    world: World,
    connection: Connection,
    link: Link,
    side: Side,
    act: Act,
    rule: str,
    name: str,
    changes: Mapping[str, tuple[Any, Any]],
) -> Put:
    now, run = world.clock.now(), connection.run
    entry = Entry(link.id, now, run, side, act, rule, name, changes, link.revision)
    return world.history.put(connection.id, connection.account, entry)


def conflicts(
    world: World, connection: Connection, link: Link, losses: Sequence[Loss], shown: Mapping[Side, Content]
) -> list[Operation]:
    """A row for each value that lost, so that nothing a person typed is dropped without a trace.

    `link` is as it was before: tried again after a crash, the same conflict has the same row. `shown` is what each side
    shows once it is over.
    """
    return [_conflict(world, connection, link, loss, shown) for loss in losses]


def overwritten(
    world: World, connection: Connection, image: PreImage, link: Link | None, person: RemoteId, loss: Loss
) -> Operation:
    """The row for an edit that fell into the gap before a write of ours; found twice, it is the same row.

    `link` as it stands now, None where it was let go of.
    """
    bases = {Side.CRM: link.crm.base, Side.PROVIDER: link.provider.base} if link is not None else {}
    shown = {side: base for side, base in bases.items() if base is not None}
    pending = Pending(
        Kind.CONFLICT,
        f"{image.link}:{loss.field}:{loss.side}:{image.at.isoformat(timespec='microseconds')}",
        "overwritten",
        world.clock.now(),
        loss.side,
        person,
        image.link,
        detail=str(loss.field),
        content=_content(connection, loss, shown) | {"name": shown_name(bases.get(Side.CRM))},
    )
    return world.pendings.put(connection.id, connection.account, pending)


def _content(connection: Connection, loss: Loss, shown: Mapping[Side, Content]) -> dict[str, Any]:
    return {
        "name": shown_name(loss.loser),
        "lost": _plain(loss.loser).get(loss.field),
        "shown": {str(side): _plain(contact).get(loss.field) for side, contact in shown.items()},
        "swapped": _swapped(connection, loss),
    }


def _conflict(world: World, connection: Connection, link: Link, loss: Loss, shown: Mapping[Side, Content]) -> Operation:
    since = link.changed_at.isoformat(timespec="microseconds") if link.changed_at else ""
    pending = Pending(
        Kind.CONFLICT,
        f"{link.id}:{loss.field}:{loss.side}:{since}:{_mark(loss)}",
        "both_changed",
        world.clock.now(),
        loss.side,
        link.side(loss.side).remote_id,
        link.id,
        detail=str(loss.field),
        content=_content(connection, loss, shown),
    )
    return world.pendings.put(connection.id, connection.account, pending)


def _mark(loss: Loss) -> str:
    """Of the value itself: another one that loses to a link that nobody could commit meanwhile has a row of its own."""
    return sha256(json.dumps(_plain(loss.loser).get(loss.field), sort_keys=True).encode()).hexdigest()[:8]


def spared(world: World, connection: Connection, link: LinkId, name: str, left: Left) -> Operation:
    """The row of what an undo left alone, and of what it would have put there. Told again, it is the same row."""
    field = str(left.field or "")
    would, now = _plain(left.would), _plain(left.now)
    content: dict[str, Any] = {"name": name, "lost": would.get(field) if field else None}
    if field and left.now is not None:
        content |= {"shown": {str(left.side): now.get(field)}, "swapped": {str(left.side): would.get(field)}}
    key = f"{link}:{field}:{left.side}:{left.why if not field else ''}{connection.run}"
    pending = Pending(Kind.CONFLICT, key, left.why, world.clock.now(), left.side, None, link, field, content=content)
    return world.pendings.put(connection.id, connection.account, pending)


def _swapped(connection: Connection, loss: Loss) -> dict[str, Any]:
    """What each side would show of the field had the loser won; only of sides that may be written."""
    crm, provider = loss.swapped or (loss.loser, loss.loser)
    would = {str(Side.CRM): _plain(crm).get(loss.field)}
    return would | ({str(Side.PROVIDER): _plain(provider).get(loss.field)} if connection.rules.is_two_way else {})
