"""What the client makes of Pipedrive's answers, and how it signs, pages and paces."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from json import dumps, loads
from typing import Any

import pytest

from tandem.domain.errors import AccessRevoked, RateLimited, Refused, Rejected, Trouble, Unavailable
from tandem.domain.rules import Plan
from tandem.providers.pipedrive import operations
from tandem.providers.pipedrive.client import Client
from tandem.providers.pipedrive.grant import ApiToken, OAuthApp, OAuthGrant, Tokens, revoke
from tandem.providers.pipedrive.operations import CREATE_PERSON, GET_PERSON, LIST_PERSONS, SEARCH_PERSONS, Operation
from tandem.providers.pipedrive.pacing import Pace, plan_of
from tandem.providers.transport import Transport
from tests.contracts.hand_clock import HandClock
from tests.providers.pipedrive.office import Purse
from tests.providers.wire import Asked, Reply, Wire, serve
from tests.servers import SHARED, PipedriveStandin

OK = dumps({"success": True, "data": {"id": 1}}).encode()
NO = dumps({"success": False, "error": "no", "data": None}).encode()
HTML = b"<!DOCTYPE html><title>Access denied</title>"


def reply(status: int = 200, body: bytes = OK, **headers: str) -> Reply:
    return Reply(status, (body,), {name.replace("_", "-"): value for name, value in headers.items()})


def in_turn(*replies: Reply) -> Callable[[Asked], Reply]:
    """One after the other; the last one goes on for ever."""
    waiting = list(replies)
    return lambda _: waiting.pop(0) if len(waiting) > 1 else waiting[0]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def opened(clock: HandClock, transport: Transport) -> Callable[..., Any]:
    @contextmanager
    def open_client(*replies: Reply) -> Iterator[tuple[Client, Wire]]:
        with serve(in_turn(*replies)) as wire:
            yield (
                Client(api_domain=wire.url, transport=transport, grant=ApiToken("t" * 40), budget=Purse(), clock=clock),
                wire,
            )

    return open_client


@pytest.mark.parametrize(
    ("status", "body", "trouble", "reason"),
    [
        (400, NO, Rejected, "validation_failed"),
        (401, NO, AccessRevoked, "unauthorized"),
        (401, HTML, AccessRevoked, "unauthorized"),
        (402, NO, AccessRevoked, "company_closed"),
        (403, NO, Rejected, "forbidden"),
        (403, HTML, RateLimited, "rate_limited"),
        (404, NO, Rejected, "not_found"),
        (404, HTML, Unavailable, "bad_answer"),
        (405, NO, Rejected, "refused"),
        (410, NO, Rejected, "gone"),
        (413, NO, Rejected, "validation_failed"),
        (422, NO, Rejected, "limit_reached"),
        (500, NO, Unavailable, "server_error"),
        (501, NO, Unavailable, "server_error"),
        (502, HTML, Unavailable, "bad_answer"),
        (503, NO, Unavailable, "server_error"),
        (302, NO, Unavailable, "server_error"),
        (200, NO, Unavailable, "server_error"),
        (200, HTML, Unavailable, "bad_answer"),
        (200, b"", Unavailable, "bad_answer"),
        (200, b"[]", Unavailable, "bad_answer"),
    ],
)
def test_each_status_has_its_own_reaction(
    opened: Callable[..., Any], status: int, body: bytes, trouble: type[Trouble], reason: str
) -> None:
    with opened(reply(status, body)) as (client, _), pytest.raises(trouble) as raised:
        client.get(GET_PERSON, 1)

    assert raised.value.reason == reason


def test_a_refused_value_is_named_by_its_field_and_never_shown(opened: Callable[..., Any]) -> None:
    error = {"success": False, "error": "Validation failed: emails[0].value: ada@example.com is not valid."}
    with opened(reply(400, dumps(error).encode())) as (client, _), pytest.raises(Rejected) as raised:
        client.send(CREATE_PERSON, body={})

    assert raised.value.detail == "emails[0].value"
    assert "ada@example.com" not in repr(raised.value)


def test_a_feature_that_the_plan_lacks_is_named(opened: Callable[..., Any]) -> None:
    error = {"success": False, "error": "limit", "code": "feature_capping_custom_fields_limit"}
    with opened(reply(400, dumps(error).encode())) as (client, _), pytest.raises(Rejected) as raised:
        client.send(CREATE_PERSON, body={})

    assert raised.value.reason == "feature_capping_custom_fields_limit"


def test_a_request_is_signed_and_its_blanks_are_percent_encoded(opened: Callable[..., Any]) -> None:
    with opened(reply(body=dumps({"success": True, "data": {"items": []}}).encode())) as (client, wire):
        client.get(SEARCH_PERSONS, query={"term": "a b+c&d"})

    assert wire.asked[0].target == "/api/v2/persons/search?term=a%20b%2Bc%26d"
    assert wire.asked[0].headers["x-api-token"] == "t" * 40


def test_a_burst_refused_is_waited_for_and_tried_again(opened: Callable[..., Any], clock: HandClock) -> None:
    started = clock.now()
    with opened(reply(429, NO, x_ratelimit_remaining="0", x_ratelimit_reset="2"), reply()) as (client, wire):
        assert client.get(GET_PERSON, 1)["data"] == {"id": 1}

    assert len(wire.asked) == 2
    assert clock.now() - started >= timedelta(seconds=2)


def test_requests_left_in_the_window_mean_that_the_day_is_spent(opened: Callable[..., Any]) -> None:
    with opened(reply(429, NO, x_ratelimit_remaining="5")) as (client, wire), pytest.raises(RateLimited) as raised:
        client.get(GET_PERSON, 1)

    assert raised.value.is_daily
    assert len(wire.asked) == 1


def test_without_headers_a_second_refusal_after_the_window_means_the_day(opened: Callable[..., Any]) -> None:
    with opened(reply(429, NO)) as (client, wire), pytest.raises(RateLimited) as raised:
        client.get(GET_PERSON, 1)

    assert raised.value.is_daily
    assert len(wire.asked) <= 3


def test_a_long_wait_is_left_to_whoever_keeps_the_record(opened: Callable[..., Any]) -> None:
    with opened(reply(429, NO, retry_after="90")) as (client, _), pytest.raises(RateLimited) as raised:
        client.get(GET_PERSON, 1)

    assert raised.value.retry_after == timedelta(seconds=90)
    assert not raised.value.is_daily


def test_whoever_is_blocked_by_the_network_before_pipedrive_waits_for_minutes(opened: Callable[..., Any]) -> None:
    with opened(reply(403, HTML)) as (client, _), pytest.raises(RateLimited) as raised:
        client.get(GET_PERSON, 1)

    assert raised.value.retry_after >= timedelta(minutes=1)


def test_each_request_takes_its_tokens_first(transport: Transport, clock: HandClock) -> None:
    class Empty:
        def take(self, tokens: int) -> None:
            raise RateLimited(timedelta(hours=1), is_daily=True)

    with serve(in_turn(reply())) as wire:
        client = Client(api_domain=wire.url, transport=transport, grant=ApiToken("t"), budget=Empty(), clock=clock)
        with pytest.raises(RateLimited):
            client.get(GET_PERSON, 1)

    assert wire.asked == []


def test_pages_follow_the_cursor_until_there_is_none(opened: Callable[..., Any]) -> None:
    first = {"success": True, "data": [{"id": 1}], "additional_data": {"next_cursor": "abc="}}
    last = {"success": True, "data": [{"id": 2}], "additional_data": {"next_cursor": None}}
    with opened(reply(body=dumps(first).encode()), reply(body=dumps(last).encode())) as (client, wire):
        pages = list(client.pages(LIST_PERSONS, {"sort_by": "id"}))

    assert pages == [([{"id": 1}], "abc="), ([{"id": 2}], "")]
    assert [asked.target.partition("?")[2] for asked in wire.asked] == [
        "sort_by=id&limit=500",
        "sort_by=id&limit=500&cursor=abc%3D",
    ]


@pytest.mark.parametrize(
    ("burst", "is_oauth", "plan"),
    [
        (20, False, Plan.LITE),
        (40, False, Plan.GROWTH),
        (100, False, Plan.PREMIUM),
        (120, False, Plan.ULTIMATE),
        (80, True, Plan.LITE),
        (160, True, Plan.GROWTH),
        (400, True, Plan.PREMIUM),
        (480, True, Plan.ULTIMATE),
        (80, False, None),
        (20, True, None),
        (None, False, None),
    ],
)
def test_the_burst_limit_tells_the_plan(burst: int | None, is_oauth: bool, plan: Plan | None) -> None:
    assert plan_of(burst, is_oauth=is_oauth) is plan


def test_the_plan_is_known_after_an_answer_and_a_search_does_not_change_it(opened: Callable[..., Any]) -> None:
    with opened(reply(x_ratelimit_limit="40"), reply(x_ratelimit_limit="10")) as (client, _):
        before = client.plan
        client.get(GET_PERSON, 1)
        client.get(SEARCH_PERSONS, query={"term": "a"})

    assert (before, client.plan) == (None, Plan.GROWTH)


# --- pacing ----------------------------------------------------------------------------------------------------


def test_a_pace_lets_no_more_through_in_two_seconds_than_the_limit(clock: HandClock) -> None:
    pace, sent = Pace(clock, 20), list[datetime]()

    for _ in range(100):
        pace.wait()
        sent.append(clock.now())

    assert all(later - earlier > timedelta(seconds=2) for earlier, later in zip(sent, sent[20:], strict=False))
    assert sent[-1] - sent[0] < timedelta(seconds=12)


def test_nothing_waits_while_the_limit_is_unknown(clock: HandClock) -> None:
    pace, started = Pace(clock), clock.now()

    for _ in range(500):
        pace.wait()

    assert clock.now() == started


def test_a_window_that_others_used_up_is_waited_out(clock: HandClock) -> None:
    pace, started = Pace(clock), clock.now()
    pace.learn({"x-ratelimit-limit": "20", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "2"})

    pace.wait()

    assert clock.now() - started >= timedelta(seconds=2)


# --- OAuth -----------------------------------------------------------------------------------------------------


class Drawer:
    """Where a grant's tokens are kept."""

    def __init__(self) -> None:
        self.kept: list[Tokens] = []

    def keep(self, tokens: Tokens) -> None:
        self.kept.append(tokens)


