"""Creations whose outcome nobody knows: looked for by the name that we gave them, or by what was sent."""

from collections.abc import Mapping, Sequence, Set as AbstractSet
from datetime import UTC, datetime

from tandem.domain.contact import Contact
from tandem.domain.content import Content
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Link
from tandem.domain.side import Side
from tandem.domain.sight import Seen
from tandem.ports import Replica
from tandem.state.connections import Connection
from tandem.usecases.cases.revivals import brought_back
from tandem.usecases.matching.baselines import has_baseline
from tandem.usecases.world import Opened, World


def created_on(link: Link) -> Side:
    """The side that a link in CREATING has no item on yet."""
    return Side.CRM if link.crm.remote_id is None else Side.PROVIDER


def tried_at(link: Link) -> datetime:
    """When a create was last on its way, as far as is known."""
    intent = link.intent
    return datetime.min.replace(tzinfo=UTC) if intent is None else intent.tried or intent.at


def find_lost(world: World, replica: Replica, side: Side, links: Sequence[Link]) -> Mapping[LinkId, Seen]:
    """What these links of one connection, all in CREATING, have made there; who made nothing is left out.

    Whose create was never sent isn't asked for. May raise `Unavailable` where nobody can tell yet.
    """
    tried = [link for link in links if link.intent is not None and not link.intent.unsent]
    since = min((link.intent.at for link in tried if link.intent is not None), default=None)
    if since is None:
        return {}

    def held(ids: Sequence[RemoteId]) -> AbstractSet[RemoteId]:
        return world.links.claimed(links[0].connection, links[0].account, side, ids).keys()

    found = replica.find_created({link.id: sent(link, side) for link in tried}, since, held)
    missing = [link for link in tried if link.id not in found]
    last = max(map(tried_at, missing), default=since)
    if side is Side.CRM or last == since:
        return found
    # where lists are late (Google's) each has its own time in which it may not show, so the youngest's decides
    return {**found, **replica.find_created({link.id: sent(link, side) for link in missing}, last, held)}


def sent(link: Link, side: Side) -> Content:
    """What was to be made; where ids or marks tell all, it is of no matter."""
    return (link.intent.target(side) if link.intent is not None else None) or Contact()


def nameless(world: World, connection: Connection, opened: Opened, arrivals: Sequence[Seen]) -> dict[RemoteId, Link]:
    """Activities among these that we are just making, by what they say: a word of them was quicker than our commit."""
    links = {one.id: one for one in world.links.making(connection.id)} if arrivals and has_baseline(connection) else {}
    found = find_lost(world, opened.crm, Side.CRM, list(links.values()))
    known = {seen.remote_id: links[link] for link, seen in found.items()}
    return {one.remote_id: known[one.remote_id] for one in arrivals if one.remote_id in known}


def find_made(world: World, replica: Replica, side: Side, tried: Sequence[Link]) -> Mapping[LinkId, Seen]:
    """What earlier tries made of these links, or brought back."""
    found = find_lost(world, replica, side, tried)
    rest = {link.id: old for link in tried if link.id not in found and (old := brought_back(link)) is not None}
    sights = replica.read(list(dict.fromkeys(rest.values()))) if rest else {}
    return {**found, **{link: seen for link, old in rest.items() if isinstance(seen := sights.get(old), Seen)}}


def taken_elsewhere(
    world: World, connection: Connection, side: Side, found: Mapping[LinkId, Seen]
) -> frozenset[LinkId]:
    """Those whose item a person put back first, so that it came as a new one and is another link's by now."""
    items = [seen.remote_id for seen in found.values()]
    holders = world.links.claimed(connection.id, connection.account, side, items) if items else {}
    return frozenset(link for link, seen in found.items() if holders.get(seen.remote_id, link) != link)
