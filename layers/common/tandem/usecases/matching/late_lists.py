"""Items that a listing shows although they are deleted: lists may be a while behind what was deleted last."""

from tandem.domain.link import LinkState
from tandem.domain.side import Side
from tandem.domain.sight import Broken, Seen
from tandem.state.connections import Connection
from tandem.usecases.world import Opened, World


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


def _is_there(sight: object) -> bool:
    return isinstance(sight, Seen | Broken)
