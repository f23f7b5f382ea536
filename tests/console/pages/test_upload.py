"""The upload of unsynced activities: counted before, and those that are over only if asked for."""

from dataclasses import replace
from typing import Any

import pytest

from tandem.domain.errors import Unavailable
from tandem.domain.ids import RunId
from tandem.usecases.listing.upload_unsynced import Unsynced
from tests.console.fake_app import DONE, LIVE, RUN, FakeApp
from tests.console.pages.browsing import Browser
from tests.console.pages.test_calendar import CALENDAR, DRAFT, asked, house

PATH = f"/connections/{LIVE.id}/upload"


def see(app: FakeApp | None = None, language: str = "en") -> str:
    return str(Browser(app or house()).sign_in().get(PATH, accept_language=language)["body"])


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "3 activities to come have no event yet."), ("de", "3 kommende Aktivitäten haben noch keinen Termin.")],
)
def test_how_many_there_are_is_told_before(language: str, told: str) -> None:
    body = see(language=language)

    assert told in body
    assert 'name="past"' in body


class Counted(FakeApp):
    found: Any = Unsynced(0, 0)

    def count_unsynced(self, connection: Any) -> Unsynced:
        if isinstance(self.found, Exception):
            raise self.found
        return Unsynced(*self.found) if isinstance(self.found, tuple) else Unsynced(0, 0)


def counted(found: Any) -> FakeApp:
    app = Counted(held=[CALENDAR], books=house().books)
    app.found = found
    return app


@pytest.mark.parametrize(
    ("found", "has_button", "has_past"), [((0, 0), False, False), ((2, 0), True, False), ((0, 2), True, True)]
)
def test_there_is_a_button_where_there_is_something_to_upload(
    found: tuple[int, int], has_button: bool, has_past: bool
) -> None:
    body = see(counted(found))

    assert (f'action="{PATH}"' in body, 'name="past"' in body) == (has_button, has_past)


def test_what_cannot_be_counted_is_not_uploaded() -> None:
    body = see(counted(Unavailable("unreachable")))

    assert "nothing was uploaded." in body
    assert f'action="{PATH}"' not in body


def test_before_the_start_nothing_is_asked_and_the_way_there_is_shown() -> None:
    app = house(DRAFT)

    body = see(app)

    assert asked(app, "count_unsynced") == []
    assert f'href="/connections/{LIVE.id}/calendar"' in body


@pytest.mark.parametrize(("form", "past"), [({}, False), ({"past": "on"}, True)])
def test_the_upload_goes_on_in_a_run_that_can_be_watched(form: dict[str, str], past: bool) -> None:
    browser = Browser(house()).sign_in()

    answer = browser.post(PATH, **form)

    assert asked(browser.app, "upload_unsynced") == [("upload_unsynced", LIVE.id, past)]
    assert answer["headers"]["Location"] == f"/runs/{RUN}?said=uploading"


class Waiting(FakeApp):
    def upload_unsynced(self, connection: Any, past: bool) -> RunId:
        return RunId("")


def test_where_no_run_has_begun_yet_one_sees_the_dashboard() -> None:
    browser = Browser(Waiting(held=[CALENDAR], books=house().books)).sign_in()

    assert browser.post(PATH)["headers"]["Location"] == f"/connections/{LIVE.id}?said=uploading"


def test_progress_is_shown_while_it_runs() -> None:
    running = replace(DONE, kind="upload", state="running", done=40, total=200, finished=None)

    body = see(house(replace(CALENDAR, state="running", last_run=running)))

    assert 'value="40" max="200"' in body
    assert f'href="/runs/{RUN}"' in body
