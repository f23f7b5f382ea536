"""Texts and numbers that programs stumble over, and changes to bytes that know no format."""

from collections.abc import Callable
from random import Random

HUGE = 250_000
"""Bytes of the largest that is made of one piece: around the limits of what is read at all."""

ODD = (
    "",
    " ",
    "\0",
    "\x1b[31m",
    "\x85",
    "\u2028",
    "\ufeff",
    "\ufffe",
    "\U0010ffff",
    "e\u0301",
    "ß",
    "İ",
    "\u202etfel",
    "%00",
    "%",
    "../..",
    "\\",
    '"',
    "'",
    "=",
    ";",
    ":",
    ",",
    "&amp;",
    "<",
    "]]>",
    "\r",
    "\n",
    "\r\n",
    "\t",
    "-1",
    "0",
    "NaN",
    "1e999",
    "9" * 19,
    "9" * 4400,
    "2026-02-30",
    "0000-00-00",
    "9999-12-31T23:59:59+23:59",
    "0001-01-01T00:00:00+14:00",
    "http://[::1",
    "//[",
    "javascript:",
    "тест",
    "名前",
    "👩‍👩‍👧",
)
_RAW = (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xff\xfe", b"\xfe\xff", b"\0", b"\xef\xbb\xbf", b"\xf4\x90\x80\x80")


def many(source: Random) -> int:
    """Mostly few, at times hundreds, seldom as many as fit."""
    return source.choice((1, 2, 3, 8, 70, 300, 1_100, 5_000) if source.random() < 0.1 else (1, 2, 3, 4))


def fitting(times: int, size: int) -> int:
    """As often as it is wanted, as long as that isn't far beyond what is read at all."""
    return max(1, min(times, 2 * HUGE // max(1, size)))


def text(source: Random) -> str:
    """One odd text, several, or one very often."""
    drawn = source.choice(ODD)
    if source.random() < 0.02:
        return (drawn or "x") * (source.choice((1_000, 70_000, HUGE)) // max(1, len(drawn)))
    return "".join(source.choice(ODD) for _ in range(3)) if source.random() < 0.2 else drawn


def _cut(data: bytes, source: Random) -> bytes:
    return data[: source.randrange(len(data) + 1)]


def _flip(data: bytes, source: Random) -> bytes:
    at = source.randrange(len(data) + 1)
    return data[:at] + bytes([source.randrange(256)]) + data[at + 1 :]


def _insert(data: bytes, source: Random) -> bytes:
    at = source.randrange(len(data) + 1)
    odd = source.choice(_RAW) if source.random() < 0.5 else text(source).encode()
    return data[:at] + odd + data[at:]


def _drop(data: bytes, source: Random) -> bytes:
    at = source.randrange(len(data) + 1)
    return data[:at] + data[at + source.choice((1, 2, 7, 40)) :]


def _repeat(data: bytes, source: Random) -> bytes:
    at = source.randrange(len(data) + 1)
    piece = data[at : at + source.choice((1, 2, 5, 60))]
    return data[:at] + piece * min(many(source), HUGE // max(1, len(piece))) + data[at:]


def _mark(data: bytes, source: Random) -> bytes:
    return source.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\0")) + data


_CHANGES: tuple[Callable[[bytes, Random], bytes], ...] = (_cut, _flip, _insert, _drop, _repeat, _flip, _insert, _mark)


def spoiled(data: bytes, source: Random) -> bytes:
    """One to three changes to the bytes."""
    for _ in range(source.choice((1, 1, 2, 3))):
        data = source.choice(_CHANGES)(data, source)
    return data