def consent(standin: PipedriveStandin, transport: Transport) -> tuple[OAuthApp, Tokens]:
    said = standin.said
    app = OAuthApp(
        f"{standin.oauth_url}/oauth/token",
        f"{standin.oauth_url}/oauth/revoke",
        said["client_id"],
        lambda: said["client_secret"],
    )
    query = f"client_id={app.client_id}&redirect_uri=https%3A%2F%2Ftandem.example%2F"
    callback = transport.send("GET", f"{standin.oauth_url}/oauth/authorize?{query}", headers={}).headers["location"]
    code = callback.partition("code=")[2]
    answer = transport.send(
        "POST",
        app.token_url,
        headers={"authorization": app.basic, "content-type": "application/x-www-form-urlencoded"},
        content=f"grant_type=authorization_code&code={code}&redirect_uri=https%3A%2F%2Ftandem.example%2F".encode(),
    )
    told = loads(answer.body)
    return app, Tokens(told["refresh_token"], told["access_token"], datetime.now(UTC) + timedelta(hours=1))


@pytest.fixture
def drawer() -> Drawer:
    return Drawer()


@pytest.fixture
def oauth(
    pipedrive_standin: PipedriveStandin, transport: Transport, drawer: Drawer
) -> Callable[..., tuple[Client, OAuthGrant]]:
    def open_client(**changes: Any) -> tuple[Client, OAuthGrant]:
        app, tokens = consent(pipedrive_standin, transport)
        tokens = Tokens(
            tokens.refresh_token, changes.get("access_token", tokens.access_token), changes.get("expires_at")
        )
        clock = HandClock()
        grant = OAuthGrant(app=app, tokens=tokens, transport=transport, clock=clock, store=drawer.keep)
        domain = pipedrive_standin.api_domain
        return Client(api_domain=domain, transport=transport, grant=grant, budget=Purse(), clock=clock), grant

    return open_client


