"""The pictures of contacts, which Graph gives one by one. They are read for one-way connections, and never written."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from tandem.domain.contact import Photo
from tandem.domain.errors import AccessRevoked, CursorExpired, Rejected, Retryable, Trouble, Unavailable
from tandem.domain.ids import RemoteId
from tandem.providers.microsoft.answers import NOT_FOUND, Part, trouble_of
from tandem.providers.microsoft.batch import MOST
from tandem.providers.microsoft.call import Call, part
from tandem.providers.microsoft.client import GraphClient

_SIGNATURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"))


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a picture with the reference to them."""

    content: bytes
    photo: Photo


def pictures_of(client: GraphClient, ids: Sequence[RemoteId]) -> Mapping[RemoteId, Picture | None]:
    """20 at a time; one by one where together they are too large for an answer. What failed is tried once more.

    None for who has no picture, left out where nobody could tell: that costs a contact nothing.
    """
    found = _asked(client, ids)
    return found | _asked(client, [one for one in ids if one not in found])


def _asked(client: GraphClient, ids: Sequence[RemoteId]) -> dict[RemoteId, Picture | None]:
    found: dict[RemoteId, Picture | None] = {}
    for start in range(0, len(ids), MOST):
        chunk = ids[start : start + MOST]
        try:
            parts = client.parts([_call(one) for one in chunk])
        except Unavailable as trouble:
            if trouble.reason != "answer_too_large":
                raise
            found |= {one: picture for one in chunk for picture in _alone(client, one)}
        else:
            answers = zip(chunk, parts, strict=True)
            found |= {one: picture for one, answer in answers for picture in _read(answer)}
    return found


def _call(remote: RemoteId) -> Call:
    return Call("GET", f"me/contacts/{part(remote)}/photo/$value")


def _alone(client: GraphClient, remote: RemoteId) -> list[Picture | None]:
    try:
        return [_picture(client.content(_call(remote)))]
    except (Rejected, Unavailable) as trouble:
        return _judged(trouble)


def _read(answer: Part | None) -> list[Picture | None]:
    if answer is None:
        return []
    status, headers, body = answer
    if status != 200:
        return _judged(trouble_of(status, headers, body))
    try:
        return [_picture(b64decode(str(body), validate=True))]
    except (NotBase64, ValueError):
        return []


def _judged(trouble: Trouble) -> list[Picture | None]:
    """Raise what stops all the rest as well."""
    if isinstance(trouble, AccessRevoked) or (isinstance(trouble, Retryable) and not isinstance(trouble, Unavailable)):
        raise trouble
    is_none = isinstance(trouble, Rejected) and trouble.reason == NOT_FOUND
    return [None] if is_none and not isinstance(trouble, CursorExpired) else []


def _picture(content: bytes) -> Picture | None:
    media_type = next((kind for start, kind in _SIGNATURES if content.startswith(start)), "")
    return Picture(content, Photo(sha256(content).hexdigest(), media_type)) if media_type else None
