"""The first page and the dashboard: what they show, in both languages, and that nothing typed becomes markup."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from tandem.domain.errors import Refused, Unavailable
from tandem.domain.ids import ConnectionId
from tandem.usecases.seeing.views import AccountView, LinkView, Listing
from tests.console.fake_app import BOOK, LIVE, NOON, WEISS, FakeApp, broken
from tests.console.pages.browsing import Browser, text_of

PATH = f"/connections/{LIVE.id}"
RUNNING = replace(LIVE, state="running", progress={"done": 40, "total": 200})


def see(path: str, app: FakeApp | None = None, language: str = "en") -> str:
    """The markup of a page for the machine's admin."""
    return str(Browser(app or FakeApp()).sign_in().get(path, accept_language=language)["body"])


def read(path: str, app: FakeApp | None = None, language: str = "en") -> str:
    return text_of({"body": see(path, app, language)})


def test_a_card_tells_state_count_and_what_waits() -> None:
    app = FakeApp(held=[replace(LIVE, next_poll=NOON + timedelta(minutes=4))])

    said = read("/", app)

    for told in ("anna@example.org", "iCloud · Contacts · only into Pipedrive", "up to date", "3 in step"):
        assert told in said
    assert "3 wait for your decision" in said
    assert "Next refresh in 4 minutes" in said


def test_the_pages_speak_german() -> None:
    app = FakeApp(held=[broken("access_revoked")])

    body = see("/", app, "de-DE,de")

    assert '<html lang="de">' in body
    assert "muss neu verbunden werden" in body
    assert "Das Passwort oder die Freigabe gilt nicht mehr." in body
    assert "3 warten auf Ihre Entscheidung" in body


def test_the_dashboard_shows_counts_items_and_the_latest_changes() -> None:
    said = read(PATH)

    for told in ("In step 3", "Held back 1", "Parked 2", "Jürgen Groß", "created", "Pipedrive"):
        assert told in said


@pytest.mark.parametrize("path", ["/", PATH, f"{PATH}/now"])
def test_what_people_typed_never_becomes_markup(path: str) -> None:
    script = "<script>alert(1)</script>"
    app = FakeApp(
        held=[broken(script, "<img src=x>")],
        books=[AccountView(BOOK.id, "7001", "11", "<b>", '"><img src=x>', "connected")],
    )

    body = see(path, app)

    assert "<script>alert" not in body
    assert "<img" not in body
    assert "<b>" not in body


def test_what_is_searched_for_comes_back_as_text() -> None:
    body = see(f"{PATH}?query=%22%3E%3Cimg+src%3Dx%3E")

    assert "<img" not in body
    assert "&#34;&gt;&lt;img src=x&gt;" in body


class Sparse(FakeApp):
    """Has looked through a part, found nothing, and has more."""

    def links(self, connection: ConnectionId, query: str = "", after: str = "") -> Listing[LinkView]:
        return Listing((), "l9")


def test_a_search_that_is_not_through_says_so_and_goes_on() -> None:
    body = see(f"{PATH}?query=Zora", Sparse())

    assert "Nothing is found for “Zora” so far." in body
    assert "query=Zora&amp;next=l9" in body


def test_progress_is_shown_while_something_runs_and_asked_for_more_often() -> None:
    running, resting = see(f"{PATH}/now", FakeApp(held=[RUNNING])), see(f"{PATH}/now")

    assert re.search(r'<progress [^>]*value="40" max="200"', running)
    assert "40 of 200" in running
    assert 'data-hx-trigger="every 2s"' in running
    assert "<progress" not in resting
    assert 'data-hx-trigger="every 15s"' in resting


def test_how_much_there_is_may_not_be_known_yet() -> None:
    body = see("/", FakeApp(held=[replace(RUNNING, progress={"done": 0, "total": None})]))

    assert re.search(r"<progress aria-label=[^>]*></progress>", body)


def test_the_live_part_is_the_one_of_the_page() -> None:
    assert see(f"{PATH}/now").strip() in see(PATH)


def test_an_empty_house_says_so() -> None:
    assert "No connection yet." in read("/", FakeApp(held=[], books=[]))


@pytest.mark.parametrize("act", ["refresh", "pause"])
def test_a_button_does_what_it_says_and_tells_so(act: str) -> None:
    browser = Browser().sign_in()

    answer = browser.post(f"{PATH}/{act}", back="dashboard")

    assert (act, LIVE.id) in browser.app.calls
    assert answer["statusCode"] == 303
    assert answer["headers"]["Location"].startswith(f"{PATH}?said=")
    assert 'class="notice"' in browser.get(answer["headers"]["Location"])["body"]


def test_what_is_told_comes_from_us_and_not_from_the_address() -> None:
    assert "notice" not in see("/?said=Call+this+number")


def test_what_is_paused_can_be_resumed_and_what_was_not_started_neither() -> None:
    paused, draft = see("/", FakeApp(held=[replace(LIVE, state="paused")])), replace(LIVE, state="draft", last_run=None)

    assert f'action="{PATH}/resume"' in paused
    assert f'action="{PATH}/pause"' not in paused
    assert f'action="{PATH}/' not in see("/", FakeApp(held=[draft]))


