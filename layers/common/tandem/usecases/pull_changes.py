"""Pulls where a push says only "look": reads from the cursor, page by page, into change records. Writes nothing."""

from dataclasses import replace

from tandem.domain.contact import Side
from tandem.domain.errors import Trouble
from tandem.domain.ids import ConnectionId
from tandem.ports import ContactSource, Queue
from tandem.state.connections import Connection, ConnectionState, Phase
from tandem.usecases import passes
from tandem.usecases.compare_page import note_page
from tandem.usecases.reactions import react
from tandem.usecases.take_stock import take_stock
from tandem.usecases.world import Opened, World


def pull_changes(world: World, connection_id: ConnectionId) -> None:
    """Note all that both feeds tell since their cursors; or go on with a full listing where one is under way.

    Each cursor moves after its last page was recorded. Idempotent; may be cut off anywhere.
    """
    connection = world.connections.find(connection_id)
    generation = world.wakes.generation(Queue.PULL, connection_id)
    if connection is None:
        return
    if connection.leaving or not passes.may_work(world, connection):
        passes.stand_down(world, connection, Queue.PULL, generation)
        return
    try:
        _pull(world, connection)
    except Trouble as trouble:
        react(world, connection_id, Queue.PULL, trouble, generation)
    else:
        world.wakes.done(Queue.PULL, connection.account, connection_id, generation)


def _pull(world: World, connection: Connection) -> None:
    opened = world.replicas.open(connection)
    if connection.phase is Phase.LIST:
        take_stock(world, passes.begin(world, connection, "refresh"), opened)
    if connection.phase is Phase.NONE:
        if _asks_crm(world, connection):
            _pull_crm(world, connection, opened)
        _pull_side(world, connection, Side.PROVIDER, opened.provider)
    passes.schedule(world, world.connections.get(connection.id))
    if connection.phase is Phase.NONE and not world.changes.first(connection.id, 1):
        passes.finish(world, world.connections.get(connection.id))
        return
    world.wakes.wake(Queue.RECONCILE, connection.account, connection.id)


def _asks_crm(world: World, connection: Connection) -> bool:
    """A person's refresh always asks. A poll behind working webhooks asks seldom: each time costs tokens."""
    now, asked = world.clock.now(), connection.crm_pulled_at
    is_asked_for = connection.state is ConnectionState.RUNNING
    is_heard = bool(world.companies.channels(connection.company))
    return is_asked_for or not is_heard or asked is None or now - asked >= world.pace.crm_poll


def _pull_crm(world: World, connection: Connection, opened: Opened) -> None:
    now = world.clock.now()
    _pull_side(world, connection, Side.CRM, opened.crm)
    world.connections.change(connection.id, lambda one: replace(one, crm_pulled_at=now))


def _pull_side(world: World, connection: Connection, side: Side, replica: ContactSource) -> None:
    cursor = world.connections.cursor(connection.id, side)
    if cursor is None:
        return
    for page in replica.changes(cursor):
        note_page(world, connection, side, page)
        if page.cursor is not None and page.cursor != cursor:
            world.connections.put_cursor(connection.id, side, page.cursor)
