"""What a person decides about a hold: a deletion, or what is in doubt since a backup was put back. One or many."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tandem.domain.action import Settle
from tandem.domain.contact import Side
from tandem.domain.deed import Act
from tandem.domain.errors import Conflict, Refused, Trouble
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Intent, Link, LinkState, Replicated
from tandem.domain.sight import Absence, Seen, Sight, Tombstone
from tandem.domain.why import Why
from tandem.ports import Operation
from tandem.state.answer import Decision
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.state.pending import Kind, Pending
from tandem.usecases.cases import agree
from tandem.usecases.cases.gather import Case
from tandem.usecases.cases.recover import recover
from tandem.usecases.deciding.decide_moves import decide_move
from tandem.usecases.deciding.release import Held, release
from tandem.usecases.world import Opened, World


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be done for one that was held: the agreement that does it, or why it can't be done."""

    held: Held
    agreement: Agreement | None = None
    trouble: Trouble | None = None


def decide_held(world: World, connection: Connection, pending: Pending, decision: Decision) -> None:
    """Raise `Refused` ("restoring") before all was compared with what a backup brought; or what stood in the way."""
    if connection.restored:
        raise Refused("restoring", "decision")
    troubles = decide_many(world, connection, lambda: world.replicas.open(connection), [pending], decision)
    if troubles:
        raise troubles[pending.key]


def decide_many(
    world: World,
    connection: Connection,
    open_sides: Callable[[], Opened],
    waiting: Sequence[Pending],
    decision: Decision,
) -> dict[str, Trouble]:
    """Carry the decision out on each; what stood in the way of some, by their keys: those stay held. Idempotent."""
    links = world.links.get(connection.id, list(dict.fromkeys(one.link for one in waiting if one.link is not None)))
    found = [Held(one, links[one.link]) for one in waiting if one.link in links]
    held = [one for one in found if one.link.state is LinkState.HELD and one.pending.side is not None]
    known = {one.pending.key for one in held}
    troubles: dict[str, Trouble] = {one.key: Refused("unknown", "item") for one in waiting if one.key not in known}
    doubted = [one for one in held if one.link.is_doubted]
    moved = [one for one in held if one.link.reason == Why.HELD_MOVE]
    plain = [one for one in held if not one.link.is_doubted and one not in moved]
    if decision is Decision.RELEASE:
        troubles |= release(world, connection, open_sides, plain)
        deeds = [_confirmed(world, connection, one) for one in doubted]
    else:
        told = _told(world, connection, open_sides, plain)
        deeds = [_restored(world, connection, one, one.side) for one in told]
        deeds += _kept(world, connection, open_sides, doubted)
    deeds += [Deed(one, decide_move(world, one.link, decision, _looks(world, connection, one))) for one in moved]
    return troubles | _done(world, deeds)


def _told(
    world: World, connection: Connection, open_sides: Callable[[], Opened], plain: Sequence[Held]
) -> Sequence[Held]:
    """A deletion that was released before, and cut off, may have happened: history tells it before anything else."""
    cut_off = [one.link for one in plain if one.link.intent is not None]
    if not cut_off:
        return plain
    sights = _sights(open_sides(), cut_off)
    cases = [Case(link, sights[link.id][Side.CRM], sights[link.id][Side.PROVIDER], ()) for link in cut_off]
    links = {case.link.id: case.link for case in recover(world, connection, cases)}
    return [replace(one, link=links.get(one.link.id, one.link)) for one in plain]


def _done(world: World, deeds: Sequence[Deed]) -> dict[str, Trouble]:
    failed = world.links.commit([deed.agreement for deed in deeds if deed.agreement is not None])
    troubles = {deed.held.pending.key: deed.trouble for deed in deeds if deed.trouble is not None}
    changed: dict[str, Trouble] = {
        deed.held.pending.key: Conflict("links_changed") for deed in deeds if deed.held.link.id in failed
    }
    return troubles | changed


def note_item(world: World, connection: Connection, side: Side | None, remote: RemoteId | None) -> None:
    if side is not None and remote is not None:
        world.changes.note(connection.id, Note(side, remote, world.clock.now()))


def _look_again(world: World, connection: Connection, link: Link, side: Side) -> list[Operation]:
    """In the same transaction: a link that nobody looks at would stay as it is until the next sweep."""
    remote = link.side(side).remote_id
    return [] if remote is None else [world.changes.noted(connection.id, Note(side, remote, world.clock.now()))]


