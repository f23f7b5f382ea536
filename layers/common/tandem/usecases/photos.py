"""Photos go one way only: to persons that have none, from one-way connections."""

import logging
from collections.abc import Sequence

from tandem.domain.errors import Rejected
from tandem.domain.sight import Seen
from tandem.state.connections import Connection
from tandem.usecases.world import Opened, World

logger = logging.getLogger("tandem")


def give_photos(world: World, connection: Connection, opened: Opened, pairs: Sequence[tuple[Seen, Seen]]) -> None:
    """`pairs` are (contact, person). A photo that Pipedrive refuses costs the contact nothing."""
    if connection.rules.is_two_way:
        return
    for contact, person in pairs:
        photo = contact.contact.photo
        if photo is None or person.contact.photo is not None:
            continue
        content = contact.photo or world.spool.photo(connection.id, connection.account, photo.digest)
        if content is not None:
            _give(opened, connection, person, content, photo.media_type)


def _give(opened: Opened, connection: Connection, person: Seen, content: bytes, media_type: str) -> None:
    try:
        opened.desk.upload_photo(person.remote_id, content, media_type)
    except Rejected as refused:
        logger.info("photo refused", extra={"connection": connection.id, "reason": refused.reason})
