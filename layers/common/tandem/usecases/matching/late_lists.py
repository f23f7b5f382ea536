"""Lists may be a while behind: what a listing missed though it is there, and what it shows though it is deleted."""

from tandem.domain.ids import RemoteId
from tandem.domain.link import LinkState
from tandem.domain.side import Side
from tandem.domain.sight import Broken, Seen, Sight
from tandem.state.connections import Connection
from tandem.usecases.cases.compare_page import linked
from tandem.usecases.world import Opened, World

MOST_HEARD = 1000


def missed(world: World, connection: Connection) -> list[RemoteId]:
    """Persons of whom a notification came and that the listing did not show.

    Of more than `MOST_HEARD` the rest is left to the reconcile: whoever comes then passes for somebody new.
    """
    records = world.changes.first(connection.id, MOST_HEARD)
    heard = list(dict.fromkeys(one.remote_id for one in records if one.side is Side.CRM and not one.is_gone))
    held = linked(world, connection, Side.CRM, heard)
    spooled = world.spool.versions(connection.id, Side.CRM, [one for one in heard if one not in held])
    return [one for one in heard if one not in held and one not in spooled]


def drop_deleted(world: World, connection: Connection, opened: Opened) -> None:
    """Of what a link once held, and was deleted, only those that are there when asked for count as somebody new.

    The others leave the spool: made from it, they would be back. Nothing is read at a first sync.
    """
    if connection.restored or not world.links.page(connection.id, limit=1):
        return
    spooled = {side: {one.remote_id for one in world.spool.candidates(connection.id, side)} for side in Side}
    if not any(spooled.values()):
        return
    ended = [link for link in world.links.all(connection.id) if link.state is LinkState.TOMBSTONE]
    for side, replica in ((Side.CRM, opened.crm), (Side.PROVIDER, opened.provider)):
        doubtful = spooled[side] & {remote for link in ended if (remote := link.side(side).remote_id) is not None}
        sights = replica.read(sorted(doubtful)) if doubtful else {}
        world.spool.take(connection.id, side, [one for one in sorted(doubtful) if not _is_there(sights.get(one))])


def _is_there(sight: Sight | None) -> bool:
    return isinstance(sight, Seen | Broken)
