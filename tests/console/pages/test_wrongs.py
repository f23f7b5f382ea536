"""A form that can't be taken comes back with what was typed, and says beside each field what is wrong with it."""

import html
import re
from dataclasses import dataclass, replace

import pytest

from tandem.domain.errors import AccessRevoked, Refused, Trouble, Unavailable
from tests.console.fake_app import BOOK, LIVE, FakeApp
from tests.console.pages.browsing import Browser
from tests.console.pages.test_calendar import CALENDAR, DRAFT, house

CONTACTS, NEW_CONTACTS = f"/connections/{LIVE.id}/contacts", f"/accounts/{BOOK.id}/contacts"
SETTINGS, NEW_CALENDAR = f"/connections/{LIVE.id}/calendar", f"/accounts/{BOOK.id}/calendar"
FILLED = {"direction": "two_way", "group": "group:urn:1", "crm_scope": "filter", "deletes": "keep", "act": "save"}
RULES = {"mode": "crm_only", "private": "skip", "deletes": "keep"}
TYPED = {"address": "anna@acme.example", "whose": "7001:11", "url": "https://mail.acme.example"}


@dataclass(frozen=True)
class Told:
    """What stands beside a field, and whether its own element says so to whoever doesn't see it."""

    sentence: str
    is_named: bool


def beside(body: str, field: str) -> Told:
    said = re.search(rf'<p class="wrong" id="{field}-wrong"[^>]*>(.*?)</p>', body, re.DOTALL)
    named = re.search(rf'<[^>]*aria-describedby="[^"]*\b{field}-wrong\b[^"]*"[^>]*aria-invalid="true"', body)
    return Told(html.unescape(re.sub(r"<[^>]*>", "", said[1])).strip() if said else "", named is not None)


def sent(path: str, form: dict[str, str], app: FakeApp) -> tuple[int, str]:
    answer = Browser(app).sign_in().post(path, **form)
    return answer["statusCode"], str(answer["body"])


@pytest.mark.parametrize("path", [CONTACTS, NEW_CONTACTS])
@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"group": ""}, "group", "Choose a group, or all contacts."),
        ({"filter": "my list"}, "filter", "There is no number in it."),
    ],
)
def test_what_lacks_something_says_so_beside_the_field(
    path: str, changed: dict[str, str], field: str, told: str
) -> None:
    status, body = sent(path, {**FILLED, "filter": "7", **changed}, FakeApp())

    assert status == 422
    assert beside(body, field).sentence.startswith(told)
    assert beside(body, field).is_named
    assert body.count('role="alert"') == 1
    assert re.search(r'name="deletes" value="keep" checked', body)


@pytest.mark.parametrize("path", [CONTACTS, NEW_CONTACTS])
@pytest.mark.parametrize(
    ("field", "shown", "reason", "told"),
    [
        ("visibility", "visibility", "visibility_not_offered", "The company's plan doesn't offer this visibility."),
        ("group", "group", "bad_rule", "There is no such rule, or no such value for it."),
        ("crm_scope", "crm_scope", "bad_rule", "There is no such rule, or no such value for it."),
        ("direction", "direction", "bad_rule", "There is no such rule, or no such value for it."),
        ("deletes", "deletes", "bad_rule", "There is no such rule, or no such value for it."),
    ],
)
def test_what_is_refused_is_told_beside_what_it_is_about(
    path: str, field: str, shown: str, reason: str, told: str
) -> None:
    refused: dict[str, Trouble] = dict.fromkeys(("add_connection", "set_rules"), Refused(reason, field))

    status, body = sent(path, {**FILLED, "filter": "7"}, FakeApp(refusals=refused))

    assert status == 422
    assert beside(body, shown).sentence.startswith(told.split(",", maxsplit=1)[0])
    assert beside(body, shown).is_named
    assert re.search(r'name="filter" value="7"', body)


@pytest.mark.parametrize("path", [CONTACTS, NEW_CONTACTS, SETTINGS, NEW_CALENDAR])
def test_what_is_about_no_field_is_told_above(path: str) -> None:
    down: dict[str, Trouble] = dict.fromkeys(("add_connection", "set_rules"), Unavailable("unavailable"))
    app = house(DRAFT, refusals=down) if "calendar" in path else FakeApp(refusals=down)

    status, body = sent(path, {**FILLED, **RULES, "filter": "7", "calendar": "work"}, app)

    assert status == 502
    assert "The server does not answer." in body
    assert 'aria-invalid="true"' not in body
    assert re.search(r'name="deletes" value="keep" checked', body)


@pytest.mark.parametrize("path", [SETTINGS, NEW_CALENDAR])
def test_a_calendar_that_was_not_chosen_and_types_that_were_not_ticked_say_so_together(path: str) -> None:
    status, body = sent(path, {**RULES, "offered": "call"}, house(DRAFT))

    assert status == 422
    assert beside(body, "calendar") == Told("Choose a calendar first.", is_named=True)
    assert beside(body, "types") == Told("Tick at least one type of activity.", is_named=True)
    for name, value in RULES.items():
        assert re.search(rf'name="{name}" value="{value}" checked', body)


@pytest.mark.parametrize(
    ("field", "reason"), [("calendar", "calendar_in_use"), ("types", "bad_rule"), ("mode", "bad_rule")]
)
def test_what_a_calendar_is_refused_for_is_told_beside_it_and_the_choice_stays(field: str, reason: str) -> None:
    app = house(DRAFT, refusals={"set_rules": Refused(reason, field)})

    status, body = sent(SETTINGS, {**RULES, "calendar": "work", "types": "call", "offered": "call"}, app)

    assert status == 422
    assert beside(body, field).sentence
    assert beside(body, field).is_named
    assert '<option value="work" selected>' in body


def test_a_calendar_that_can_not_be_made_says_so_beside_the_field() -> None:
    app = house(DRAFT, refusals={"create_calendar": Refused("bad_rule", "calendar")})

    status, body = sent(SETTINGS, {**RULES, "calendar": "+"}, app)

    assert status == 422
    assert beside(body, "calendar").is_named
    assert '<option value="+" selected>' in body


@pytest.mark.parametrize(
    ("trouble", "field"),
    [
        (AccessRevoked("wrong_password"), "password"),
        (Refused("no_password"), "password"),
        (Refused("no_server_found"), "url"),
        (Refused("private_address", "url"), "url"),
        (Refused("bad_url", "url"), "url"),
    ],
)
def test_what_is_wrong_with_a_sign_in_is_told_beside_the_field(trouble: Trouble, field: str) -> None:
    app = FakeApp(refusals={"add_account": trouble})

    _, body = sent("/add/exchange/sign-in", {**TYPED, "password": "secret"}, app)

    assert beside(body, field).sentence
    assert beside(body, field).is_named
    assert f'value="{TYPED["url"]}"' in body


def test_a_token_that_is_wrong_says_so_beside_the_field() -> None:
    body = str(Browser().post_bare("/login", token="wrong")["body"])

    assert beside(body, "token") == Told("That isn't the admin token.", is_named=True)


def test_a_form_that_nobody_sent_yet_has_nothing_wrong() -> None:
    for path, app in (
        (CONTACTS, FakeApp()),
        (NEW_CONTACTS, FakeApp()),
        (SETTINGS, house(CALENDAR)),
        (NEW_CALENDAR, house(replace(CALENDAR, id="7001-c09"))),
    ):
        body = str(Browser(app).sign_in().get(path)["body"])
        assert "aria-invalid" not in body
        assert 'role="alert"' not in body
