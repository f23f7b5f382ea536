"""How an account's access token is kept alive, and what a grant's end looks like."""

import logging
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tandem.domain.errors import AccessRevoked, Trouble, Unavailable
from tandem.providers.google.grant import GoogleApp, GoogleGrant
from tandem.providers.transport import Transport
from tests.providers.google.office import Office
from tests.providers.wire import Asked, Reply, serve

REFRESH = "1//0refresh-of-anna"
SECRET = "secret-of-the-app"
OLD = "ya29.old-access"


def soon(**length: float) -> datetime:
    return datetime.now(UTC) + timedelta(**length)


def test_a_token_that_is_still_good_is_used_without_asking(office: Office) -> None:
    grant = office.grant("1//0nobody-asks", access_token=OLD, expires_at=soon(hours=1))

    assert grant.headers() == {"authorization": f"Bearer {OLD}"}
    assert office.stored == []


@pytest.mark.parametrize("expires_at", [soon(minutes=-1), soon(minutes=2)])
def test_a_token_that_is_about_to_end_is_renewed_before_it_does(office: Office, expires_at: datetime) -> None:
    grant = office.grant(access_token=OLD, expires_at=expires_at)

    headers = grant.headers()

    ((token, until),) = office.stored
    assert headers == {"authorization": f"Bearer {token}"}
    assert token != OLD
    assert until is not None
    assert timedelta(minutes=59) < until - datetime.now(UTC) <= timedelta(hours=1)
    assert grant.headers() == headers
    assert len(office.stored) == 1


def test_a_zone_of_the_end_of_a_token_makes_no_difference(office: Office) -> None:
    eastern = soon(hours=1).astimezone(datetime.now().astimezone().tzinfo)

    assert office.grant(access_token=OLD, expires_at=eastern).headers() == {"authorization": f"Bearer {OLD}"}


def test_what_was_stored_opens_the_calendar_again_without_asking(office: Office) -> None:
    office.grant().headers()
    ((token, until),) = office.stored

    again = office.grant("1//0nobody-asks", access_token=token, expires_at=until)

    assert list(office.events(grant=again).list_all())


def test_a_new_token_is_stored_before_anybody_uses_it(office: Office) -> None:
    def fails(_token: str, _until: datetime | None) -> None:
        raise ConnectionError("the table is not there")

    grant = office.grant(store=fails)

    for _ in range(2):
        with pytest.raises(ConnectionError):
            grant.headers()


def test_a_grant_that_was_withdrawn_is_dead(office: Office) -> None:
    refresh = office.tokens()["refresh_token"]
    office.standin.control("revoke", {"email": office.email})

    with pytest.raises(AccessRevoked, match="google_revoked"):
        office.grant(refresh).headers()
    assert office.stored == []


def test_a_grant_that_is_withdrawn_while_its_token_lives_is_dead_at_once(office: Office) -> None:
    replica = office.events()
    list(replica.list_all())
    office.standin.control("revoke", {"email": office.email})

    with pytest.raises(AccessRevoked, match="google_revoked"):
        list(replica.list_all())


@pytest.mark.parametrize("status", [500, 502])
def test_a_token_server_that_is_down_may_be_asked_again(office: Office, status: int) -> None:
    grant = office.grant()
    office.standin.control("fail", {"path": "/token", "status": status, "times": 9})

    with pytest.raises(Unavailable):
        grant.headers()

    office.standin.control("fail", method="DELETE")
    assert grant.headers()


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_token_server_that_gives_no_answer_may_be_asked_again(office: Office, drop: str) -> None:
    grant = office.grant()
    office.standin.control("fail", {"path": "/token", "drop": drop, "times": 9})

    with pytest.raises(Unavailable):
        grant.headers()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, b'{"error": "invalid_grant", "error_description": "Token has been expired or revoked."}', AccessRevoked),
        (400, b'{"error": "invalid_grant"}', AccessRevoked),
        (401, b'{"error": "unauthorized_client"}', AccessRevoked),
        (401, b'{"error": "deleted_client"}', AccessRevoked),
        (401, b'{"error": "invalid_client"}', Unavailable),
        (429, b'{"error": "rate_limit"}', Unavailable),
        (400, b'{"error": "internal_failure"}', Unavailable),
        (400, b"<html>nonsense</html>", Unavailable),
        (200, b"<html>nonsense</html>", Unavailable),
        (200, b"{}", Unavailable),
        (200, b"[]", Unavailable),
        (200, b'{"access_token": null}', Unavailable),
        (200, b'{"access_token": "t", "expires_in": "soon"}', Unavailable),
        (200, b"\xff\xfe", Unavailable),
        (200, b"", Unavailable),
    ],
)
def test_each_answer_of_the_token_server_has_its_meaning(
    transport: Transport, caplog: pytest.LogCaptureFixture, status: int, body: bytes, error: type[Trouble]
) -> None:
    """Whatever it says, nothing of it and no secret is in what is told on."""
    caplog.set_level(logging.DEBUG)
    with serve(lambda _asked: Reply(status, (body,), {"content-type": "application/json"})) as wire:
        grant = own_grant(transport, wire.url)

        with pytest.raises(error) as caught:
            grant.headers()

    told = f"{caught.value!r} {caught.value.detail} {caught.value.__cause__!r} {grant!r} {caplog.text}"
    assert type(caught.value) is error
    assert not any(word in told for word in (REFRESH, SECRET, OLD, "nonsense", "expired or revoked"))


def own_grant(transport: Transport, url: str, stored: list[str] | None = None) -> GoogleGrant:
    app = GoogleApp(f"{url}/token", "client", lambda: SECRET)
    return GoogleGrant(
        app=app,
        refresh_token=REFRESH,
        transport=transport,
        store=lambda token, _until: (stored if stored is not None else []).append(token),
        access_token=OLD,
        expires_at=soon(minutes=-1),
    )


def test_the_clients_secret_is_read_when_a_token_is_renewed_and_not_before(office: Office) -> None:
    """On AWS each reading is a request; a new secret counts without a new process."""
    read: list[str] = []

    def secret() -> str:
        read.append("once more")
        return str(office.standin.said["client_secret"])

    grant = office.grant(app=replace(office.app(), client_secret=secret))
    opened = list(read)
    first = grant.headers()
    grant.headers()
    grant.renew(first)

    assert (opened, len(read)) == ([], 2)


def test_the_secret_is_in_no_text_of_the_app() -> None:
    assert SECRET not in f"{GoogleApp('https://x.example', 'client', SECRET)!r}"


def test_many_threads_renew_once(transport: Transport) -> None:
    turns: list[Asked] = []
    stored: list[str] = []

    def answer(asked: Asked) -> Reply:
        turns.append(asked)
        return Reply(200, (b'{"access_token": "new-%d", "expires_in": 3600}' % len(turns),))

    with serve(answer) as wire:
        grant = own_grant(transport, wire.url, stored)
        found = _at_once(lambda: str(grant.headers()), 8)
        refused = grant.headers()
        _at_once(lambda: grant.renew(refused), 8)

    assert found == ["{'authorization': 'Bearer new-1'}"] * 8
    assert stored == ["new-1", "new-2"]
    assert len(turns) == 2


def _at_once(work: object, times: int) -> list[object]:
    found: list[object] = []
    gate = threading.Barrier(times)

    def run() -> None:
        gate.wait()
        found.append(work())

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
