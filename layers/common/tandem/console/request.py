"""Reads an HTTP API event (payload 2.0) into a value, and says no to what no route could make sense of."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

from tandem.domain.errors import Refused

BODY_LIMIT = 64 * 1024


class Unfit(Refused):
    """The request itself makes no sense; `field` is the part of it that a person must change."""

    def __init__(self, status: int, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.status = status
        self.field = field


@dataclass(frozen=True, slots=True)
class Request:
    """`path` is split and unquoted; names of headers are in lower case."""

    method: str
    path: tuple[str, ...]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes
    now: datetime


def read_request(event: Mapping[str, Any], now: datetime) -> Request:
    """Raise `Unfit` for a body that is too large or isn't what it says."""
    return Request(
        method=str(event["requestContext"]["http"]["method"]).upper(),
        path=tuple(unquote(part) for part in str(event.get("rawPath", "/")).split("/")[1:]),
        query=dict(parse_qsl(str(event.get("rawQueryString", "")), keep_blank_values=True)),
        headers={str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()},
        cookies=dict(_cookie(text) for text in event.get("cookies") or ()),
        body=_body(event),
        now=now,
    )


def arrival(event: Mapping[str, Any]) -> datetime | None:
    """When the front took the request in, where it says so."""
    epoch = event.get("requestContext", {}).get("timeEpoch")
    return datetime.fromtimestamp(epoch / 1000, UTC) if isinstance(epoch, int) else None


def _cookie(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip(), value.strip()


def _body(event: Mapping[str, Any]) -> bytes:
    text = str(event.get("body") or "")
    if len(text) > BODY_LIMIT * 4 // 3 + 4:
        raise Unfit(413, "body_too_large")
    try:
        body = base64.b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
    except ValueError as error:  # half a character, a broken pad, or letters that base64 doesn't have
        raise Unfit(400, "malformed_body") from error
    if len(body) > BODY_LIMIT:
        raise Unfit(413, "body_too_large")
    return body
