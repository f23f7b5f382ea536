"""Photos go one way only: to persons that have none, from one-way connections."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from tandem.domain.contact import Contact, Photo, Side
from tandem.domain.content import photo_of, with_photo
from tandem.domain.deed import Act
from tandem.domain.errors import Rejected, Unavailable
from tandem.domain.ids import LinkId
from tandem.domain.link import Link, LinkState
from tandem.domain.sight import Seen
from tandem.domain.why import Why
from tandem.ports import Operation, Put
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.usecases.cases import ledger
from tandem.usecases.cases.names import shown_name
from tandem.usecases.runs.parking import park
from tandem.usecases.world import Opened, World

logger = logging.getLogger("tandem")

TOO_LARGE = Rejected("picture_too_large")


def is_owed(link: Link, contact: Seen) -> bool:
    """The person had no picture and was given none yet: the CRM's base tells of one that was."""
    base = link.crm.base
    return link.state is LinkState.LIVE and bool(photo_of(contact.content) and base and not photo_of(base))


def give_photos(world: World, connection: Connection, opened: Opened, contacts: Mapping[LinkId, Seen]) -> None:
    """A photo that Pipedrive refuses costs the contact nothing; one that is too large is told beside it.

    Idempotent: what is owed is told by the stored links. Who calls keeps what led here until it is done.
    """
    pictured = {link: seen for link, seen in contacts.items() if photo_of(seen.content)}
    if connection.rules.is_two_way or not pictured:
        return
    for link in world.links.get(connection.id, list(pictured)).values():
        contact = pictured[link.id]
        if is_owed(link, contact):
            _give_owed(world, connection, opened, link, contact)


def _give_owed(world: World, connection: Connection, opened: Opened, link: Link, contact: Seen) -> None:
    photo, person = photo_of(contact.content), link.crm.remote_id
    if photo is None or person is None:
        return
    content = contact.photo or world.spool.photo(connection.id, connection.account, photo.digest)
    if content is None:
        park(world, connection, Side.PROVIDER, contact.remote_id, TOO_LARGE, shown_name(contact.content))
        return
    try:
        opened.desk.upload_photo(person, content, photo.media_type)
    except Rejected as rejected:
        logger.info("photo refused", extra={"connection": connection.id, "reason": rejected.reason})
        _note(world, link, photo)
    else:
        _note(world, link, photo, _told(world, connection, link, photo))


def _note(world: World, link: Link, photo: Photo, *told: Operation) -> None:
    """That it isn't owed any more, and history with it. Who ends in between gives it again, which changes nothing."""
    base = link.crm.base
    if base is None:
        return
    given = replace(link, crm=replace(link.crm, base=with_photo(base, photo)))
    if world.links.commit([Agreement(given, link, told)]):
        raise Unavailable("links_changed")


def _told(world: World, connection: Connection, link: Link, photo: Photo) -> Put:
    bare = link.crm.base or Contact()
    return ledger.written(world, connection, link, Side.CRM, Act.UPDATE, Why.PICTURE, bare, with_photo(bare, photo))
