"""What waits for a person: what each kind shows and leads to, what a button does, and what is said when it is late."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from tandem.console.item_id import to_path
from tandem.domain.errors import Conflict, Refused
from tandem.usecases.seeing.views import ConnectionView, Listing, PendingView
from tests.console.fake_app import BOOK, LIVE, NOON, FakeApp
from tests.console.pages.browsing import Browser, text_of

NONE = dict.fromkeys(("linked", "pending", "held", "review", "parked", "conflicts"), 0)
KINDS = ("held", "conflicts", "review", "parked")
FULL = 50

HELD = PendingView("l1", "held", "Mina Keller", "held_open_deals", NOON, "crm", "17")
CONFLICT = PendingView(
    "l2:job_title", "conflicts", "Jonas Weber", "both_changed", NOON, "provider", "/j.vcf", "job_title"
)
LOST = replace(CONFLICT, field="job_title", won="Head of sales", lost="Head of purchasing")
PARKED = PendingView("provider:/p.vcf", "parked", "Petra Lang", "validation_failed", NOON, "provider", "/p.vcf")


def in_doubt(*members: tuple[str, str]) -> list[PendingView]:
    """All of one doubt, each by side and name."""
    ids = tuple(f"{side}:{name}" for side, name in members)
    return [
        PendingView(one, "review", name, "ambiguous", NOON, side, name, group=ids)
        for one, (side, name) in zip(ids, members, strict=True)
    ]


@dataclass
class House(FakeApp):
    """Connections with piles of what waits, each listed 50 at a time in order of id."""

    piles: dict[tuple[str, str], list[PendingView]] = field(default_factory=dict)

    def pile(self, connection: str, kind: str, items: Sequence[PendingView]) -> "House":
        self.piles[connection, kind] = sorted(items, key=lambda it: it.id)
        self.held = [self._counted(one) for one in self.held if one.id != connection]
        self.held.append(self._counted(replace(LIVE, id=connection)))
        self.held.sort(key=lambda it: it.id)
        return self

    def _counted(self, connection: ConnectionView) -> ConnectionView:
        counts = {kind: len(items) for (at, kind), items in self.piles.items() if at == connection.id}
        return replace(connection, counts={**NONE, **counts})

    def pending(self, connection: str, kind: str, after: str = "") -> Listing[PendingView]:
        self._hear("pending", connection, kind, after)
        rest = [one for one in self.piles.get((connection, kind), []) if one.id > after]
        return Listing(tuple(rest[:FULL]), rest[FULL - 1].id if len(rest) > FULL else "")


def house(kind: str = "", *items: PendingView) -> House:
    empty = House(held=[replace(LIVE, counts=NONE)])
    return empty.pile(LIVE.id, kind, items) if kind else empty


def see(app: FakeApp, path: str = "/decide", language: str = "en") -> str:
    return str(Browser(app).sign_in().get(path, accept_language=language)["body"])


def read(app: FakeApp, path: str = "/decide", language: str = "en") -> str:
    return text_of({"body": see(app, path, language)})


def address(item: str, kind: str) -> str:
    return f"/connections/{LIVE.id}/decide/{kind}/{to_path(item)}"


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_where_nothing_waits_it_says_so() -> None:
    assert "Nothing to decide" in read(house())
    assert "Nichts zu entscheiden" in read(house(), language="de")


def test_each_kind_has_its_count_and_the_first_that_waits_is_shown() -> None:
    app = house("parked", PARKED, replace(PARKED, id="provider:/q.vcf"))

    said = read(app)

    assert "Held back 0 Conflicts 0 To review 0 Parked 2" in said
    assert "Petra Lang" in said


def test_a_held_deletion_tells_where_why_and_what_comes_of_either_answer() -> None:
    said = read(house("held", HELD))

    for told in (
        "It was deleted in iCloud, and is still there in Pipedrive. Why it waits: The person has open deals.",
        "It stays in Pipedrive, and is no longer kept in step.",
        "It is deleted in Pipedrive, too. Pipedrive can bring it back for 30 days.",
    ):
        assert told in said


def test_what_is_kept_is_made_again_only_where_the_sync_goes_both_ways() -> None:
    app = house("held", HELD)
    app.held = [replace(one, rules={**one.rules, "direction": "two_way"}) for one in app.held]

    assert "It stays in Pipedrive, and is made again in iCloud." in read(app)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("held_move", "Move it"),
        ("held_undo", "It is deleted in Pipedrive, as the undo wants."),
        ("held_restored_gone", "Tandem does what your settings say."),
        ("held_brake", "More deletions than usual: the brake is on."),
    ],
)
def test_what_is_held_for_another_reason_is_asked_about_in_its_own_words(reason: str, told: str) -> None:
    assert told in read(house("held", replace(HELD, reason=reason)))


def test_what_an_undo_would_delete_is_not_told_as_deleted() -> None:
    said = read(house("held", replace(HELD, undo=True)))

    assert "An undo would delete it in Pipedrive. Why it waits: The person has open deals." in said
    assert "It stays on both sides, and goes on being kept in step." in said
    assert "It was deleted" not in said


def test_a_conflict_shows_both_values_with_where_they_come_from() -> None:
    said = read(house("conflicts", LOST))

    assert "job title Taken, from Pipedrive Head of sales Not taken, from iCloud Head of purchasing" in said
    assert "The value that was not taken is written in Pipedrive." in said


def test_a_pair_in_doubt_is_one_question() -> None:
    app = house("review", *in_doubt(("crm", "Kim"), ("provider", "Kim B.")))

    body = see(app)

    assert body.count("Several could be the same person.") == 1
    assert re.search(r'value="link".*?Same person', body, re.DOTALL)
    assert "All different" not in body


def test_namesakes_are_told_apart_by_what_else_is_known_of_them() -> None:
    person, contact = in_doubt(("crm", "Kim"), ("provider", "Kim"))
    person, contact = replace(person, known=("Muster AG",)), replace(contact, known=("kim@example.com", "+49 30 1"))

    said = read(house("review", person, contact))

    assert "Pipedrive Kim Muster AG iCloud Kim kim@example.com · +49 30 1" in said


def test_of_more_than_two_in_doubt_each_pair_can_be_chosen() -> None:
    body = see(house("review", *in_doubt(("crm", "Kim"), ("crm", "Toni"), ("provider", "Sascha"))))

    assert "“Kim” is “Sascha”" in body
    assert "“Toni” is “Sascha”" in body
    assert f'name="with" value="{to_path("provider:Sascha")}"' in body
    assert "All different" in body


def test_of_somebody_whose_twins_are_all_taken_only_one_answer_is_left() -> None:
    (_, contact) = in_doubt(("crm", "Kim"), ("provider", "Sascha"))

    body = see(house("review", contact))

    assert 'value="link"' not in body
    assert 'value="separate"' in body


def test_what_is_parked_tells_why_and_when_it_is_tried_again() -> None:
    said = read(house("parked", replace(PARKED, retry_at=NOON.replace(hour=13))))

    assert "iCloud: The other side refuses a value of it." in said
    assert "Tandem tries again by itself in 1 hour" in said


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_typed_never_becomes_markup(kind: str) -> None:
    script = "<script>alert(1)</script>"
    pair = in_doubt(("crm", script), ("provider", script))
    typed = replace(LOST, name=script, detail=script, won=script, lost=[{"value": script}], field=script)
    items = pair if kind == "review" else [replace(typed, kind=kind, reason=script)]

    body = see(house(kind, *items))

    assert "&lt;script&gt;" in body
    assert "<script>alert" not in body


def test_a_kind_that_there_isnt_is_none() -> None:
    assert "Mina Keller" in read(house("held", HELD), "/decide?kind=%3Cb%3E")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"state": "paused"}, "can be made, only when it goes on."),
        ({"state": "needs_reconnect"}, "can be made, only when the account is connected anew."),
        ({"restored": True}, "Please decide when that is done."),
    ],
)
def test_what_a_decision_has_to_wait_for_is_told_before_it(changed: dict[str, object], told: str) -> None:
    app = house("held", HELD)
    app.held = [replace(one, **changed) for one in app.held]

    assert told in read(app)
    assert told not in read(house("held", HELD))


# --- page by page ----------------------------------------------------------------------------------------------------


def test_everything_is_shown_once_over_all_pages_and_connections() -> None:
    app = house()
    app.pile(LIVE.id, "held", [replace(HELD, id=f"a{n:03}", name=f"First {n:03}") for n in range(120)])
    app.pile("7001-c02", "held", [replace(HELD, id=f"b{n:03}", name=f"Second {n:03}") for n in range(60)])

    names: list[str] = []
    path, pages = "/decide?kind=held", 0
    while path:
        body = see(app, path)
        names += re.findall(r"<h3>(.*?)</h3>", body)
        following = re.search(r'rel="next" href="([^"]+)"', body)
        path = following[1].replace("&amp;", "&") if following else ""
        pages += 1

    assert names == [f"First {n:03}" for n in range(120)] + [f"Second {n:03}" for n in range(60)]
    assert pages == 4


def test_doubts_come_page_by_page_and_none_is_torn_apart() -> None:
    doubts = [one for n in range(70) for one in in_doubt(("crm", f"P{n:02}"), ("provider", f"C{n:02}"))]

    first = see(house("review", *doubts))
    second = see(house("review", *doubts), "/decide?kind=review&next=" + f"{LIVE.id}%20crm%3AP49")

    assert (first.count("<h3>"), second.count("<h3>")) == (50, 20)
    assert (first + second).count("Same person") == 70


@pytest.mark.parametrize("place", ["nobody", "nobody x", "%20", "7001-c01", "%00", "x" * 9000])
def test_a_place_that_there_isnt_is_the_beginning_or_nothing(place: str) -> None:
    assert Browser(house("held", HELD)).sign_in().get(f"/decide?kind=held&next={place}")["statusCode"] == 200


# --- what a button does ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "item", "decision"),
    [
        ("held", "l1", "release"),
        ("held", "l1", "restore"),
        ("conflicts", "l2:job_title", "swap"),
        ("conflicts", "l2:job_title", "dismiss"),
        ("parked", "provider:/p.vcf", "retry"),
        ("review", "crm:17", "link"),
        ("review", "crm:17", "separate"),
    ],
)
def test_a_button_decides_and_tells_so(kind: str, item: str, decision: str) -> None:
    browser = Browser(house("held", HELD)).sign_in()

    answer = browser.post(address(item, kind), decision=decision)

    assert ("decide", LIVE.id, kind, item, decision) in browser.app.calls
    assert answer["headers"]["Location"] == f"/decide?kind={kind}&said={decision}"
    assert 'class="notice"' in browser.get(answer["headers"]["Location"])["body"]


def test_whom_somebody_is_linked_with_goes_along() -> None:
    browser = Browser(house("held", HELD)).sign_in()

    browser.post(address("crm:17", "review"), decision="link", **{"with": to_path("provider:/s.vcf")})

    assert ("decide", LIVE.id, "review", "crm:17", "link", "provider:/s.vcf") in browser.app.calls


def test_whoever_decided_on_a_later_page_stays_there() -> None:
    answer = (
        Browser(house("held", HELD)).sign_in().post(address("l1", "held"), decision="restore", next="7001-c01 a049")
    )

    assert answer["headers"]["Location"] == "/decide?kind=held&next=7001-c01+a049&said=restore"


def test_what_was_settled_meanwhile_is_said_kindly() -> None:
    app = house("held", HELD)
    app.undecided = {"l1": Refused("unknown", "item")}
    browser = Browser(app).sign_in()

    answer = browser.post(address("l1", "held"), decision="release")

    assert answer["statusCode"] == 303
    assert "That was settled meanwhile" in text_of(browser.get(answer["headers"]["Location"]))


@pytest.mark.parametrize(
    ("trouble", "status", "told"),
    [
        (Refused("restoring", "decision"), 422, "Please decide when that is done."),
        (Conflict("links_changed"), 409, "Please try again."),
        (Refused("unseen", "item"), 422, "deleted, or no longer shared with this user"),
    ],
)
def test_what_stands_in_the_way_is_told_above_what_waits(trouble: Exception, status: int, told: str) -> None:
    app = house("held", HELD)
    app.undecided = {"l1": trouble}

    answer = Browser(app).sign_in().post(address("l1", "held"), decision="release")

    assert answer["statusCode"] == status
    assert text_of(answer).count(told) == 2  # above, and in the row
    assert "Mina Keller" in answer["body"]


def test_an_item_that_is_none_decides_nothing() -> None:
    browser = Browser(house("held", HELD)).sign_in()

    answer = browser.post(f"/connections/{LIVE.id}/decide/held/%2E%2E", decision="release")

    assert answer["statusCode"] in {303, 404}
    assert not [call for call in browser.app.calls if call[0] == "decide"]


# --- all at once -----------------------------------------------------------------------------------------------------


def test_all_that_is_held_is_decided_in_the_background() -> None:
    browser = Browser(house("held", HELD, replace(HELD, id="l3"))).sign_in()

    answer = browser.post(f"/connections/{LIVE.id}/decide", kind="held", decision="restore")

    assert ("decide_all", LIVE.id, "restore") in browser.app.calls
    assert answer["headers"]["Location"] == "/decide?kind=held&said=restore_all"


def test_of_the_others_those_are_decided_that_were_shown() -> None:
    app = house("parked", PARKED, replace(PARKED, id="provider:/q.vcf"))
    app.undecided = {PARKED.id: Refused("unknown", "item")}
    browser = Browser(app).sign_in()
    shown = re.findall(r'name="item" value="([^"]+)"', browser.get("/decide")["body"])

    answer = browser.post_all(f"/connections/{LIVE.id}/decide", [("kind", "parked"), ("decision", "retry")], shown)

    assert ("decide_some", LIVE.id, "parked", (PARKED.id, "provider:/q.vcf"), "retry") in app.calls
    assert answer["headers"]["Location"] == "/decide?kind=parked&said=retry_all"


def test_what_could_not_be_decided_says_why_in_its_own_row_and_how_many_were_above() -> None:
    other = replace(PARKED, id="provider:/q.vcf", name="Quentin Lang")
    app = house("parked", PARKED, other, replace(PARKED, id="provider:/r.vcf"))
    app.undecided = {other.id: Refused("restoring", "decision")}
    path, asked = f"/connections/{LIVE.id}/decide", [("kind", "parked"), ("decision", "retry")]

    answer = Browser(app).sign_in().post_all(path, asked, [to_path(one) for one in (PARKED.id, other.id, "r")])

    assert answer["statusCode"] == 422
    assert "Decided: 2. Not decided: 1; why is told beside each." in text_of(answer)
    rows = re.findall(r"<li>(.*?)</li>", answer["body"].partition('class="decisions"')[2], re.DOTALL)
    assert ["Please decide when that is done." in row for row in rows] == ["Quentin Lang" in row for row in rows]
    assert len([call for call in app.calls if call[0] == "decide_some"]) == 1


def test_where_all_were_settled_meanwhile_that_is_told() -> None:
    app = house("parked", PARKED, replace(PARKED, id="q"))
    app.undecided = {"p": Refused("unknown", "item"), "q": Refused("unknown", "item")}
    path, asked = f"/connections/{LIVE.id}/decide", [("kind", "parked"), ("decision", "retry")]

    answer = Browser(app).sign_in().post_all(path, asked, ["p", "q"])

    assert answer["headers"]["Location"] == "/decide?kind=parked&said=gone_meanwhile"


def test_what_stands_in_the_way_of_all_is_told_once() -> None:
    app = house("parked", PARKED, replace(PARKED, id="q"))
    app.refusals = {"decide_some": Refused("unknown_decision", "decision")}
    path, asked = f"/connections/{LIVE.id}/decide", [("kind", "parked"), ("decision", "burn")]

    answer = Browser(app).sign_in().post_all(path, asked, ["p", "q"])

    assert answer["statusCode"] == 422
    assert answer["body"].count('role="alert"') == 1


def test_a_single_one_needs_no_answer_to_all() -> None:
    assert "<details" not in see(house("held", HELD))


# --- told on every page ----------------------------------------------------------------------------------------------


def test_what_needs_somebody_is_told_on_every_page_but_the_one_that_shows_it() -> None:
    waiting = replace(LIVE, counts={**NONE, "held": 2, "parked": 1})
    app = FakeApp(held=[waiting])

    for path in ("/", f"/connections/{LIVE.id}", "/account", "/company"):
        said = read(app, path)
        assert "2 deletions or moves are held back until you decide. Decide" in said
        assert "1 entry could not be synced." in said
    assert "are held back until you decide" not in read(app)


def test_a_connection_that_stands_still_leads_to_its_way_back() -> None:
    dead = replace(LIVE, state="needs_reconnect", counts=NONE)

    body = see(FakeApp(held=[dead]), "/account")

    assert f"{BOOK.address} stands still until it is connected anew." in body
    assert f'href="/add?again={BOOK.id}"' in body


def test_where_nothing_needs_anybody_nothing_is_told() -> None:
    assert "alarms" not in see(FakeApp(held=[replace(LIVE, counts=NONE)]), "/")
