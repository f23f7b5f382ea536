"""What an answer of Google's means: the one place where statuses and reasons become our errors."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from tandem.domain.errors import (
    AccessRevoked,
    CollectionGone,
    CursorExpired,
    RateLimited,
    Rejected,
    StaleVersion,
    Trouble,
    Unavailable,
)
from tandem.providers.document import parsed
from tandem.providers.google.call import Json

_WAIT = timedelta(seconds=30)
_DAILY = timedelta(hours=1)
_LIMITS = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
_DAY_LIMITS = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_MEANT: dict[str, Callable[[], Trouble]] = {
    "insufficientPermissions": partial(AccessRevoked, "missing_scope"),
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": partial(AccessRevoked, "missing_scope"),
    "fullSyncRequired": partial(CursorExpired, "token"),
    "updatedMinTooLongAgo": partial(CursorExpired, "token"),
    "requiredAccessLevel": partial(CollectionGone, "calendar_read_only"),
    "forbiddenForNonOrganizer": partial(Rejected, "not_organizer"),
    "conflict": partial(Unavailable, "conflict"),
    "EXPIRED_SYNC_TOKEN": partial(CursorExpired, "token"),
    "failedPrecondition": partial(StaleVersion, "etag"),
    "FAILED_PRECONDITION": partial(StaleVersion, "etag"),
    "SERVICE_DISABLED": partial(Unavailable, "api_disabled"),
}


def outcome(part: tuple[int, Mapping[str, str], bytes] | None) -> Json | Trouble:
    """An answer that is missing is one that nobody knows."""
    if part is None:
        return Unavailable("no_answer")
    try:
        return read(*part)
    except Trouble as trouble:
        return trouble


def read(status: int, headers: Mapping[str, str], body: bytes) -> Json:
    """The document of an answer, {} where there is none. Raise what the status and the reason mean."""
    if status == 204 or (200 <= status < 300 and not body):
        return {}
    try:
        found = parsed(body)
    except ValueError:
        found = None
    if 200 <= status < 300:
        if not isinstance(found, dict):
            raise Unavailable("bad_answer", str(status))
        return found
    raise _trouble(status, headers, _reason(found))


def _reason(found: object) -> str:
    """The first reason of an error: in the Calendar API's shape, or in that of Google's newer APIs.

    Without any, the name of its status: so does the People API tell of a stale etag, by 400.
    """
    error = found.get("error") if isinstance(found, dict) else None
    told = [error.get(name) for name in ("errors", "details")] if isinstance(error, dict) else []
    every = (one.get("reason") for list_ in told if isinstance(list_, list) for one in list_ if isinstance(one, dict))
    words = (*every, error.get("status") if isinstance(error, dict) else None)
    return next((one for one in words if isinstance(one, str) and one.isidentifier()), "")


def _trouble(status: int, headers: Mapping[str, str], reason: str) -> Trouble:
    """A reason says more than its status: 403 is a limit, a missing scope, or somebody else's event."""
    if status == 429 or reason in _LIMITS | _DAY_LIMITS:
        is_daily = reason in _DAY_LIMITS
        return RateLimited(_told_wait(headers) or (_DAILY if is_daily else _WAIT), is_daily=is_daily)
    if reason in _MEANT:
        return _MEANT[reason]()
    if status in _TROUBLES:
        kind, word = _TROUBLES[status]
        return kind(word, reason)
    return Rejected("refused", reason) if 400 <= status < 500 else Unavailable("server_error", str(status))


_TROUBLES: dict[int, tuple[type[Trouble], str]] = {
    400: (Rejected, "validation_failed"),
    401: (AccessRevoked, "google_revoked"),
    403: (Rejected, "forbidden"),
    404: (Rejected, "not_found"),
    409: (StaleVersion, "exists"),
    410: (Rejected, "gone"),
    412: (StaleVersion, "etag"),
}


def _told_wait(headers: Mapping[str, str]) -> timedelta | None:
    told = headers.get("retry-after", "")
    return timedelta(seconds=min(int(told), 86_400)) if told.isdecimal() and len(told) < 10 else None
