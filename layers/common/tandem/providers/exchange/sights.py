"""Reading contacts: what each answer says about one."""

from collections.abc import Iterator, Mapping, Sequence

from tandem.domain.errors import Unavailable
from tandem.domain.ids import RemoteId, Version
from tandem.domain.sight import Broken, Seen, Sight, Tombstone, Unseen
from tandem.providers.exchange import payloads
from tandem.providers.exchange.calls import Element, Ews, Message, T, named
from tandem.providers.exchange.errors import MALFORMED, NOT_FOUND, UNREADABLE
from tandem.providers.exchange.folders import Scope
from tandem.providers.exchange.mapping import to_contact
from tandem.providers.exchange.photos import photo_id_of, with_pictures
from tandem.providers.exchange.slots import packed, read_slots, tag_of

CHUNK = 100
"""Contacts per request."""
KEY = "key:"
"""Before the search key, which is the uid of a contact that Tandem didn't make."""
_LARGEST_NOTES = 256 * 1024


def read_contacts(ews: Ews, ids: Sequence[RemoteId], scope: Scope, *, with_photos: bool) -> Iterator[Sight]:
    """One for each id, in their order."""
    for at in range(0, len(ids), CHUNK):
        yield from _chunk(ews, ids[at : at + CHUNK], scope, with_photos=with_photos)


def _chunk(ews: Ews, ids: Sequence[RemoteId], scope: Scope, *, with_photos: bool) -> Sequence[Sight]:
    """An answer beyond all measure is asked for by halves; what is too large by itself is no contact."""
    try:
        messages = ews.each(payloads.get_contacts(ids, with_photos=with_photos), len(ids))
    except Unavailable as trouble:
        if trouble.reason != "answer_too_large":
            raise
        if len(ids) == 1:
            return [Broken(ids[0], Version(""), "card_too_large")]
        half = len(ids) // 2
        parts = (ids[:half], ids[half:])
        return [one for part in parts for one in _chunk(ews, part, scope, with_photos=with_photos)]
    sights = [sight_of(one, message, scope) for one, message in zip(ids, messages, strict=True)]
    return with_pictures(ews, sights, _photos(messages, sights)) if with_photos else sights


def sight_of(remote: RemoteId, message: Message, scope: Scope) -> Sight:
    """Not found is proof: the item was deleted, or has another id since it was moved, under which its uid finds it."""
    if message.code == NOT_FOUND:
        return Tombstone(remote)
    if message.code in MALFORMED:
        return Unseen(remote)
    if message.code in UNREADABLE:
        return Broken(remote, Version(""), "contact_unreadable", message.code)
    if not message.is_fine:
        raise message.trouble()
    contact = message.element.find(f".//{T}Contact")
    return Unseen(remote) if contact is None else _seen(contact, scope)


def _seen(contact: Element, scope: Scope) -> Seen | Broken:
    """Raise `Unavailable` for one without an id."""
    slots, item = read_slots(contact), contact.find(f"{T}ItemId")
    parent = contact.find(f"{T}ParentFolderId")
    categories = [one.text or "" for one in contact.iterfind(f"{T}Categories/{T}String")]
    remote, version = RemoteId(named(contact, f"{T}ItemId")), Version(item.get("ChangeKey") or "")
    if len(slots.get("Body", "")) > _LARGEST_NOTES:
        return Broken(remote, version, "card_too_large")
    return Seen(
        remote_id=remote,
        version=version,
        content=to_contact(slots),
        uid=_uid(contact),
        raw=packed(slots),
        in_scope=scope.holds(parent.get("Id") if parent is not None else "", categories),
    )


def _uid(contact: Element) -> str:
    """Our marker, or else the search key."""
    told = {
        (path.get("PropertyName") or tag_of(path)): one.findtext(f"{T}Value") or ""
        for one in contact.iterfind(f"{T}ExtendedProperty")
        if (path := one.find(f"{T}ExtendedFieldURI")) is not None
    }
    key = told.get(payloads.SEARCH_KEY_TAG, "")
    return told.get(payloads.MARKER) or (KEY + key if key else "")


def _photos(messages: Sequence[Message], sights: Sequence[Sight]) -> Mapping[RemoteId, str]:
    """By contact, the attachment that is its photo."""
    pairs = zip(sights, messages, strict=True)
    found = {one.remote_id: photo_id_of(message.element) for one, message in pairs if isinstance(one, Seen)}
    return {remote: attachment for remote, attachment in found.items() if attachment}
