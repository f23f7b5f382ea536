"""Activities that another calendar of the user made, and whose maker doesn't know of them yet.

They bear no name of ours, so they are known by what was sent, and no longer once they are edited. Whoever links one
may be who edits it; so its maker is told first.
"""

from collections.abc import Sequence
from dataclasses import replace

from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Link
from tandem.domain.side import Side
from tandem.domain.sight import Seen
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.usecases.cases.compare_page import note_sources
from tandem.usecases.matching.lost_creates import find_lost
from tandem.usecases.matching.orphans import followed, is_settled
from tandem.usecases.world import Opened, World


def tell_makers(
    world: World, connection: Connection, opened: Opened, activities: Sequence[Seen]
) -> frozenset[RemoteId]:
    """Complete the links that made these. Return those that must not be linked yet: they may still be under way."""
    wanted = {one.remote_id for one in activities}
    early: set[RemoteId] = set()
    for other in _siblings(world, connection) if wanted else ():
        making = {link.id: link for link in world.links.making(other.id)}
        found = find_lost(world, opened.crm, Side.CRM, list(making.values()))
        pairs = [(making[link], made) for link, made in found.items() if made.remote_id in wanted]
        told = _tell(world, other, [one for one in pairs if is_settled(world, one[0])])
        early |= {made.remote_id for link, made in pairs if link.id not in told}
    return frozenset(early)


def _tell(world: World, maker: Connection, pairs: Sequence[tuple[Link, Seen]]) -> frozenset[LinkId]:
    """Noted first, so that edits of either are compared also if we end in between. Return whom it was told."""
    note_sources(world, maker, Side.CRM, [link for link, _ in pairs])
    failed = world.links.commit([_complete(world, maker, link, made) for link, made in pairs])
    return frozenset(link.id for link, _ in pairs) - failed


def _complete(world: World, maker: Connection, link: Link, made: Seen) -> Agreement:
    agreed, event = followed(world, maker, link, made), link.provider.remote_id
    kept = (world.baseline.let_go(maker.id, Side.PROVIDER, event),) if event is not None else ()
    known = replace(agreed.link, mentions=(*link.mentions, *made.mentions))
    return replace(agreed, link=known, others=(*agreed.others, *kept))


def _siblings(world: World, connection: Connection) -> list[Connection]:
    """The user's other calendars. What a backup brought, or a stop is about to let go of, says nothing about today."""
    others = [one for one in world.connections.of_company(connection.company) if one.id != connection.id]
    calendars = [one for one in others if one.user == connection.user and isinstance(one.rules, CalendarRules)]
    return [one for one in calendars if one.listens and not one.leaving and not one.restored]
