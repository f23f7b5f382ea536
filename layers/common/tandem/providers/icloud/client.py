"""HTTP of a CardDAV server: Basic authentication, redirects within one site, status codes to errors."""

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime
from itertools import islice

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
from tandem.providers.icloud.dav import Multistatus, conditions
from tandem.providers.icloud.paths import joined, may_know_password
from tandem.providers.transport import Answer, Transport

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_ERROR_CHUNKS = 16
_CARD_TYPE = "text/vcard; charset=utf-8"
_UNSUPPORTED = "unsupported_report"
_XML_TYPE = "application/xml; charset=utf-8"
_REFUSALS = {
    400: "card_refused",
    403: "forbidden",
    405: "forbidden",
    413: "too_large",
    415: "card_refused",
    422: "card_refused",
    507: "quota",
}
_LONGEST_WAIT = timedelta(days=1)
_USUAL_WAIT = timedelta(seconds=30)


class DavClient:
    """Requests to one site as one user; any number of threads may share it.

    Every method raises `AccessRevoked` (401), `RateLimited` (429, and 503 that says when), `Unavailable`.
    """

    def __init__(self, *, transport: Transport, username: str, password: str) -> None:
        self._transport = transport
        token = base64.b64encode(f"{username}:{password}".encode()).decode("ascii")
        self._headers = {"Authorization": f"Basic {token}", "User-Agent": "Tandem"}

    @contextmanager
    def multistatus(self, method: str, url: str, body: bytes, *, depth: int) -> Iterator[Multistatus]:
        """The answer to a PROPFIND or REPORT while it arrives. Also raise `CursorExpired`, `Rejected` (unsupported)."""
        headers = {"Depth": str(depth), "Content-Type": _XML_TYPE}
        with self._stream(method, url, headers, body) as (answer, chunks):
            if answer.status != 207:
                error_body = b"".join(islice(chunks, _ERROR_CHUNKS)) if answer.status >= 400 else b""
                raise _read_error(answer, error_body)
            yield Multistatus(chunks, answer.url)

    def put(self, url: str, card: str, *, expected: str | None) -> str:
        """Write a card, a new one where `expected` is None; the answer's ETag. Raise `StaleVersion`, `Rejected`."""
        condition = {"If-None-Match": "*"} if expected is None else {"If-Match": expected}
        answer = self._send("PUT", url, {"Content-Type": _CARD_TYPE, **condition}, card.encode())
        if answer.status in (200, 201, 204):
            return answer.headers.get("etag", "").strip()
        raise _write_error(answer, is_new=expected is None)

    def delete(self, url: str, *, expected: str) -> None:
        """Delete a card; one that is gone already is no fault. Raise `StaleVersion`, `Rejected`."""
        answer = self._send("DELETE", url, {"If-Match": expected}, b"")
        if answer.status not in (200, 202, 204, 404, 410):
            raise _write_error(answer, is_new=False)

    def picture(self, url: str, *, largest: int) -> bytes | None:
        """The bytes at an address; None for more than `largest`. Raise `Rejected` where they aren't to be had.

        Who calls has made sure that the password may go there. No more than a chunk is read beyond the limit.
        """
        with self._stream("GET", url, {}, b"") as (answer, chunks):
            if answer.status != 200:
                raise _picture_error(answer)
            content = bytearray()
            for chunk in chunks:
                content += chunk
                if len(content) > largest:
                    return None
            return bytes(content)

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        for _ in range(_MOST_REDIRECTS):
            answer = self._transport.send(method, url, headers={**self._headers, **headers}, content=body)
            if answer.status not in _REDIRECTS:
                return answer
            url = redirected(url, answer)
        raise Unavailable("too_many_redirects")

    @contextmanager
    def _stream(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> Iterator[tuple[Answer, Iterator[bytes]]]:
        for _ in range(_MOST_REDIRECTS):
            sent = {**self._headers, **headers}
            with self._transport.stream(method, url, headers=sent, content=body) as (answer, chunks):
                if answer.status not in _REDIRECTS:
                    yield answer, chunks
                    return
            url = redirected(url, answer)
        raise Unavailable("too_many_redirects")


def redirected(url: str, answer: Answer) -> str:
    """Where a redirect leads. Raise `Unavailable` where the password must not follow."""
    target = joined(url, answer.headers.get("location", ""))
    if not answer.headers.get("location") or not may_know_password(url, target):
        raise Unavailable("foreign_redirect")
    return target


def _read_error(answer: Answer, body: bytes) -> Trouble:
    found = conditions(body)
    if "valid-sync-token" in found:  # with 403 from Apple, Radicale and Cyrus, 412 from Xandikos, 409 elsewhere
        return CursorExpired("valid_sync_token")
    if "supported-report" in found or answer.status in (400, 405, 415, 501):
        return Rejected(_UNSUPPORTED, str(answer.status))
    match answer.status:
        case 404 | 410:
            return CollectionGone("address_book_missing")
        case 403:
            return Unavailable("forbidden")
        case _:
            return _common_error(answer)


def _write_error(answer: Answer, *, is_new: bool) -> Trouble:
    found = conditions(answer.body)
    if "no-uid-conflict" in found:
        return StaleVersion("uid_conflict") if is_new else Rejected("uid_conflict")
    if "max-resource-size" in found:
        return Rejected("too_large")
    if answer.status == 412:
        return StaleVersion("changed")
    if answer.status in (404, 409, 410):
        return CollectionGone("address_book_missing") if is_new else StaleVersion("missing")
    reason = _REFUSALS.get(answer.status)
    return Rejected(reason, str(answer.status)) if reason else _common_error(answer)


def _picture_error(answer: Answer) -> Trouble:
    is_about_more = answer.status in (401, 429) or answer.status >= 500
    return _common_error(answer) if is_about_more else Rejected("no_picture", str(answer.status))


def _common_error(answer: Answer) -> Trouble:
    wait = _wait(answer.headers)
    if answer.status == 401:
        return AccessRevoked("wrong_password")
    if answer.status == 429 or (answer.status == 503 and wait is not None):
        return RateLimited(wait or _USUAL_WAIT)
    return Unavailable("server_error" if answer.status >= 500 else "not_dav", str(answer.status))


def _wait(headers: Mapping[str, str]) -> timedelta | None:
    """What `Retry-After` says: seconds, or a date to be held against the answer's own (RFC 9110 10.2.3)."""
    text = headers.get("retry-after", "").strip()
    if text.isdecimal():
        return min(timedelta(seconds=int(text[:9])), _LONGEST_WAIT)
    try:
        until, now = parsedate_to_datetime(text), parsedate_to_datetime(headers.get("date", ""))
        return min(max(until - now, timedelta()), _LONGEST_WAIT)
    except (TypeError, ValueError, OverflowError):
        return None
