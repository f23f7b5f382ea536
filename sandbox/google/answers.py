"""Answers, and refusals in the words of Calendar v3."""

from dataclasses import dataclass, field
from typing import Any

import orjson

JSON = "application/json; charset=UTF-8"
HTML = "text/html; charset=UTF-8"
Location = tuple[str, str]


@dataclass(slots=True)
class Answer:
    """`body` is the encoded text; `headers` come on top of content type and length."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


class Refused(Exception):
    """Any answer that is not a success; `location` is its type and name, `more` stands beside `code`."""

    def __init__(
        self,
        status: int,
        reason: str,
        message: str,
        *,
        domain: str = "global",
        location: Location | None = None,
        headers: dict[str, str] | None = None,
        more: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        place = {"locationType": location[0], "location": location[1]} if location else {}
        item = {"domain": domain, "reason": reason, "message": message, **place}
        self.body = {"error": {"errors": [item], "code": status, "message": message, **(more or {})}}

    def answer(self) -> Answer:
        return Answer(self.status, orjson.dumps(self.body), headers=dict(self.headers))


def told(value: Any, status: int = 200, **headers: str) -> Answer:
    return Answer(status, orjson.dumps(value), headers=headers)


def nothing() -> Answer:
    return Answer(204, b"")


def invalid(message: str, parameter: str | None = None) -> Refused:
    return Refused(400, "invalid", message, location=("parameter", parameter) if parameter else None)


def required(message: str) -> Refused:
    return Refused(400, "required", message)


def not_found() -> Refused:
    return Refused(404, "notFound", "Not Found")


def duplicate() -> Refused:
    return Refused(409, "duplicate", "The requested identifier already exists.")


def stale() -> Refused:
    return Refused(412, "conditionNotMet", "Precondition Failed", location=("header", "If-Match"))


def bad_credentials() -> Refused:
    return Refused(
        401,
        "authError",
        "Invalid Credentials",
        location=("header", "Authorization"),
        headers={"www-authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'},
    )


def scope_missing() -> Refused:
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}
    more = {"status": "PERMISSION_DENIED", "details": [{**info, "domain": "googleapis.com"}]}
    return Refused(403, "insufficientPermissions", "Insufficient Permission", more=more)
