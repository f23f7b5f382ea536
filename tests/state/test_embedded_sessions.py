"""Sessions of a framed page: who bears one is let in for ten minutes; of each signed token there is one at most."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.ids import CompanyId, UserId
from tandem.local.table import SqliteTable
from tandem.state.embedded_sessions import EmbeddedSessions
from tandem.system import RandomIds
from tests.memory import ToldClock

WEISS, ANNA = CompanyId("7001"), UserId("11")
TOKEN = "head.body.signature"


@pytest.fixture
def clock() -> ToldClock:
    return ToldClock()


@pytest.fixture
def sessions(tmp_path: Path, clock: ToldClock) -> EmbeddedSessions:
    return EmbeddedSessions(SqliteTable(tmp_path / "tandem.db", clock), RandomIds())


def test_a_session_tells_whose_it_is(sessions: EmbeddedSessions, clock: ToldClock) -> None:
    begun = sessions.begin(TOKEN, WEISS, ANNA, clock.now())

    found = sessions.find(begun.bearer, clock.now())

    assert found is not None
    assert (found.company, found.user, found.is_of_the_machine) == (WEISS, ANNA, False)


@pytest.mark.parametrize(("minutes", "is_there"), [(9.9, True), (10, False), (600, False)])
def test_it_ends_after_ten_minutes_whatever_is_done(
    sessions: EmbeddedSessions, clock: ToldClock, minutes: float, is_there: bool
) -> None:
    begun = sessions.begin(TOKEN, WEISS, ANNA, clock.now())
    clock.pass_by(timedelta(minutes=5))
    sessions.find(begun.bearer, clock.now())
    clock.pass_by(timedelta(minutes=minutes - 5))

    assert (sessions.find(begun.bearer, clock.now()) is not None) is is_there


def test_the_same_token_again_ends_the_session_that_it_began(sessions: EmbeddedSessions, clock: ToldClock) -> None:
    first = sessions.begin(TOKEN, WEISS, ANNA, clock.now())
    second = sessions.begin(TOKEN, WEISS, ANNA, clock.now())

    assert sessions.find(first.bearer, clock.now()) is None
    assert sessions.find(second.bearer, clock.now()) is not None


def test_other_tokens_leave_it_alone(sessions: EmbeddedSessions, clock: ToldClock) -> None:
    hers = sessions.begin(TOKEN, WEISS, ANNA, clock.now())
    sessions.begin("another", WEISS, UserId("12"), clock.now())

    found = sessions.find(hers.bearer, clock.now())

    assert found is not None
    assert found.user == ANNA


@pytest.mark.parametrize(
    "made_up", ["", ".", "x", "{place}", "{place}.", "{place}.guessed", ".{secret}", "x.{secret}", "\ud800.\ud800"]
)
def test_what_was_made_up_is_no_session(sessions: EmbeddedSessions, clock: ToldClock, made_up: str) -> None:
    place, _, secret = sessions.begin(TOKEN, WEISS, ANNA, clock.now()).bearer.partition(".")

    assert sessions.find(made_up.format(place=place, secret=secret), clock.now()) is None


def test_bound_to_something_else_it_is_over(sessions: EmbeddedSessions, clock: ToldClock) -> None:
    begun = sessions.begin(TOKEN, WEISS, ANNA, clock.now())

    assert replace(sessions, bound_to="another admin token").find(begun.bearer, clock.now()) is None


def test_neither_the_token_nor_what_is_borne_is_kept(
    sessions: EmbeddedSessions, clock: ToldClock, tmp_path: Path
) -> None:
    begun = sessions.begin(TOKEN, WEISS, ANNA, clock.now())

    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    place, _, secret = begun.bearer.partition(".")
    assert [one for one in (TOKEN, place, secret) if one.encode() in kept] == []
    assert secret not in repr(begun)
