"""A person asks for a live check of a connection's side, or how far it is. The queue does the work."""

from tandem.domain.errors import Refused
from tandem.domain.ids import ConnectionId
from tandem.domain.side import Side
from tandem.state.checkup_name import woken_of
from tandem.state.checkups import LONGEST, Checkup
from tandem.state.connections import Connection
from tandem.usecases.live.views import CheckupView, checkup_view
from tandem.usecases.world import World


def begin_checkup(world: World, connection_id: ConnectionId, side: Side) -> CheckupView:
    """Begin one, unless it is under way: then that one, which is woken once more.

    Raise `Refused`: "checkup_goes_on" for another one of the same account, "pause_first" while a sync works that would
    take what is made up for somebody's own.
    """
    connection = world.connections.get(connection_id)
    world.erasures.require_none(connection.company, connection.user)
    checkup = _under_way(world, connection)
    if checkup is None:
        _require_calm(world, connection, side)
        token = world.ids.new()[:16]
        checkup = Checkup(connection.id, connection.account, side, token, world.clock.now())
        rows = world.checkups.rows(connection.company, checkup)
    elif (checkup.connection, checkup.side) != (connection.id, side):
        raise Refused("checkup_goes_on", "connection")
    else:
        rows = {}
    world.wakes.note_and_wake(rows, [(connection.queue, connection.account, woken_of(connection.id))])
    return checkup_view(world, connection, checkup)


def show_checkup(world: World, connection_id: ConnectionId) -> CheckupView:
    """The last one of this connection. Raise `Refused` ("unknown")."""
    connection = world.connections.get(connection_id)
    checkup = world.checkups.find(connection.company, connection.account)
    if checkup is None or checkup.connection != connection.id:
        raise Refused("unknown", "connection")
    return checkup_view(world, connection, checkup)


def _under_way(world: World, connection: Connection) -> Checkup | None:
    found = world.checkups.find(connection.company, connection.account)
    if found is None or found.finished is not None or world.clock.now() - found.started >= LONGEST:
        return None
    return found


def _require_calm(world: World, connection: Connection, side: Side) -> None:
    """Whoever syncs what the items are made in would carry them over. A calendar of its own is nobody's concern."""
    if side is Side.PROVIDER and connection.kind == "calendar":
        return
    for one in world.connections.of_company(connection.company):
        shares = side is Side.CRM or one.account == connection.account
        if shares and one.kind == connection.kind and (one.is_active or one.leaving):
            raise Refused("pause_first", "connection")
