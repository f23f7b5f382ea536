"""Many calls in one request: multipart/mixed with an HTTP request in each part (developers.google.com/calendar/batch).

Answers come in any order, each under the Content-ID of its call with "response-" before it.
"""

from collections.abc import Mapping, Sequence
from email import policy
from email.parser import BytesParser
from http.client import HTTPException, parse_headers
from io import BytesIO
from re import compile as pattern
from secrets import token_hex
from urllib.parse import urlsplit

from tandem.domain.errors import Unavailable
from tandem.providers.google.call import Call

MOST = 50
"""The documented limit is 1000; what Google recommends, and what keeps an answer small, is 50."""
Part = tuple[int, Mapping[str, str], bytes]
"""Status, headers by lower-case name, and body."""
_PLACE = pattern(r"<?response-(?:item-)?(\d+)>?")
_STATUS = pattern(rb"HTTP/[\d.]+ (\d{3})[^\r\n]*\r?\n")


def joined(calls: Sequence[Call], api_url: str) -> tuple[str, bytes]:
    """The boundary and the body; the calls are numbered by their place."""
    boundary, base = f"batch_{token_hex(16)}", urlsplit(api_url).path
    parts = [_part(place, call, base) for place, call in enumerate(calls)]
    lines = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return boundary, lines + b"--" + boundary.encode() + b"--\r\n"


def _part(place: int, call: Call, base: str) -> bytes:
    head = f"Content-Type: application/http\r\nContent-ID: <item-{place}>\r\n\r\n"
    request = f"{call.method} {base}{call.target} HTTP/1.1\r\n"
    fields = call.headers | ({"content-length": str(len(call.content))} if call.content else {})
    inner = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return (head + request + inner + "\r\n").encode() + call.content


def parted(content_type: str, body: bytes) -> dict[int, Part]:
    """The answers by the place of their call. Raise `Unavailable` for what is no such answer."""
    head = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    message = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    if not message.is_multipart():
        raise Unavailable("bad_answer", "batch")
    found: dict[int, Part] = {}
    for part in message.iter_parts():
        place = _PLACE.fullmatch(str(part.get("Content-ID", "")))
        content = part.get_payload(decode=True)
        answer = _answer(content) if isinstance(content, bytes) else None
        if place is not None and answer is not None:
            found[int(place[1])] = answer
    return found


def _answer(content: bytes) -> Part | None:
    status = _STATUS.match(content)
    if status is None:
        return None
    rest = BytesIO(content[status.end() :])
    try:
        headers = parse_headers(rest).items()
    except HTTPException:
        return None
    return int(status[1]), {name.lower(): value for name, value in headers}, rest.read().strip(b"\r\n")
