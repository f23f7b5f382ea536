"""The pass after a backup was put back: items are known again by their marks, and nothing is made before a yes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tandem.domain.contact import Side
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Link, LinkState, Replicated
from tandem.domain.sight import Broken, Seen, Sight, Tombstone
from tandem.domain.why import Why
from tandem.ports import Measure, Outcome, Source
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.state.pending import Kind, Pending
from tandem.usecases.cases import ledger
from tandem.usecases.cases.agree import LINKED
from tandem.usecases.cases.compare_page import names_of_ours
from tandem.usecases.cases.names import shown_name
from tandem.usecases.matching.making import Making
from tandem.usecases.runs import passes
from tandem.usecases.telling.tell import tell_soon
from tandem.usecases.world import World


def relink(
    world: World, connection: Connection, side: Side, replica: Source, items: Sequence[Seen | Broken]
) -> frozenset[RemoteId]:
    """Put items back on the links that they bear the name of; return those.

    Tandem made them after the backup, or they moved since. A link whose own item is still there is left alone.
    """
    if not connection.restored:
        return frozenset()
    named = _named(world, connection, side, [one for one in items if isinstance(one, Seen)])
    olds = [old for _, link in named if (old := link.side(side).remote_id) is not None]
    sights = replica.read(olds) if olds else {}
    lost = [(one, link) for one, link in named if _is_lost(link.side(side).remote_id, sights)]
    now = world.clock.now()
    # noted before it is linked: a link that nobody looks at would not be compared
    world.changes.note_all(connection.id, [Note(side, one.remote_id, now) for one, _ in lost])
    failed = world.links.commit([_relinked(world, connection, side, one, link) for one, link in lost])
    return frozenset(one.remote_id for one, link in lost if link.id not in failed)


def _named(world: World, connection: Connection, side: Side, items: Sequence[Seen]) -> list[tuple[Seen, Link]]:
    """One item for each link: by our mark, and at the provider by the UID that the link holds."""
    names = names_of_ours(side, items)
    if side is Side.PROVIDER:
        claimed = world.links.by_uid(connection.account, [one.uid for one in items])
        names |= {one.remote_id: claimed[one.uid] for one in items if one.uid in claimed}
    links = world.links.get(connection.id, list(dict.fromkeys(names.values())))
    found = {names[one.remote_id]: one for one in items if one.remote_id in names}
    followed = LINKED | {LinkState.CREATING}
    return [(one, links[name]) for name, one in found.items() if name in links and links[name].state in followed]


def _is_lost(old: RemoteId | None, sights: Mapping[RemoteId, Sight]) -> bool:
    return old is None or isinstance(sights.get(old), Tombstone)


def _relinked(world: World, connection: Connection, side: Side, item: Seen, link: Link) -> Agreement:
    """The bases stay as they are: the next look judges by them, and finds the two equal or holds them."""
    here = replace(link.side(side), remote_id=item.remote_id, version=None, uid=item.uid)
    sides = {side: here, side.other: link.side(side.other)}
    is_creating = link.state is LinkState.CREATING
    state = LinkState.LIVE if is_creating else link.state
    after = replace(link, state=state, intent=None, crm=sides[Side.CRM], provider=sides[Side.PROVIDER])
    row = ledger.relinked(world, connection, after, side, link.side(side).remote_id, Why.KNOWN_AGAIN)
    return Agreement(after, link, (row,), {"linked": int(is_creating)})


def hold_new(world: World, connection: Connection, makings: Sequence[Making]) -> None:
    """What only one side has waits for a person: it may be new, or its twin may have been deleted since the backup."""
    held = [_held(world, connection, making) for making in makings]
    failed = world.links.commit(held)
    count = len(held) - len(failed)
    world.meter.count(Measure.RECORDS, count, Outcome.HELD)
    passes.count(world, connection, {"held": count})
    if count:
        tell_soon(world, connection.id)


def _held(world: World, connection: Connection, making: Making) -> Agreement:
    source, now = making.source, world.clock.now()
    link = replace(
        making.link or _alone(world, connection, making),
        state=LinkState.HELD,
        intent=None,
        reason=Why.HELD_RESTORED_NEW,
        changed_at=now,
        mentions=source.mentions,
    )
    content = {"name": shown_name(source.content)}
    pending = Pending(Kind.HELD, link.id, link.reason, now, making.side, None, link.id, content=content)
    row = world.pendings.put(connection.id, connection.account, pending)
    was_linked = making.link is not None and making.link.state in LINKED
    return Agreement(link, making.link, (row, *making.used), {"linked": int(not was_linked)})


def _alone(world: World, connection: Connection, making: Making) -> Link:
    here = Replicated(making.source.remote_id, making.source.version, uid=making.source.uid)
    sides = {making.side: Replicated(), making.side.other: here}
    name = LinkId(world.ids.new())
    crm, provider = sides[Side.CRM], sides[Side.PROVIDER]
    return Link(name, connection.company, connection.account, connection.id, crm=crm, provider=provider)
