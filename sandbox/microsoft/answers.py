"""Answers, and refusals in the words of Graph."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import orjson

JSON = "application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8"
HTML = "text/html; charset=UTF-8"


@dataclass(slots=True)
class Answer:
    """`body` is the encoded text; `headers` come on top of content type and length."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


class Refused(Exception):
    """Any answer that is not a success: `code` is Graph's own word for why."""

    def __init__(self, status: int, code: str, message: str, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        number = str(uuid4())
        inner = {"date": "2026-11-26T09:00:00", "request-id": number, "client-request-id": number}
        self.body = {"error": {"code": code, "message": message, "innerError": inner}}

    def answer(self) -> Answer:
        return Answer(self.status, orjson.dumps(self.body), headers=dict(self.headers))


def told(value: Any, status: int = 200, **headers: str) -> Answer:
    return Answer(status, orjson.dumps(value), headers=headers)


def nothing(status: int = 204) -> Answer:
    return Answer(status, b"")


def bad_request(message: str, code: str = "BadRequest") -> Refused:
    return Refused(400, code, message)


def not_found() -> Refused:
    return Refused(404, "ErrorItemNotFound", "The specified object was not found in the store.")


def malformed() -> Refused:
    return Refused(400, "ErrorInvalidIdMalformed", "Id is malformed.")


def no_segment(path: str) -> Refused:
    return Refused(400, "BadRequest", f"Resource not found for the segment '{path.rpartition('/')[2]}'.")


def stale() -> Refused:
    message = "The send or update operation could not be performed because the change key passed in the request does "
    return Refused(412, "ErrorIrresolvableConflict", message + "not match the current change key for the item.")


def bad_token() -> Refused:
    challenge = {"www-authenticate": 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common"'}
    return Refused(
        401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.", headers=challenge
    )


def scope_missing() -> Refused:
    return Refused(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")


def too_many(seconds: int = 10) -> Refused:
    message = "Application is over its MailboxConcurrency limit."
    return Refused(429, "ApplicationThrottled", message, headers={"retry-after": str(seconds)})
