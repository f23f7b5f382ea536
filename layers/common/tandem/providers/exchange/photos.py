"""Photos of contacts: attachments of theirs, fetched where they are wanted and never written."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from tandem.domain.contact import Photo
from tandem.domain.content import with_photo
from tandem.domain.ids import RemoteId
from tandem.domain.sight import Seen, Sight
from tandem.providers.exchange import payloads
from tandem.providers.exchange.calls import Element, Ews, T

LARGEST = 3 * 1024 * 1024
"""Bytes beyond which a contact is synced without its photo."""
_AT_ONCE = 8
_NAME = "contactpicture.jpg"  # as Outlook calls it, on servers that mark no photo
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
)


def photo_id_of(contact: Element) -> str:
    """The attachment that is the photo; "" for none, or for one that is too large to be taken along."""
    for one in contact.iter(f"{T}FileAttachment"):
        name = (one.findtext(f"{T}Name") or "").lower()
        if one.findtext(f"{T}IsContactPhoto") == "true" or name == _NAME:
            size = one.findtext(f"{T}Size") or ""
            is_small = not size.isdecimal() or (len(size) < 10 and int(size) <= LARGEST)
            found = one.find(f"{T}AttachmentId") if is_small else None
            return str(found.get("Id") or "") if found is not None else ""
    return ""


def with_pictures(ews: Ews, sights: Sequence[Sight], photos: Mapping[RemoteId, str]) -> Sequence[Sight]:
    """The same with their photos, eight to a request; one that nobody can read costs its contact nothing."""
    asked, pictures = list(photos.items()), dict[RemoteId, bytes]()
    for at in range(0, len(asked), _AT_ONCE):
        chunk = asked[at : at + _AT_ONCE]
        messages = ews.each(payloads.get_attachments([one for _, one in chunk]), len(chunk))
        for (remote, _), message in zip(chunk, messages, strict=True):
            pictures[remote] = _content(message.element.findtext(f".//{T}Content") or "")
    return [_pictured(one, pictures.get(one.remote_id, b"")) if isinstance(one, Seen) else one for one in sights]


def _pictured(seen: Seen, content: bytes) -> Seen:
    media_type = media_type_of(content)
    if not media_type:
        return seen
    photo = Photo(sha256(content).hexdigest(), media_type)
    return replace(seen, content=with_photo(seen.content, photo), photo=content)


def media_type_of(content: bytes) -> str:
    """By its first bytes, whatever it is called; "" for no picture."""
    return next((media_type for start, media_type in _SIGNATURES if content.startswith(start)), "")


def _content(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except ValueError:  # a broken pad, or letters that base64 doesn't have
        return b""
