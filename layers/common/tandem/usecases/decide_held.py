"""What a person decides about a hold: a deletion, or what is in doubt since a backup was put back."""

from collections.abc import Mapping
from dataclasses import replace

from tandem.domain.action import Settle
from tandem.domain.contact import Side
from tandem.domain.deed import Act
from tandem.domain.errors import Conflict, Refused
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Intent, Link, LinkState, Replicated
from tandem.domain.recovery import DELETE
from tandem.domain.sight import Absence, Seen, Sight, Tombstone
from tandem.domain.why import Why
from tandem.ports import Failed, Operation, Removal
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.state.links import Agreement, stored
from tandem.state.pending import Kind, Pending
from tandem.usecases import agree, ledger
from tandem.usecases.gather import Case
from tandem.usecases.measures import count_writes
from tandem.usecases.world import Opened, World


def decide_held(world: World, connection: Connection, pending: Pending, decision: str) -> None:
    """`release` or `restore`. Raise `Refused` ("restoring") before all was compared with what a backup brought."""
    if connection.restored:
        raise Refused("restoring", "decision")
    link = _link_of(world, connection, pending)
    match link.is_doubted, decision:
        case True, "release":
            _confirm(world, connection, link, pending)
        case True, _:
            _keep(world, connection, link, pending)
        case False, "release":
            _release(world, connection, link, pending)
        case _:
            _restore(world, connection, link, pending.side or Side.CRM, pending)


def note_item(world: World, connection: Connection, side: Side | None, remote: RemoteId | None) -> None:
    if side is not None and remote is not None:
        world.changes.note(connection.id, Note(side, remote, world.clock.now()))


def _link_of(world: World, connection: Connection, pending: Pending) -> Link:
    link = world.links.get(connection.id, [pending.link or LinkId("")]).get(pending.link or LinkId(""))
    if link is None or link.state is not LinkState.HELD or pending.side is None:
        raise Refused("unknown", "item")
    return link


def _ended(world: World, connection: Connection, pending: Pending) -> Operation:
    return world.pendings.drop(connection.id, Kind.HELD, pending.key)


# --- deletions ---------------------------------------------------------------------------------------------


def _release(world: World, connection: Connection, link: Link, pending: Pending) -> None:
    """Delete after all, if the item is still there; the person has seen it, so no brake counts."""
    side = pending.side or Side.CRM
    opened = world.replicas.open(connection)
    replica = opened.crm if side is Side.CRM else opened.writer
    remote = link.side(side).remote_id
    if replica is None or remote is None:
        raise Refused("one_way", "decision")
    sight = replica.read([remote])[remote]
    if not isinstance(sight, Seen | Tombstone):
        raise Refused("unseen", "item")
    was_ours = link.intent is not None and link.intent.rule == Why.RELEASED
    history = []
    if isinstance(sight, Seen):
        link = _intending(world, link, side)
        outcome = next(iter(replica.write([Removal(sight)])))
        count_writes(world, opened, side, [outcome])
        if isinstance(outcome, Failed):
            raise outcome.error
    if isinstance(sight, Seen) or was_ours:
        shown = sight.contact if isinstance(sight, Seen) else link.side(side).base
        history = [ledger.written(world, connection, link, side, Act.DELETE, Why.RELEASED, shown, None)]
    gone = replace(link, state=LinkState.TOMBSTONE, intent=None, reason=Why.RELEASED, changed_at=world.clock.now())
    world.links.commit([Agreement(gone, link, (*history, _ended(world, connection, pending)), {"linked": -1})])


def _intending(world: World, link: Link, side: Side) -> Link:
    """So that what is deleted is told of even after a crash. Raise `Conflict` where somebody else changed the link."""
    intended = replace(link, intent=Intent(DELETE, frozenset({side}), world.clock.now(), rule=Why.RELEASED))
    if world.links.commit([Agreement(intended, link)]):
        raise Conflict("links_changed")
    return stored(intended)


def _restore(world: World, connection: Connection, link: Link, side: Side, pending: Pending) -> None:
    """Keep the item. In two-way mode its twin is made anew; in one-way mode the two are let go of."""
    if side is Side.CRM and not connection.rules.is_two_way:
        _let_go(world, connection, link, pending)
        return
    alone = {side: replace(link.side(side), base=None), side.other: Replicated()}
    restored = replace(
        link, state=LinkState.LIVE, crm=alone[Side.CRM], provider=alone[Side.PROVIDER], reason="restored"
    )
    world.links.commit([Agreement(restored, link, (_ended(world, connection, pending),))])
    note_item(world, connection, side, link.side(side).remote_id)


def _let_go(world: World, connection: Connection, link: Link, pending: Pending) -> None:
    unlinked = replace(link, state=LinkState.UNLINKED, reason="restored", changed_at=world.clock.now())
    world.links.commit([Agreement(unlinked, link, (_ended(world, connection, pending),), {"linked": -1})])


# --- in doubt since a backup was put back ------------------------------------------------------------------


def _confirm(world: World, connection: Connection, link: Link, pending: Pending) -> None:
    """From now on the link is followed as any other: the next slice reads both sides and does what the rules say."""
    followed = replace(link, state=LinkState.LIVE, reason="released", changed_at=world.clock.now())
    world.links.commit([Agreement(followed, link, (_ended(world, connection, pending),))])
    for side in Side:
        note_item(world, connection, side, link.side(side).remote_id)


def _keep(world: World, connection: Connection, link: Link, pending: Pending) -> None:
    """Take both as agreed, as they are now. What one side deleted is made anew; what only one side has is let go of."""
    sights = _sights(world.replicas.open(connection), link)
    match sights[Side.CRM], sights[Side.PROVIDER]:
        case Seen() as crm, Seen() as provider:
            agreed = agree.settled(world, connection, Case(link, crm, provider, ()), Settle(Why.HELD_RESTORED))
            world.links.commit([agreed] if agreed else [])
        case Seen(), Tombstone():
            _restore(world, connection, link, Side.CRM, pending)
        case Tombstone(), Seen():
            _restore(world, connection, link, Side.PROVIDER, pending)
        case (Seen(), Absence()) | (Absence(), Seen()):
            _let_go(world, connection, link, pending)
        case _:
            raise Refused("unseen", "item")


def _sights(opened: Opened, link: Link) -> Mapping[Side, Sight]:
    sources = {Side.CRM: opened.crm, Side.PROVIDER: opened.provider}
    found: dict[Side, Sight] = {}
    for side, source in sources.items():
        remote = link.side(side).remote_id
        found[side] = Absence.NOTHING if remote is None else source.read([remote])[remote]
    return found
