"""Whatever people typed, on either side, comes out as text: a page is built alike, whatever stands in it.

Every page of the table that shows something is tried, so a new one is tried by itself.
"""

from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from itertools import product

import pytest

from tandem.console.pages.page import Page
from tandem.ports import ActivityType, Group
from tandem.usecases.seeing.views import (
    FieldChange,
    HistoryView,
    LinkView,
    Listing,
    PendingView,
    UndoPreviewView,
    UserView,
)
from tests.console.fake_app import ANNA, BOOK, LIVE, NOON, PARKED, UNDO, WEISS, WRITE, FakeApp, broken
from tests.console.pages.browsing import Browser
from tests.console.pages.test_access import EMBEDDED, SHUT, call, name
from tests.console.pages.test_calendar import RULES as CALENDAR_RULES

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><b>',
    "'><b>",
    '" autofocus onfocus="alert(1)',
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<!--",
    "-->",
    "<![CDATA[",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "%(name)s %s {0} {name}",
    "javascript:alert(1)",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "\r\nSet-Cookie: a=b",
    "\x00<b>",
    "\u2028<b>\u2029",
    "\u202eevil\u202c",
    "＜script＞",
    "\ud800",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
)
AROUND = (("", ""), ("Anna ", ""), ("", " Weiß"), ("a@", ""), ("<", ">"), ('"', '"'), ("\t", "\n"), ("`", "${1}"))
HOSTILE = [before + payload + after for payload, (before, after) in product(PAYLOADS, AROUND)]
SHOWING = [page for page in (*SHUT, *EMBEDDED) if page.method == "GET" and not page.path.endswith("/export")]
"""An export is a file, and no page."""
PROVIDERS = {"contacts": "icloud", "calendar": "google"}


class Built(HTMLParser):
    """How a page is built: its elements with the names of their attributes, in order, and all scripts' addresses."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "wbr":  # may come with an address
            self.elements.append((tag, tuple(name for name, _ in attrs)))

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment", (data,)))


class Typed(FakeApp):
    """Everything that somebody could have typed is this text. `kind` is of its connection."""

    def __init__(self, text: str, kind: str) -> None:
        who = UserView(ANNA.id, text, text, is_admin=True, granted=True)
        rules = {**CALENDAR_RULES, "calendar": text, "types": [text]} if kind == "calendar" else LIVE.rules
        super().__init__(
            houses=[replace(WEISS, name=text, plan=text, users=(who,))],
            books=[replace(BOOK, address=text, provider=PROVIDERS[kind])],
            held=[replace(broken("other", text), account=BOOK.id, id=LIVE.id, kind=kind, rules=rules)],
            waiting=replace(PARKED, name=text, detail=text, lost=text, won=text),
        )
        self.text = text

    def links(self, connection: str, query: str = "", after: str = "") -> Listing[LinkView]:
        return Listing((LinkView("l1", self.text, self.text, self.text, "live", NOON),), self.text)

    def history(
        self, connection: str, after: str = "", link: str = "", run: str = "", side: str = ""
    ) -> Listing[HistoryView]:
        fields = (FieldChange("notes", self.text, [self.text, {"value": self.text}]),)
        return Listing((replace(WRITE, name=self.text, action="update", fields=fields),), "")

    def calendars(self, account: str) -> list[Group]:
        return [Group(self.text, self.text, is_default=True), Group(f"{self.text} 2", self.text)]

    def activity_types(self, account: str) -> list[ActivityType]:
        return [ActivityType(self.text, self.text), ActivityType(f"{self.text} 2", self.text)]

    def preview_undo_of_run(self, run: str, after: str = "") -> UndoPreviewView:
        fields = (FieldChange("notes", self.text, [self.text]), FieldChange("name", [self.text], [self.text] * 9))
        return replace(UNDO, items=(replace(UNDO.items[0], name=self.text, fields=fields),))

    def preview_undo_of_entry(self, entry: str, record: bool, after: str = "") -> UndoPreviewView:
        return self.preview_undo_of_run("", after)

    def pending(self, connection: str, kind: str, after: str = "") -> Listing[PendingView]:
        return Listing((replace(self.waiting, kind=kind),))


def built(page: Page, text: str) -> Sequence[tuple[str, tuple[str, ...]]]:
    """The page of a connection of contacts; one that such a connection hasn't, of a calendar's."""
    answers = [call(Browser(Typed(text, kind)).sign_in().look_on(), page) for kind in PROVIDERS]
    shown = [answer["body"] for answer in answers if answer["statusCode"] == 200]
    assert shown
    return Built(shown[0]).elements


@pytest.mark.parametrize("page", SHOWING, ids=name)
def test_two_hundred_hostile_texts_are_shown_as_text(page: Page) -> None:
    harmless = built(page, "Anna")

    changed = [text for text in HOSTILE if built(page, text) != harmless]

    assert len(HOSTILE) == 200
    assert harmless
    assert changed == []


def test_a_text_that_became_markup_would_be_seen() -> None:
    assert Built("<p>Anna</p>").elements != Built(f"<p>{PAYLOADS[0]}</p>").elements
    assert Built('<p title="Anna"></p>').elements != Built(f'<p title="{PAYLOADS[5]}"></p>').elements
    assert Built("<p>Anna</p>").elements != Built("<p><!-- x --></p>").elements


@pytest.mark.parametrize("text", HOSTILE[::8])
def test_a_hostile_search_is_shown_as_text(text: str) -> None:
    browser = Browser(Typed("Anna", "contacts")).sign_in()
    path = f"/connections/{LIVE.id}?query="

    harmless, hostile = browser.get(f"{path}Anna"), browser.get(path + _quoted(text))

    assert Built(hostile["body"]).elements == Built(harmless["body"]).elements


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))
