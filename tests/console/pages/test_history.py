"""The history: of one connection and over all, narrowed down, page by page; and the runs that wrote it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tandem.console.pages.history import MOST
from tandem.domain.ids import ConnectionId
from tandem.usecases.seeing.views import FieldChange, HistoryView, Listing
from tests.console.fake_app import BOOK, CONNECTION, DONE, LIVE, RUN, WRITE, FakeApp
from tests.console.pages.browsing import Browser, text_of
from tests.console.pages.test_calendar import asked

OTHER = ConnectionId("7001-c02")
PATH = f"/connections/{LIVE.id}/history"


def see(path: str, app: FakeApp | None = None, language: str = "en") -> str:
    return str(Browser(app or FakeApp()).sign_in().get(path, accept_language=language)["body"])


def read(path: str, app: FakeApp | None = None, language: str = "en") -> str:
    return text_of({"body": see(path, app, language)})


@dataclass
class Written(FakeApp):
    """Each connection's own entries, newest first, in pages of so many."""

    entries: Mapping[str, Sequence[HistoryView]] = field(default_factory=dict)
    size: int = 2

    def history(
        self, connection: ConnectionId, after: str = "", link: str = "", run: str = "", side: str = ""
    ) -> Listing[HistoryView]:
        older = [one for one in self.entries[connection] if not after or place(one) < after]
        page = older[: self.size]
        return Listing(tuple(page), place(page[-1]) if len(older) > self.size else "")


def place(entry: HistoryView) -> str:
    return entry.id.partition("-h")[2]


def entry(connection: str, number: int) -> HistoryView:
    return replace(WRITE, id=f"{connection}-h{number:03}", name=f"No {number}.")


def test_an_entry_tells_what_was_done_where_and_why_with_before_and_after() -> None:
    said = read(PATH)

    for told in ("Jürgen", "Created in Pipedrive", "It is new in the address book or calendar.", "+49 30 1", "empty"):
        assert told in said
    assert "<b>" not in see(PATH)


def test_the_history_speaks_german() -> None:
    said = read(PATH, language="de")

    for told in ("Angelegt in Pipedrive", "Es ist neu im Adressbuch oder Kalender.", "Rückgängig machen"):
        assert told in said


def test_each_entry_leads_to_its_undo_its_run_and_all_about_its_item() -> None:
    body = see(PATH)

    for link in (f"/history/{WRITE.id}/undo", f"/runs/{RUN}", f"{PATH}?link=l1"):
        assert f'href="{link}"' in body


@pytest.mark.parametrize(
    ("query", "asked_for"),
    [("", ()), ("side=crm", ("crm",)), ("link=l1", ("l1",)), (f"run={RUN}", (RUN,)), ("side=nowhere", ())],
)
def test_it_is_narrowed_down_by_side_item_and_run(query: str, asked_for: tuple[str, ...]) -> None:
    app = FakeApp()

    see(f"{PATH}?{query}", app)

    assert asked(app, "history") == [("history", CONNECTION, "", *asked_for)]


def test_a_filter_is_shown_and_can_be_taken_off() -> None:
    body = see(f"{PATH}?link=l1&side=crm")

    assert f'href="{PATH}?side=crm"' in body
    assert '<option value="crm" selected>' in body
    assert '<input type="hidden" name="link" value="l1">' in body


def test_the_form_leads_to_the_connection_that_it_names() -> None:
    answer = Browser(FakeApp()).sign_in().get(f"/history?connection={CONNECTION}&side=crm")

    assert answer["headers"]["Location"] == f"{PATH}?side=crm"


def test_the_form_leads_to_no_connection_of_others() -> None:
    app = FakeApp(books=[replace(BOOK, user="12")])

    assert Browser(app).sign_in("7001", "99").get(f"/history?connection={CONNECTION}")["statusCode"] == 404


