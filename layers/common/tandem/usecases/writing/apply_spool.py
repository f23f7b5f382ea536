"""Writes what a full listing decided, slice by slice from the spool; nothing is fetched twice."""

from collections.abc import Sequence

from tandem.domain.contact import Side
from tandem.domain.content import photo_of
from tandem.domain.ids import RemoteId
from tandem.domain.link import Link, LinkState
from tandem.domain.sight import Seen
from tandem.state.connections import Connection
from tandem.usecases.cases.compare_page import linked
from tandem.usecases.cases.photos import give_photos
from tandem.usecases.matching.making import NEW, Made, Making
from tandem.usecases.runs import passes
from tandem.usecases.world import Opened, World
from tandem.usecases.writing.make_items import make_items


def apply_spool(world: World, connection: Connection, opened: Opened) -> Made | None:
    """Write one slice; None when the spool is empty. Contacts first, then the persons that go out, in full batches."""
    for side in (Side.PROVIDER, Side.CRM):
        size = max(world.pace.batch, opened.batch) if side is Side.CRM else world.pace.batch
        spooled = world.spool.page(connection.id, connection.account, side, size)
        if spooled:
            return _apply(world, connection, opened, side, spooled)
    return None


def _apply(world: World, connection: Connection, opened: Opened, side: Side, spooled: Sequence[Seen]) -> Made:
    held = linked(world, connection, side, [seen.remote_id for seen in spooled])
    makings = [
        _making(world, connection, side, seen, held.get(seen.remote_id))
        for seen in spooled
        if _is_to_make(held.get(seen.remote_id))
    ]
    taken = {seen.remote_id: seen for seen in spooled if not _is_to_make(held.get(seen.remote_id))}
    if side is Side.PROVIDER and not connection.restored:
        give_photos(world, connection, opened, {held[one].id: seen for one, seen in taken.items() if one in held})
    world.spool.take(connection.id, side, list(taken))
    made = make_items(world, connection, opened, makings)
    if not made.is_open:
        _take_rest(world, connection, side, [seen.remote_id for seen in spooled])
        passes.count(world, connection, {"done": len(spooled)})
    return made


def _is_to_make(link: Link | None) -> bool:
    return link is None or link.state is LinkState.CREATING


def _making(world: World, connection: Connection, side: Side, seen: Seen, link: Link | None) -> Making:
    """One with a photo stays in the spool until that was given, too."""
    is_given_more = photo_of(seen.content) is not None and not connection.rules.is_two_way
    used = () if is_given_more else (world.spool.used(connection.id, side, seen.remote_id),)
    return Making(side.other, seen, seen.content, NEW[side.other], link, used)


def _take_rest(world: World, connection: Connection, side: Side, ids: Sequence[RemoteId]) -> None:
    """Whatever of a finished slice still lies in the spool was given its photo, or was claimed by another."""
    world.spool.take(connection.id, side, list(world.spool.versions(connection.id, side, ids)))
