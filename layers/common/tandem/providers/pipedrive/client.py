"""Pipedrive over HTTP: signing, pacing, paging, and the one place where its status codes become our errors."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from json import dumps
from typing import Any
from urllib.parse import quote, urlencode

from tandem.domain.errors import GrantRevoked, RateLimited, Rejected, Trouble, Unavailable
from tandem.domain.rules import Plan
from tandem.ports import Clock, TokenBudget
from tandem.providers.document import parsed
from tandem.providers.pipedrive import envelope as contents
from tandem.providers.pipedrive.grant import Grant
from tandem.providers.pipedrive.operations import Operation
from tandem.providers.pipedrive.pacing import SEARCH_BURST, Pace, number, plan_of
from tandem.providers.transport import Answer, Transport

Json = dict[str, Any]
Query = Mapping[str, str | int]

NO_QUERY: Query = {}
BATCH = 100
PAGE = 500

_BURST_TRIES = 3
_WINDOW = timedelta(seconds=2)
_PATIENCE = timedelta(seconds=5)
_BLOCKED = timedelta(minutes=5)
_LONGEST = timedelta(days=1)
# The hour at which the day's tokens come back belongs to a zone that Pipedrive doesn't name, so it is asked hourly.
_DAY_IS_SPENT = timedelta(hours=1)
_TROUBLES: dict[int, tuple[type[Trouble], str]] = {
    401: (GrantRevoked, "unauthorized"),
    402: (GrantRevoked, "company_closed"),
    403: (Rejected, "forbidden"),
    404: (Rejected, "not_found"),
    408: (Unavailable, "timeout"),
    410: (Rejected, "gone"),
    422: (Rejected, "limit_reached"),
}
_FIELD = re.compile(r"[Vv]alidation failed: ([a-z_.0-9\[\]]{1,60}):")


class Client:
    """One user's way into one company. `api_domain` is `https://company.pipedrive.com`; thread-safe."""

    def __init__(
        self, *, api_domain: str, transport: Transport, grant: Grant, budget: TokenBudget, clock: Clock
    ) -> None:
        self._origin = api_domain.rstrip("/")
        self._transport = transport
        self._grant = grant
        self._budget = budget
        self._clock = clock
        self._pace = Pace(clock)
        self._search_pace = Pace(clock, SEARCH_BURST)
        self._limited_at: datetime | None = None
        self.server_time: datetime | None = None

    @property
    def api_domain(self) -> str:
        """Where the company lives, for people as well: `https://company.pipedrive.com`."""
        return self._origin

    @property
    def plan(self) -> Plan | None:
        """The company's plan as far as an answer has told it; None before the first one."""
        return plan_of(self._pace.burst, is_oauth=self._grant.is_oauth)

    def get(self, operation: Operation, *ids: object, query: Query | None = None) -> Json:
        """The envelope of an answer; `data` is in it. Raise as `call` does."""
        return self.call(operation, *ids, query=query)

    def send(self, operation: Operation, *ids: object, body: object = None) -> Json:
        """Send a JSON body. Raise as `call` does."""
        content = b"" if body is None else dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        return self.call(operation, *ids, content=content)

    def pages(
        self, operation: Operation, query: Query, cursor: str = "", *, of: object = ""
    ) -> Iterator[tuple[list[Json], str]]:
        """The pages of a list with cursors, each with the one behind it ("" at the end), from `cursor` on.

        `of` is whose list it is, where its path says so.
        """
        while True:
            asked = {**query, "limit": PAGE, **({"cursor": cursor} if cursor else {})}
            envelope = self.get(operation, of, query=asked)
            before, cursor = cursor, contents.cursor(envelope)
            if cursor and cursor == before:
                raise Unavailable("no_progress")
            yield contents.items(envelope), cursor
            if not cursor:
                return

    def by_ids(self, operation: Operation, ids: Sequence[str], query: Query = NO_QUERY) -> Iterator[Json]:
        """The items that exist and are visible, in batches of 100 ids; the others are simply left out."""
        for start in range(0, len(ids), BATCH):
            batch = ",".join(ids[start : start + BATCH])
            yield from contents.items(self.get(operation, query={**query, "ids": batch, "limit": BATCH}))

    def call(
        self,
        operation: Operation,
        *ids: object,
        query: Query | None = None,
        content: bytes = b"",
        media_type: str = "application/json",
    ) -> Json:
        """One operation. Raise `Retryable`, `GrantRevoked`, or `Rejected` with a reason such as "not_found".

        A 429 of the burst was not carried out, so it is waited for and tried again; nothing else is.
        """
        url = self._origin + operation.path.format(*(quote(str(part), safe="") for part in ids))
        if query:
            url += "?" + urlencode(query, quote_via=quote)
        headers = {"accept": "application/json", **({"content-type": media_type} if content else {})}
        for _ in range(_BURST_TRIES):
            answer = self._signed(operation, url, headers, content)
            if answer.status != 429:
                return _envelope(answer)
            self._clock.sleep(self._wait_out(answer))
        raise RateLimited(_WINDOW)

    def _signed(self, operation: Operation, url: str, headers: Mapping[str, str], content: bytes) -> Answer:
        signature = self._grant.headers()
        answer = self._sent(operation, url, {**headers, **signature}, content)
        if answer.status == 401 and self._grant.renew(signature):
            answer = self._sent(operation, url, {**headers, **self._grant.headers()}, content)
        return answer

    def _sent(self, operation: Operation, url: str, headers: Mapping[str, str], content: bytes) -> Answer:
        self._budget.take(operation.cost)
        if operation.is_search:
            self._search_pace.wait()
        self._pace.wait()
        answer = self._transport.send(operation.method, url, headers=headers, content=content)
        if not operation.is_search:
            self._pace.learn(answer.headers)
        if answer.status != 429:
            self._limited_at = None
        self.server_time = _date(answer) or self.server_time
        return answer

    def _wait_out(self, answer: Answer) -> timedelta:
        """How long to wait after a 429. Raise `RateLimited` where it is the day's budget, or too long to wait here.

        No header tells which of the two it is: requests left in the window, or a second 429 more than a window
        after the first, mean the day (core-api-concepts-rate-limiting, 2026-11).
        """
        now, left = self._clock.now(), number(answer.headers, "x-ratelimit-remaining")
        first = self._limited_at = self._limited_at or now
        if left or (left is None and now - first > _WINDOW):
            raise RateLimited(_DAY_IS_SPENT, is_daily=True)
        told = number(answer.headers, "retry-after") or number(answer.headers, "x-ratelimit-reset")
        wait = min(timedelta(seconds=told), _LONGEST) if told else _WINDOW
        if wait > _PATIENCE:
            raise RateLimited(wait)
        return wait


