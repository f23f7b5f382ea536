"""Refusals in the words of Google's newer APIs: a status by name, and details that are typed."""

from typing import Any

import orjson

from sandbox.google.answers import Answer, Refused
from sandbox.rows import Row

INFO = "type.googleapis.com/google.rpc.ErrorInfo"
NAMES = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 409: "ALREADY_EXISTS",
    410: "FAILED_PRECONDITION", 429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE",
}  # fmt: skip
CODES = {"INVALID_ARGUMENT": 3, "NOT_FOUND": 5, "FAILED_PRECONDITION": 9}
"""google.rpc.Code, as the status of one contact among many tells it."""
STALE = "Request person.etag is different than the current person.etag. Clear local cache and get the latest person."
EXPIRED = "Sync token is expired. Clear local cache and retry call without the sync token."


class PeopleRefused(Refused):
    """`name` is the status by name."""

    def __init__(
        self, status: int, message: str, name: str = "", reason: str = "", details: tuple[Row, ...] = ()
    ) -> None:
        super().__init__(status, reason, message)
        self.name = name or NAMES[status]
        info = ({"@type": INFO, "reason": reason, "domain": "googleapis.com"},) if reason else ()
        error: dict[str, Any] = {"code": status, "message": message, "status": self.name}
        self.body = {"error": {**error, **({"details": [*info, *details]} if info or details else {})}}

    def as_status(self) -> Row:
        """What is said of one contact of a batch."""
        return {"code": CODES.get(self.name, 13), "message": str(self)}


def told_so(refusal: Refused) -> Answer:
    """Whatever was refused on the way to the API, in these words."""
    if isinstance(refusal, PeopleRefused):
        return refusal.answer()
    reason = refusal.body["error"]["errors"][0]["reason"]
    words = "ACCESS_TOKEN_SCOPE_INSUFFICIENT" if reason == "insufficientPermissions" else ""
    told = PeopleRefused(refusal.status, str(refusal), reason=words)
    return Answer(refusal.status, orjson.dumps(told.body), headers=dict(refusal.headers))


def bad(message: str) -> PeopleRefused:
    return PeopleRefused(400, message)


def stale() -> PeopleRefused:
    """Not 412: the documentation of updateContact says 400."""
    return PeopleRefused(400, STALE, "FAILED_PRECONDITION")


def missing() -> PeopleRefused:
    return PeopleRefused(404, "Requested entity was not found.")


def expired(status: int) -> PeopleRefused:
    return PeopleRefused(status, EXPIRED, "FAILED_PRECONDITION", "EXPIRED_SYNC_TOKEN")


def too_many(wait: int) -> PeopleRefused:
    refusal = PeopleRefused(429, "Quota exceeded for quota metric.", reason="RATE_LIMIT_EXCEEDED")
    refusal.headers = {"retry-after": str(wait)} if wait else {}
    return refusal