def _ended(world: World, connection: Connection, held: Held) -> Operation:
    return world.pendings.drop(connection.id, Kind.HELD, held.pending.key)


# --- deletions ---------------------------------------------------------------------------------------------


def _restored(world: World, connection: Connection, held: Held, side: Side) -> Deed:
    """Keep the item. In two-way mode its twin is made anew; in one-way mode the two are let go of.

    Which one it is made in the place of is kept: somebody may have taken that one out of the trash by then.
    """
    if held.link.reason == Why.HELD_UNDO:
        return _stays(world, connection, held)
    if side is Side.CRM and not connection.rules.is_two_way:
        return _let_go(world, connection, held)
    link, now = held.link, world.clock.now()
    gone = link.side(side.other).remote_id
    alone = {side: replace(link.side(side), base=None), side.other: Replicated()}
    restored = replace(
        link,
        state=LinkState.LIVE,
        crm=alone[Side.CRM],
        provider=alone[Side.PROVIDER],
        reason="restored",
        intent=Intent(Act.CREATE, frozenset(), now, instead=gone) if gone else None,
        changed_at=now,
    )
    others = (_ended(world, connection, held), *_look_again(world, connection, link, side))
    return Deed(held, Agreement(restored, link, others))


def _stays(world: World, connection: Connection, held: Held) -> Deed:
    """What an undo would have deleted is followed as before."""
    link = held.link
    live = replace(link, state=LinkState.LIVE, reason="restored", intent=None, changed_at=world.clock.now())
    return Deed(held, Agreement(live, link, tuple(_looks(world, connection, held))))


def _looks(world: World, connection: Connection, held: Held) -> list[Operation]:
    """What ends the hold, and has both sides looked at."""
    looks = [note for side in Side for note in _look_again(world, connection, held.link, side)]
    return [_ended(world, connection, held), *looks]


def _let_go(world: World, connection: Connection, held: Held) -> Deed:
    unlinked = replace(held.link, state=LinkState.UNLINKED, reason="restored", changed_at=world.clock.now())
    return Deed(held, Agreement(unlinked, held.link, (_ended(world, connection, held),), {"linked": -1}))


# --- in doubt since a backup was put back ------------------------------------------------------------------


def _confirmed(world: World, connection: Connection, held: Held) -> Deed:
    """From now on the link is followed as any other: the next slice reads both sides and does what the rules say."""
    followed = replace(held.link, state=LinkState.LIVE, reason="released", changed_at=world.clock.now())
    return Deed(held, Agreement(followed, held.link, tuple(_looks(world, connection, held))))


def _kept(
    world: World, connection: Connection, open_sides: Callable[[], Opened], doubted: Sequence[Held]
) -> list[Deed]:
    if not doubted:
        return []
    sights = _sights(open_sides(), [one.link for one in doubted])
    return [_keep(world, connection, one, sights[one.link.id]) for one in doubted]


def _keep(world: World, connection: Connection, held: Held, sights: Mapping[Side, Sight]) -> Deed:
    """Take both as agreed, as they are now. What one side deleted is made anew; what only one side has is let go of."""
    match sights[Side.CRM], sights[Side.PROVIDER]:
        case Seen() as crm, Seen() as provider:
            case = Case(held.link, crm, provider, ())
            return Deed(held, agree.settled(world, connection, case, Settle(Why.HELD_RESTORED)))
        case Seen(), Tombstone():
            return _restored(world, connection, held, Side.CRM)
        case Tombstone(), Seen():
            return _restored(world, connection, held, Side.PROVIDER)
        case (Seen(), Absence()) | (Absence(), Seen()):
            return _let_go(world, connection, held)
        case _:
            return Deed(held, trouble=Refused("unseen", "item"))


def _sights(opened: Opened, links: Sequence[Link]) -> dict[LinkId, dict[Side, Sight]]:
    """Both sides of each link, read in batches."""
    sources = {Side.CRM: opened.crm, Side.PROVIDER: opened.provider}
    seen: dict[Side, Mapping[RemoteId, Sight]] = {}
    for side, source in sources.items():
        ids = [remote for link in links if (remote := link.side(side).remote_id) is not None]
        seen[side] = source.read(list(dict.fromkeys(ids))) if ids else {}
    return {
        link.id: {side: seen[side].get(link.side(side).remote_id or RemoteId(""), Absence.NOTHING) for side in Side}
        for link in links
    }
