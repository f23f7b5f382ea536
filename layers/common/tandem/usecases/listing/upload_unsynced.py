"""Uploads the activities that have no event yet: noted page by page, and then written as any other change.

What was there when the sync was enabled stays out until then. Safe to ask for twice, and to be cut off anywhere:
an activity that is noted again, or linked by now, has one event all the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.contact import Side
from tandem.domain.content import as_event
from tandem.domain.errors import Refused
from tandem.domain.event import Event, Timed
from tandem.domain.field import Field
from tandem.domain.ids import ConnectionId, RunId
from tandem.domain.sight import Seen
from tandem.ports import Page, Queue, Source
from tandem.state.changes import Note
from tandem.state.connections import Connection, ConnectionState, Phase
from tandem.state.rows import transact_all
from tandem.state.upload import Upload
from tandem.usecases.cases.compare_page import linked
from tandem.usecases.runs import passes
from tandem.usecases.world import World


@dataclass(frozen=True, slots=True)
class Unsynced:
    """How many activities have no event: those to come, and those that are over."""

    coming: int
    past: int


def count_unsynced(world: World, connection_id: ConnectionId) -> Unsynced:
    """Asks the CRM for all of the user's activities; writes nothing."""
    connection = _calendar(world, connection_id)
    now = world.clock.now()
    found = [one for page in _pages(world, connection) for one in _without_event(world, connection, page)]
    coming = sum(1 for one in found if not is_over(as_event(one.content), now))
    return Unsynced(coming, len(found) - coming)


def upload_unsynced(world: World, connection_id: ConnectionId, past: bool) -> RunId:
    """Note the wish; the run that carries it out, or the one that is under way. Asked again it begins anew."""
    connection = _calendar(world, connection_id)
    if not connection.is_active:
        raise Refused("not_started", "connection")
    if connection.restored:
        raise Refused("restoring", "connection")
    begun = passes.begin(world, connection, "upload")
    changed = world.connections.change(connection_id, lambda one: replace(one, upload=Upload(past)))
    world.wakes.wake(changed.queue, changed.account, connection_id)
    return begun.run or RunId("")


def upload_slice(world: World, connection: Connection, upload: Upload) -> None:
    """Note what is to be uploaded, as far as it isn't yet; or end the upload, since nothing of it is left to write.

    Cut off, it goes on at the page that it had come to.
    """
    if upload.is_noted:
        _end(world, connection)
        return
    for page in world.replicas.open(connection).crm.list_all(resume=upload.resume):
        _note(
            world, connection, [one for one in _without_event(world, connection, page) if _is_meant(world, upload, one)]
        )
        if page.resume:
            _turn_into(world, connection, upload, replace(upload, resume=page.resume))
    _turn_into(world, connection, upload, Upload(is_noted=True))


def hears_pushes(connection: Connection) -> bool:
    """Not while activities are uploaded: each batch that we write is told of, and one look at the end sees them all.

    Polls go on, so that what others do in a long upload comes, too. Whoever resumes or reconnects is heard as well.
    """
    is_uploading = connection.upload is not None and connection.phase is Phase.NONE
    return not (is_uploading and connection.state is ConnectionState.RUNNING)


def is_over(event: Event, now: datetime) -> bool:
    if isinstance(event.when, Timed):
        return event.when.start + event.when.length < now
    return date.fromordinal(event.when.first.toordinal() + event.when.days - 1) < now.date()


def _note(world: World, connection: Connection, items: Sequence[Seen]) -> None:
    """No longer what was there before, and heard of: both or neither."""
    now = world.clock.now()
    operations = [world.changes.noted(connection.id, Note(Side.CRM, one.remote_id, now)) for one in items]
    drops = [world.baseline.let_go(connection.id, Side.CRM, one.remote_id) for one in items]
    transact_all(world.links.table, [each for pair in zip(operations, drops, strict=True) for each in pair])
    _add_to_total(world, connection, len(items))


def _add_to_total(world: World, connection: Connection, amount: int) -> None:
    if connection.run is not None and amount:
        run = world.runs.get(connection.id, connection.run)
        world.runs.put(replace(run, total=run.total + amount))


def _turn_into(world: World, connection: Connection, wish: Upload, after: Upload) -> None:
    """Unless the person stopped it, or wished for more, meanwhile."""
    world.connections.change(
        connection.id, lambda one: replace(one, upload=after) if wish.is_same_wish(one.upload) else one
    )


def _end(world: World, connection: Connection) -> None:
    """A push that was put off is heard now; were we cut off in between, its wake-up would be sent again."""
    world.connections.change(
        connection.id, lambda one: replace(one, upload=None) if one.upload and one.upload.is_noted else one
    )
    if world.wakes.generation(Queue.PULL, connection.id):
        world.wakes.again(Queue.PULL, connection.account, connection.id)


def _is_meant(world: World, upload: Upload, seen: Seen) -> bool:
    return upload.past or not is_over(as_event(seen.content), world.clock.now())


def _without_event(world: World, connection: Connection, page: Page) -> list[Seen]:
    """Of the user's own, of the chosen types; what has no date has no place in a calendar."""
    wanted = [
        one for one in page.seen if isinstance(one, Seen) and one.in_scope and Field.WHEN not in one.content.missing
    ]
    held = linked(world, connection, Side.CRM, [one.remote_id for one in wanted])
    return [one for one in wanted if one.remote_id not in held]


def _pages(world: World, connection: Connection) -> Iterator[Page]:
    crm: Source = world.replicas.open(connection).crm
    return crm.list_all()


def _calendar(world: World, connection_id: ConnectionId) -> Connection:
    connection = world.connections.get(connection_id)
    if not isinstance(connection.rules, CalendarRules):
        raise Refused("no_calendar_sync", "connection")
    return connection
