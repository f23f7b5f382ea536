"""The pattern of titles: its parts are moved by buttons, shown by an example, previewed, and then kept."""

import html
import re
from typing import Any
from urllib.parse import urlencode

import pytest

from tandem.domain.errors import Unavailable
from tests.console.fake_app import LIVE, FakeApp
from tests.console.pages.browsing import Browser
from tests.console.pages.test_calendar import CALENDAR, asked, house

PATH = f"/connections/{LIVE.id}/titles"
WHOLE = "{deal} > {person} > {organization} > {subject}"


def see(app: FakeApp | None = None, **query: str) -> dict[str, Any]:
    return Browser(app or house()).sign_in().get(f"{PATH}?{urlencode(query)}")


def pattern(body: str) -> str:
    found = re.search(r'name="title" value="([^"]*)"', body)
    assert found
    return html.unescape(found[1])


def test_the_example_is_made_by_the_kept_pattern() -> None:
    assert "Relaunch 2027 &gt; Anna Schmidt &gt; Nordlicht GmbH &gt; Kick-off" in see()["body"]


@pytest.mark.parametrize(
    ("press", "made"),
    [
        ("up.person", "{person} > {deal} > {organization} > {subject}"),
        ("down.person", "{deal} > {organization} > {person} > {subject}"),
        ("take.organization", "{deal} > {person} > {subject}"),
        ("add.lead", "{deal} > {person} > {organization} > {lead} > {subject}"),
        ("down.organization", "{deal} > {person} > {subject} > {organization}"),
        *((press, WHOLE) for press in ("up.deal", "down.subject", "take.subject", "add.deal", "add.owner", "x", "")),
    ],
)
def test_each_button_does_one_thing_to_the_pattern(press: str, made: str) -> None:
    assert pattern(see(title=WHOLE, do=press)["body"]) == made


def test_who_moves_a_part_by_keys_stays_on_its_button_and_leaves_it_where_it_ends() -> None:
    middle, top = see(title=WHOLE, do="up.organization")["body"], see(title=WHOLE, do="up.person")["body"]

    assert re.findall(r'value="([\w.]+)"[^>]* autofocus', middle) == ["up.organization"]
    assert re.findall(r'value="([\w.]+)"[^>]* autofocus', top) == ["down.person"]


def test_what_stands_between_the_parts_is_chosen() -> None:
    body = see(title=WHOLE, separator=" | ", do="up.person")["body"]

    assert pattern(body) == "{person} | {deal} | {organization} | {subject}"
    assert "Anna Schmidt | Relaunch 2027 | Nordlicht GmbH | Kick-off" in body


@pytest.mark.parametrize(
    "query", [{"title": "{nobody}"}, {"title": "{deal}"}, {"separator": "{x}"}, {"separator": " "}]
)
def test_what_is_no_pattern_is_refused(query: dict[str, str]) -> None:
    assert see(**query)["statusCode"] == 422


def test_trying_asks_nobody_and_keeps_nothing() -> None:
    app = house()

    see(app, title=WHOLE, do="up.person")

    assert asked(app, "preview_titles") == asked(app, "set_rules") == []


@pytest.mark.parametrize(("named", "after"), [("", ""), ("100", "100"), ("x", ""), ("-1", ""), ("9" * 30, "")])
def test_real_titles_are_previewed_when_asked_for(named: str, after: str) -> None:
    app = house()

    body = see(app, title="{subject} > {deal}", do="preview", next=named)["body"]

    assert asked(app, "preview_titles") == [("preview_titles", LIVE.id, "{subject} > {deal}", after)]
    assert "3 events to come are in step. 1 would get another title." in body
    assert "Relaunch &gt; Anruf" in body
    assert "01/12/2026, 08:00" in body


class Silent(FakeApp):
    def preview_titles(self, connection: Any, title: str, after: str = "") -> Any:
        raise Unavailable("unreachable")


def test_where_titles_cannot_be_previewed_the_page_says_so_and_goes_on() -> None:
    answer = see(Silent(held=[CALENDAR], books=house().books), do="preview")

    assert answer["statusCode"] == 200
    assert "nothing was changed. The server can&#39;t be reached." in answer["body"]


def test_a_pattern_is_kept_by_a_form() -> None:
    browser = Browser(house()).sign_in()

    answer = browser.post(PATH, title="{person} > {subject}")

    assert asked(browser.app, "set_rules") == [("set_rules", LIVE.id, {"title": "{person} > {subject}"})]
    assert answer["headers"]["Location"] == f"{PATH}?said=titles_saved"


def test_what_is_no_pattern_is_not_kept() -> None:
    browser = Browser(house()).sign_in()

    assert browser.post(PATH, title="<script>")["statusCode"] == 422
    assert asked(browser.app, "set_rules") == []


@pytest.mark.parametrize(
    ("press", "told"),
    [
        ("up.person", "Contact person is part 1 of 4. Example: Anna Schmidt"),
        ("down.subject", "Activity is part 4 of 4. Example: Relaunch 2027"),
        ("take.deal", "Deal is left out. Example: Anna Schmidt"),
        ("add.lead", "Lead is part 4 of 5. Example: Relaunch 2027"),
        ("moved.organization", "Organization is part 3 of 4. Example: Relaunch 2027"),
        ("", "Example: Relaunch 2027"),
        ("moved.owner", "Example: Relaunch 2027"),
    ],
)
def test_what_a_step_did_is_put_into_words_for_who_does_not_see_it(press: str, told: str) -> None:
    found = re.search(r'<form method="get"[^>]* data-told="([^"]*)"', see(title=WHOLE, do=press)["body"])

    assert found
    assert html.unescape(found[1]).startswith(told)


def test_a_part_that_was_dragged_stays_where_it_was_let_go_of() -> None:
    dragged = "{subject} > {deal} > {person} > {organization}"

    assert pattern(see(title=dragged, do="moved.subject")["body"]) == dragged
