"""What a person chooses for a calendar: what the page offers, what saving it does, and what it says when it can't."""

import re
from dataclasses import replace
from typing import Any

import pytest

from tandem.console.pages.calendar import NEW
from tandem.domain.errors import Refused
from tandem.ports import Group
from tests.console.fake_app import BOOK, LIVE, FakeApp
from tests.console.pages.browsing import Browser, text_of

RULES = {
    "calendar": "work",
    "mode": "all",
    "private": "busy_only",
    "types": None,
    "deletes": "follow",
    "title": "{deal} > {person} > {organization} > {subject}",
    "conflict": {},
}
CALENDAR = replace(LIVE, kind="calendar", provider="google", rules=RULES)
DRAFT = replace(CALENDAR, state="draft", last_run=None)
ACCOUNT = replace(BOOK, provider="google")
PATH = f"/connections/{LIVE.id}/calendar"
NEW_ONE = f"/accounts/{BOOK.id}/calendar"


def house(connection: Any = CALENDAR, **more: Any) -> FakeApp:
    return FakeApp(held=[connection], books=[ACCOUNT], **more)


def see(path: str = PATH, app: FakeApp | None = None, language: str = "en") -> str:
    return str(Browser(app or house()).sign_in().get(path, accept_language=language)["body"])


def asked(app: FakeApp, act: str) -> list[tuple[object, ...]]:
    return [call for call in app.calls if call[0] == act]


def chosen(body: str, name: str) -> str | None:
    found = re.search(rf'name="{name}" value="(\w+)" checked', body)
    return found[1] if found else None


def test_the_page_shows_what_holds_now() -> None:
    body = see(app=house(replace(CALENDAR, rules={**RULES, "mode": "crm_only", "private": "skip", "types": ["task"]})))

    assert [chosen(body, name) for name in ("mode", "private", "deletes")] == ["crm_only", "skip", "follow"]
    assert re.findall(r'name="types" value="(\w+)"( checked)?', body) == [("call", ""), ("task", " checked")]
    assert "Relaunch 2027 &gt; Anna Schmidt &gt; Nordlicht GmbH &gt; Kick-off" in body


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Events that you make in the calendar stay there."),
        ("de", "Termine, die Sie im Kalender anlegen, bleiben dort."),
    ],
)
def test_each_mode_tells_what_it_means(language: str, told: str) -> None:
    assert told in see(language=language)


def test_a_calendar_in_step_is_not_exchanged_and_one_that_was_not_started_is() -> None:
    assert 'name="calendar"' not in see()
    assert 'name="calendar"' in see(app=house(DRAFT))


def test_what_is_saved_are_the_rules_that_the_form_shows() -> None:
    browser = Browser(house()).sign_in()

    answer = browser.post(PATH, mode="crm_only", private="full", deletes="keep", types="task", offered="call")

    wanted = {"mode": "crm_only", "private": "full", "deletes": "keep", "types": ["task"]}
    assert asked(browser.app, "set_rules") == [("set_rules", LIVE.id, wanted)]
    assert answer["headers"]["Location"] == f"{PATH}?said=calendar_saved"


def test_all_types_are_whatever_types_there_are() -> None:
    browser = Browser(house()).sign_in()

    browser.post(PATH, types="call", offered="call")

    assert asked(browser.app, "set_rules") == [("set_rules", LIVE.id, {"types": None})]


def test_types_that_could_not_be_listed_stay_as_they_are() -> None:
    browser = Browser(house()).sign_in()

    browser.post(PATH, mode="all")

    assert asked(browser.app, "set_rules") == [("set_rules", LIVE.id, {"mode": "all"})]


@pytest.mark.parametrize(
    ("connection", "form", "told"),
    [
        (CALENDAR, {"offered": "call"}, "Tick at least one type"),
        (DRAFT, {"mode": "crm_only"}, "Choose a calendar first"),
    ],
)
def test_a_choice_that_lacks_something_is_shown_again_and_nothing_is_saved(
    connection: Any, form: dict[str, str], told: str
) -> None:
    browser = Browser(house(connection)).sign_in()

    answer = browser.post(PATH, **form)

    assert answer["statusCode"] == 422
    assert told in answer["body"]
    assert asked(browser.app, "set_rules") == []


