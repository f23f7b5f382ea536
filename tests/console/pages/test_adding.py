"""Adding an account: what is proposed, where one is sent, and that nothing typed is lost but the password."""

import re
from dataclasses import replace

import pytest

from tandem.console.session import mark_of
from tandem.domain.errors import AccessRevoked, Refused, Trouble, Unavailable
from tandem.domain.proposing import Proposal, Sign
from tandem.usecases.seeing.views import AccountView, UserView
from tests.console.fake_app import ANNA, BOOK, LIVE, WEISS, FakeApp, broken
from tests.console.pages.browsing import Browser, text_of

TYPED = {"address": "anna@acme.example", "whose": "7001:11"}
PASSWORD = "kein-Geheimnis-7"
BEN = UserView("12", "Ben Groß", "ben@example.org", is_admin=False, granted=True)
SCRIPT = '"><script>alert(1)</script>'


def admin(app: FakeApp | None = None) -> Browser:
    return Browser(app or FakeApp()).sign_in()


def test_the_first_page_leads_to_adding_an_account() -> None:
    assert 'href="/add"' in admin().get("/")["body"]


def test_providers_are_shown_in_the_order_of_their_likelihood_with_reasons() -> None:
    browser = admin()

    answer = browser.post("/add", **TYPED)

    said = text_of(answer)
    assert ("propose", "anna@acme.example") in browser.app.calls
    assert said.index("Microsoft Exchange") < said.index("iCloud or another address book")
    assert "A server of acme.example answers like one." in said
    assert 'value="https://dav.acme.example/"' in answer["body"]
    assert answer["body"].count('action="/add/exchange"') == 1
    assert 'action="/add/google"' in answer["body"]


@pytest.mark.parametrize(
    ("sign", "told"),
    [(Sign.DOMAIN, "Addresses at acme.example belong there."), (Sign.MAIL, "The mail of acme.example goes there.")],
)
def test_each_proposal_says_by_what_it_is_known(sign: Sign, told: str) -> None:
    assert told in text_of(admin(FakeApp(proposals=[Proposal("google", sign)])).post("/add", **TYPED))


def test_where_nobody_tells_every_provider_may_be_chosen() -> None:
    answer = admin(FakeApp(proposals=[])).post("/add", **TYPED)

    assert "Is it spelled right?" in text_of(answer)
    assert len(re.findall(r'action="/add/\w+"', answer["body"])) == 5
    assert 'value="anna@acme.example"' in answer["body"]


def test_an_address_that_is_none_is_told_beside_the_field_and_stays() -> None:
    answer = admin(FakeApp(refusals={"propose": Refused("bad_address", "address")})).post("/add", address="anna.acme")

    assert 'aria-invalid="true"' in answer["body"]
    assert 'value="anna.acme"' in answer["body"]
    assert "it needs a name, an @ and a domain" in text_of(answer)


@pytest.mark.parametrize("provider", ["google", "outlook", "office365"])
def test_consent_is_given_on_the_page_of_the_provider(provider: str) -> None:
    browser = admin()

    answer = browser.post(f"/add/{provider}", **TYPED)

    mark = mark_of(browser.cookies["tandem_session"])
    assert ("begin_consent", "7001", "11", provider, "anna@acme.example", mark) in browser.app.calls
    assert 'href="https://accounts.example/consent"' in answer["body"]


def test_the_mark_of_a_session_is_neither_its_secret_nor_its_form_token() -> None:
    browser = admin()

    assert mark_of(browser.cookies["tandem_session"]) not in {browser.cookies["tandem_session"], browser.form_token, ""}
    assert mark_of("") == ""


@pytest.mark.parametrize("reason", ["no_public_url", "no_client"])
def test_a_provider_that_is_not_set_up_is_told(reason: str) -> None:
    answer = admin(FakeApp(refusals={"begin_consent": Refused(reason)})).post("/add/google", **TYPED)

    assert 'class="banner bad"' in answer["body"]
    assert 'value="anna@acme.example"' in answer["body"]