def test_a_grant_that_still_holds_is_not_renewed(oauth: Callable[..., Any], drawer: Drawer) -> None:
    client, _ = oauth()

    assert client.get(operations.GET_ME)["data"]["id"] == 9001
    assert client.plan is Plan.PREMIUM
    assert drawer.kept == []


def test_an_access_token_that_was_refused_is_renewed_once_and_kept(
    oauth: Callable[..., Any], drawer: Drawer, pipedrive_standin: PipedriveStandin
) -> None:
    pipedrive_standin.control("switches", {"refresh_rotates": True})
    client, _ = oauth(access_token="stale")

    client.get(operations.GET_ME)
    client.get(operations.GET_ME)

    assert len(drawer.kept) == 1
    assert drawer.kept[0].refresh_token.startswith("refresh:")


def test_an_access_token_about_to_end_is_renewed_before_it_is_used(oauth: Callable[..., Any], drawer: Drawer) -> None:
    client, _ = oauth(expires_at=datetime.now(UTC) + timedelta(seconds=5))

    client.get(operations.GET_ME)

    assert len(drawer.kept) == 1


def test_a_refused_refresh_token_means_that_access_was_revoked(
    oauth: Callable[..., Any], drawer: Drawer, pipedrive_standin: PipedriveStandin
) -> None:
    pipedrive_standin.control("switches", {"refresh_rejected": True})
    client, _ = oauth(access_token="stale")

    with pytest.raises(AccessRevoked):
        client.get(operations.GET_ME)

    assert drawer.kept == []


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (reply(400, b'{"error":"invalid_client"}'), Unavailable),
        (reply(400, b'{"message":"Invalid grant: refresh_token is invalid"}'), AccessRevoked),
        (reply(503, HTML), Unavailable),
        (reply(200, b"{}"), Unavailable),
        (reply(200, b"[]"), Unavailable),
    ],
)
def test_only_a_dead_grant_means_that_access_was_revoked(
    transport: Transport, clock: HandClock, drawer: Drawer, answer: Reply, trouble: type[Trouble]
) -> None:
    with serve(in_turn(answer)) as wire:
        app = OAuthApp(wire.url, wire.url, "id", lambda: "secret")
        grant = OAuthGrant(app=app, tokens=Tokens("r"), transport=transport, clock=clock, store=drawer.keep)
        with pytest.raises(trouble):
            grant.headers()


