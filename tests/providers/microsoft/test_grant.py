"""The grant of an account at Microsoft: renewed by msal over our transport, and never used before it is stored."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256

import pytest

from tandem.domain.errors import AccessRevoked, Refused, Unavailable
from tandem.providers.microsoft.consent import consent_page, redeem
from tandem.providers.microsoft.grant import EARLY, MicrosoftApp
from tandem.providers.transport import Transport
from tests.providers.microsoft.mailbox import Mailbox
from tests.sandbox.microsoft.desk import MicrosoftStandin

REDIRECT = "https://tandem.example/connect/office365"
VERIFIER = "a-verifier-of-more-than-forty-three-signs-as-it-must-be"


def code_for(mailbox: Mailbox, challenge: str, tenant: str = "organizations") -> str:
    """The code that comes back when the person agrees."""
    mailbox.standin.switch(consent_account=mailbox.desk.email)
    page = consent_page(mailbox.app(tenant), REDIRECT, "the-state", challenge, mailbox.desk.email)
    answer = mailbox.transport.send("GET", page, headers={})
    assert answer.status == 302, answer.body
    query = dict(one.split("=", 1) for one in answer.headers["location"].partition("?")[2].split("&"))
    assert query["state"] == "the-state"
    return query["code"]


def challenge_of(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def test_a_new_refresh_token_is_stored_with_each_use_and_before_it_counts(mailbox: Mailbox) -> None:
    grant, first = mailbox.grant(), mailbox.tokens["refresh_token"]

    signed = grant.headers()

    (stored,) = mailbox.stored
    assert signed == {"authorization": f"Bearer {stored['access_token']}"}
    assert stored["refresh_token"] not in ("", first)
    assert grant.headers() == signed
    assert len(mailbox.stored) == 1


def test_what_could_not_be_stored_is_not_used(mailbox: Mailbox) -> None:
    grant = mailbox.grant()
    mailbox.stored = None

    with pytest.raises(AttributeError):
        grant.headers()

    assert "access_token" not in mailbox.tokens


def test_a_token_is_renewed_before_it_ends(mailbox: Mailbox) -> None:
    grant = mailbox.grant()
    first = grant.headers()

    mailbox.clock.at += timedelta(hours=1) - EARLY + timedelta(seconds=5)

    assert grant.headers() != first


def test_a_token_that_is_refused_is_renewed_once_for_all_who_hold_it(mailbox: Mailbox) -> None:
    grant = mailbox.grant()
    refused = grant.headers()
    mailbox.standin.control("expire_access", {"email": mailbox.desk.email})

    grant.renew(refused)
    grant.renew(refused)

    assert len(mailbox.stored) == 2


def test_an_ended_token_costs_a_call_nothing_but_time(mailbox: Mailbox) -> None:
    mailbox.groups().groups()
    mailbox.standin.control("expire_access", {"email": mailbox.desk.email})

    assert mailbox.groups().groups()[0].name == "Kontakte"


def test_what_somebody_else_renewed_meanwhile_is_taken_over(mailbox: Mailbox) -> None:
    """Where Microsoft ends a refresh token by its use, only the last one is good."""
    mailbox.standin.switch(old_refresh_tokens="ended")
    mine, theirs = mailbox.grant(), mailbox.grant()
    theirs.headers()

    assert mine.headers() == theirs.headers()
    assert len(mailbox.stored) == 1


def test_a_dead_grant_is_told_as_that(mailbox: Mailbox) -> None:
    mailbox.standin.control("revoke", {"email": mailbox.desk.email})

    with pytest.raises(AccessRevoked, match="microsoft_revoked"):
        mailbox.grant().headers()


@pytest.mark.parametrize("order", [{"status": 500}, {"status": 503, "body": {}}, {"drop": "before"}])
def test_an_identity_platform_that_is_ill_proves_nothing(mailbox: Mailbox, order: dict[str, object]) -> None:
    mailbox.standin.control("fail", {"path": ".*/oauth2/.*", "times": 3, **order})

    with pytest.raises(Unavailable):
        mailbox.grant().headers()


def test_an_answer_that_is_no_document_is_never_handed_on(mailbox: Mailbox, caplog: pytest.LogCaptureFixture) -> None:
    """msal writes such a text into its log."""
    mailbox.standin.control("fail", {"path": ".*/token", "status": 200, "body": "geheim"})

    with pytest.raises(Unavailable):
        mailbox.grant().headers()

    assert "geheim" not in caplog.text


def test_a_wrong_secret_of_ours_revokes_nobodys_grant(mailbox: Mailbox) -> None:
    with pytest.raises(Unavailable, match="token_refused"):
        mailbox.grant(mailbox.app(client_secret=lambda: "wrong")).headers()


def test_the_authoritys_certificate_is_verified(mailbox: Mailbox) -> None:
    mailbox.transport = Transport(allow_private=True)

    with pytest.raises(Unavailable):
        mailbox.grant().headers()


def test_whoever_agrees_gives_a_grant_that_lasts(mailbox: Mailbox) -> None:
    code = code_for(mailbox, challenge_of(VERIFIER))

    told = redeem(mailbox.app(), mailbox.transport, code, VERIFIER, REDIRECT, mailbox.clock.now())

    assert mailbox.grant(**told).headers() == {"authorization": f"Bearer {told['access_token']}"}
    assert told["refresh_token"]


@pytest.mark.parametrize("verifier", ["", "another-verifier-of-more-than-forty-three-signs-for-sure"])
def test_a_code_is_good_only_with_its_verifier(mailbox: Mailbox, verifier: str) -> None:
    code = code_for(mailbox, challenge_of(VERIFIER))

    with pytest.raises(Refused, match="consent_refused"):
        redeem(mailbox.app(), mailbox.transport, code, verifier, REDIRECT, mailbox.clock.now())


def test_a_personal_account_is_none_of_a_company(microsoft: MicrosoftStandin, transport: Transport) -> None:
    mailbox = Mailbox.open(microsoft, transport, personal=True)

    assert mailbox.grant(mailbox.app("consumers")).headers()
    mailbox.tokens = {"refresh_token": mailbox.tokens["refresh_token"]}
    with pytest.raises(AccessRevoked):
        mailbox.grant(mailbox.app("organizations")).headers()


def test_an_app_shows_its_secret_to_nobody() -> None:
    assert "geheim" not in repr(MicrosoftApp("https://login.example/x", "id", lambda: "geheim"))
