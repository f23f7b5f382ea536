"""What answers of Google's become, and how calls travel: one by one, page by page, and many in one request."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from tandem.domain.calendar_rules import Private
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
from tandem.domain.event import Event
from tandem.domain.field import EVENT_FIELDS
from tandem.domain.ids import Cursor
from tandem.ports import Change, Creation, Failed, Removal, Written
from tandem.providers.google.answers import outcome, read
from tandem.providers.google.batch import MOST, joined, parted
from tandem.providers.google.call import Call, Json
from tandem.providers.google.client import GoogleClient
from tandem.providers.google.event import to_body
from tandem.providers.google.events import GoogleEvents
from tandem.providers.google.grant import GoogleApp, GoogleGrant
from tandem.providers.transport import Transport
from tests.providers.google.office import Office, TurnedClock, end, items, link, made
from tests.providers.google.test_event import CALL, LATE
from tests.providers.wire import Asked, Reply, Wire, serve

LIST = Call("GET", "users/me/calendarList")


def error(status: int, reason: str) -> bytes:
    errors = [{"domain": "calendar", "reason": reason, "message": "Said in words"}]
    return json.dumps({"error": {"errors": errors, "code": status, "message": "Said in words"}}).encode()


def failure(status: int, reason: str = "", headers: dict[str, str] | None = None) -> Trouble:
    found = outcome((status, headers or {}, error(status, reason)))
    assert isinstance(found, Trouble)
    return found


# --- what errors mean --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "reason", "kind", "word"),
    [
        (400, "invalid", Rejected, "validation_failed"),
        (400, "timeRangeEmpty", Rejected, "validation_failed"),
        (401, "authError", AccessRevoked, "google_revoked"),
        (403, "rateLimitExceeded", RateLimited, "rate_limited"),
        (403, "userRateLimitExceeded", RateLimited, "rate_limited"),
        (403, "quotaExceeded", RateLimited, "rate_limited_daily"),
        (403, "dailyLimitExceeded", RateLimited, "rate_limited_daily"),
        (403, "insufficientPermissions", AccessRevoked, "missing_scope"),
        (403, "forbiddenForNonOrganizer", Rejected, "not_organizer"),
        (403, "requiredAccessLevel", CollectionGone, "calendar_read_only"),
        (403, "forbidden", Rejected, "forbidden"),
        (404, "notFound", Rejected, "not_found"),
        (405, "methodNotAllowed", Rejected, "refused"),
        (409, "duplicate", StaleVersion, "exists"),
        (409, "conflict", Unavailable, "conflict"),
        (410, "deleted", Rejected, "gone"),
        (410, "fullSyncRequired", CursorExpired, "token"),
        (410, "updatedMinTooLongAgo", CursorExpired, "token"),
        (412, "conditionNotMet", StaleVersion, "etag"),
        (429, "rateLimitExceeded", RateLimited, "rate_limited"),
        (429, "", RateLimited, "rate_limited"),
        (500, "backendError", Unavailable, "server_error"),
        (503, "", Unavailable, "server_error"),
        (302, "", Unavailable, "server_error"),
    ],
)
def test_a_reason_says_more_than_its_status(status: int, reason: str, kind: type[Trouble], word: str) -> None:
    found = failure(status, reason)

    assert (type(found), found.reason) == (kind, word)


def test_a_reason_in_the_shape_of_googles_newer_apis_is_read_as_well() -> None:
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]
    body = {"error": {"code": 403, "status": "PERMISSION_DENIED", "details": details}}

    with pytest.raises(AccessRevoked, match="missing_scope"):
        read(403, {}, json.dumps(body).encode())


@pytest.mark.parametrize(
    ("told", "seconds"), [("17", 17), ("0", 30), ("", 30), ("soon", 30), ("9" * 9, 86_400), ("9" * 9999, 30)]
)
def test_a_limit_says_how_long_to_wait(told: str, seconds: int) -> None:
    found = failure(429, "", {"retry-after": told})

    assert isinstance(found, RateLimited)
    assert (found.retry_after, found.is_daily) == (timedelta(seconds=seconds), False)


def test_the_limit_of_a_day_waits_longer() -> None:
    found = failure(403, "quotaExceeded")

    assert isinstance(found, RateLimited)
    assert (found.retry_after, found.is_daily) == (timedelta(hours=1), True)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'"x"', b"{", b'{"error": 7}', b'{"error": {"errors": [7]}}'])
def test_an_error_without_a_reason_is_told_by_its_status(body: bytes) -> None:
    assert type(outcome((404, {}, body))) is Rejected
    assert type(outcome((502, {}, body))) is Unavailable


def test_words_of_the_server_are_in_no_error() -> None:
    body = {"error": {"errors": [{"reason": "who is bea@acme.example?"}], "message": "bea@acme.example"}}

    found = outcome((400, {}, json.dumps(body).encode()))

    assert isinstance(found, Rejected)
    assert "bea" not in f"{found} {found!r} {found.detail}"


@pytest.mark.parametrize(
    "body", [b"<html>", b"[1]", b"7", b"null", b"{", b"[" * 100_000, b'{"a": ' * 100 + b"1" + b"}" * 100]
)
def test_an_answer_that_makes_no_sense_is_none(body: bytes) -> None:
    found = outcome((200, {}, body))

    assert isinstance(found, Unavailable)
    assert found.reason == "bad_answer"


def test_an_answer_without_a_body_is_an_empty_document() -> None:
    assert outcome((204, {}, b"")) == outcome((200, {}, b"")) == {}
    assert isinstance(outcome(None), Unavailable)


# --- a server of one function ------------------------------------------------------------------------------


@dataclass
class Line:
    """A client whose Google is a function; access tokens are numbered."""

    client: GoogleClient
    wire: Wire
    renewed: list[str] = field(default_factory=list)

    def api(self) -> list[Asked]:
        return [one for one in self.wire.asked if one.target != "/token"]


@pytest.fixture
def lined(transport: Transport) -> Iterator[Callable[[Callable[[Asked], Reply]], Line]]:
    opened: list[Any] = []

    def line(answer: Callable[[Asked], Reply]) -> Line:
        renewed: list[str] = []

        def answered(asked: Asked) -> Reply:
            if asked.target != "/token":
                return answer(asked)
            renewed.append(f"token-{len(renewed) + 1}")
            return as_json({"access_token": renewed[-1], "expires_in": 3600, "token_type": "Bearer"})

        context = serve(answered)
        wire = context.__enter__()
        opened.append(context)
        app = GoogleApp(f"{wire.url}/token", "client", lambda: "secret")
        grant = GoogleGrant(app=app, refresh_token="1//r", transport=transport, store=lambda *_: None)
        client = GoogleClient(
            api_url=f"{wire.url}/calendar/v3/", batch_url=f"{wire.url}/batch", transport=transport, grant=grant
        )
        return Line(client, wire, renewed)

    yield line
    for context in opened:
        context.__exit__(None, None, None)


Lined = Callable[[Callable[[Asked], Reply]], Line]


def as_json(body: object, status: int = 200) -> Reply:
    return Reply(status, (json.dumps(body).encode(),), {"content-type": "application/json"})


def multipart(parts: Sequence[tuple[str, int, bytes]], status: int = 200) -> Reply:
    """Parts as Google writes them: Content-ID, status and body of each."""
    written = b""
    for name, code, body in parts:
        head = f"--b\r\nContent-Type: application/http\r\nContent-ID: <response-{name}>\r\n\r\n"
        inner = f"HTTP/1.1 {code} Said\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        written += head.encode() + inner.encode() + body + b"\r\n"
    return Reply(status, (written + b"--b--\r\n",), {"content-type": "multipart/mixed; boundary=b"})


def calls_in(asked: Asked) -> list[str]:
    return [line.split(" ")[1] for line in asked.body.decode().split("\r\n") if line.endswith(" HTTP/1.1")]


def gets(count: int) -> list[Call]:
    return [Call("GET", f"calendars/c/events/{number}") for number in range(count)]


def numbers(found: Sequence[Json | Trouble]) -> list[object]:
    return [one if isinstance(one, Trouble) else one["n"] for one in found]


# --- signing -----------------------------------------------------------------------------------------------


def test_a_token_that_is_refused_is_renewed_once(lined: Lined) -> None:
    def answer(asked: Asked) -> Reply:
        is_good = asked.headers["authorization"] == "Bearer token-2"
        return as_json({"items": []}) if is_good else as_json({}, 401)

    line = lined(answer)

    assert line.client.call(LIST) == {"items": []}
    assert line.renewed == ["token-1", "token-2"]
    assert len(line.api()) == 2


def test_a_new_token_that_is_refused_too_is_the_end_of_the_access(lined: Lined) -> None:
    line = lined(lambda _asked: as_json({}, 401))

    with pytest.raises(AccessRevoked, match="google_revoked"):
        line.client.call(LIST)
    assert line.renewed == ["token-1", "token-2"]
    assert len(line.api()) == 2


def test_a_token_that_ended_is_told_by_each_part_of_a_batch_and_renewed_once(lined: Lined) -> None:
    """The batch itself is answered with 200 then; what was done already is not done again."""

    def answer(asked: Asked) -> Reply:
        targets = calls_in(asked)
        if asked.headers["authorization"] == "Bearer token-2":
            return multipart(
                [(f"item-{at}", 200, b'{"n": "%s"}' % each[-1].encode()) for at, each in enumerate(targets)]
            )
        return multipart([("item-0", 200, b'{"n": "0"}'), ("item-1", 401, b"{}"), ("item-2", 401, b"{}")])

    line = lined(answer)

    assert numbers(list(line.client.batch(gets(3)))) == ["0", "1", "2"]
    assert [len(calls_in(one)) for one in line.api()] == [3, 2]
    assert line.renewed == ["token-1", "token-2"]


def test_parts_that_are_refused_twice_are_the_end_of_the_access(lined: Lined) -> None:
    line = lined(lambda asked: multipart([(f"item-{at}", 401, b"{}") for at in range(len(calls_in(asked)))]))

    found = list(line.client.batch(gets(2)))

    assert all(isinstance(one, AccessRevoked) for one in found)
    assert len(line.api()) == 2
    assert line.renewed == ["token-1", "token-2"]


def test_an_access_token_that_ended_between_costs_nothing(office: Office) -> None:
    replica = office.events()
    made(replica, CALL, 1)
    made(replica, CALL, 2)
    office.standin.control("expire_access", {"email": office.email})

    answers = list(replica.write([Creation(link(one), CALL) for one in (3, 4, 5)]))

    assert all(isinstance(one, Written) for one in answers)
    assert len(replica.read([link(one) for one in range(1, 6)])) == 5
    assert len(office.stored) == 2


# --- pages -------------------------------------------------------------------------------------------------


def test_a_page_that_is_empty_is_not_the_last(lined: Lined) -> None:
    told = {"": ("one", []), "one": ("two", [{"id": "a"}]), "two": ("three", []), "three": (None, [{"id": "b"}])}

    def answer(asked: Asked) -> Reply:
        then, found = told[asked.target.partition("pageToken=")[2]]
        return as_json({"items": found} | ({"nextPageToken": then} if then else {}))

    line = lined(answer)

    pages = list(line.client.pages(Call("GET", "x", {"maxResults": "9"})))

    assert [one["id"] for page in pages for one in page["items"]] == ["a", "b"]
    assert all("maxResults=9" in one.target for one in line.api())


@pytest.mark.parametrize("tokens", [["same"], ["one", "two"]])
def test_pages_that_lead_nowhere_end(lined: Lined, tokens: list[str]) -> None:
    turns = iter(tokens * 10)
    line = lined(lambda _asked: as_json({"items": [], "nextPageToken": next(turns)}))

    with pytest.raises(Unavailable, match="no_progress"):
        list(line.client.pages(LIST))
    assert len(line.api()) == len(tokens) + 1


def test_short_pages_and_empty_ones_lose_nothing(office: Office) -> None:
    office.standin.switch(page_cap=2, empty_pages=1)
    replica = office.events()
    cursor = end(list(replica.list_all()))

    mine = {made(replica, CALL, number).remote_id for number in range(1, 8)}

    assert set(items(list(replica.list_all()))) == mine
    assert set(items(list(replica.changes(cursor)))) == mine


@pytest.mark.parametrize("page", [{"items": 7}, {"items": [7]}, {"items": [{"summary": "no id"}]}, {"items": [[]]}])
def test_a_list_that_makes_no_sense_is_no_empty_list(office: Office, page: Json) -> None:
    replica = office.events()
    cursor = end(list(replica.list_all()))

    for ask in (replica.list_all, lambda: replica.changes(cursor)):
        office.standin.control("fail", {"path": "/calendar/.*/events", "status": 200, "body": page})
        with pytest.raises(Unavailable, match="bad_answer"):
            list(ask())


def test_a_listing_without_a_token_to_go_on_from_is_not_complete(office: Office) -> None:
    office.standin.control("fail", {"path": "/calendar/.*/events", "status": 200, "body": {"items": []}})

    with pytest.raises(Unavailable, match="bad_answer"):
        list(office.events().list_all())


# --- batches -----------------------------------------------------------------------------------------------


def test_answers_in_any_order_find_their_calls(lined: Lined) -> None:
    line = lined(lambda _asked: multipart([(f"item-{n}", 200, b'{"n": %d}' % n) for n in (2, 0, 3, 1)]))

    assert numbers(list(line.client.batch(gets(4)))) == [0, 1, 2, 3]


def test_a_part_that_is_missing_or_makes_no_sense_is_not_known(lined: Lined) -> None:
    parts = [("item-0", 200, b'{"n": 0}'), ("item-2", 200, b"<html>"), ("item-9", 200, b"{}"), ("other", 200, b"{}")]
    line = lined(lambda _asked: multipart(parts))

    first, second, third = line.client.batch(gets(3))

    assert first == {"n": 0}
    assert isinstance(second, Unavailable)
    assert isinstance(third, Unavailable)


def test_each_part_has_its_own_error(lined: Lined) -> None:
    parts = [
        ("item-0", 404, error(404, "notFound")),
        ("item-1", 200, b'{"n": 1}'),
        ("item-2", 403, error(403, "userRateLimitExceeded")),
        ("item-3", 204, b""),
    ]
    line = lined(lambda _asked: multipart(parts))

    found = list(line.client.batch(gets(4)))

    assert [type(one) for one in found] == [Rejected, dict, RateLimited, dict]


@pytest.mark.parametrize(
    "reply",
    [
        as_json({"responses": []}),
        Reply(200, (b"--b--",), {}),
        Reply(200, (b"",), {"content-type": "multipart/mixed"}),
        Reply(202, (b"",), {"content-type": "multipart/mixed; boundary=b"}),
        Reply(302, (b"",), {"location": "https://elsewhere.example/"}),
        Reply(500, (b"<html>",), {}),
    ],
)
def test_an_answer_that_is_no_batch_is_not_known(lined: Lined, reply: Reply) -> None:
    line = lined(lambda _asked: reply)

    try:
        found = list(line.client.batch(gets(2)))
    except Unavailable:
        return
    assert all(isinstance(one, Unavailable) for one in found)


def test_a_batch_that_was_cut_off_tells_what_came(lined: Lined) -> None:
    whole = multipart([(f"item-{n}", 200, b'{"n": %d}' % n) for n in range(3)])
    (body,) = whole.pieces
    assert isinstance(body, bytes)
    line = lined(lambda _asked: Reply(200, (body[: len(body) * 2 // 3],), whole.headers))

    found = list(line.client.batch(gets(3)))

    assert found[0] == {"n": 0}
    assert isinstance(found[2], Unavailable)


def test_parts_carry_umlauts_versions_and_quoted_ids_unharmed() -> None:
    call = Call("PATCH", "calendars/a%40b/events/x%2Fy", {"sendUpdates": "none"}, {"summary": "Müller 李"}, '"7"')

    _, content = joined([call], "https://www.googleapis.com/calendar/v3/")

    text = content.decode()
    assert "PATCH /calendar/v3/calendars/a%40b/events/x%2Fy?sendUpdates=none HTTP/1.1\r\n" in text
    assert 'if-match: "7"\r\n' in text
    assert '\r\n\r\n{"summary":"Müller 李"}\r\n' in text
    assert f"content-length: {len(call.content)}\r\n" in text


def test_parts_with_bare_ids_and_odd_headers_are_read() -> None:
    body = (
        b"--b\r\nContent-Type: application/http\r\nContent-ID: response-0\r\n\r\n"
        b'HTTP/1.1 200 OK\r\nVary: Origin\r\n\r\n{"n": "M\xc3\xbcller"}\r\n--b--'
    )

    assert parted("multipart/mixed; boundary=b", body) == {0: (200, {"vary": "Origin"}, '{"n": "Müller"}'.encode())}


def test_120_writes_are_three_requests(office: Office) -> None:
    replica = office.events()
    office.count_anew()

    answers = list(replica.write([Creation(link(number), CALL) for number in range(1, 121)]))

    stats = office.standin.control("stats")
    assert all(isinstance(one, Written) for one in answers)
    assert (stats["batches"], stats["writes"]) == (3, 120)
    found = replica.read([link(number) for number in range(1, 121)])
    assert len(found) == 120
    assert office.standin.control("stats")["batches"] == 6
    assert MOST == 50


def test_after_a_limit_nothing_more_is_tried(office: Office) -> None:
    replica = office.events()
    office.standin.control("fail", {"method": "POST", "path": ".*/events", "reason": "rateLimitExceeded", "skip": 30})

    answers = list(replica.write([Creation(link(number), CALL) for number in range(1, 121)]))

    failed = [one.error for one in answers if isinstance(one, Failed)]
    assert len(failed) == 1 + 70
    assert all(isinstance(one, RateLimited) for one in failed)
    assert len(items(list(replica.list_all()))) == 49


def test_of_a_batch_without_an_answer_nobody_knows_and_the_next_one_is_tried(office: Office) -> None:
    replica = office.events()
    office.standin.control("fail", {"method": "POST", "path": "/batch/.*", "drop": "after"})

    answers = list(replica.write([Creation(link(number), CALL) for number in range(1, 61)]))

    assert [isinstance(one, Failed) for one in answers] == [True] * 50 + [False] * 10
    assert all(isinstance(one.error, Unavailable) for one in answers if isinstance(one, Failed))
    assert len(items(list(replica.list_all()))) == 60


def test_errors_of_some_items_stop_no_other(office: Office) -> None:
    replica = office.events()
    office.standin.control("fail", {"method": "POST", "path": ".*/events", "reason": "backendError", "skip": 1})
    office.standin.control("fail", {"method": "POST", "path": ".*/events", "reason": "conflict", "skip": 2})
    too_long = Event(LATE, title="x", location="y")

    answers = list(replica.write([Creation(link(number), too_long) for number in range(1, 7)]))

    assert [isinstance(one, Failed) for one in answers].count(True) == 2
    assert all(isinstance(one.error, Unavailable) for one in answers if isinstance(one, Failed))


# --- connections -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_connection_that_is_cut_is_no_answer(office: Office, drop: str) -> None:
    replica = office.events()
    mine = made(replica, CALL).remote_id
    for ask in (lambda: replica.read([mine]), lambda: list(replica.list_all())):
        office.standin.control("fail", {"path": "/calendar/.*", "drop": drop})
        with pytest.raises(Unavailable):
            ask()


def test_a_token_of_the_feed_that_ended_or_makes_no_sense_has_expired(office: Office) -> None:
    replica = office.events()
    cursor = end(list(replica.list_all()))
    office.standin.control("expire_sync", {"calendar": office.calendar})

    for one in (cursor, Cursor("2027-01-01 nonsense"), Cursor("2027-01-01 "), Cursor("2027-01-01")):
        with pytest.raises(CursorExpired):
            list(replica.changes(one))


def test_a_grant_without_the_scope_is_told_as_that(office: Office) -> None:
    narrow = office.tokens("https://www.googleapis.com/auth/calendar.events.readonly")["refresh_token"]
    replica = office.events(grant=office.grant(narrow))
    list(replica.list_all())

    (answer,) = list(replica.write([Creation(link(), CALL)]))

    assert isinstance(answer, Failed)
    assert isinstance(answer.error, AccessRevoked)
    assert answer.error.reason == "missing_scope"


def test_every_write_says_that_nobody_is_to_be_told(lined: Lined) -> None:
    """Google's own default is not relied upon; the request that puts back what was deleted is one of them."""

    def answer(asked: Asked) -> Reply:
        if asked.method == "POST" and asked.target != "/batch":
            return Reply(409, (error(409, "duplicate"),))
        shown = {"id": link(), "etag": '"1"', "status": "cancelled" if asked.method == "GET" else "confirmed"}
        return as_json(shown | to_body(CALL, EVENT_FIELDS, "UTC"))

    line = lined(answer)
    replica = GoogleEvents(client=line.client, calendar="c", zone="UTC", private=Private.FULL, clock=TurnedClock())
    before = made(replica, CALL)
    list(replica.write([Change(before, replace(CALL, title="Other"))]))
    list(replica.write([Removal(before)]))
    list(replica.write([Creation(link(), CALL), Removal(before)]))

    single = [one.target for one in line.api() if one.method != "GET" and one.target != "/batch"]
    batched = [target for one in line.api() if one.target == "/batch" for target in calls_in(one)]
    assert len(single) + len(batched) == 6
    assert all("sendUpdates=none" in one for one in single + batched)
    assert not any(b"attendees" in one.body for one in line.api())
    assert not any(b"null" in one.body or b'""' in one.body for one in line.api() if one.method == "POST")
