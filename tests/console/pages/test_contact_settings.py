"""What a sync of contacts is told by its form: for a new one, and for one that goes on."""

import re
from dataclasses import replace

import pytest

from tandem.console.pages.contact_form import FRESH, changes, missing, rules_of, said_by, visibilities
from tandem.domain.errors import Refused, Unavailable
from tandem.domain.rules import Visibility
from tests.console.fake_app import BOOK, CONNECTION, LIVE, RULES, WEISS, FakeApp
from tests.console.pages.browsing import Browser, text_of

NEW = f"/accounts/{BOOK.id}/contacts"
PATH = f"/connections/{CONNECTION}/contacts"
FULL = {
    "direction": "two_way",
    "group": "urn:1",
    "crm_scope": "filter:12",
    "visibility": "company",
    "deletes": "keep",
    "conflict": {"phones": "provider"},
}
DRAFT = replace(LIVE, state="draft", last_run=None)


def admin(app: FakeApp | None = None) -> Browser:
    return Browser(app or FakeApp()).sign_in()


def chosen(body: str, name: str) -> str:
    """The value of the radio button of that name that is on."""
    found = re.search(rf'name="{name}" value="([^"]*)" checked', body)
    return found[1] if found else ""


@pytest.mark.parametrize(
    "rules", [FULL, {**FULL, "group": None, "crm_scope": "own", "visibility": None, "conflict": {}}]
)
def test_rules_come_through_a_form_as_they_were(rules: dict[str, object]) -> None:
    assert rules_of(said_by(rules)) == rules


@pytest.mark.parametrize(
    "typed", ["12", " 12 ", "https://acme.pipedrive.com/persons/list/filter/12", "https://acme.pipedrive.com/x/12/"]
)
def test_a_filter_is_known_by_its_number_or_its_address(typed: str) -> None:
    assert rules_of({"direction": "two_way", "crm_scope": "filter", "filter": typed})["crm_scope"] == "filter:12"


def test_what_is_open_is_known() -> None:
    assert missing(FRESH) == ["group"]
    assert missing({**FRESH, "group": "all"}) == []
    assert missing({"group": "all", "direction": "two_way", "crm_scope": "filter", "filter": "my list"}) == ["filter"]
    assert missing({"group": "all", "direction": "one_way", "crm_scope": "filter", "filter": ""}) == []


def test_only_what_matters_counts_as_a_change() -> None:
    before = said_by({**FULL, "direction": "one_way"})

    assert changes(before, before) == []
    assert changes(before, {**before, "crm_scope": "visible", "filter": "9"}) == []
    assert changes(before, {**before, "direction": "two_way", "filter": "9"}) == ["direction", "filter"]
    assert changes(before, {**before, "winner_notes": "provider"}) == ["winner_notes"]


@pytest.mark.parametrize(
    ("plan", "wanted"),
    [("lite", 2), ("growth", 2), ("premium", 4), ("ultimate", 4), (None, 2), ("made up", 2)],
)
def test_visibility_is_offered_as_the_plan_has_it(plan: str | None, wanted: int) -> None:
    body = admin(FakeApp(houses=[replace(WEISS, plan=plan)])).get(NEW)["body"]

    assert len(visibilities(plan)) == wanted
    shown = {one for one in Visibility if f'name="visibility" value="{one}"' in body}
    assert shown == set(visibilities(plan))


def test_groups_come_from_the_provider_and_one_has_to_be_chosen() -> None:
    browser = admin()

    body, answer = browser.get(NEW)["body"], browser.post(NEW, direction="one_way", group="", deletes="keep")

    assert '<option value="group:urn:1">Kunden (12)</option>' in body
    assert '<option value="" selected>' in body
    assert "Choose a group, or all contacts." in text_of(answer)
    assert chosen(answer["body"], "deletes") == "keep"
    assert "add_connection" not in {call[0] for call in browser.app.calls}


def test_a_new_sync_is_saved_and_its_preview_shown() -> None:
    browser = admin()

    answer = browser.post(NEW, direction="two_way", group="group:urn:1", crm_scope="visible", visibility="usual")

    rules = {"direction": "two_way", "deletes": "follow", "group": "urn:1", "crm_scope": "visible", "visibility": None}
    assert ("add_connection", BOOK.id, "contacts", {**rules, "conflict": {}}) in browser.app.calls
    assert answer["headers"]["Location"] == f"/connections/{CONNECTION}/preview?said=draft_made"