def _envelope(answer: Answer) -> Json:
    try:
        body = parsed(answer.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise _unreadable(answer)
    if answer.status in (200, 201) and body.get("success"):
        return body
    raise _trouble(answer.status, body)


def _unreadable(answer: Answer) -> Trouble:
    """Whoever goes on after 429 gets a page of HTML from the network in front of Pipedrive, with status 403."""
    match answer.status:
        case 401:
            return GrantRevoked("unauthorized")
        case 403:
            return RateLimited(_BLOCKED)
        case _:
            return Unavailable("bad_answer", str(answer.status))


def _trouble(status: int, body: Json) -> Trouble:
    if status in _TROUBLES:
        trouble, reason = _TROUBLES[status]
        return trouble(reason)
    if status in (400, 413, 415):
        return _refusal(body)
    if status < 400 or status >= 500:
        return Unavailable("server_error", str(status))
    return Rejected("refused", str(status))


def _refusal(body: Json) -> Rejected:
    """Names the field that was refused, never its value."""
    code = body.get("code")
    if isinstance(code, str) and code.isidentifier():
        return Rejected(code.lower())
    field = _FIELD.search(f"{body.get('error')} {body.get('error_info')}")
    return Rejected("validation_failed", field[1] if field else "")


def _date(answer: Answer) -> datetime | None:
    """None for a server without a clock, which begins its counting long ago."""
    try:
        told = parsedate_to_datetime(answer.headers["date"]).astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        return None
    return told if told.year >= 2000 else None
