"""What new connections begin with, for admins: shown, changed, noted; and where the way to a new connection starts."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId, UserId
from tandem.usecases.connecting.defaults import DefaultsChangeView, DefaultsView
from tests.console.fake_app import ANNA, BOOK, DEFAULTS, NOON, WEISS, FakeApp
from tests.console.pages.browsing import Browser, text_of

PATH = f"/company/{WEISS.id}/defaults"
OTHERWISE = DefaultsView(
    {
        "direction": "two_way",
        "crm_scope": "visible",
        "visibility": "company",
        "deletes": "keep",
        "conflict": {"phones": "provider"},
    },
    {"mode": "crm_only", "private": "skip", "deletes": "keep", "title": "{subject} | {deal}"},
    DEFAULTS.changes,
)
FORM = {
    "direction": "two_way",
    "crm_scope": "visible",
    "visibility": "company",
    "deletes": "keep",
    "winner_name": "crm",
    "winner_phones": "provider",
    "calendar_mode": "crm_only",
    "calendar_private": "skip",
    "calendar_deletes": "keep",
}


class Changing(FakeApp):
    """Whatever is set differs from what was there."""

    def set_defaults(self, company: CompanyId, by: UserId, rules: Mapping[str, Mapping[str, object]]) -> DefaultsView:
        super().set_defaults(company, by, rules)
        change = DefaultsChangeView(NOON, by, "contacts", {"direction": ("one_way", "two_way")})
        return replace(DEFAULTS, changes=(change, *DEFAULTS.changes))


def admin(app: FakeApp | None = None) -> Browser:
    return Browser(app or FakeApp()).sign_in(WEISS.id, ANNA.id)


def checked(answer: Mapping[str, Any]) -> set[str]:
    """The names and values of what is ticked."""
    return {f"{name}={value}" for name, value in re.findall(r'name="(\w+)" value="(\w+)" checked', answer["body"])}


def test_what_is_chosen_is_ticked() -> None:
    assert checked(admin(FakeApp(beginnings=OTHERWISE)).get(PATH)) == {
        "direction=two_way",
        "crm_scope=visible",
        "visibility=company",
        "deletes=keep",
        "calendar_mode=crm_only",
        "calendar_private=skip",
        "calendar_deletes=keep",
    }


@pytest.mark.parametrize(
    ("who", "by"), [((WEISS.id, ANNA.id), ANNA.id), (("", ""), "")], ids=["a company's admin", "the machine's"]
)
def test_what_an_admin_chooses_is_set_under_their_name(who: tuple[str, str], by: str) -> None:
    browser = Browser(Changing()).sign_in(*who)

    answer = browser.post(PATH, **FORM)

    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, f"{PATH}?said=defaults_saved")
    contacts = {
        "direction": "two_way",
        "deletes": "keep",
        "crm_scope": "visible",
        "visibility": "company",
        "conflict": {"phones": "provider"},
    }
    calendar = {"mode": "crm_only", "private": "skip", "deletes": "keep"}
    assert ("set_defaults", WEISS.id, by, {"contacts": contacts, "calendar": calendar}) in browser.app.calls


def test_who_it_is_comes_from_the_session_and_never_from_the_form() -> None:
    browser = admin(Changing())

    browser.post(PATH, **FORM, by="12", user="12", company="7002", group="group:urn:1", filter="7")

    (call,) = [call for call in browser.app.calls if call[0] == "set_defaults"]
    assert call[1:3] == (WEISS.id, ANNA.id)
    assert "urn:1" not in str(call)


def test_in_one_way_nobody_goes_out_and_a_visibility_of_its_own_is_none() -> None:
    browser = admin(Changing())

    browser.post(PATH, **{**FORM, "direction": "one_way", "visibility": "usual", "winner_phones": "crm"})

    (call,) = [call for call in browser.app.calls if call[0] == "set_defaults"]
    assert call[3] == {
        "contacts": {"direction": "one_way", "deletes": "keep", "visibility": None, "conflict": {}},
        "calendar": {"mode": "crm_only", "private": "skip", "deletes": "keep"},
    }


def test_what_was_as_it_is_now_is_told_as_such() -> None:
    assert admin().post(PATH, **FORM)["headers"]["Location"] == f"{PATH}?said=nothing_changed"


@pytest.mark.parametrize("reason", ["visibility_not_offered", "bad_rule"])
def test_what_is_refused_is_told_in_a_sentence(reason: str) -> None:
    answer = admin(FakeApp(refusals={"set_defaults": Refused(reason, "visibility")})).post(PATH, **FORM)

    assert answer["statusCode"] == 422
    assert reason not in answer["body"]


def test_only_what_the_plan_offers_can_be_chosen() -> None:
    small = admin().get(PATH)["body"]
    large = admin(FakeApp(houses=[replace(WEISS, plan="premium")])).get(PATH)["body"]

    assert 'value="group_and_below"' not in small
    assert 'value="group_and_below"' in large


@pytest.mark.parametrize(
    ("by", "name"), [(ANNA.id, "Anna Weiß"), ("", "the machine"), (None, "somebody who was erased"), ("99", "99")]
)
def test_each_change_is_told_with_its_author(by: str | None, name: str) -> None:
    changes = (DefaultsChangeView(NOON, by, "calendar", {"private": ("full", "skip")}),)

    said = text_of(admin(FakeApp(beginnings=replace(DEFAULTS, changes=changes))).get(PATH))

    for word in (name, "Calendar: Private events", "Bring over everything", "Leave them out"):
        assert word in said


def test_titles_are_tried_in_the_address_and_then_set() -> None:
    browser = admin(Changing())

    tried = browser.get(f"{PATH}/titles?title=%7Bdeal%7D+%3E+%7Bsubject%7D&do=up.subject")
    saved = browser.post(f"{PATH}/titles", title="{subject} > {deal}")

    assert 'value="{subject} &gt; {deal}"' in tried["body"]
    assert "Preview my own titles" not in tried["body"]
    assert saved["headers"]["Location"] == f"{PATH}/titles?said=defaults_saved"
    assert browser.app.calls[-1] == ("set_defaults", WEISS.id, ANNA.id, {"calendar": {"title": "{subject} > {deal}"}})


def test_a_form_without_a_title_leaves_it_as_it_is() -> None:
    browser = admin()

    assert browser.post(f"{PATH}/titles")["headers"]["Location"] == f"{PATH}/titles?said=nothing_changed"
    assert browser.app.calls[-1] == ("set_defaults", WEISS.id, ANNA.id, {})


@pytest.mark.parametrize("title", ["{deal}", "{subject}{deal}", "<script>"])
def test_a_title_that_is_none_is_not_set(title: str) -> None:
    browser = admin()

    assert browser.post(f"{PATH}/titles", title=title)["statusCode"] == 422
    assert [call for call in browser.app.calls if call[0] == "set_defaults"] == []


def test_the_company_page_tells_what_a_connection_begins_with() -> None:
    said = text_of(admin(FakeApp(beginnings=OTHERWISE)).get("/company"))

    for word in (
        "both ways",
        "the entire company",
        "Only what is made in Pipedrive",
        "Leave them out",
        "Keep the other side",
        "Activity | Deal",
    ):
        assert word in said


# --- where a new connection starts -----------------------------------------------------------------------------------


def test_a_new_sync_of_contacts_starts_from_them() -> None:
    browser = admin(FakeApp(beginnings=OTHERWISE))

    asked = browser.get(f"/accounts/{BOOK.id}/contacts")
    browser.post(f"/accounts/{BOOK.id}/contacts", group="all")

    for chosen in ("two_way", "visible", "company", "keep"):
        assert f'value="{chosen}" checked' in asked["body"]
    assert '<option value="" selected>' in asked["body"]
    (call,) = [call for call in browser.app.calls if call[0] == "add_connection"]
    rules = call[3]
    assert isinstance(rules, dict)
    assert {name: rules[name] for name in OTHERWISE.contacts} == OTHERWISE.contacts


def test_a_new_sync_of_a_calendar_starts_from_them() -> None:
    browser = admin(FakeApp(beginnings=OTHERWISE, books=[replace(BOOK, provider="google")]))

    asked = browser.get(f"/accounts/{BOOK.id}/calendar")["body"]

    for name, value in (("mode", "crm_only"), ("private", "skip"), ("deletes", "keep")):
        assert f'name="{name}" value="{value}" checked' in asked


def test_they_are_those_of_the_accounts_company() -> None:
    browser = admin()

    browser.get(f"/accounts/{BOOK.id}/contacts")

    assert ("defaults", WEISS.id) in browser.app.calls
