"""Wake-ups that got lost are sent again, and one that fails every time does not pile up behind itself."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.ids import AccountId, ConnectionId
from tandem.home import Queue
from tandem.local.table import SqliteTable
from tandem.state.wakes import Wakes
from tests.contracts.hand_clock import HandClock

ACCOUNT, CONNECTION = AccountId("17-a1"), ConnectionId("17-c1")
MINUTE = timedelta(minutes=1)


class Sent:
    def __init__(self) -> None:
        self.bodies: list[dict[str, str]] = []

    def send(self, queue: Queue, group: str, body: Mapping[str, str], delay: timedelta = timedelta()) -> None:
        self.bodies.append(dict(body))


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def sent() -> Sent:
    return Sent()


@pytest.fixture
def wakes(tmp_path: Path, clock: HandClock, sent: Sent) -> Wakes:
    return Wakes(SqliteTable(tmp_path / "tandem.db", clock), sent, clock)


def test_a_wake_up_that_nobody_answers_is_sent_again_ever_more_seldom(
    wakes: Wakes, clock: HandClock, sent: Sent
) -> None:
    wakes.wake(Queue.RECONCILE, ACCOUNT, CONNECTION)

    for _ in range(24 * 60):
        clock.sleep(MINUTE)
        wakes.heal()

    assert 20 <= len(sent.bodies) <= 30
    assert {body["connection"] for body in sent.bodies} == {CONNECTION}


def test_a_wake_up_that_was_done_is_sent_no_more(wakes: Wakes, clock: HandClock, sent: Sent) -> None:
    wakes.wake(Queue.RECONCILE, ACCOUNT, CONNECTION)
    clock.sleep(3 * MINUTE)
    wakes.heal()

    wakes.done(Queue.RECONCILE, ACCOUNT, CONNECTION, wakes.generation(Queue.RECONCILE, CONNECTION))
    clock.sleep(60 * MINUTE)

    assert wakes.heal() == 0
    assert len(sent.bodies) == 2


def test_a_start_wakes_for_everything_that_stands_however_fresh(wakes: Wakes, sent: Sent) -> None:
    wakes.wake(Queue.PULL, ACCOUNT, CONNECTION)

    assert wakes.heal(timedelta()) == 1
    assert wakes.heal(timedelta()) == 1
    assert len(sent.bodies) == 3
