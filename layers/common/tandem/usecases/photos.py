"""Photos go one way only: to persons that have none, from one-way connections."""

import logging
from collections.abc import Sequence

from tandem.domain.contact import Side
from tandem.domain.errors import Rejected
from tandem.domain.sight import Seen
from tandem.state.connections import Connection
from tandem.usecases.names import shown_name
from tandem.usecases.parking import park
from tandem.usecases.world import Opened, World

logger = logging.getLogger("tandem")

TOO_LARGE = Rejected("picture_too_large")


def give_photos(world: World, connection: Connection, opened: Opened, pairs: Sequence[tuple[Seen, Seen]]) -> None:
    """`pairs` are (contact, person). A photo that Pipedrive refuses costs the contact nothing; one that is too large is
    told beside it."""
    if connection.rules.is_two_way:
        return
    for contact, person in pairs:
        photo = contact.contact.photo
        if photo is None or person.contact.photo is not None:
            continue
        content = contact.photo or world.spool.photo(connection.id, connection.account, photo.digest)
        if content is None:
            park(world, connection, Side.PROVIDER, contact.remote_id, TOO_LARGE, shown_name(contact.contact))
        else:
            _give(opened, connection, person, content, photo.media_type)


def _give(opened: Opened, connection: Connection, person: Seen, content: bytes, media_type: str) -> None:
    try:
        opened.desk.upload_photo(person.remote_id, content, media_type)
    except Rejected as refused:
        logger.info("photo refused", extra={"connection": connection.id, "reason": refused.reason})