def test_groups_that_cannot_be_listed_are_told_and_what_was_chosen_stays() -> None:
    app = FakeApp(held=[replace(LIVE, rules={**RULES, "group": "urn:7"})])
    app.refusals["groups"] = Unavailable("unavailable")

    body = admin(app).get(PATH)["body"]

    assert "The groups can't be listed right now. The server does not answer." in body
    assert '<option value="group:urn:7" selected>' in body


@pytest.mark.parametrize("path", [NEW, PATH])
def test_a_refusal_is_told_in_the_form_which_stays_as_it_was(path: str) -> None:
    refused = Refused("visibility_not_offered", "visibility")
    app = FakeApp(refusals={"add_connection": refused, "set_rules": refused})

    answer = admin(app).post(path, direction="two_way", group="all", visibility="group", act="save")

    assert "The company&#39;s plan doesn&#39;t offer this visibility." in text_of(answer)
    assert chosen(answer["body"], "direction") == "two_way"


def test_what_changes_is_shown_and_nothing_saved_yet() -> None:
    browser = admin()

    answer = browser.post(PATH, direction="two_way", deletes="keep")

    said = text_of(answer)
    assert "Now: only into Pipedrive → Then: both ways From now on Tandem also writes at iCloud" in said
    assert "Now: delete the other one too → Then: leave the other one What is deleted on one side stays" in said
    assert "set_rules" not in {call[0] for call in browser.app.calls}
    assert f'href="/connections/{CONNECTION}/preview?direction=two_way' in answer["body"]


def test_what_was_shown_is_saved_as_it_was_shown() -> None:
    browser = admin()
    shown = browser.post(PATH, direction="two_way", winner_phones="provider")["body"]
    hidden = dict(re.findall(r'<input type="hidden" name="((?!form_token)[^"]+)" value="([^"]*)">', shown))

    answer = browser.post(PATH, **hidden, act="save")

    (call,) = [call for call in browser.app.calls if call[0] == "set_rules"]
    assert call[2] == {
        "direction": "two_way",
        "deletes": "follow",
        "group": None,
        "crm_scope": "own",
        "visibility": None,
        "conflict": {"phones": "provider"},
    }
    assert answer["headers"]["Location"] == f"/connections/{CONNECTION}?said=settings_saved"


def test_a_draft_is_saved_at_once_and_previewed() -> None:
    browser = admin(FakeApp(held=[DRAFT]))

    answer = browser.post(PATH, direction="two_way", group="all")

    assert "set_rules" in {call[0] for call in browser.app.calls}
    assert answer["headers"]["Location"] == f"/connections/{CONNECTION}/preview?said=settings_saved"


def test_where_nothing_differs_nothing_is_saved() -> None:
    browser = admin()

    answer = browser.post(PATH, **said_by(RULES))

    assert answer["headers"]["Location"].endswith("said=nothing_changed")
    assert "set_rules" not in {call[0] for call in browser.app.calls}


def test_a_preview_is_had_without_saving_and_leads_back_with_what_was_chosen() -> None:
    browser = admin()

    there = browser.post(PATH, direction="two_way", act="look")["headers"]["Location"]
    back = browser.get(there.replace("/preview?", "/contacts?"))["body"]

    assert there.startswith(f"/connections/{CONNECTION}/preview?direction=two_way")
    assert chosen(back, "direction") == "two_way"
    assert "set_rules" not in {call[0] for call in browser.app.calls}


def test_a_calendar_has_no_settings_of_contacts() -> None:
    browser = admin(FakeApp(held=[replace(LIVE, kind="calendar", rules={"mode": "all"})]))

    assert browser.get(PATH)["statusCode"] == browser.post(PATH)["statusCode"] == 404


def test_the_picture_is_for_the_eye_and_the_words_are_for_all() -> None:
    body = admin().get(NEW)["body"]

    assert body.count('<span class="flow" aria-hidden="true">') == 2
    assert "Nothing is ever written at iCloud." in text_of({"body": body})


def test_what_is_typed_never_becomes_markup() -> None:
    script = '"><script>alert(1)</script>'
    everything = {"direction": script, "group": script, "crm_scope": script, "filter": script, "visibility": script}

    for path in (NEW, PATH):
        assert "<script>alert" not in admin().post(path, **everything, winner_name=script)["body"]
    assert "<script>alert" not in admin().get(f"{PATH}?group=%22%3E%3Cscript%3Ealert(1)")["body"]
