"""Pulls where a push says only "look": reads from the cursor, page by page, into change records. Writes nothing."""

from dataclasses import dataclass, replace
from datetime import timedelta

from tandem.domain.contact import Side
from tandem.domain.errors import Trouble
from tandem.domain.ids import ConnectionId
from tandem.ports import Queue, Source
from tandem.state.connections import Connection, ConnectionState, Phase
from tandem.state.reading import find_woken
from tandem.usecases.cases.compare_page import notes_of
from tandem.usecases.listening.webhooks import HEARD
from tandem.usecases.listing.take_stock import take_stock
from tandem.usecases.listing.upload_unsynced import hears_pushes
from tandem.usecases.matching.baselines import take_series
from tandem.usecases.runs import passes
from tandem.usecases.telling.reactions import react
from tandem.usecases.world import Opened, World


def pull_changes(world: World, connection_id: ConnectionId) -> None:
    """Note all that both feeds tell since their cursors; or go on with a full listing where one is under way.

    Each cursor moves after its last page was recorded. Idempotent; may be cut off anywhere.
    """
    connection, generation = find_woken(world.connections, Queue.PULL, connection_id)
    if connection is None or not (connection.listens or connection.leaving):
        world.timetable.drop(connection_id)
    if connection is None:
        world.wakes.forget(Queue.PULL, connection_id)
        return
    if connection.leaving or not passes.may_work(world, connection):
        _stand_down(world, connection, generation)
        return
    if generation and not hears_pushes(connection):
        # the wake-up stays: the upload's end sends it again
        world.wakes.wake(connection.queue, connection.account, connection_id)
        return
    pull = _Pull(world, connection, generation)
    try:
        pull.work()
    except Trouble as trouble:
        react(world, connection_id, Queue.PULL, trouble, pull.generation)
    else:
        lull = timedelta() if pull.has_found else world.pace.lull
        world.wakes.done(Queue.PULL, connection.account, connection_id, pull.generation, lull)


def _stand_down(world: World, connection: Connection, generation: int) -> None:
    if connection.leaving and passes.may_work(world, connection):
        world.wakes.wake(connection.queue, connection.account, connection.id)
    passes.stand_down(world, connection, Queue.PULL, generation)


@dataclass(slots=True)
class _Pull:
    """`generation` 0: of a poll. It leaves no trace unless there is something that could get lost with it.

    One that `has_found` nothing was asked for by our own writes, mostly, of which each is told: they come in a crowd.
    """

    world: World
    connection: Connection
    generation: int
    has_found: bool = False

    def work(self) -> None:
        world, connection = self.world, self.connection
        is_idle = connection.phase is Phase.NONE and connection.state is ConnectionState.UP_TO_DATE
        if not is_idle:
            self._stand()
        opened = world.replicas.open(connection)
        if connection.phase is Phase.LIST:
            # it has its place already; a pull that saw the stop before this start may have taken it away
            passes.schedule(world, connection, world.pace.poll)
            take_stock(world, passes.begin(world, connection, "refresh"), opened)
        if connection.phase is Phase.NONE:
            self._pull(opened)
        if (
            connection.phase is not Phase.NONE
            or connection.answer
            or connection.undo
            or connection.upload
            or world.changes.first(connection.id, 1)
        ):
            world.wakes.wake(connection.queue, connection.account, connection.id)
        elif not is_idle:
            passes.finish(world, world.connections.get(connection.id))

    def _stand(self) -> None:
        self.generation = self.generation or self.world.wakes.stand(
            Queue.PULL, self.connection.account, self.connection.id
        )

    def _pull(self, opened: Opened) -> None:
        now, asked = self.world.clock.now(), self.connection.crm_pulled_at
        is_long_ago = asked is None or now - asked >= self.world.pace.crm_poll
        if is_long_ago or self._asks_crm():
            self._pull_side(Side.CRM, opened.crm)
        if is_long_ago:
            self.world.connections.change(self.connection.id, lambda one: replace(one, crm_pulled_at=now))
        self._pull_side(Side.PROVIDER, opened.provider)

    def _asks_crm(self) -> bool:
        """A person's refresh always asks. A poll behind working webhooks asks seldom: each time costs tokens."""
        is_asked_for = self.connection.state is ConnectionState.RUNNING
        heard = {one.event_object for one in self.world.companies.channels(self.connection.company)}
        return is_asked_for or not heard.issuperset(HEARD[self.connection.kind])

    def _pull_side(self, side: Side, replica: Source) -> None:
        world, connection = self.world, self.connection
        cursor = world.connections.cursor(connection.id, side)
        if cursor is None:
            return
        for page in replica.changes(cursor):
            if page.series:
                take_series(world, connection, page.series)
            if notes := notes_of(world, connection, side, page):
                self._stand()
                self.has_found = True
                world.changes.note_all(connection.id, notes)
            if page.cursor is not None and page.cursor != cursor:
                world.connections.put_cursor(connection.id, side, page.cursor)
