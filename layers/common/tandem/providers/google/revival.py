"""What was deleted and is put back: Google keeps deleted events for a while, under their ids, with what was in them.

So what is made anew under an id that was used before is the old one; and what an undo brings back is the event itself,
with its guests, who are mailed nothing, or the occurrence in its series.
"""

from tandem.domain.comparison import changed_fields
from tandem.domain.content import as_event
from tandem.domain.errors import Rejected, Trouble, Unavailable
from tandem.domain.event import Event
from tandem.domain.field import EVENT_FIELDS, Field
from tandem.domain.sight import Seen, Tombstone
from tandem.ports import Creation, Failed, Written
from tandem.providers.google.access import Access
from tandem.providers.google.call import Call, Json, named
from tandem.providers.google.event import MARKER, to_body, to_event
from tandem.providers.google.sights import Reader, is_meeting

SILENT = {"sendUpdates": "none"}
FORGOTTEN = frozenset({"not_found", "gone"})


def put_back(access: Access, reader: Reader, remote: str, body: Json) -> Written | Failed:
    """Where the event is still there, its creation was done, and nobody was told: whoever looks for it finds it."""
    try:
        item = access.client.call(Call("GET", access.event(remote)))
        if isinstance(reader.sight(item), Seen):
            return Failed(Unavailable("exists"))
        if not _is_free(reader, item):
            return Failed(Rejected("id_taken"))
        return shown(reader, access.client.call(_patch(access, remote, {**body, "status": "confirmed"}, item)))
    except Trouble as trouble:
        return Failed(trouble)


def _patch(access: Access, remote: str, body: Json, item: Json) -> Call:
    """In the version that was just read, without which nothing is put back."""
    return Call("PATCH", access.event(remote), SILENT, body, named(item, "etag"))


def _is_free(reader: Reader, item: Json) -> bool:
    """Guests and repetitions would be put back with it."""
    is_deleted = isinstance(reader.sight(item), Tombstone)
    try:
        return is_deleted and not item.get("recurrence") and not (item.get("attendees") or is_meeting(item))
    except (TypeError, AttributeError):
        return False  # nobody knows who else is in it


def brought_back(access: Access, reader: Reader, creation: Creation) -> Written | Failed | None:
    """The deleted event in whose stead this is made, put back; None where Google has forgotten it.

    Somebody else's invitation that was deleted here was declined by that: nobody but its guest can take that back.
    """
    try:
        item = access.client.call(Call("GET", access.event(creation.instead or "")))
        if isinstance(reader.sight(item), Seen):
            return Failed(Unavailable("exists"))
        if item.get("recurrence") or not _is_own(item):
            return Failed(Rejected("not_ours"))
        body = _again(reader, item, creation)
        return shown(reader, access.client.call(_patch(access, item["id"], body, item)))
    except Rejected as rejected:
        return None if rejected.reason in FORGOTTEN else Failed(rejected)
    except Trouble as trouble:
        return Failed(trouble)


def _is_own(item: Json) -> bool:
    organizer = item.get("organizer")
    return not organizer or (isinstance(organizer, dict) and bool(organizer.get("self")))


def _again(reader: Reader, item: Json, creation: Creation) -> Json:
    """What it still holds isn't sent. Our name tells whoever hears of it first that it is none that is new."""
    wanted = as_event(creation.content)
    fields = _unlike(reader, item, wanted) - wanted.missing
    marker = {"private": {MARKER: creation.link_id}}
    return {**to_body(wanted, fields, reader.zone), "status": "confirmed", "extendedProperties": marker}


def _unlike(reader: Reader, item: Json, wanted: Event) -> frozenset[Field]:
    try:
        return changed_fields(to_event(item, reader.zone), wanted)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return frozenset(EVENT_FIELDS)  # nothing is certain to be left of it but its id (Events, status)


def shown(reader: Reader, item: Json) -> Written | Failed:
    """What the answer of a write shows."""
    sight = reader.sight(item) if item.get("id") else None
    return Written(sight) if isinstance(sight, Seen) else Failed(Unavailable("bad_answer"))
