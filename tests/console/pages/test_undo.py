"""Taking back: what it would do is shown first, with what stays as it is and why; then it is done in a run."""

from dataclasses import replace
from typing import Any

import pytest

from tandem.domain.errors import Refused
from tandem.usecases.seeing.views import UndoPreviewView
from tests.console.fake_app import NONE, RUN, UNDO, WRITE, FakeApp
from tests.console.pages.browsing import Browser, text_of
from tests.console.pages.test_calendar import asked

OF_RUN, OF_ENTRY = f"/runs/{RUN}/undo", f"/history/{WRITE.id}/undo"


def see(path: str, app: FakeApp | None = None, language: str = "en") -> str:
    return str(Browser(app or FakeApp()).sign_in().get(path, accept_language=language)["body"])


@pytest.mark.parametrize("path", [OF_RUN, OF_ENTRY])
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("Gets back what it had", "Neu", "Alt", "Stays as it is", "It was edited since, so it is left alone.")),
        ("de", ("Bekommt zurück, was es hatte", "Bleibt, wie es ist", "Es wurde seither geändert und bleibt deshalb")),
    ],
)
def test_what_would_be_done_and_what_is_left_alone_are_shown_with_reasons(
    path: str, language: str, told: tuple[str, ...]
) -> None:
    said = text_of({"body": see(path, language=language)})

    assert [one for one in told if one not in said] == []


@pytest.mark.parametrize(
    ("query", "call"),
    [
        ("", ("preview_undo_of_entry", WRITE.id, False, "")),
        ("?of=record", ("preview_undo_of_entry", WRITE.id, True, "")),
        ("?of=record&next=100", ("preview_undo_of_entry", WRITE.id, True, "100")),
        ("?of=nonsense&next=nonsense", ("preview_undo_of_entry", WRITE.id, False, "")),
    ],
)
def test_one_change_is_taken_back_or_all_that_its_run_did_to_the_item(query: str, call: tuple[Any, ...]) -> None:
    app = FakeApp()

    see(f"{OF_ENTRY}{query}", app)

    assert asked(app, "preview_undo_of_entry") == [call]
    assert asked(app, "undo_entry") == []


@pytest.mark.parametrize(
    ("path", "form", "call"),
    [
        (OF_RUN, {"of": "run"}, ("undo_run", RUN)),
        (OF_ENTRY, {"of": "entry"}, ("undo_entry", WRITE.id, False)),
        (OF_ENTRY, {"of": "record"}, ("undo_entry", WRITE.id, True)),
    ],
)
def test_the_button_begins_a_run_that_can_be_watched(path: str, form: dict[str, str], call: tuple[Any, ...]) -> None:
    browser = Browser(FakeApp()).sign_in()

    answer = browser.post(path, **form)

    assert call in browser.app.calls
    assert answer["headers"]["Location"] == f"/runs/{RUN}?said=undoing"


class Other(FakeApp):
    view: UndoPreviewView = UNDO

    def preview_undo_of_run(self, run: Any, after: str = "") -> UndoPreviewView:
        return self.view


def showing(view: UndoPreviewView) -> FakeApp:
    app = Other()
    app.view = view
    return app


def test_where_nothing_is_left_to_take_back_there_is_no_button() -> None:
    nothing = UndoPreviewView(NONE, NONE, NONE, 0, 1, UNDO.items[1:])

    body = see(OF_RUN, showing(nothing))

    assert "There is nothing left to take back." in body
    assert f'action="{OF_RUN}"' not in body
    assert "It was edited since" in body


def test_what_would_only_be_let_go_can_be_undone_as_well() -> None:
    one = replace(UNDO.items[0], action="unlink", side=None, fields=())
    only = UndoPreviewView(NONE, NONE, NONE, 0, 0, (one,))

    assert f'action="{OF_RUN}"' in see(OF_RUN, showing(only))


@pytest.mark.parametrize("action", ["create", "update", "delete", "hold", "link", "unlink", "leave"])
def test_every_kind_of_deed_has_its_words(action: str) -> None:
    one = replace(UNDO.items[0], action=action, side=None if action == "unlink" else "crm")

    assert 'class="deed' in see(OF_RUN, showing(replace(UNDO, items=(one,))))


def test_a_long_preview_has_pages() -> None:
    assert f'href="{OF_RUN}?of=run&amp;next=100"' in see(OF_RUN, showing(replace(UNDO, next="100")))


def test_a_refusal_is_told_in_a_sentence() -> None:
    browser = Browser().sign_in()
    browser.app.trouble = Refused("undo_goes_on", "id")

    answer = browser.post(OF_RUN)

    assert answer["statusCode"] == 422
    assert "Something else is being taken back just now." in answer["body"]
