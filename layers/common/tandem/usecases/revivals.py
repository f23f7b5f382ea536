"""What an undo brings back may be the deleted item itself, under its old id: how it is asked for, and found again."""

from collections.abc import Mapping, Sequence

from tandem.domain.content import Content
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Link
from tandem.domain.side import Side
from tandem.domain.sight import Seen
from tandem.domain.why import Why
from tandem.ports import Creation, Replica
from tandem.state.connections import Connection
from tandem.usecases.world import World


def creation_of(link: Link, content: Content) -> Creation:
    """The link carries its intent already."""
    return Creation(link.id, content, brought_back(link))


def brought_back(link: Link) -> RemoteId | None:
    """The deleted item that this link is about to bring back."""
    intent = link.intent
    return intent.instead if intent is not None and intent.rule == Why.UNDONE else None


def find_made(replica: Replica, tried: Sequence[tuple[Link, Content]]) -> Mapping[LinkId, Seen]:
    """What earlier tries made of these links, or brought back."""
    since = min((link.intent.at for link, _ in tried if link.intent is not None), default=None)
    if since is None:
        return {}
    found = replica.find_created({link.id: content for link, content in tried}, since)
    rest = {link.id: old for link, _ in tried if link.id not in found and (old := brought_back(link)) is not None}
    sights = replica.read(list(dict.fromkeys(rest.values()))) if rest else {}
    return {**found, **{link: seen for link, old in rest.items() if isinstance(seen := sights.get(old), Seen)}}


def taken_elsewhere(
    world: World, connection: Connection, side: Side, found: Mapping[LinkId, Seen]
) -> frozenset[LinkId]:
    """Those whose item a person put back first, so that it came as a new one and is another link's by now."""
    items = [seen.remote_id for seen in found.values()]
    holders = world.links.claimed(connection.id, connection.account, side, items) if items else {}
    return frozenset(link for link, seen in found.items() if holders.get(seen.remote_id, link) != link)
