"""Pipedrive's consent page and its codes, against the stand-in."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tandem.domain.errors import Refused, Trouble, Unavailable
from tandem.providers.pipedrive.consent import consent_page, redeem
from tandem.providers.pipedrive.grant import OAuthApp
from tandem.providers.transport import Transport
from tests.providers.wire import Reply, serve
from tests.servers import PipedriveStandin

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
REDIRECT = "https://tandem.example/sign-in/pipedrive"


def reply(status: int, body: bytes) -> Reply:
    return Reply(status, (body,))


@pytest.fixture
def app(pipedrive_standin: PipedriveStandin) -> OAuthApp:
    said, url = pipedrive_standin.said, pipedrive_standin.oauth_url
    return OAuthApp(f"{url}/oauth/token", f"{url}/oauth/revoke", said["client_id"], lambda: said["client_secret"])


def agreed(standin: PipedriveStandin, app: OAuthApp, transport: Transport, state: str = "s1") -> dict[str, str]:
    """What the browser of somebody who agrees comes back with."""
    page = consent_page(f"{standin.oauth_url}/oauth/authorize", app, REDIRECT, state)
    back = urlsplit(transport.send("GET", page, headers={}).headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == REDIRECT
    return {name: values[0] for name, values in parse_qs(back.query).items()}


def test_a_code_is_good_for_the_tokens_of_who_agreed(
    pipedrive_standin: PipedriveStandin, app: OAuthApp, transport: Transport
) -> None:
    told = agreed(pipedrive_standin, app, transport, "a state & more")

    domain, tokens = redeem(app, transport, told["code"], REDIRECT, NOON)

    assert told["state"] == "a state & more"
    assert domain == pipedrive_standin.api_domain
    assert tokens.refresh_token.startswith("refresh:")
    assert tokens.access_token.startswith("access:")
    assert tokens.expires_at == NOON + timedelta(seconds=3599)


def test_a_code_is_good_for_once_and_for_the_address_that_it_was_given_to(
    pipedrive_standin: PipedriveStandin, app: OAuthApp, transport: Transport
) -> None:
    code = agreed(pipedrive_standin, app, transport)["code"]

    with pytest.raises(Unavailable, match="token_refused"):
        redeem(app, transport, code, "https://evil.example/sign-in/pipedrive", NOON)
    redeem(app, transport, code, REDIRECT, NOON)
    with pytest.raises(Refused, match="sign_in_refused"):
        redeem(app, transport, code, REDIRECT, NOON)


def test_a_wrong_client_secret_is_our_own_fault_and_not_the_persons(
    pipedrive_standin: PipedriveStandin, app: OAuthApp, transport: Transport
) -> None:
    code = agreed(pipedrive_standin, app, transport)["code"]
    wrong = OAuthApp(app.token_url, app.revoke_url, app.client_id, lambda: "wrong")

    with pytest.raises(Unavailable, match="token_refused"):
        redeem(wrong, transport, code, REDIRECT, NOON)


GOOD = b'{"access_token":"a","refresh_token":"r","expires_in":3599,"api_domain":"https://x.pipedrive.com"}'


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (reply(400, b'{"message":"Invalid grant: authorization_code has expired"}'), Refused),
        (reply(400, b'{"message":"Invalid client: client is invalid"}'), Unavailable),
        (reply(503, b"<html>"), Unavailable),
        (reply(200, b"{}"), Unavailable),
        (reply(200, b"[]"), Unavailable),
        (reply(200, b"no json"), Unavailable),
        (reply(200, GOOD.replace(b"https://x.pipedrive.com", b"x")), Unavailable),
        (reply(200, GOOD.replace(b'"r"', b'"r\\r\\nx: y"')), Unavailable),
        (reply(200, GOOD.replace(b'"r"', b"7")), Unavailable),
        (reply(200, GOOD.replace(b"3599", b"1e999")), Unavailable),
    ],
)
def test_whatever_is_answered_in_place_of_tokens_is_a_trouble(
    transport: Transport, answer: Reply, trouble: type[Trouble]
) -> None:
    with serve(lambda _: answer) as wire, pytest.raises(trouble):
        redeem(OAuthApp(wire.url, wire.url, "id", lambda: "secret"), transport, "code", REDIRECT, NOON)


def test_the_good_answer_that_these_were_made_of_is_taken(transport: Transport) -> None:
    with serve(lambda _: reply(200, GOOD)) as wire:
        app = OAuthApp(wire.url, wire.url, "id", lambda: "secret")
        assert redeem(app, transport, "code", REDIRECT, NOON)[0] == "https://x.pipedrive.com"
