"""The page inside Pipedrive's settings: what it is made of, and what its summary tells of a user's own syncs."""

import re
from dataclasses import replace

import pytest

from tandem.console.embedding import INTEGRITIES, SCRIPT, Embedding
from tandem.console.pages.assets import STATIC
from tandem.usecases.seeing.views import ConnectionView
from tests.console.events import guard
from tests.console.fake_app import ANNA, BOOK, LIVE, WEISS, FakeApp, broken
from tests.console.pages.browsing import Browser, text_of
from tests.console.pages.test_access import BEN

SUMMARY = "/embedded/summary"
CALM = replace(LIVE, counts={**LIVE.counts, "held": 0, "parked": 0})


def told(app: FakeApp, user: str = ANNA.id, **headers: str) -> str:
    return text_of(Browser(app).look_on(WEISS.id, user).get(SUMMARY, **headers))


def test_the_page_is_the_same_for_everybody_and_knows_nobody() -> None:
    app = FakeApp()

    stranger, signed_in = Browser(app).get("/embedded"), Browser(app).sign_in().get("/embedded")

    assert stranger["body"] == signed_in["body"]
    assert stranger["cookies"] == signed_in["cookies"] == []
    assert app.calls == []


@pytest.mark.parametrize("query", ["?id=1&companyId=7001&userId=11&token=a.b.c", "?id=%3Cscript%3E", ""])
def test_nothing_of_its_address_is_in_it(query: str) -> None:
    assert Browser().get(f"/embedded{query}")["body"] == Browser().get("/embedded")["body"]


def test_pipedrives_script_is_loaded_in_one_version_and_run_only_as_it_is_known() -> None:
    (tag,) = re.findall(r'<script src="https:[^>]*>', Browser().get("/embedded")["body"])

    assert f'src="{SCRIPT}"' in tag
    assert f'integrity="{INTEGRITIES[SCRIPT]}"' in tag
    assert 'crossorigin="anonymous"' in tag
    assert re.search(r"@\d+\.\d+\.\d+/", SCRIPT)


def test_a_script_in_its_place_is_allowed_in_its_place() -> None:
    of = replace(guard(), embedding=Embedding("https://crm.example", "https://crm.example/sdk.js"))

    answer = Browser(of=of).get("/embedded")

    assert "script-src 'self' https://crm.example/sdk.js;" in answer["headers"]["Content-Security-Policy"]
    assert answer["headers"]["Content-Security-Policy"].endswith("frame-ancestors https://crm.example")
    assert "integrity" not in answer["body"]


@pytest.mark.parametrize(
    ("connection", "words"),
    [
        (LIVE, ("3 entries wait for your decision", "3 wait for your decision", "up to date")),
        (CALM, ("Nothing waits for you.", "3 in step", "only into Pipedrive", "anna@example.org")),
        (replace(CALM, state="paused"), ("paused",)),
        (replace(CALM, state="draft", last_run=None), ("Preview and start", "Not started yet")),
        (broken("wrong_password"), ("needs to be reconnected", "Connect again")),
    ],
)
def test_a_summary_tells_how_a_sync_fares_and_what_it_needs(connection: ConnectionView, words: tuple[str, ...]) -> None:
    said = told(FakeApp(held=[connection]))

    assert [word for word in words if word not in said] == []


def test_it_is_told_in_the_language_of_the_browser() -> None:
    assert "Auf Sie wartet nichts." in told(FakeApp(held=[CALM]), accept_language="de")


def test_who_has_no_sync_yet_is_shown_the_way_to_one() -> None:
    assert "Add account" in told(FakeApp(held=[], books=[]))


def test_an_admin_is_told_of_their_own_syncs_alone() -> None:
    of_ben = replace(BOOK, id="7001-a02", user=BEN.id, address="ben@icloud.example")
    theirs = replace(LIVE, id="7001-c02", account=of_ben.id)
    app = FakeApp(houses=[replace(WEISS, users=(ANNA, BEN))], books=[BOOK, of_ben], held=[CALM, theirs])

    assert "ben@icloud.example" not in told(app)
    assert "anna@example.org" not in told(app, BEN.id)
    assert "ben@icloud.example" in told(app, BEN.id)


@pytest.mark.parametrize(("company", "user"), [("7001", "999"), ("7002", "11"), ("", "")])
def test_who_is_not_of_the_company_any_more_is_told_nothing(company: str, user: str) -> None:
    said = text_of(Browser(FakeApp()).look_on(company, user).get(SUMMARY))

    assert "anna@example.org" not in said


def test_it_has_no_form_and_every_link_is_one_of_the_consoles() -> None:
    body = Browser(FakeApp()).look_on().get(SUMMARY)["body"]

    assert "<form" not in body
    assert re.findall(r'href="([^"]*)"', body) == ["/decide", f"/connections/{LIVE.id}"]


@pytest.mark.parametrize(
    "place", ["localStorage", "sessionStorage", "indexedDB", "cookie", "caches", "window.name", 'credentials: "include']
)
def test_its_script_keeps_nothing_anywhere(place: str) -> None:
    script = (STATIC / "embedded.js").read_text("utf-8")
    code = "\n".join(line.partition("//")[0] for line in script.splitlines())

    assert "bearer" in code
    assert place not in code
