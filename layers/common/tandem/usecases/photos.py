"""Photos go one way only: to persons that have none, from one-way connections."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from tandem.domain.contact import Contact, Photo, Side
from tandem.domain.deed import Act
from tandem.domain.errors import Rejected, Trouble
from tandem.domain.link import Link
from tandem.domain.sight import Seen
from tandem.domain.why import Why
from tandem.ports import Drop, Put
from tandem.state.connections import Connection
from tandem.usecases import ledger
from tandem.usecases.names import shown_name
from tandem.usecases.parking import park
from tandem.usecases.world import Opened, World

logger = logging.getLogger("tandem")

TOO_LARGE = Rejected("picture_too_large")


class Pose(NamedTuple):
    """Both items of a link."""

    link: Link
    contact: Seen
    person: Seen


def give_photos(world: World, connection: Connection, opened: Opened, poses: Sequence[Pose]) -> None:
    """A photo that Pipedrive refuses costs the contact nothing; one that is too large is told beside it."""
    if connection.rules.is_two_way:
        return
    for pose in poses:
        contact, photo = pose.contact, pose.contact.contact.photo
        if photo is None or pose.person.contact.photo is not None:
            continue
        content = contact.photo or world.spool.photo(connection.id, connection.account, photo.digest)
        if content is None:
            park(world, connection, Side.PROVIDER, contact.remote_id, TOO_LARGE, shown_name(contact.contact))
        else:
            _give(world, connection, opened, pose, photo, content)


def _give(world: World, connection: Connection, opened: Opened, pose: Pose, photo: Photo, content: bytes) -> None:
    """Told first, and taken back where nothing came of it: so a crash leaves no picture that nobody was told of."""
    row = _told(world, connection, pose, photo)
    world.links.table.transact([row])
    try:
        opened.desk.upload_photo(pose.person.remote_id, content, photo.media_type)
    except Trouble as trouble:
        world.links.table.transact([Drop(row.key)])
        if not isinstance(trouble, Rejected):
            raise
        logger.info("photo refused", extra={"connection": connection.id, "reason": trouble.reason})


def _told(world: World, connection: Connection, pose: Pose, photo: Photo) -> Put:
    bare: Contact = replace(pose.person.contact, photo=None)
    shown = replace(bare, photo=photo)
    return ledger.written(world, connection, pose.link, Side.CRM, Act.UPDATE, Why.PICTURE, bare, shown)