def test_over_all_connections_the_newest_come_first_and_each_once() -> None:
    entries = {
        CONNECTION: [entry(CONNECTION, number) for number in (9, 8, 7, 1)],
        OTHER: [entry(OTHER, number) for number in (6, 5, 4, 3, 2)],
    }
    app = Written(held=[LIVE, replace(LIVE, id=OTHER)], entries=entries)
    browser, path, seen = Browser(app).sign_in(), "/history", []

    for _ in range(9):
        body = browser.get(path)["body"]
        seen += re.findall(r"<h3>No (\d)\.", body)
        following = re.search(r'rel="next" href="([^"]+)"', body)
        if following is None:
            break
        path = following[1].replace("&amp;", "&")

    assert seen == list("987654321")


def test_a_page_over_many_connections_is_no_longer_than_one_of_a_single_connection() -> None:
    ids = [ConnectionId(f"7001-c{number:02}") for number in range(30)]
    entries = {one: [entry(one, 2 * place), entry(one, 2 * place + 1)][::-1] for place, one in enumerate(ids)}
    browser = Browser(Written(held=[replace(LIVE, id=one) for one in ids], entries=entries)).sign_in()

    first = browser.get("/history")["body"]
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    seen = re.findall(r"<h3>No (\d+)\.", first + browser.get(following[1])["body"])

    assert first.count("<h3>") == MOST
    assert seen == [str(number) for number in reversed(range(60))]


def test_where_there_is_nothing_it_says_so() -> None:
    nothing = Written(entries={CONNECTION: []})

    assert "Nothing was changed yet." in read(PATH, nothing)
    assert "Nothing was written that fits." in read(f"{PATH}?side=crm", nothing)


VALUES = [
    ("name", ["Jürgen", "Groß", "", "", "Dr."], "Dr. Jürgen Groß"),
    ("name", ["", "", "Weiß & Söhne"], "Weiß &amp; Söhne"),
    ("emails", [["j@example.org", "work", 1]], "j@example.org (work)"),
    ("addresses", [["Hauptstr. 1", "10115", "Berlin"]], "Hauptstr. 1, 10115 Berlin"),
    ("when", {"start": "2026-12-01T08:00:00+00:00", "minutes": 30}, "01/12/2026, 08:00, 30 min"),
    ("when", {"first": "2026-12-01", "days": 1}, "01/12/2026"),
    ("when", {"first": "2026-12-01", "days": 3}, "01/12/2026, 3 days"),
    ("links", {"deal": ["Relaunch", "1", "https://x.example"]}, "Relaunch"),
    ("photo", ["abc", "image/png"], "a picture"),
    ("notes", "<i>", "&lt;i&gt;"),
    *((name, 7, "7") for name in ("name", "emails", "addresses", "when", "links")),
    *((name, [7], "7") for name in ("name", "emails", "addresses")),
]


@pytest.mark.parametrize(("name", "value", "said"), VALUES)
def test_values_are_put_into_words(name: str, value: Any, said: str) -> None:
    written = replace(WRITE, fields=(FieldChange(name, None, value),))

    body = see(PATH, Written(entries={CONNECTION: [written]}))

    assert said in body
    assert "https://x.example" not in body


def test_a_run_shows_what_it_did_and_what_it_wrote_and_asks_no_more() -> None:
    app = FakeApp()

    body = see(f"/runs/{RUN}", app)

    assert "first sync" in body
    assert "data-hx-get" not in body
    assert f'href="/runs/{RUN}/undo"' in body
    assert ("history", CONNECTION, "", RUN) in app.calls


def test_a_run_that_goes_on_is_asked_again_and_cannot_be_undone_yet() -> None:
    app = FakeApp(runs=[replace(DONE, state="running", done=40, total=200, finished=None)])

    body = see(f"/runs/{RUN}", app)

    assert f'data-hx-get="/runs/{RUN}/now"' in body
    assert 'value="40" max="200"' in body
    assert f'href="/runs/{RUN}/undo"' not in body


def test_the_live_part_of_a_run_is_the_one_of_its_page() -> None:
    assert see(f"/runs/{RUN}/now").strip() in see(f"/runs/{RUN}")
