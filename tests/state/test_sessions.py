"""Sessions: who holds the secret is let in, until it is over; a link begins one, once."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.ids import CompanyId, UserId
from tandem.local.table import SqliteTable
from tandem.state.sessions import Sessions
from tests.memory import ToldClock

WEISS, ANNA = CompanyId("7001"), UserId("11")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Ids:
    """Different each time, as ids are."""

    def __init__(self) -> None:
        self.last = 0

    def new(self) -> str:
        self.last += 1
        return f"{self.last:032x}"

    def secret(self) -> str:
        return f"secret-{self.new()}"


@pytest.fixture
def clock() -> ToldClock:
    return ToldClock()


@pytest.fixture
def sessions(tmp_path: Path, clock: ToldClock) -> Sessions:
    return Sessions(SqliteTable(tmp_path / "tandem.db", clock), Ids())


def test_a_session_tells_whose_it_is(sessions: Sessions, clock: ToldClock) -> None:
    secret = sessions.begin(WEISS, ANNA, clock.now())

    found = sessions.use(secret, clock.now())

    assert found is not None
    assert (found.company, found.user, found.is_of_the_machine) == (WEISS, ANNA, False)


def test_a_session_without_a_company_is_the_machines(sessions: Sessions, clock: ToldClock) -> None:
    found = sessions.use(sessions.begin(CompanyId(""), UserId(""), clock.now()), clock.now())

    assert found is not None
    assert found.is_of_the_machine


def test_the_table_holds_no_secret(sessions: Sessions, clock: ToldClock, tmp_path: Path) -> None:
    secrets = [sessions.begin(WEISS, ANNA, clock.now()), sessions.invite(WEISS, ANNA, clock.now())]

    stored = b"".join(path.read_bytes() for path in tmp_path.glob("tandem.db*"))

    assert WEISS.encode() in stored
    assert [secret for secret in secrets if secret.encode() in stored] == []


def test_half_an_hour_without_a_deed_ends_it(sessions: Sessions, clock: ToldClock) -> None:
    secret = sessions.begin(WEISS, ANNA, clock.now())

    clock.pass_by(29 * MINUTE)
    in_time = sessions.use(secret, clock.now())
    clock.pass_by(29 * MINUTE)
    again = sessions.use(secret, clock.now())
    clock.pass_by(30 * MINUTE)

    assert (in_time is not None, again is not None) == (True, True)
    assert sessions.use(secret, clock.now()) is None


def test_a_page_that_asks_by_itself_keeps_no_session_alive(sessions: Sessions, clock: ToldClock) -> None:
    secret = sessions.begin(WEISS, ANNA, clock.now())

    found = []
    for _ in range(31):
        found.append(sessions.find(secret, clock.now()) is not None)
        clock.pass_by(MINUTE)

    assert found == [True] * 30 + [False]


def test_twelve_hours_end_it_whatever_is_done(sessions: Sessions, clock: ToldClock) -> None:
    secret = sessions.begin(WEISS, ANNA, clock.now())

    found = []
    for _ in range(25):
        found.append(sessions.use(secret, clock.now()) is not None)
        clock.pass_by(HOUR / 2 - MINUTE)

    assert found.count(True) == 25  # 12 h and a bit
    assert sessions.use(secret, clock.now()) is None


def test_the_time_that_is_told_decides_too(sessions: Sessions, clock: ToldClock) -> None:
    """A table may drop what is over late."""
    secret = sessions.begin(WEISS, ANNA, clock.now())
    link = sessions.invite(WEISS, ANNA, clock.now())

    assert sessions.find(secret, clock.now() + HOUR) is None
    assert sessions.accept(link, clock.now() + HOUR) is None


def test_who_signs_out_is_out(sessions: Sessions, clock: ToldClock) -> None:
    secret, other = (sessions.begin(WEISS, ANNA, clock.now()) for _ in range(2))

    sessions.end(secret)

    assert sessions.use(secret, clock.now()) is None
    assert sessions.use(other, clock.now()) is not None


def test_a_link_begins_one_session_and_no_second(sessions: Sessions, clock: ToldClock) -> None:
    link = sessions.invite(WEISS, ANNA, clock.now())
    clock.pass_by(9 * MINUTE)

    first, second = sessions.accept(link, clock.now()), sessions.accept(link, clock.now())

    assert first is not None
    assert second is None
    found = sessions.use(first, clock.now())
    assert found is not None
    assert (found.company, found.user) == (WEISS, ANNA)
    assert found.began == clock.now()


def test_a_link_is_over_after_ten_minutes(sessions: Sessions, clock: ToldClock) -> None:
    link = sessions.invite(WEISS, ANNA, clock.now())

    clock.pass_by(10 * MINUTE)

    assert sessions.accept(link, clock.now()) is None


@pytest.mark.parametrize("secret", ["", "x", "\ud800", "secret-" + "0" * 32])
def test_what_was_never_given_opens_nothing(sessions: Sessions, clock: ToldClock, secret: str) -> None:
    sessions.begin(WEISS, ANNA, clock.now())

    assert sessions.use(secret, clock.now()) is None
    assert sessions.find(secret, clock.now()) is None
    assert sessions.accept(secret, clock.now()) is None


def test_a_link_is_no_session_and_a_session_no_link(sessions: Sessions, clock: ToldClock) -> None:
    link, secret = sessions.invite(WEISS, ANNA, clock.now()), sessions.begin(WEISS, ANNA, clock.now())

    assert sessions.use(link, clock.now()) is None
    assert sessions.accept(secret, clock.now()) is None


def test_what_sessions_are_bound_to_ends_them_all_when_it_changes(sessions: Sessions, clock: ToldClock) -> None:
    bound, other = replace(sessions, bound_to="one token"), replace(sessions, bound_to="another")
    secret = bound.begin(WEISS, ANNA, clock.now())

    assert bound.use(secret, clock.now()) is not None
    assert other.use(secret, clock.now()) is None
