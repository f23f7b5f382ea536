"""Whoever uses the stand-in of Google is looked after: a mail to a guest fails the test that it was sent in."""

from pathlib import Path

import pytest

from tests.google import assert_nobody_was_mailed, running_google
from tests.sandbox.google.desk import GoogleStandin, meeting

TESTS = Path(__file__).resolve().parent
INVITED = {"attendees": [{"email": "kunde@example.com"}]}


def test_a_planted_mail_fails_the_look_at_the_end_of_a_test(google: GoogleStandin) -> None:
    google.desk().new_calendar().insert(meeting(**INVITED), sendUpdates="all")

    with pytest.raises(AssertionError, match="kunde@"):
        assert_nobody_was_mailed(google)


def test_a_mail_of_yesterdays_kind_fails_it_too(google: GoogleStandin) -> None:
    """`sendNotifications`, which Google deprecated and still obeys; and a deletion."""
    desk = google.desk().new_calendar()
    event = desk.insert(meeting(**INVITED))
    desk.delete(event["id"], sendNotifications=True)

    with pytest.raises(AssertionError, match="cancellation"):
        assert_nobody_was_mailed(google)


def test_a_mail_after_the_last_test_fails_as_well(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="kunde@"), running_google(tmp_path) as standin:
        standin.desk().insert(meeting(**INVITED), sendUpdates="all")


def test_a_write_that_mails_nobody_passes(google: GoogleStandin) -> None:
    google.desk().new_calendar().insert(meeting(**INVITED), sendUpdates="none")

    assert_nobody_was_mailed(google)


def test_nobody_starts_a_stand_in_that_is_not_looked_after() -> None:
    """But for the one that is killed, whose outbox has to outlive that."""
    starters = {
        path.relative_to(TESTS).as_posix() for path in TESTS.rglob("*.py") if "start_google(" in path.read_text()
    }

    assert starters - {"test_google.py"} == {"google.py", "sandbox/google/desk.py", "sandbox/google/test_durability.py"}
