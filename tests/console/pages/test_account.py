"""A person's own page: language, zone, their accounts, and the end of a sync, which nobody meets by accident."""

from dataclasses import replace

import pytest

from tandem.usecases.seeing.views import UserView
from tests.console.fake_app import ANNA, BOOK, LIVE, WEISS, FakeApp
from tests.console.pages.browsing import Browser, text_of

STOP = f"/connections/{LIVE.id}/stop"
BEN = UserView("12", "Ben Groß", "ben@example.org", is_admin=False, granted=True)
OF_BEN = replace(BOOK, id="7001-a02", user=BEN.id, address="ben@icloud.example")


def test_whoever_looks_sees_their_own_accounts_and_no_colleagues() -> None:
    app = FakeApp(houses=[replace(WEISS, users=(ANNA, BEN))], books=[BOOK, OF_BEN])

    of_anna, of_ben, of_all = (Browser(app).sign_in(*who).get("/account")["body"] for who in WHO)

    assert [BOOK.address in one.split("<main")[1] for one in (of_anna, of_ben, of_all)] == [True, False, True]
    assert [OF_BEN.address in one for one in (of_anna, of_ben, of_all)] == [False, True, True]
    assert "Ben Groß · ben@example.org" in of_ben


WHO = (("7001", "11"), ("7001", "12"), ())


def test_an_account_tells_its_state_and_leads_to_its_reconnect_and_the_end_of_its_sync() -> None:
    app = FakeApp(books=[replace(BOOK, state="needs_reconnect")])

    body = Browser(app).sign_in().get("/account")["body"]

    assert "needs to be reconnected" in body
    assert f'href="/add?again={BOOK.id}"' in body
    assert f'href="{STOP}"' in body


def test_what_was_not_started_or_is_over_cannot_be_stopped() -> None:
    for state in ("draft", "stopped"):
        assert STOP not in Browser(FakeApp(held=[replace(LIVE, state=state)])).sign_in().get("/account")["body"]


def test_the_language_is_chosen_here_too() -> None:
    browser = Browser().sign_in()

    answer = browser.post("/language", language="de", back="/account")

    assert answer["headers"]["Location"] == "/account"
    assert "Zeitzone" in browser.get("/account")["body"]


# --- the time zone ---------------------------------------------------------------------------------------------------


def test_times_are_told_in_the_zone_that_was_chosen() -> None:
    browser = Browser().sign_in()

    browser.post("/account/zone", zone="Asia/Tokyo")

    said = browser.get("/account")["body"]
    assert "Here it is 21:00." in said
    assert '<option value="Asia/Tokyo" selected>' in said


def test_the_zone_of_the_device_is_told_anew_by_its_script() -> None:
    browser = Browser().sign_in()
    browser.post("/account/zone", zone="Asia/Tokyo")

    answer = browser.post("/account/zone", zone="device")

    assert answer["cookies"] == ["tandem_zone=; Max-Age=0; Path=/; SameSite=Lax"]


def test_a_zone_that_few_live_in_is_there_when_the_device_is_set_to_it() -> None:
    browser = Browser().sign_in()
    browser.cookies["tandem_zone"] = "Pacific%2FChatham"

    assert '<option value="Pacific/Chatham" selected>' in browser.get("/account")["body"]


@pytest.mark.parametrize("zone", ["Nowhere/City", "../etc/passwd", "UTC; Domain=evil.example", "\r\nX: y", "\x00", ""])
def test_a_zone_that_is_none_is_not_kept(zone: str) -> None:
    answer = Browser().sign_in().post("/account/zone", zone=zone)

    assert answer["statusCode"] == 404
    assert answer["cookies"] == []


# --- the end of a sync -----------------------------------------------------------------------------------------------


def test_both_ends_are_explained_before_anything_happens() -> None:
    said = text_of(Browser().sign_in().get(STOP))

    assert "Keep everything All stays where it is, on both sides." in said
    assert "What Tandem had made is deleted on the side where it made it, unless somebody edited it since." in said


@pytest.mark.parametrize(("what", "removes"), [("keep", False), ("remove", True), ("", False), ("all", False)])
def test_the_sync_ends_as_it_was_chosen_once_the_address_was_typed(what: str, removes: bool) -> None:
    browser = Browser().sign_in()

    answer = browser.post(STOP, what=what, confirm=f" {BOOK.address.upper()} ")

    assert ("stop", LIVE.id, removes) in browser.app.calls
    assert "The sync has ended." in text_of(browser.get(answer["headers"]["Location"]))


@pytest.mark.parametrize("typed", ["", "anna", "ben@example.org", "<b>"])
def test_without_the_address_nothing_ends_and_the_choice_stays(typed: str) -> None:
    browser = Browser().sign_in()

    answer = browser.post(STOP, what="remove", confirm=typed)

    assert not [call for call in browser.app.calls if call[0] == "stop"]
    assert "That is not the address of this account. The sync goes on." in answer["body"]
    assert 'value="remove" checked' in answer["body"]
