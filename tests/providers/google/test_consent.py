"""Google's consent page and what comes back from it: whose account it is, and half of what was asked for."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest

from tandem.domain.errors import Refused
from tandem.providers.google.consent import SCOPES, consent_page, redeem
from tandem.providers.google.grant import CALENDAR, CONTACTS
from tests.providers.google.office import Office

REDIRECT, VERIFIER = "http://127.0.0.1:1/connect/google", "v" * 50


def agreed(office: Office, *scopes: str) -> str:
    """The code that Google sends back when its person leaves just these boxes ticked."""
    challenge = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
    page = consent_page(office.standin.said["auth_url"], office.app(), REDIRECT, "state", challenge, office.email)
    query = {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}
    assert query["scope"].split() == list(SCOPES)
    form = {**query, "account": office.email, "scope": ["openid", "email", *scopes], "decision": "allow"}
    answer = office.standin.http.post(office.standin.said["auth_url"], data=form)
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


@pytest.mark.parametrize(
    "scopes", [(CALENDAR, CONTACTS), (CALENDAR,), (CONTACTS,)], ids=["both", "calendar", "contacts"]
)
def test_whose_account_it_is_is_told_whatever_was_granted(office: Office, scopes: tuple[str, ...]) -> None:
    code = agreed(office, *scopes)

    address, told = redeem(office.app(), office.transport, code, VERIFIER, REDIRECT, office.clock.now())

    assert address == office.email
    assert told.keys() == {"refresh_token", "access_token", "expires_at"}


def test_neither_calendars_nor_contacts_is_no_consent(office: Office) -> None:
    code = agreed(office)

    with pytest.raises(Refused, match="consent_refused"):
        redeem(office.app(), office.transport, code, VERIFIER, REDIRECT, office.clock.now())
