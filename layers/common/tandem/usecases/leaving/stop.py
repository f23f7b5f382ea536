"""Ends a connection: what Tandem made is removed if the person wants that, everything else stays where it is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tandem.domain.contact import Side
from tandem.domain.content import Content, photo_of, with_photo
from tandem.domain.deed import Act
from tandem.domain.deletion import holds_its_own
from tandem.domain.errors import AccessRevoked, Retryable, Trouble
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Intent, Link, LinkState
from tandem.domain.recovery import DELETE
from tandem.domain.sight import Seen, Sight, Tombstone
from tandem.domain.why import Why
from tandem.ports import Failed, Removal, Replica
from tandem.state.connections import Connection, ConnectionState, Leaving, Phase
from tandem.state.due import Duty
from tandem.state.links import Agreement, stored
from tandem.usecases.cases import ledger
from tandem.usecases.cases.agree import overwritten
from tandem.usecases.deciding.answer_held import end_answer
from tandem.usecases.listening.channels import close_channels
from tandem.usecases.runs import passes
from tandem.usecases.runs.measures import count_writes
from tandem.usecases.undoing.undo_slice import drop_undo
from tandem.usecases.world import Opened, World


def remove_slice(world: World, connection: Connection) -> bool:
    """Let go of a slice of links, deleting first what Tandem made and nobody edited since; True when none is left."""
    links = world.links.page(connection.id, limit=world.pace.batch)
    if not links:
        _clear(world, connection)
        return True
    if connection.leaving is Leaving.REMOVE:
        _remove(world, connection, world.replicas.open(connection), links)
    world.links.forget(links)
    passes.count(world, connection, {"done": len(links)})
    return False


def _clear(world: World, connection: Connection) -> None:
    world.changes.clear(connection.id)
    world.pendings.clear(connection.id)
    world.pre_images.clear(connection.id)
    world.connections.drop_counts(connection.id)
    world.spool.clear(connection.id)
    world.baseline.clear(connection.id)
    close_channels(world, connection)
    world.connections.drop_cursors(connection.id)
    world.timetable.drop(connection.id)
    if connection.sweep_at is not None:
        world.due.drop(Duty.SWEEP, connection.id, connection.sweep_at)
    end_answer(world, connection)
    drop_undo(world, world.connections.get(connection.id))
    passes.close(world, connection)
    world.connections.change(
        connection.id,
        lambda one: replace(
            one,
            state=ConnectionState.STOPPED,
            leaving=Leaving.NO,
            phase=Phase.NONE,
            listed=(),
            resume="",
            polls_from=None,
            sweep_at=None,
            fault=None,
            continues=None,
            tries=0,
            restored=False,
            upload=None,
        ),
    )


def _remove(world: World, connection: Connection, opened: Opened, links: Sequence[Link]) -> None:
    for side, replica in ((Side.CRM, opened.crm), (Side.PROVIDER, opened.writer)):
        ours = [one for one in links if one.made is side and not one.adopted and one.state is LinkState.LIVE]
        if ours and replica is not None:
            _remove_from(world, connection, opened, replica, side, ours)


def _remove_from(
    world: World,
    connection: Connection,
    opened: Opened,
    replica: Replica,
    side: Side,
    links: Sequence[Link],
) -> None:
    by_id = {remote: link for link in links if (remote := link.side(side).remote_id) is not None}
    sights = replica.read(list(by_id))
    _note_cut_off(world, connection, side, by_id, sights)
    unedited = [
        seen
        for remote, seen in sights.items()
        if isinstance(seen, Seen) and _is_ours(connection, opened, seen, by_id[remote], side)
    ]
    intended = _note_intents(world, side, [by_id[seen.remote_id] for seen in unedited])
    removals = [Removal(seen) for seen in unedited if by_id[seen.remote_id].id in intended]
    outcomes = []
    try:
        for removal, outcome in zip(removals, replica.write(removals), strict=True):
            outcomes.append(outcome)
            if isinstance(outcome, Failed):
                _give_up_on(outcome.error)
            else:
                link = intended[by_id[removal.seen.remote_id].id]
                _note_removal(world, connection, side, link, removal.seen.content, outcome.overwritten)
    finally:
        count_writes(world, opened, side, outcomes)


def _note_intents(world: World, side: Side, links: Sequence[Link]) -> dict[LinkId, Link]:
    """So that what is removed is told of even after a crash."""
    intent = Intent(DELETE, frozenset({side}), world.clock.now(), rule=Why.STOPPED)
    intended = [(replace(link, intent=intent), link) for link in links]
    failed = world.links.commit([Agreement(link, before) for link, before in intended])
    return {link.id: stored(link) for link, _ in intended if link.id not in failed}


def _note_cut_off(
    world: World, connection: Connection, side: Side, links: Mapping[RemoteId, Link], sights: Mapping[RemoteId, Sight]
) -> None:
    """What was removed right before a crash."""
    gone = [link for remote, link in links.items() if isinstance(sights[remote], Tombstone)]
    for link in gone:
        if link.intent is not None and link.intent.rule == Why.STOPPED:
            _note_removal(world, connection, side, link, link.side(side).base)


def _note_removal(
    world: World,
    connection: Connection,
    side: Side,
    link: Link,
    shown: Content | None,
    edited: Content | None = None,
) -> None:
    """`edited`: what fell into the gap before the removal."""
    history = ledger.written(world, connection, link, side, Act.DELETE, Why.STOPPED, shown, None)
    losses = overwritten(edited, shown) if edited is not None and shown is not None else ()
    lost = ledger.conflicts(world, connection, link, losses, {})
    gone = replace(link, state=LinkState.TOMBSTONE, intent=None, changed_at=world.clock.now())
    world.links.commit([Agreement(gone, link, (history, *lost))])


def _is_ours(connection: Connection, opened: Opened, seen: Seen, link: Link, side: Side) -> bool:
    """Nobody typed anything into it that its twin doesn't show."""
    base = link.side(side).base
    if base is None or with_photo(seen.content, photo_of(base)) != base:
        return False
    views = opened.views(connection.rules)
    return side is Side.PROVIDER or not holds_its_own(link, seen, connection.rules, views)


def _give_up_on(error: Trouble) -> None:
    """What can't be removed stays, as if it had been edited; a grant that is dead stops the removal."""
    if isinstance(error, AccessRevoked | Retryable):
        raise error
