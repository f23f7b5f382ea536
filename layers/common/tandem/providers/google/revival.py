"""An id that was used before: Google keeps the ids of deleted events, so what is made anew is the old one put back."""

from tandem.domain.errors import Rejected, Trouble, Unavailable
from tandem.domain.sight import Seen, Tombstone
from tandem.ports import Failed, Written
from tandem.providers.google.access import Access
from tandem.providers.google.call import Call, Json
from tandem.providers.google.sights import Reader, is_meeting

SILENT = {"sendUpdates": "none"}


def put_back(access: Access, reader: Reader, remote: str, body: Json) -> Written | Failed:
    """Where the event is still there, its creation was done, and nobody was told: whoever looks for it finds it."""
    try:
        item = access.client.call(Call("GET", access.event(remote)))
        if isinstance(reader.sight(item), Seen):
            return Failed(Unavailable("exists"))
        if not _is_free(reader, item):
            return Failed(Rejected("id_taken"))
        again = {**body, "status": "confirmed"}
        return shown(reader, access.client.call(Call("PATCH", access.event(remote), SILENT, again, str(item["etag"]))))
    except Trouble as trouble:
        return Failed(trouble)


def _is_free(reader: Reader, item: Json) -> bool:
    """Guests and repetitions would be put back with it."""
    is_deleted = isinstance(reader.sight(item), Tombstone)
    return is_deleted and not item.get("recurrence") and not (item.get("attendees") or is_meeting(item))


def shown(reader: Reader, item: Json) -> Written | Failed:
    """What the answer of a write shows."""
    sight = reader.sight(item) if item.get("id") else None
    return Written(sight) if isinstance(sight, Seen) else Failed(Unavailable("bad_answer"))
