"""Makes on one side what the other has: findable before it is sent, so that a crash can't double it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tandem.domain.contact import Side
from tandem.domain.deed import Act
from tandem.domain.errors import Rejected, StaleVersion, Trouble, Unavailable
from tandem.domain.link import Link, LinkState
from tandem.domain.sight import Seen
from tandem.domain.why import Why
from tandem.ports import Failed, Replica, Written
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.state.rows import transact_all
from tandem.usecases.cases import ledger
from tandem.usecases.cases.names import shown_name
from tandem.usecases.cases.photos import give_photos
from tandem.usecases.cases.revivals import creation_of, is_back
from tandem.usecases.matching.after_restore import hold_new
from tandem.usecases.matching.doubles import without_doubles
from tandem.usecases.matching.lost_creates import find_made, taken_elsewhere, tried_at
from tandem.usecases.matching.making import Made, Making
from tandem.usecases.matching.orphans import note_try
from tandem.usecases.matching.rights import unborn
from tandem.usecases.runs import passes
from tandem.usecases.runs.measures import count_writes
from tandem.usecases.runs.parking import next_look, parked, unparked
from tandem.usecases.world import Opened, World
from tandem.usecases.writing.announce import note_creates, replicated
from tandem.usecases.writing.retitle import renamed

SOON = timedelta(seconds=1)


def make_items(world: World, connection: Connection, opened: Opened, makings: Sequence[Making]) -> Made:
    """Note the intents, write, agree. What an earlier try may have made is looked for first, once it is settled."""
    if connection.restored:
        hold_new(world, connection, makings)
        return Made()
    now = world.clock.now()
    young = [one for one in makings if _is_open(one.link, now, world.pace.settle)]
    rest = [one for one in makings if not _is_open(one.link, now, world.pace.settle)]
    until = [tried_at(one.link) + world.pace.settle for one in young if one.link]
    trouble = None
    for side in Side:
        ours = [one for one in rest if one.side is side]
        if ours and trouble is None:
            trouble, is_waiting = _make_side(world, connection, opened, side, ours)
            until += [now + SOON] * is_waiting
    return Made(max(until, default=None), trouble)


def _is_open(link: Link | None, now: datetime, settle: timedelta) -> bool:
    return link is not None and link.state is LinkState.CREATING and now < tried_at(link) + settle


def _make_side(
    world: World, connection: Connection, opened: Opened, side: Side, makings: Sequence[Making]
) -> tuple[Trouble | None, bool]:
    """What stops it, and whether some have to wait for another connection that makes the same."""
    replica = opened.crm if side is Side.CRM else opened.writer
    if replica is None:
        return None, False
    missing = _agree_on_found(world, connection, side, replica, without_doubles(world, connection, makings))
    wanted, is_waiting = unborn(world, connection, opened, missing)
    intended = note_creates(world, connection, opened, wanted)
    is_waiting = is_waiting or any(one.born.keys for one in wanted if one not in [making for making, _ in intended])
    return _write(world, connection, opened, side, replica, intended), is_waiting


def _agree_on_found(
    world: World, connection: Connection, side: Side, replica: Replica, makings: Sequence[Making]
) -> list[Making]:
    """Look for what earlier tries made; the rest has to be made (again)."""
    tried = {one.link.id: one for one in makings if one.link is not None and one.link.state is LinkState.CREATING}
    if not tried:
        return list(makings)
    links = [one.link for one in tried.values() if one.link is not None]
    found = find_made(world, replica, side, links)
    taken = taken_elsewhere(world, connection, side, found)
    ours = [_found(world, connection, tried[link], seen) for link, seen in found.items() if link not in taken]
    _note_found(world, connection, [agreement.link for agreement in ours])
    lost = [_refused(world, connection, tried[one.id], one, Rejected("id_taken")) for one in links if one.id in taken]
    _commit(world, [*ours, *lost])
    return [one for one in makings if one.link is None or one.link.id not in found]


def _found(world: World, connection: Connection, making: Making, seen: Seen) -> Agreement:
    """Both sides agreed on what was sent. What either shows beyond that was edited since, and is yet to be planned."""
    agreement = _agreement(world, connection, making, making.link, seen)
    intent = making.link.intent if making.link is not None else None
    if making.link is not None and is_back(making.link, seen):
        return _come_back(world, connection, making, agreement)
    if intent is None or intent.crm is None or intent.provider is None:
        return agreement
    crm, provider = agreement.link.crm.agreed_on(intent.crm), agreement.link.provider.agreed_on(intent.provider)
    return replace(agreement, link=replace(agreement.link, crm=crm, provider=provider))


def _come_back(world: World, connection: Connection, making: Making, agreement: Agreement) -> Agreement:
    """Not made, but taken out of the trash: two that have yet to agree, each with what was typed into it."""
    link = agreement.link
    strangers = replace(link, crm=replace(link.crm, base=None), provider=replace(link.provider, base=None))
    told = ledger.relinked(world, connection, strangers, making.side, None, Why.RESTORED)
    return replace(agreement, link=strangers, others=(told, *making.used))


def _note_found(world: World, connection: Connection, links: Sequence[Link]) -> None:
    now = world.clock.now()
    ids = [(side, link.side(side).remote_id) for link in links for side in Side]
    notes = [Note(side, remote, now) for side, remote in ids if remote is not None]
    world.changes.note_all(connection.id, notes)


def _write(
    world: World,
    connection: Connection,
    opened: Opened,
    side: Side,
    replica: Replica,
    intended: Sequence[tuple[Making, Link]],
) -> Trouble | None:
    trouble: Trouble | None = None
    unknown: list[Agreement] = []
    agreements: list[Agreement] = []
    written: list[tuple[Making, Link, Seen]] = []
    creations = [creation_of(link, making.content) for making, link in intended]
    outcomes = list(replica.write(creations))
    count_writes(world, opened, side, outcomes)
    for (making, link), outcome in zip(intended, outcomes, strict=True):
        match outcome:
            case Written(seen=Seen() as seen):
                agreements.append(_agreement(world, connection, making, link, seen))
                written.append((making, link, seen))
            case Failed(error=Rejected() | StaleVersion() as error):
                agreements.append(_refused(world, connection, making, link, error))
            case Failed(error=error):
                trouble = error
                unknown += note_try(world, link, error)
            case Written():
                continue
    if len(agreements) > len(written):  # some are parked; who ends in between leaves an entry that finds nothing
        world.links.table.transact([next_look(world, connection)])
    _commit(world, [*agreements, *unknown])
    _unpark(world, connection, [making for making, _, _ in written])
    passes.count(world, connection, {"created": len(written)})
    give_photos(world, connection, opened, {link.id: making.source for making, link, _ in written})
    return trouble


def _commit(world: World, agreements: Sequence[Agreement]) -> None:
    """Nobody else changes a link that is being made; if somebody did, the item is looked for again by its marker."""
    failed = world.links.commit(agreements)
    if failed:
        raise Unavailable("links_changed", f"{len(failed)}")


def _unpark(world: World, connection: Connection, makings: Sequence[Making]) -> None:
    """After the commit, for all in one read: an item whose parking outlives it is only tried once more."""
    transact_all(
        world.links.table, unparked(world, connection, [(one.side.other, one.source.remote_id) for one in makings])
    )


def _agreement(world: World, connection: Connection, making: Making, link: Link | None, made: Seen) -> Agreement:
    """The item is there: both sides agreed on what each shows now."""
    if link is None:
        raise ValueError("a made item has a link")
    bases = {making.side: made, making.side.other: making.source}
    crm, provider = bases[Side.CRM], bases[Side.PROVIDER]
    agreed = replace(
        link,
        state=LinkState.LIVE,
        crm=replicated(crm, crm.content),
        provider=replicated(provider, provider.content),
        intent=None,
        reason="",
        made=making.side,
        changed_at=world.clock.now(),
        mentions=(*crm.mentions, *provider.mentions),
    )
    history = ledger.written(world, connection, agreed, making.side, Act.CREATE, making.rule, None, made.content)
    agreement = Agreement(agreed, link, (history, *making.used), {"linked": 1})
    return renamed(world, connection, agreement, making.content, made.content)


def _refused(world: World, connection: Connection, making: Making, link: Link, error: Trouble) -> Agreement:
    """The other side refuses this record: it certainly wasn't made. Parked with the reason; the link goes."""
    source = making.source
    operation = parked(world, connection, making.side.other, source.remote_id, error, shown_name(source.content))
    gone = replace(link, state=LinkState.TOMBSTONE, intent=None, reason=error.reason, changed_at=world.clock.now())
    return Agreement(gone, link, (operation, *making.used))
