"""The chart of changes per day: what it draws, what it says to who doesn't see it, and that it is cheap."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from tandem.console.pages.chart import Chart, chart
from tandem.usecases.seeing.by_day import DayView
from tests.console.fake_app import LIVE, NOON, QUIET_DAYS, FakeApp
from tests.console.pages.browsing import Browser, text_of

PATH = f"/connections/{LIVE.id}"


def days(**counted: tuple[int, int, int]) -> list[DayView]:
    """`d3` was three days ago."""
    known = {f"{NOON.date() - timedelta(days=int(name[1:]))}": counts for name, counts in counted.items()}
    return [replace(one, **_named(known.get(one.day, (0, 0, 0)))) for one in QUIET_DAYS]


def _named(counts: tuple[int, int, int]) -> dict[str, int]:
    return dict(zip(("create", "update", "delete"), counts, strict=True))


def see(counted: Sequence[DayView], language: str = "en", **cookies: str) -> str:
    browser = Browser(FakeApp(counted=counted), cookies=cookies).sign_in()
    return str(browser.get(PATH, accept_language=language)["body"])


def part(body: str) -> str:
    found = re.search(r'<section class="card" id="days".*?</section>', body, re.S)
    assert found is not None
    return found[0]


def heights(drawn: Chart) -> dict[int, float]:
    """By how many days ago."""
    shown = enumerate(reversed(drawn.bars))
    return {ago: round(sum(one.height for one in bar.parts), 1) for ago, bar in shown if bar.parts}


def test_the_chart_says_what_was_done_and_the_table_on_which_day() -> None:
    said = text_of({"body": part(see(days(d0=(3, 0, 1), d9=(1200, 45, 0))))})

    assert "Added 1,203" in said
    assert "Changed 45" in said
    assert "Deleted 1" in said
    assert "23/11/2026 3 0 1" in said
    assert "14/11/2026 1,200 45 0" in said
    assert said.index("23/11/2026 3 0 1") < said.index("14/11/2026 1,200")


def test_it_is_told_in_german() -> None:
    said = text_of({"body": part(see(days(d0=(1203, 0, 0)), "de"))})

    for told in ("Änderungen pro Tag", "Neu 1.203", "Als Tabelle", "23.11.26"):
        assert told in said


def test_the_days_are_those_of_the_readers_zone() -> None:
    browser = Browser(cookies={"tandem_zone": "Asia%2FTokyo"}).sign_in()

    browser.get(PATH)

    assert [one for one in browser.app.calls if one[0] == "days"] == [("days", LIVE.id, "Asia/Tokyo")]


def test_a_page_asks_for_it_once_and_the_part_that_changes_every_other_second_not_at_all() -> None:
    browser = Browser().sign_in()

    browser.get(f"{PATH}/now")
    assert [one for one in browser.app.calls if one[0] == "days"] == []

    browser.get(PATH)
    assert len([one for one in browser.app.calls if one[0] == "days"]) == 1


def test_the_part_is_the_one_of_the_page() -> None:
    browser = Browser(FakeApp(counted=days(d1=(2, 0, 0)))).sign_in()

    assert str(browser.get(f"{PATH}/days")["body"]).strip() in str(browser.get(PATH)["body"])


def test_where_nothing_was_done_nothing_is_drawn() -> None:
    body = part(see(QUIET_DAYS))

    assert "Nothing was changed in the last 30 days." in body
    assert "<svg" not in body


def test_nothing_in_it_needs_a_style_or_a_script_of_its_own() -> None:
    body = part(see(days(d0=(3, 1, 1), d9=(1200, 45, 0))))

    assert not re.search(r"\bstyle=|<script|<style|\bon\w+=", body)


def test_bars_are_as_high_as_their_days_are_busy() -> None:
    drawn = chart(days(d1=(10, 0, 0), d2=(20, 0, 0), d3=(10, 6, 4)))

    assert drawn.top == 20
    assert heights(drawn) == {1: 47.0, 2: 94.0, 3: 94.0}
    assert [one.kind for one in drawn.bars[-4].parts] == ["create", "update", "delete"]


def test_parts_stand_on_each_other() -> None:
    (bar,) = [one for one in chart(days(d3=(10, 6, 4))).bars if one.parts]

    assert bar.parts[0].y + bar.parts[0].height == 100
    for below, above in zip(bar.parts, bar.parts[1:], strict=False):
        assert above.y + above.height == pytest.approx(below.y)


def test_a_single_deletion_among_thousands_is_seen() -> None:
    (bar,) = [one for one in chart(days(d3=(5000, 0, 1))).bars if one.parts]

    assert bar.parts[-1].kind == "delete"
    assert bar.parts[-1].height >= 1.5
    assert bar.parts[-1].y >= 0


def test_a_first_sync_leaves_the_other_days_readable_and_says_that_its_bar_is_cut() -> None:
    counted = days(d20=(10_000, 0, 0), d1=(0, 8, 0), d2=(1, 3, 0))

    drawn = chart(counted)

    assert drawn.top == 10
    assert drawn.cut is not None
    assert drawn.cut.counts.total == 10_000
    assert heights(drawn)[1] > 70
    assert max(heights(drawn).values()) == 100
    assert "The bar of 3 Nov is cut: 10,000 changes." in text_of({"body": part(see(counted))})


def test_a_first_day_alone_is_not_cut() -> None:
    assert chart(days(d0=(10_000, 0, 0))).cut is None


@pytest.mark.parametrize("count", [1, 2, 3, 5, 11, 99, 100, 101, 4999, 123_456])
def test_the_lines_stand_at_numbers_that_have_halves(count: int) -> None:
    top = chart(days(d0=(count, 0, 0))).top

    assert top >= count
    assert top % 2 == 0
    assert top <= max(2.5 * count, 2)
