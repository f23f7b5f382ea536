"""What a person is told of: each thing once, after it has stood a while, and again only when it began anew."""

from datetime import UTC, datetime, timedelta

import pytest

from tandem.domain.ids import ConnectionId
from tandem.domain.telling import SETTLED, Cause, Note, Standing, noted, view

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FIRST, SECOND = ConnectionId("42-c1"), ConnectionId("42-c2")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BOTH = frozenset({FIRST, SECOND})


def standing(since: timedelta, cause: Cause = Cause.HELD, connection: ConnectionId = FIRST, mark: str = "") -> Standing:
    return Standing(connection, cause, NOW - since, mark=mark)


@pytest.mark.parametrize("cause", Cause)
def test_what_has_stood_long_enough_is_news(cause: Cause) -> None:
    one = standing(SETTLED, cause)

    assert view([one], [], NOW).news == (one,)


@pytest.mark.parametrize("cause", Cause)
def test_what_has_just_begun_is_looked_at_again_when_it_has_stood_long_enough(cause: Cause) -> None:
    first, second = standing(MINUTE, cause, SECOND), standing(2 * MINUTE, cause)

    seen = view([first, second], [], NOW)

    assert seen.news == ()
    assert seen.again == (NOW + SETTLED - 2 * MINUTE, FIRST)


def test_several_causes_are_news_together() -> None:
    found = [standing(HOUR, cause, connection) for cause in Cause for connection in BOTH]

    assert list(view(found, [], NOW).news) == found


@pytest.mark.parametrize("cause", Cause)
def test_what_was_told_is_no_news_as_long_as_any_of_it_stands(cause: Cause) -> None:
    old = standing(3 * HOUR, cause)
    notes = noted([], [old], BOTH, NOW - HOUR)

    seen = view([old], notes, NOW)

    assert (seen.news, seen.again) == ((), None)


@pytest.mark.parametrize("cause", Cause)
def test_what_came_when_all_that_was_told_of_was_over_is_news(cause: Cause) -> None:
    notes = noted([], [standing(5 * HOUR, cause)], BOTH, NOW - 2 * HOUR)
    new = standing(HOUR, cause)

    assert view([new], notes, NOW).news == (new,)


def test_another_cause_or_another_connection_is_news() -> None:
    notes = noted([], [standing(3 * HOUR)], BOTH, NOW - HOUR)
    others = (standing(3 * HOUR, Cause.PARKED), standing(3 * HOUR, connection=SECOND))

    assert view(others, notes, NOW).news == others


def test_one_dead_grant_is_told_once_whichever_connection_runs_into_it_and_however_often() -> None:
    notes = noted([], [standing(3 * HOUR, Cause.DEAD, mark="42-a1/7")], BOTH, NOW - 2 * HOUR)
    again = [standing(HOUR, Cause.DEAD, connection, mark="42-a1/7") for connection in BOTH]

    assert view(again, notes, NOW).news == ()


def test_a_grant_that_was_given_anew_and_died_again_is_news() -> None:
    notes = noted([], [standing(3 * HOUR, Cause.DEAD, mark="42-a1/7")], BOTH, NOW - 2 * HOUR)
    anew = standing(HOUR, Cause.DEAD, mark="42-a1/9")

    assert view([anew], notes, NOW).news == (anew,)


def test_a_note_takes_the_place_of_the_one_before_and_goes_with_its_connection() -> None:
    before = [Note(FIRST, Cause.HELD, NOW - HOUR), Note(FIRST, Cause.PARKED, NOW - HOUR), Note(SECOND, Cause.HELD, NOW)]

    after = noted(before, [standing(MINUTE)], frozenset({FIRST}), NOW)

    assert after == [Note(FIRST, Cause.PARKED, NOW - HOUR), Note(FIRST, Cause.HELD, NOW)]
