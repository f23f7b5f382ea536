"""Two cards of one book with the same UID: the first is synced, the other one waits with that reason.

A collection holds each UID once (RFC 6352, section 5.1); a book that was mended by hand may not.
"""

from collections.abc import Mapping, Sequence

from tandem.domain.contact import Side
from tandem.domain.errors import Rejected
from tandem.domain.ids import LinkId
from tandem.state.connections import Connection
from tandem.usecases.making import Making
from tandem.usecases.names import shown_name
from tandem.usecases.parking import park
from tandem.usecases.world import World


def without_doubles(world: World, connection: Connection, makings: Sequence[Making]) -> list[Making]:
    """Those whose UID nobody else has. The others are parked: they can't be told from the one that has it."""
    uids = [one.source.uid for one in makings if one.side is Side.CRM]
    owners = world.links.by_uid(connection.account, uids)
    first: dict[str, Making] = {}
    for one in makings:
        if one.side is Side.CRM and one.source.uid:
            first.setdefault(one.source.uid, one)
    doubles = [one for one in makings if _is_double(one, first, owners)]
    for one in doubles:
        name = shown_name(one.source.content)
        park(world, connection, Side.PROVIDER, one.source.remote_id, Rejected("uid_taken"), name)
    return [one for one in makings if one not in doubles]


def _is_double(making: Making, first: Mapping[str, Making], owners: Mapping[str, LinkId]) -> bool:
    uid = making.source.uid
    if making.side is not Side.CRM or not uid:
        return False
    owner = owners.get(uid)
    if owner is None:
        return first[uid] is not making
    return making.link is None or making.link.id != owner
