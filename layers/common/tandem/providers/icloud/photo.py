"""The picture inside a card, or the links to one; `pictures` fetches what is linked. None is ever written."""

import binascii
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import unquote_to_bytes

from tandem.domain.contact import Photo
from tandem.providers.icloud.card import Card
from tandem.providers.icloud.lines import Line

LARGEST = 4 * 1024 * 1024
"""Characters of a PHOTO line beyond which a contact is synced without its picture."""
LARGEST_CONTENT = LARGEST // 4 * 3
"""Bytes that base64 makes as many characters of: the same limit for a picture that is linked."""

_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a picture with the reference to them; no bytes for one that is too large to be taken along."""

    content: bytes
    photo: Photo


def picture_of(card: Card) -> Picture | None:
    """The first inline picture whose bytes are those of an image format that people use."""
    for _, line in card.all("PHOTO"):
        if len(line.value) > LARGEST:
            return too_large(line.value)
        if picture := as_picture(_content(line)):
            return picture
    return None


def links_of(card: Card) -> list[str]:
    """The addresses of pictures that the card only links to, in its order."""
    values = (_plain(line) for _, line in card.all("PHOTO"))
    return [value for value in values if value[:8].lower().startswith(("http://", "https://"))]


def as_picture(content: bytes) -> Picture | None:
    """None for bytes of no image format that people use."""
    media_type = _media_type(content)
    return Picture(content, Photo(sha256(content).hexdigest(), media_type)) if media_type else None


def too_large(told_apart_by: str) -> Picture:
    """One that isn't taken along, which the person is told."""
    return Picture(b"", Photo(sha256(told_apart_by.encode()).hexdigest(), ""))


def _content(line: Line) -> bytes:
    value = _plain(line)
    if value[:5].lower() == "data:":
        head, _, data = value[5:].partition(",")
        return _decoded(data) if head.lower().endswith(";base64") else unquote_to_bytes(data)
    return b"" if ":" in value[:12] else _decoded(value)


def _plain(line: Line) -> str:
    return line.value.strip().replace("\\", "")  # vCard 3 escapes the comma and semicolon of a URI


def _decoded(data: str) -> bytes:
    """Base64, forgiving about the padding, which some programs lose."""
    signs = "".join(data.split()).rstrip("=")
    signs = signs[:-1] if len(signs) % 4 == 1 else signs
    try:
        return binascii.a2b_base64(signs + "=" * (-len(signs) % 4))
    except ValueError:
        return b""


def _media_type(content: bytes) -> str:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1"):
        return "image/heic"
    return next((media_type for start, media_type in _SIGNATURES if content.startswith(start)), "")
