"""A picture as the form that Pipedrive takes it in."""

from hashlib import sha256

from tandem.domain.errors import Rejected

MAX_BYTES = 10 * 1024 * 1024
_BEGINNINGS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}


def form(content: bytes, media_type: str) -> tuple[bytes, str]:
    """A multipart form of one file, and its media type. Raise `Rejected` for what Pipedrive takes for no picture."""
    if len(content) > MAX_BYTES:
        raise Rejected("picture_too_large")
    kind = media_type.lower().replace("image/jpg", "image/jpeg")
    if not content.startswith(_BEGINNINGS.get(kind, b"\0 no picture")):
        raise Rejected("not_a_picture")
    boundary = "tandem-" + sha256(content).hexdigest()
    extension = kind.removeprefix("image/")
    head = (
        f"--{boundary}\r\n"
        f'content-disposition: form-data; name="file"; filename="picture.{extension}"\r\n'
        f"content-type: {kind}\r\n\r\n"
    )
    body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"
