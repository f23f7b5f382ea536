"""Two cards of one book with the same UID: the first is synced, the other one waits with that reason.

A collection holds each UID once (RFC 6352, section 5.1); a book that was mended by hand may not.
"""

from collections.abc import Mapping, Sequence

from tandem.domain.contact import Side
from tandem.domain.errors import Rejected
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.sight import Seen
from tandem.state.connections import Connection
from tandem.usecases.cases.names import shown_name
from tandem.usecases.matching.making import Making
from tandem.usecases.runs.parking import park
from tandem.usecases.world import World


def without_doubles(world: World, connection: Connection, makings: Sequence[Making]) -> list[Making]:
    """Those whose UID nobody else has."""
    cards = [one for one in makings if one.side is Side.CRM]
    own = {one.source.remote_id: one.link.id for one in cards if one.link is not None}
    doubles = park_doubles(world, connection, [one.source for one in cards], own)
    return [one for one in makings if one.side is not Side.CRM or one.source.remote_id not in doubles]


def park_doubles(
    world: World, connection: Connection, cards: Sequence[Seen], own: Mapping[RemoteId, LinkId]
) -> frozenset[RemoteId]:
    """Park the cards whose UID another one has, and return them: they can't be told from the one that has it.

    `own`: what is being made of them already.
    """
    owners = world.links.by_uid(connection.account, [one.uid for one in cards])
    first: dict[str, RemoteId] = {}
    for one in cards:
        first.setdefault(one.uid, one.remote_id)
    doubles = [one for one in cards if one.uid and _is_double(one, first[one.uid], owners.get(one.uid), own)]
    for one in doubles:
        park(world, connection, Side.PROVIDER, one.remote_id, Rejected("uid_taken"), shown_name(one.content))
    return frozenset(one.remote_id for one in doubles)


def _is_double(card: Seen, first: RemoteId, owner: LinkId | None, own: Mapping[RemoteId, LinkId]) -> bool:
    return first != card.remote_id if owner is None else own.get(card.remote_id) != owner
