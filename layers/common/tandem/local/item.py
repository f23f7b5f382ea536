"""The bytes that an item is stored as: a line of JSON, then its bytes values one after another.

Sealed values are most of an item, so they stay as they are: base64 would take a third more space and twice the time.
"""

import json
from collections.abc import Mapping

from tandem.home import Value

LARGEST = 400_000
"""In bytes; DynamoDB holds 400 KB, and what fits here has to fit there."""

_to_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode
_from_json = json.JSONDecoder().decode


def encode(item: Mapping[str, Value]) -> bytes:
    """Raise ValueError for an item that is larger than a row may be."""
    head: dict[str, object] = {}
    tail: list[bytes] = []
    for name, value in item.items():
        if isinstance(value, bytes):
            head[name] = [len(value)]  # a list is no Value, so it can stand for bytes in the tail
            tail.append(value)
        else:
            head[name] = value
    stored = b"\n".join((_to_json(head).encode(), b"".join(tail)))
    if len(stored) > LARGEST:
        raise ValueError(f"an item of {len(stored)} bytes does not fit a row; keep it in Blobs")
    return stored


def decode(stored: bytes) -> dict[str, Value]:
    # JSON escapes line ends, so the first one is the end of the head.
    start = stored.index(b"\n")
    item: dict[str, Value] = _from_json(stored[:start].decode())
    start += 1
    for name, value in item.items():
        if isinstance(value, list):
            end = start + value[0]
            item[name] = stored[start:end]
            start = end
    return item
