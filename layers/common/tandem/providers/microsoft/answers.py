"""What an answer of Graph's means: the one place where statuses and codes become our errors."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

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
from tandem.providers.microsoft.call import Json

Part = tuple[int, Mapping[str, str], Any]
"""Status, headers by lower-case name, and the document that was answered: None for none, text for a picture."""
NOT_FOUND = "not_found"
NO_ID = "no_id"
_WAIT = timedelta(seconds=30)
_MISSING = frozenset({"erroritemnotfound", "itemnotfound", "errorfoldernotfound", "resourcenotfound", "notfound"})
_NO_CURSOR = frozenset({"syncstatenotfound", "syncstateinvalid", "resyncrequired", "resync", "resyncapplydifferences"})
"""As Outlook spells them, in whichever case (learn.microsoft.com/graph/delta-query-overview)."""
_NO_ID = frozenset({"errorinvalididmalformed", "errorinvalidid", "errorinvalididempty"})


def outcome(part: Part | None) -> Json | Trouble:
    """An answer that is missing is one that nobody knows."""
    if part is None:
        return Unavailable("no_answer")
    try:
        return read(*part)
    except Trouble as trouble:
        return trouble


def read(status: int, headers: Mapping[str, str], document: Any) -> Json:
    """The document of an answer, {} where there is none. Raise what the status and the code mean."""
    if status in {202, 204} or (200 <= status < 300 and document is None):
        return {}
    if not 200 <= status < 300:
        raise trouble_of(status, headers, document)
    if not isinstance(document, dict):
        raise Unavailable("bad_answer", str(status))
    return document


def listed(page: Json) -> list[Json]:
    """What a page lists. Raise `Unavailable` for what is no list of objects."""
    items = page.get("value") or []
    if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
        raise Unavailable("bad_answer", "value")
    return items


def identified(item: Json) -> Json:
    """The same. Raise `Unavailable` for what has no id, and so could not even be named."""
    if not isinstance(item.get("id"), str) or not item["id"]:
        raise Unavailable("bad_answer", "id")
    return item


def document_of(body: bytes) -> Any:
    """None for what is no JSON."""
    try:
        return parsed(body)
    except ValueError:
        return None


def trouble_of(status: int, headers: Mapping[str, str], document: Any) -> Trouble:
    """A code says more than its status: 404 is a contact that is gone, or a mailbox that isn't there."""
    code, wait = _code(document), _told_wait(headers)
    if status == 410 or code.lower() in _NO_CURSOR:
        return CursorExpired("delta")
    if status == 429 or (status in {503, 504} and wait is not None):
        return RateLimited(wait or _WAIT)
    if status == 404:
        return _missing(code)
    if code.lower() in _NO_ID:
        return Rejected(NO_ID, code)
    if status in _TROUBLES:
        kind, word = _TROUBLES[status]
        return kind(word, code)
    return Rejected("contact_refused", code) if 400 <= status < 500 else Unavailable("server_error", str(status))


def _missing(code: str) -> Trouble:
    """A proxy's 404, or a mailbox that moved, proves nothing about what was asked for."""
    if code.lower() in _MISSING:
        return Rejected(NOT_FOUND, code)
    return CollectionGone("mailbox_missing", code) if code else Unavailable("bad_answer", "404")


_TROUBLES: dict[int, tuple[type[Trouble], str]] = {
    400: (Rejected, "contact_refused"),
    401: (AccessRevoked, "microsoft_revoked"),
    403: (AccessRevoked, "missing_scope"),
    408: (Unavailable, "server_error"),
    409: (StaleVersion, "conflict"),
    412: (StaleVersion, "etag"),
    413: (Rejected, "too_large"),
    423: (Unavailable, "locked"),
    424: (Unavailable, "dependency"),
    507: (Rejected, "quota"),
}


def _code(document: Any) -> str:
    error = document.get("error") if isinstance(document, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and len(code) < 80 and code.replace(".", "_").isidentifier() else ""


def _told_wait(headers: Mapping[str, str]) -> timedelta | None:
    told = headers.get("retry-after", "").strip()
    return timedelta(seconds=min(int(told), 86_400)) if told.isdecimal() and len(told) < 10 else None