def test_a_provider_that_there_is_not_is_told_and_the_address_stays() -> None:
    for path in ("/add/yahoo", "/add/yahoo/sign-in"):
        answer = admin().post(path, **TYPED, password=PASSWORD)

        assert "This provider isn&#39;t supported." in text_of(answer)
        assert 'value="anna@acme.example"' in answer["body"]
        assert PASSWORD not in answer["body"]


def test_who_comes_back_goes_on_to_the_settings() -> None:
    browser = admin()

    answer = browser.get("/connect/google?state=abc&code=good")

    mark = mark_of(browser.cookies["tandem_session"])
    assert ("finish_consent", "google", "abc", "good", mark) in browser.app.calls
    assert answer["headers"]["Location"] == f"/accounts/{BOOK.id}?said=account_added"


def test_an_account_of_somebody_else_is_only_told_to_be_connected() -> None:
    app = FakeApp(houses=[replace(WEISS, users=(ANNA, BEN))])

    answer = Browser(app).sign_in("7001", "12").get("/connect/google?state=abc&code=good")

    assert answer["statusCode"] == 200
    assert "/accounts/" not in answer["body"]


def test_who_comes_back_without_consent_is_told_and_may_try_again() -> None:
    answer = admin(FakeApp(refusals={"finish_consent": Refused("consent_refused")})).get("/connect/google?state=abc")

    assert answer["statusCode"] == 400
    assert "Nothing was connected" in text_of(answer)
    assert 'href="/add"' in answer["body"]


def test_apple_says_where_an_app_specific_password_is_made() -> None:
    answer = admin().post("/add/icloud", address="anna@icloud.com")

    assert "App-specific password" in text_of(answer)
    assert "account.apple.com" in answer["body"]
    assert 'name="url"' not in answer["body"]


@pytest.mark.parametrize("provider", ["icloud", "exchange"])
def test_other_servers_may_be_named(provider: str) -> None:
    assert 'name="url"' in admin().post(f"/add/{provider}", **TYPED)["body"]


def test_a_password_opens_the_account_and_what_is_empty_is_not_said() -> None:
    browser = admin()

    answer = browser.post("/add/exchange/sign-in", **TYPED, password=PASSWORD, url=" https://mail.acme.example ")

    credentials = {"url": "https://mail.acme.example", "password": PASSWORD}
    assert ("add_account", "7001", "11", "exchange", "anna@acme.example", credentials) in browser.app.calls
    assert answer["headers"]["Location"] == f"/accounts/{BOOK.id}?said=account_added"


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (AccessRevoked("wrong_password"), "Nothing was connected, and nothing was changed."),
        (Refused("no_server_found"), "Please give its URL."),
        (Refused("private_address"), "private network"),
        (Unavailable("unavailable"), "The server does not answer."),
    ],
)
def test_what_goes_wrong_is_told_and_only_the_password_is_lost(trouble: Trouble, told: str) -> None:
    browser = admin(FakeApp(refusals={"add_account": trouble}))
    typed = {**TYPED, "url": "https://mail.acme.example", "username": "ACME\\anna"}

    answer = browser.post("/add/exchange/sign-in", **typed, password=PASSWORD)

    assert told in text_of(answer)
    for kept in ("anna@acme.example", "https://mail.acme.example", "ACME\\anna"):
        assert f'value="{kept}"' in answer["body"]
    assert PASSWORD not in answer["body"]


def test_a_password_that_was_not_typed_is_asked_for() -> None:
    browser = admin()

    answer = browser.post("/add/icloud/sign-in", **TYPED)

    assert "The password is missing." in text_of(answer)
    assert "add_account" not in {call[0] for call in browser.app.calls}