def test_a_calendar_is_made_for_a_person_and_chosen() -> None:
    browser = Browser(house(DRAFT)).sign_in()

    browser.post(PATH, calendar=NEW)

    assert asked(browser.app, "create_calendar") == [("create_calendar", BOOK.id, "Pipedrive")]
    assert asked(browser.app, "set_rules") == [("set_rules", LIVE.id, {"calendar": "new"})]


class HasOne(FakeApp):
    def calendars(self, account: Any) -> list[Group]:
        return [Group("work", "Arbeit", is_default=True), Group("own", "Pipedrive")]


def test_pressed_twice_there_is_one_calendar() -> None:
    browser = Browser(HasOne(held=[DRAFT], books=[ACCOUNT])).sign_in()

    assert "Create one for me" not in browser.get(PATH)["body"]
    browser.post(PATH, calendar=NEW)

    assert asked(browser.app, "create_calendar") == []
    assert asked(browser.app, "set_rules") == [("set_rules", LIVE.id, {"calendar": "own"})]


def test_an_account_gets_its_connection_when_its_calendar_is_chosen() -> None:
    browser = Browser(house()).sign_in()
    assert "What is kept in step" in browser.get(NEW_ONE)["body"]

    answer = browser.post(NEW_ONE, calendar="work", mode="crm_only")

    wanted = {"calendar": "work", "mode": "crm_only"}
    assert asked(browser.app, "add_connection") == [("add_connection", BOOK.id, "calendar", wanted)]
    assert answer["headers"]["Location"] == f"{PATH}?said=calendar_added"


def test_without_a_calendar_no_connection_is_made() -> None:
    browser = Browser(house()).sign_in()

    assert browser.post(NEW_ONE, mode="all")["statusCode"] == 422
    assert asked(browser.app, "add_connection") == []


def test_an_account_without_calendars_has_no_such_page() -> None:
    assert Browser(FakeApp()).sign_in().get(NEW_ONE)["headers"]["Location"] == "/"


@pytest.mark.parametrize("state", ["draft", "stopped"])
def test_what_is_ready_can_be_started(state: str) -> None:
    browser = Browser(house(replace(DRAFT, state=state))).sign_in()
    assert "Ready to start" in browser.get(PATH)["body"]

    answer = browser.post(f"/connections/{LIVE.id}/start")

    assert asked(browser.app, "start") == [("start", LIVE.id)]
    assert answer["headers"]["Location"] == f"/connections/{LIVE.id}?said=started"


class Silent(FakeApp):
    """Neither the provider nor Pipedrive answers."""

    def calendars(self, account: Any) -> list[Group]:
        raise Refused("access_revoked")

    def activity_types(self, account: Any) -> list[Any]:
        raise Refused("no_grant")


def test_where_nothing_can_be_listed_the_page_comes_all_the_same_and_keeps_the_choice() -> None:
    body = see(app=Silent(held=[replace(DRAFT, rules={**RULES, "types": ["call"]})], books=[ACCOUNT]))

    assert '<option value="work" selected>' in body
    assert "Connect the account anew." in body
    assert "Connect Pipedrive for this user first." in body
    assert 'name="offered"' not in body


def test_what_others_named_comes_out_as_text() -> None:
    assert "Aufgabe &lt;b&gt;" in see()


def test_a_connection_of_contacts_is_sent_home() -> None:
    browser = Browser(FakeApp()).sign_in()

    for path in (PATH, f"/connections/{LIVE.id}/titles", f"/connections/{LIVE.id}/upload"):
        assert browser.get(path)["headers"]["Location"] == f"/connections/{LIVE.id}"


@pytest.mark.parametrize(("connection", "is_there"), [(CALENDAR, True), (LIVE, False)])
def test_the_dashboard_leads_here(connection: Any, is_there: bool) -> None:
    assert (f'href="{PATH}"' in see(f"/connections/{LIVE.id}", house(connection))) is is_there


def test_the_page_speaks_german() -> None:
    said = text_of({"body": see(language="de")})

    assert "Kalenderabgleich" in said
    assert "Nur zeigen, dass Sie beschäftigt sind" in said
