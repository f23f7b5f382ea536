"""Compares what a page tells with what the links hold, so that only news becomes a change record."""

from collections.abc import Sequence
from dataclasses import replace

from tandem.domain.contact import Side
from tandem.domain.ids import RemoteId, Version
from tandem.domain.link import Link, LinkState
from tandem.domain.sight import Broken, Seen
from tandem.ports import Page
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.usecases.world import World


def note_page(world: World, connection: Connection, side: Side, page: Page) -> None:
    """Make change records of what a page tells, less what the links already hold."""
    now = world.clock.now()
    notes = [Note(side, remote, now) for remote in changed_in(world, connection, side, page)]
    notes += [Note(side, remote, now, is_gone=True) for remote in page.gone]
    world.changes.note_all(connection.id, notes)


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


def is_base(link: Link | None, side: Side, item: Seen | Broken) -> bool:
    """The item shows just what it showed when both sides last agreed; so this is no news."""
    if link is None or link.intent is not None or isinstance(item, Broken):
        return False
    base = link.side(side).base
    if base is None or link.state is not LinkState.LIVE or not item.in_scope:
        return False
    # a person's picture is nobody's news: photos only go to the CRM
    shown = item.contact if side is Side.PROVIDER else replace(item.contact, photo=base.photo)
    return shown == base


def is_version(link: Link | None, side: Side, version: Version | None) -> bool:
    """An etag that the link already holds: our own write coming back, or nothing at all."""
    if link is None or link.intent is not None or version is None:
        return False
    return link.state is not LinkState.CREATING and link.side(side).version == version
