"""For admins: everyone's connections, the limits, the export as a file, and erasing, which asks twice."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId
from tandem.usecases.seeing.views import CompanyView, ErasureView, ExportView, UserView
from tests.console.fake_app import ANNA, BOOK, ERASURE, LIVE, NOON, PROOF, WEISS, FakeApp
from tests.console.pages.browsing import Browser, text_of

COMPANY = f"/company/{WEISS.id}"
USER = f"{COMPANY}/users/{ANNA.id}"
BEN = UserView("12", "Ben Groß", "ben@example.org", is_admin=False, granted=False)
HOUSE = replace(WEISS, users=(ANNA, BEN), tokens=225_000, tokens_spent=3_500)


def admin(app: FakeApp | None = None) -> Browser:
    return Browser(app or FakeApp(houses=[HOUSE])).sign_in(WEISS.id, ANNA.id)


def test_an_admin_sees_everyones_connections_and_what_limits_the_company() -> None:
    of_ben = replace(BOOK, id="7001-a02", user=BEN.id, address="ben@icloud.example")
    theirs = replace(LIVE, id="7001-c02", account=of_ben.id, state="paused")

    said = text_of(admin(FakeApp(houses=[HOUSE], books=[BOOK, of_ben], held=[LIVE, theirs])).get("/company"))

    for told in ("anna@example.org", "ben@icloud.example", "Growth (Gold)", "3,500 of 225,000 spent today", "Resume"):
        assert told in said


def test_a_plan_that_nobody_knows_is_told_as_such() -> None:
    assert "not known; treated as Lite" in text_of(admin(FakeApp(houses=[replace(HOUSE, plan=None)])).get("/company"))


# --- all that is known -----------------------------------------------------------------------------------------------


def test_an_export_is_a_file_with_all_pages_an_item_a_line() -> None:
    answer = admin().get(f"{COMPANY}/export")

    assert answer["headers"]["Content-Disposition"] == 'attachment; filename="tandem-7001.jsonl"'
    assert answer["headers"]["Cache-Control"] == "no-store"
    lines = [json.loads(line) for line in answer["body"].splitlines()]
    assert [one["part"] for one in lines] == ["company", "link"]
    assert lines[0]["name"] == "Weiß & Söhne"


def test_the_export_of_a_user_is_about_that_user() -> None:
    browser = admin()

    answer = browser.get(f"{USER}/export")

    assert ("export", WEISS.id, ANNA.id, "") in browser.app.calls
    assert 'filename="tandem-11.jsonl"' in answer["headers"]["Content-Disposition"]


@dataclass
class Large(FakeApp):
    """What is known of the company are ten pages of a megabyte each."""

    def export(self, company: CompanyId, user: str = "", after: str = "") -> ExportView:
        page = int(after or "0")
        items: tuple[Mapping[str, object], ...] = ({"part": "link", "id": str(page), "much": "x" * 1_000_000},)
        return ExportView(items, str(page + 1) if page < 9 else "")


def test_what_no_file_holds_comes_in_parts_that_miss_nothing() -> None:
    browser = admin(Large(houses=[HOUSE]))

    ids: list[str] = []
    path = f"{COMPANY}/export"
    while path:
        body = browser.get(path)["body"]
        part = browser.get(f"{COMPANY}/export{_address(body, 'Download this part')}")
        assert len(part["body"]) < 6_000_000
        ids += [json.loads(line)["id"] for line in part["body"].splitlines()]
        following = _address(body, "Next part")
        path = f"{COMPANY}/export{following}" if following else ""

    assert ids == [str(page) for page in range(10)]


def _address(body: str, text: str) -> str:
    """Of the link with this text."""
    before = body.partition(f">{text}<")[0]
    return before.rpartition('href="')[2].partition('"')[0].replace("&amp;", "&") if before != body else ""


def test_a_user_that_there_isnt_has_no_export() -> None:
    assert admin().get(f"{COMPANY}/users/99/export")["statusCode"] == 404


# --- to be forgotten -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "name"), [(COMPANY, "Weiß &amp; Söhne"), (USER, "Anna Weiß")])
def test_what_is_lost_and_what_stays_is_told_before(path: str, name: str) -> None:
    body = admin().get(f"{path}/erase")["body"]

    assert f"Erase {name}" in body
    assert "Contacts and events stay where they are" in body
    assert f"{path}/export" in body


@pytest.mark.parametrize(("path", "user"), [(COMPANY, ""), (USER, ANNA.id)])
def test_what_was_typed_decides_and_leads_to_the_progress(path: str, user: str) -> None:
    browser = admin()

    answer = browser.post(f"{path}/erase", confirm="Anna Weiß")

    assert ("erase", WEISS.id, user, "Anna Weiß") in browser.app.calls
    assert answer["headers"]["Location"] == f"/company/erasures/{ERASURE}"


@dataclass
class Strict(FakeApp):
    def erase(self, company: CompanyId, user: str, confirmed: str) -> str:
        raise Refused("not_confirmed", "confirm")


def test_another_name_erases_nothing_and_is_told_beside_the_field() -> None:
    answer = admin(Strict(houses=[HOUSE])).post(f"{COMPANY}/erase", confirm="Weiss")

    assert answer["statusCode"] == 200
    assert "That is not the name. Nothing was erased." in text_of(answer)
    assert 'aria-invalid="true"' in answer["body"]


@dataclass
class Erasing(FakeApp):
    proof: ErasureView = PROOF

    def erasure(self, erasure: str) -> ErasureView:
        return self.proof


def test_while_it_goes_on_the_page_asks_for_news_and_then_rests() -> None:
    running = replace(PROOF, state="running", finished=None, left=())

    during, after = (admin(Erasing(proof=one)).get(f"/company/erasures/{ERASURE}")["body"] for one in (running, PROOF))

    assert 'data-hx-trigger="every 2s"' in during
    assert "<progress" in during
    assert "data-hx-trigger" not in after
    assert "The API token is still valid at Pipedrive." in after


def test_the_proof_is_there_when_its_company_is_gone() -> None:
    browser = Browser(Erasing(houses=[], books=[], held=[])).sign_in()

    assert "A company was erased" in browser.get(f"/company/erasures/{ERASURE}")["body"]
    assert "No company yet." in browser.get("/company")["body"]
    assert NOON.date().isoformat() in browser.get(f"/company/erasures/{ERASURE}")["body"]


@dataclass
class Erased(Erasing):
    def company(self, company: CompanyId) -> CompanyView:
        raise Refused("unknown", "company")


def test_whoever_erased_their_own_company_sees_the_proof_and_nothing_else() -> None:
    browser = admin(Erased(houses=[]))

    assert "A company was erased" in browser.get(f"/company/erasures/{ERASURE}")["body"]
    assert browser.get("/company")["statusCode"] == 404
    assert "No connection yet." in browser.get("/")["body"]
