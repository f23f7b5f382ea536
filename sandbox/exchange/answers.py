"""What goes back over HTTP."""

from dataclasses import dataclass, field
from typing import Any

import orjson

from sandbox.exchange.soap import CONTENT_TYPE


@dataclass(slots=True)
class Answer:
    """`repeated` are headers that may come more than once."""

    status: int
    body: bytes
    content_type: str = CONTENT_TYPE
    headers: dict[str, str] = field(default_factory=dict)
    repeated: tuple[tuple[str, str], ...] = ()


def told(value: Any, status: int = 200) -> Answer:
    return Answer(status, orjson.dumps(value), "application/json")
