"""The clock of one machine."""

import time
from datetime import UTC, datetime, timedelta

from tandem.system import SystemClock


def test_now_is_the_present_in_utc() -> None:
    before, now, after = datetime.now(UTC), SystemClock().now(), datetime.now(UTC)

    assert before <= now <= after
    assert now.tzinfo is UTC


def test_a_sleep_lasts() -> None:
    started = time.monotonic()

    SystemClock().sleep(timedelta(milliseconds=30))

    assert time.monotonic() - started >= 0.03


def test_a_sleep_into_the_past_is_none() -> None:
    SystemClock().sleep(timedelta(seconds=-5))