def test_the_machines_admin_says_for_whom_and_others_only_add_their_own() -> None:
    app = FakeApp(houses=[replace(WEISS, users=(ANNA, BEN))])

    of_all, of_one = admin(app).get("/add")["body"], Browser(app).sign_in("7001", "12").get("/add")["body"]

    assert ('value="7001:11"' in of_all, 'value="7001:12"' in of_all) == (True, True)
    assert "7001:11" not in of_one


@pytest.mark.parametrize("path", ["/add", "/add/google", "/add/icloud/sign-in"])
@pytest.mark.parametrize("whose", ["7001:11", "7002:11", "nobody"])
def test_nobody_adds_an_account_for_somebody_else(path: str, whose: str) -> None:
    app = FakeApp(houses=[replace(WEISS, users=(ANNA, BEN))])
    browser = Browser(app).sign_in("7001", "12")

    answer = browser.post(path, address="ben@acme.example", whose=whose, password=PASSWORD)

    assert answer["statusCode"] == 404
    assert {"propose", "begin_consent", "add_account"}.isdisjoint(call[0] for call in app.calls)


def test_who_has_no_grant_is_told_what_is_needed_first() -> None:
    app = FakeApp(houses=[replace(WEISS, users=(replace(ANNA, granted=False),))])

    answer = admin(app).get("/add")

    assert "Pipedrive is not connected yet." in text_of(answer)
    assert 'name="address"' not in answer["body"]
    assert admin(app).post("/add", address="anna@acme.example")["statusCode"] == 422


def test_what_is_typed_never_becomes_markup() -> None:
    app = FakeApp(refusals={"add_account": AccessRevoked("wrong_password"), "begin_consent": Refused("no_client")})
    typed = {"address": SCRIPT, "url": SCRIPT, "username": SCRIPT}

    for path in ("/add", "/add/google", "/add/icloud", "/add/icloud/sign-in", "/add/x"):
        assert "<script>alert" not in admin(app).post(path, **typed, password="p")["body"]


def test_a_dead_account_is_connected_again_with_its_address() -> None:
    browser = admin(FakeApp(held=[broken("access_revoked")]))

    assert f'href="/add?again={BOOK.id}"' in browser.get("/")["body"]
    assert 'value="anna@example.org"' in browser.get(f"/add?again={BOOK.id}")["body"]


def test_a_grant_of_pipedrive_is_not_renewed_by_the_account() -> None:
    assert "/add?again=" not in admin(FakeApp(held=[broken("grant_refused")])).get("/")["body"]


@pytest.mark.parametrize("path", ["/add/google", "/add/icloud/sign-in"])
def test_another_language_chosen_on_the_way_leads_to_its_beginning(path: str) -> None:
    browser = admin()
    chosen = browser.post("/language", language="de", back=path)["headers"]["Location"]

    body = browser.get(chosen)["body"]

    assert "Ein Konto hinzufügen" in body
    assert 'action="/add"' in body


def test_another_persons_account_is_not_shown_to_be_connected_again() -> None:
    app = FakeApp(houses=[replace(WEISS, users=(ANNA, BEN))])

    assert Browser(app).sign_in("7001", "12").get(f"/add?again={BOOK.id}")["statusCode"] == 404


def test_an_account_without_a_sync_is_not_forgotten() -> None:
    fresh = AccountView("7001-a02", "7001", "11", "google", "neu@example.org", "connected")

    body = admin(FakeApp(books=[BOOK, fresh])).get("/")["body"]

    assert 'href="/accounts/7001-a02"' in body
    assert f'href="/accounts/{BOOK.id}"' not in body


def test_an_account_leads_to_what_it_may_sync() -> None:
    fresh, synced = admin(FakeApp(held=[])), admin()

    assert fresh.get(f"/accounts/{BOOK.id}")["headers"]["Location"].startswith(f"/accounts/{BOOK.id}/contacts")
    assert f'href="/connections/{LIVE.id}"' in synced.get(f"/accounts/{BOOK.id}")["body"]
