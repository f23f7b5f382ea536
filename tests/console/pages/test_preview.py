"""The preview as a page: by kind, with reasons, searched, in pages, under other rules; and the start."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tandem.console.pages.preview import kinds
from tandem.domain.errors import Refused
from tandem.usecases.previewing.preview_view import PreviewItem, PreviewView
from tandem.usecases.previewing.wish import Sought, Wish
from tests.console.fake_app import CONNECTION, LIVE, NONE, NOON, FakeApp
from tests.console.pages.browsing import Browser, text_of

PATH = f"/connections/{CONNECTION}/preview"
DRAFT = replace(LIVE, state="draft", last_run=None)
LOOK = "0123456789abcdef"
ITEMS = (
    PreviewItem("link", None, "Ada King", "same_person"),
    PreviewItem("create", "provider", "<b>Bea</b>", "new_at_crm"),
    PreviewItem("conflict", "provider", "Cora", "job_title"),
    PreviewItem("review", None, "Dora", "same_name"),
)
SEEN = PreviewView(
    link=1234,
    create={"crm": 0, "provider": 1},
    update=NONE,
    delete={"crm": 2, "provider": 0},
    conflicts=1,
    review=1,
    parked=3,
    tokens=40,
    days=3,
    items=ITEMS,
    next=f"{LOOK}.100",
    held=5,
    kept={"crm": 1, "provider": 1},
    first=f"{LOOK}.0",
    looked=NOON - timedelta(minutes=4),
)


def admin(app: FakeApp | None = None) -> Browser:
    return Browser(app or FakeApp(held=[DRAFT], foreseen=SEEN)).sign_in()


def test_each_kind_is_counted_and_what_does_not_happen_is_left_out() -> None:
    assert [(one.name, one.count) for one in kinds(SEEN)] == [
        ("link", 1234),
        ("create-provider", 1),
        ("delete-crm", 2),
        ("hold", 5),
        ("review", 1),
        ("conflict", 1),
    ]


def test_the_page_tells_what_would_happen_and_why() -> None:
    answer = admin().get(PATH)

    said = text_of(answer)
    for told in ("Link 1,234", "Create in iCloud 1", "Delete in Pipedrive 2", "Hold back 5", "about 3 days"):
        assert told in said
    assert "Ada King Link Both are certainly the same person." in said
    assert "Cora Conflict The two differ in: job title" in said
    assert "3 make no sense to us" in said
    assert "2 were there before" in said
    assert "&lt;b&gt;Bea&lt;/b&gt;" in answer["body"]


def test_a_kind_and_a_name_narrow_it_down_and_stay_from_page_to_page() -> None:
    browser = admin()

    answer = browser.get(f"{PATH}?kind=create-provider&query=b%C3%A4&next={LOOK}.100")

    assert ("preview", CONNECTION, f"{LOOK}.100", Sought("bä", "create", "provider")) in browser.app.calls
    assert 'value="create-provider" selected' in answer["body"]
    assert 'value="bä"' in answer["body"]
    assert f'href="{PATH}?kind=create-provider&amp;query=b%C3%A4&amp;next={LOOK}.100#items"' in answer["body"]


@pytest.mark.parametrize("kind", ["burn", "create-left", "<b>", "create-crm-x", "-crm"])
def test_a_kind_that_there_is_not_is_none(kind: str) -> None:
    browser = admin()

    answer = browser.get(f"{PATH}?kind={kind}")

    assert answer["statusCode"] == 200
    assert ("preview", CONNECTION, "") in browser.app.calls
    assert " selected" not in answer["body"].partition('id="items"')[2]


def test_other_rules_are_looked_at_and_can_be_saved_from_there() -> None:
    browser = admin(FakeApp(foreseen=SEEN))

    answer = browser.get(f"{PATH}?direction=two_way&group=group%3Aurn%3A1&winner_phones=provider")

    rules = {"direction": "two_way", "group": "urn:1", "conflict": {"phones": "provider"}}
    assert ("preview", CONNECTION, "", Wish(rules)) in browser.app.calls
    assert "settings that are not saved yet" in text_of(answer)
    assert '<input type="hidden" name="group" value="group:urn:1">' in answer["body"]
    assert f'action="/connections/{CONNECTION}/start"' not in answer["body"]
    assert (
        f'href="{PATH}?direction=two_way&amp;group=group%3Aurn%3A1&amp;winner_phones=provider&amp;next={LOOK}.0&amp;kind=link#items"'
        in (answer["body"])
    )


@pytest.mark.parametrize(("state", "can_start"), [("draft", True), ("stopped", True), ("up_to_date", False)])
def test_only_what_stands_still_can_be_started(state: str, can_start: bool) -> None:
    body = admin(FakeApp(held=[replace(LIVE, state=state)])).get(PATH)["body"]

    assert (f'action="/connections/{CONNECTION}/start"' in body) == can_start


def test_the_start_is_a_step_of_its_own_and_leads_to_where_it_is_watched() -> None:
    browser = admin()

    answer = browser.post(f"/connections/{CONNECTION}/start")

    assert ("start", CONNECTION) in browser.app.calls
    assert answer["headers"]["Location"] == f"/connections/{CONNECTION}?said=started"


def test_where_nothing_would_happen_it_says_so() -> None:
    nothing = PreviewView(0, NONE, NONE, NONE, 0, 0, 0, 0, 1, ())

    assert "Nothing: both sides are as they should be." in text_of(
        admin(FakeApp(held=[DRAFT], foreseen=nothing)).get(PATH)
    )


def test_all_that_leads_on_is_of_what_was_found_and_one_link_looks_again() -> None:
    body = admin().get(f"{PATH}?kind=link&next={LOOK}.100")["body"]

    assert f'<input type="hidden" name="next" value="{LOOK}.0">' in body
    assert f'href="{PATH}?next={LOOK}.0&amp;kind=create-provider#items"' in body
    assert f'href="{PATH}?kind=link&amp;next={LOOK}.0#items"' in body
    assert f'<a class="button quiet" href="{PATH}">Look again</a>' in body
    assert "Both sides were looked at 4 minutes ago. Nothing was written." in text_of({"body": body})


def test_what_was_looked_at_for_this_page_was_just_now() -> None:
    just = replace(SEEN, looked=NOON + timedelta(milliseconds=30))

    assert "looked at just now." in text_of(admin(FakeApp(held=[DRAFT], foreseen=just)).get(PATH))


def test_on_the_first_page_nothing_leads_back_to_it() -> None:
    assert "First page" not in text_of(admin().get(PATH))
    assert "First page" not in text_of(admin().get(f"{PATH}?next={LOOK}.0"))
    assert "First page" in text_of(admin().get(f"{PATH}?next={LOOK}.100"))


def test_rules_that_cannot_be_are_told_in_a_sentence() -> None:
    answer = admin(FakeApp(refusals={"preview": Refused("bad_rule", "group")})).get(f"{PATH}?group=x")

    assert answer["statusCode"] == 422
    assert "There is no such rule" in text_of(answer)


def test_a_calendar_is_previewed_too() -> None:
    calendar = replace(DRAFT, kind="calendar", rules={"mode": "all"})
    leave = PreviewItem("leave", None, "Termin", "unchanged")
    app = FakeApp(held=[calendar], foreseen=replace(SEEN, items=(leave,)))

    said = text_of(admin(app).get(f"{PATH}?direction=two_way"))

    assert "Termin Leave alone Nothing has changed." in said
    assert ("preview", CONNECTION, "") in app.calls
