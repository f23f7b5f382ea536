"""Many answers in one as Google gives them: multipart/mixed, an HTTP answer in each part, one of which is odd."""

import json
from random import Random
from typing import Any, NamedTuple

from tandem.providers.transport import Answer
from tests.fuzz import json_forms, signs

HEAD = b"\x01content-type=multipart/mixed; boundary=odd"
_BOUNDARY = b"odd"
_PLACES = (b"<response-item-0>", b"response-1", b"<response-item-%d>" % 10**30, b"", b"<response-item-\xd9\xa1>", b"0")
_LINES = (
    *(b"HTTP/1.1 200 OK", b"HTTP/1.1 401 x", b"HTTP/1.1 404 Not Found", b"HTTP/1.1 410", b"HTTP/9 999 x", b"HTTP/1.1"),
    *(b"HTTP/1.1 \xd9\xa2\xd9\xa0\xd9\xa0 OK", b"", b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000),
)
_ENCODINGS = (b"base64", b"quoted-printable", b"x-uuencode", b"7bit", b"none", b"\xff")


class Parts(NamedTuple):
    """Status and document of each."""

    parts: tuple[tuple[int, Any], ...]


def answer(parts: Parts) -> Answer:
    """As it should be."""
    return Answer(200, {"content-type": "multipart/mixed; boundary=odd"}, written(parts), "https://odd.example/")


def written(told: Any) -> bytes:
    """Whatever is no batch is a document."""
    if not isinstance(told, Parts):
        return json.dumps(told).encode()
    return _joined([_part(at, b"HTTP/1.1 %d x" % status, written(one)) for at, (status, one) in enumerate(told.parts)])


def mutated(told: Any, source: Random) -> bytes:
    if not isinstance(told, Parts):
        return json_forms.mutated(told, source)
    odd = source.randrange(len(told.parts))
    parts = [
        _odd_part(at, status, one, source) if at == odd else _part(at, b"HTTP/1.1 %d x" % status, written(one))
        for at, (status, one) in enumerate(told.parts)
    ]
    whole = _joined(parts * signs.fitting(signs.many(source), sum(map(len, parts))))
    return signs.spoiled(whole, source) if source.random() < 0.3 else whole


def _odd_part(at: int, status: int, document: Any, source: Random) -> bytes:
    """Its document is odd, or where it belongs, or how it is told."""
    body = json_forms.mutated(document, source) if source.random() < 0.7 else written(document)
    first = source.choice(_LINES) if source.random() < 0.4 else b"HTTP/1.1 %d x" % status
    place = source.choice(_PLACES) if source.random() < 0.2 else b"<response-item-%d>" % at
    encoding = source.choice(_ENCODINGS) if source.random() < 0.1 else b""
    return _part(at, first, body, place, encoding)


def _part(at: int, first: bytes, body: bytes, place: bytes = b"", encoding: bytes = b"") -> bytes:
    name = place or b"<response-item-%d>" % at
    coded = b"Content-Transfer-Encoding: %b\r\n" % encoding if encoding else b""
    outer = b"Content-Type: application/http\r\nContent-ID: %b\r\n%b\r\n" % (name, coded)
    return outer + first + b"\r\nContent-Type: application/json\r\n\r\n" + body


def _joined(parts: list[bytes]) -> bytes:
    return b"".join(b"--%b\r\n%b\r\n" % (_BOUNDARY, part) for part in parts) + b"--%b--\r\n" % _BOUNDARY