def test_a_grant_that_was_taken_back_is_dead_and_may_be_taken_back_again(
    transport: Transport, clock: HandClock, drawer: Drawer, pipedrive_standin: PipedriveStandin
) -> None:
    app, tokens = consent(pipedrive_standin, transport)

    revoke(app, tokens.refresh_token, transport)
    revoke(app, tokens.refresh_token, transport)

    grant = OAuthGrant(
        app=app, tokens=Tokens(tokens.refresh_token), transport=transport, clock=clock, store=drawer.keep
    )
    with pytest.raises(AccessRevoked):
        grant.headers()


@pytest.mark.parametrize("answer", [reply(400, b'{"error":"invalid_client"}'), reply(401), reply(503, HTML)])
def test_a_grant_that_was_not_taken_back_is_no_success(transport: Transport, answer: Reply) -> None:
    with serve(in_turn(answer)) as wire, pytest.raises(Unavailable):
        revoke(OAuthApp(wire.url, wire.url, "id", lambda: "secret"), "r", transport)


def test_secrets_show_in_no_representation() -> None:
    shown = repr(Tokens("refresh-secret", "access-secret")) + repr(
        OAuthApp("https://x.example", "https://x.example", "id", lambda: "client-secret")
    )

    assert "secret" not in shown.replace("client_secret", "")


def test_a_domain_that_is_no_url_is_refused(transport: Transport, clock: HandClock) -> None:
    client = Client(
        api_domain="acme.pipedrive.com", transport=transport, grant=ApiToken("t"), budget=Purse(), clock=clock
    )

    with pytest.raises(Refused):
        client.get(GET_PERSON, 1)


# --- operations ------------------------------------------------------------------------------------------------

OPERATIONS = [each for each in vars(operations).values() if isinstance(each, Operation)]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each.method} {each.path}")
def test_an_operation_is_in_the_contract_and_costs_what_it_says(operation: Operation) -> None:
    version, path = operation.path.removeprefix("/api/")[:2], operation.path[7:].replace("{}", "{id}")
    contract = SHARED / f"contracts/pipedrive/operations-{version}.json"
    if not contract.exists():
        pytest.skip("../shared is absent: no contract to compare with")

    rows = {(row["method"], row["path"]): row["token_cost"] for row in loads(contract.read_text())}

    assert rows[operation.method, path] == operation.cost
