"""HTTP requests as events of an HTTP API (payload format 2.0), and handlers' results as answers.

docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import base64
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from tandem.local.routes import Match

Headers = Iterable[tuple[bytes, bytes]]

_TEXT = ("text/", "application/json", "application/xml", "application/javascript")
_STRUCTURED = ("+json", "+xml")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


def to_event(scope: Mapping[str, Any], body: bytes, match: Match, now: datetime) -> dict[str, Any]:
    """`scope` is ASGI's. Keys without a value are left out, as API Gateway does."""
    headers, cookies = _headers(scope["headers"])
    query = scope["query_string"].decode("latin-1")
    route = f"{match.route.method} {match.route.path}"
    text, is_encoded = _body(body, headers.get("content-type", ""))
    event = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": scope["raw_path"].decode("latin-1"),
        "rawQueryString": query,
        "cookies": cookies,
        "headers": headers,
        "queryStringParameters": _query(query),
        "requestContext": _context(scope, headers, route, now),
        "pathParameters": match.parameters,
        "body": text,
    }
    return {name: value for name, value in event.items() if value or name in _ALWAYS} | {"isBase64Encoded": is_encoded}


_ALWAYS = {"rawPath", "rawQueryString", "headers"}


def _context(scope: Mapping[str, Any], headers: Mapping[str, str], route: str, now: datetime) -> dict[str, Any]:
    host = headers.get("host", "")
    return {
        "accountId": "000000000000",
        "apiId": "local",
        "domainName": host.partition(":")[0],
        "domainPrefix": host.partition(".")[0],
        "http": {
            "method": scope["method"],
            "path": scope["raw_path"].decode("latin-1"),
            "protocol": f"HTTP/{scope['http_version']}",
            "sourceIp": (scope.get("client") or ("",))[0],
            "userAgent": headers.get("user-agent", ""),
        },
        "requestId": uuid.uuid4().hex,
        "routeKey": route,
        "stage": "$default",
        "time": now.astimezone(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "timeEpoch": int(now.timestamp() * 1000),
    }


def _headers(raw: Headers) -> tuple[dict[str, str], list[str]]:
    """Repeated ones are joined by commas; cookies stand apart."""
    headers: dict[str, str] = {}
    cookies: list[str] = []
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        if key == "cookie":
            cookies += [cookie.strip() for cookie in text.split(";") if cookie.strip()]
        else:
            headers[key] = f"{headers[key]},{text}" if key in headers else text
    return headers, cookies


def _query(raw: str) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for name, value in parse_qsl(raw, keep_blank_values=True):
        parameters[name] = f"{parameters[name]},{value}" if name in parameters else value
    return parameters


def _body(body: bytes, content_type: str) -> tuple[str, bool]:
    """Only what says that it is text comes as text; forms come encoded too."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type.startswith(_TEXT) or media_type.endswith(_STRUCTURED) or not body:
        try:
            return body.decode(), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(body).decode(), True


def to_answer(result: Any) -> Answer:
    """Raise for a result that makes no answer; a result without `statusCode` is itself the JSON to send."""
    if not (isinstance(result, Mapping) and "statusCode" in result):
        return json_answer(200, result)
    body = result.get("body") or ""
    headers = {str(name).lower(): str(value) for name, value in (result.get("headers") or {}).items()}
    headers.setdefault("content-type", "text/plain; charset=utf-8")
    pairs = [*headers.items(), *(("set-cookie", str(cookie)) for cookie in result.get("cookies") or ())]
    return Answer(
        int(result["statusCode"]),
        [_line(name, value) for name, value in pairs],
        base64.b64decode(body) if result.get("isBase64Encoded") else str(body).encode(),
    )


def _line(name: str, value: str) -> tuple[bytes, bytes]:
    if any(sign in name + value for sign in "\r\n\0"):
        raise ValueError("a header of an answer has a line end in it")
    return name.encode("latin-1"), value.encode("latin-1")


def json_answer(status: int, content: object) -> Answer:
    return Answer(status, [(b"content-type", b"application/json")], json.dumps(content).encode())