def test_a_refusal_is_told_in_a_sentence() -> None:
    browser = Browser(FakeApp(held=[LIVE])).sign_in()
    browser.app.trouble = Refused("no_grant")

    answer = browser.post(f"{PATH}/refresh")

    assert answer["statusCode"] == 422
    assert 'role="alert"' in answer["body"]


@pytest.mark.parametrize("company", ["", "7001", "9999"])
def test_where_nothing_can_be_read_that_is_told_too(company: str) -> None:
    browser = Browser(FakeApp(trouble=Unavailable("table_unavailable"))).sign_in(company, "11" if company else "")

    answer = browser.get("/")

    assert answer["statusCode"] == 502
    assert 'role="alert"' in answer["body"]


def test_a_fault_of_ours_is_told_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    browser = Browser(FakeApp(trouble=ValueError("secret words"))).sign_in("7001", "11")

    answer = browser.get("/")

    assert answer["statusCode"] == 500
    assert "secret words" not in answer["body"] + caplog.text


@pytest.mark.parametrize(("is_restored", "count"), [(True, 1), (False, 0)])
def test_the_page_tells_that_a_backup_is_still_being_compared(is_restored: bool, count: int) -> None:
    app = FakeApp(held=[replace(LIVE, restored=is_restored)])

    assert see("/", app, "de").count("Eine Sicherung wurde zurückgespielt") == count


def test_times_are_told_in_the_zone_that_the_browser_named() -> None:
    browser = Browser().sign_in()
    browser.cookies["tandem_zone"] = "America%2FNew_York"

    assert "07:00" in text_of(browser.get(PATH))


@pytest.mark.parametrize("zone", ["", "Nowhere/City", "../../etc/passwd", "Europe", "\x00", "x" * 9000])
def test_a_zone_that_is_none_is_utc(zone: str) -> None:
    browser = Browser().sign_in()
    browser.cookies["tandem_zone"] = zone

    assert "12:00" in text_of(browser.get(PATH))


def test_a_browser_that_comes_back_from_a_provider_is_told_that_the_account_is_there() -> None:
    browser = Browser()

    answer = browser.get("/connect/google?state=abc&code=good")

    assert answer["statusCode"] == 200
    assert browser.app.calls == [("finish_consent", "google", "abc", "good")]
    assert "anna@example.org is connected" in text_of(answer)


def test_a_browser_that_comes_back_with_nothing_good_is_told_so_and_nothing_of_it_is_shown() -> None:
    browser = Browser(FakeApp(trouble=Refused("consent_unknown", "state")))

    answer = browser.get("/connect/<b>?state=<i>")

    assert answer["statusCode"] == 400
    assert "Please add the account again" in answer["body"]
    assert "<b>" not in answer["body"]


def test_style_and_script_are_kept_by_browsers_and_change_their_name_with_what_is_in_them() -> None:
    browser = Browser()
    links = re.findall(r'(?:href|src)="(/static/[^"]+)"', browser.get("/sign-in")["body"])

    answers = [browser.get(link) for link in links]

    assert len(links) == 3
    assert {answer["statusCode"] for answer in answers} == {200}
    assert {answer["headers"]["Cache-Control"] for answer in answers} == {"public, max-age=31536000, immutable"}
    assert all(re.search(r"\.[0-9a-f]{12}\.", link) for link in links)


@pytest.mark.parametrize("file", ["tandem.css", "..", "..%2Fapp.py", "tandem.000000000000.css"])
def test_nothing_else_is_handed_out(file: str) -> None:
    assert Browser().get(f"/static/{file}")["statusCode"] == 404


def test_who_sees_one_company_alone_sees_it() -> None:
    other = replace(WEISS, id="7002", name="Other")
    theirs = AccountView("7002-a01", "7002", "11", "google", "eve@other.example", "connected")
    app = FakeApp(houses=[WEISS, other], books=[BOOK, theirs], held=[LIVE, replace(LIVE, account=theirs.id)])

    of_one, of_all = Browser(app).sign_in("7002", "11").get("/"), Browser(app).sign_in().get("/")

    assert ("anna@example.org" in of_one["body"], "eve@other.example" in of_one["body"]) == (False, True)
    assert ("anna@example.org" in of_all["body"], "eve@other.example" in of_all["body"]) == (True, True)


def test_a_list_asks_for_its_own_search_and_page_again() -> None:
    marked = see(f"{PATH}?query=a%26b&next=n1")

    assert f'<div id="items" data-hx-get="{PATH}?query=a%26b&amp;next=n1"' in marked


class Unlinked(FakeApp):
    """Nothing is in step."""

    def links(self, connection: ConnectionId, query: str = "", after: str = "") -> Listing[LinkView]:
        return Listing(())


def test_a_calendar_with_nothing_in_step_says_why_and_where_to_go_on() -> None:
    calendar = replace(LIVE, kind="calendar", provider="google", rules={"mode": "all"})

    said = see(PATH, Unlinked(held=[calendar]))

    assert "What was there before stays as it is until it changes." in said
    assert f'href="{PATH}/upload"' in said
