"""Compares what a page tells with what the links hold, so that only news becomes a change record."""

import re
from collections.abc import Iterable, Sequence

from tandem.domain.contact import Side
from tandem.domain.content import photo_of, with_photo
from tandem.domain.ids import LinkId, RemoteId, Version
from tandem.domain.link import Link, LinkState
from tandem.domain.sight import Broken, Seen
from tandem.ports import Page
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.usecases.cases.revivals import brought_back
from tandem.usecases.world import World

LIKE_OURS = re.compile("[0-9a-f]{32}")
"""The form of a link's id; other programs' names need no look into the table."""

UNSETTLED = frozenset({LinkState.CREATING, LinkState.HELD})
"""A card that is back as it was, out of a backup say, ends the hold of its deletion."""


def notes_of(world: World, connection: Connection, side: Side, page: Page) -> list[Note]:
    """What a page tells, less what the links already hold."""
    now = world.clock.now()
    notes = [Note(side, remote, now) for remote in changed_in(world, connection, side, page)]
    notes += [Note(side, remote, now) for remote in occurrences_of(world, connection, page.series)]
    return notes + [Note(side, remote, now, is_gone=True) for remote in page.gone]


def occurrences_of(world: World, connection: Connection, series: Sequence[tuple[str, Version]]) -> list[RemoteId]:
    """The linked events of these series: some may be gone without a word of their own."""
    found = world.claims.mentioning_each(connection.company, [name for name, _ in series])
    mine = [person for pairs in found.values() for holder, person in pairs if holder == connection.id]
    links = linked(world, connection, Side.CRM, list(dict.fromkeys(mine))).values()
    return [link.provider.remote_id for link in links if link.provider.remote_id is not None]


def changed_in(world: World, connection: Connection, side: Side, page: Page) -> list[RemoteId]:
    ids = [item.remote_id for item in page.seen] + [remote for remote, _ in page.hinted]
    held = linked(world, connection, side, ids)
    changed = [item.remote_id for item in page.seen if not is_base(held.get(item.remote_id), side, item)]
    return changed + [remote for remote, version in page.hinted if not is_version(held.get(remote), side, version)]


def linked(world: World, connection: Connection, side: Side, ids: Sequence[RemoteId]) -> dict[RemoteId, Link]:
    """The links that hold these items."""
    if not ids:
        return {}
    claimed = world.links.claimed(connection.id, connection.account, side, ids)
    links = world.links.get(connection.id, list(claimed.values()))
    return {remote: links[link] for remote, link in claimed.items() if link in links}


def being_made(
    world: World, connection: Connection, side: Side, items: Sequence[Seen | Broken]
) -> dict[RemoteId, Link]:
    """Items that we are just making, by our own name for them: they were seen before we knew of it ourselves."""
    named, back = names_of_ours(side, items), _marked(side, items)
    links = world.links.get(connection.id, list(dict.fromkeys((*named.values(), *back.values()))))
    making = {remote: links[name] for remote, name in named.items() if name in links}
    making |= {one: links[name] for one, name in back.items() if name in links and brought_back(links[name]) == one}
    return {remote: link for remote, link in making.items() if link.state is LinkState.CREATING}


def _marked(side: Side, items: Iterable[Seen | Broken]) -> dict[RemoteId, LinkId]:
    """Events that bear our name under an id of their own: what an undo put back does, and so does any copy."""
    marked = [one for one in items if side is Side.PROVIDER and isinstance(one, Seen) and not one.uid]
    return {one.remote_id: LinkId(one.marker) for one in marked if LIKE_OURS.fullmatch(one.marker)}


def names_of_ours(side: Side, items: Iterable[Seen | Broken]) -> dict[RemoteId, LinkId]:
    """The links that these items bear the name of: a person's marker, a card's UID."""
    names = {one.remote_id: one.marker if side is Side.CRM else one.uid for one in items if isinstance(one, Seen)}
    return {remote: LinkId(name) for remote, name in names.items() if LIKE_OURS.fullmatch(name)}


def note_sources(world: World, connection: Connection, side: Side, links: Iterable[Link]) -> None:
    """Have what is being made on this side looked at again, by the items that it is made from."""
    sources = [link.side(side.other).remote_id for link in links]
    now = world.clock.now()
    world.changes.note_all(connection.id, [Note(side.other, one, now) for one in sources if one is not None])


def is_base(link: Link | None, side: Side, item: Seen | Broken) -> bool:
    """The item shows just what it showed when both sides last agreed; so this is no news."""
    if link is None or link.intent is not None or isinstance(item, Broken):
        return False
    base = link.side(side).base
    is_out = not item.in_scope and not item.declined
    if base is None or link.state is not LinkState.LIVE or link.is_doubted or link.is_due or is_out:
        return False
    # a person's picture is nobody's news: photos only go to the CRM
    shown = item.content if side is Side.PROVIDER else with_photo(item.content, photo_of(base))
    return shown == base


def is_version(link: Link | None, side: Side, version: Version | None) -> bool:
    """An etag that the link already holds: our own write coming back, or nothing at all."""
    if link is None or link.intent is not None or version is None:
        return False
    return link.state not in UNSETTLED and link.side(side).version == version
