"""Wake-ups that got lost are sent again, and one that fails every time does not pile up behind itself."""

from collections.abc import Mapping, Sequence
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

    def send_all(self, queue: Queue, messages: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        for group, body in messages:
            self.send(queue, group, body)


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
    wakes.wake(Queue.RECONCILE_CONTACTS, ACCOUNT, CONNECTION)

    for _ in range(24 * 60):
        clock.sleep(MINUTE)
        wakes.heal()

    assert 20 <= len(sent.bodies) <= 30
    assert {body["connection"] for body in sent.bodies} == {CONNECTION}


def test_a_wake_up_that_was_done_is_sent_no_more(wakes: Wakes, clock: HandClock, sent: Sent) -> None:
    wakes.wake(Queue.RECONCILE_CONTACTS, ACCOUNT, CONNECTION)
    clock.sleep(3 * MINUTE)
    wakes.heal()

    wakes.done(Queue.RECONCILE_CONTACTS, ACCOUNT, CONNECTION, wakes.generation(Queue.RECONCILE_CONTACTS, CONNECTION))
    clock.sleep(60 * MINUTE)

    assert wakes.heal() == 0
    assert len(sent.bodies) == 2


def test_a_start_wakes_for_everything_that_stands_however_fresh(wakes: Wakes, sent: Sent) -> None:
    wakes.wake(Queue.PULL, ACCOUNT, CONNECTION)

    assert wakes.heal(timedelta()) == 1
    assert wakes.heal(timedelta()) == 1
    assert len(sent.bodies) == 3


def test_work_that_says_that_it_is_under_way_is_taken_up_again_if_it_ends_there(
    wakes: Wakes, clock: HandClock, sent: Sent
) -> None:
    generation = wakes.stand(Queue.PULL, ACCOUNT, CONNECTION)
    clock.sleep(3 * MINUTE)

    healed = wakes.heal()

    assert generation == wakes.generation(Queue.PULL, CONNECTION) - 1 == 1
    assert healed == 1
    assert sent.bodies == [{"connection": CONNECTION}]


def test_work_that_says_that_it_is_under_way_takes_its_row_away_when_it_is_done(wakes: Wakes, sent: Sent) -> None:
    generation = wakes.stand(Queue.PULL, ACCOUNT, CONNECTION)

    wakes.done(Queue.PULL, ACCOUNT, CONNECTION, generation)

    assert wakes.generation(Queue.PULL, CONNECTION) == 0
    assert sent.bodies == []


def test_what_is_heard_while_work_is_under_way_brings_a_message_of_its_own(wakes: Wakes, sent: Sent) -> None:
    generation = wakes.stand(Queue.PULL, ACCOUNT, CONNECTION)

    wakes.wake(Queue.PULL, ACCOUNT, CONNECTION)
    wakes.done(Queue.PULL, ACCOUNT, CONNECTION, generation)

    assert sent.bodies == [{"connection": CONNECTION}]
    assert wakes.generation(Queue.PULL, CONNECTION) > 0


def test_a_row_that_others_made_is_left_to_them(wakes: Wakes) -> None:
    wakes.wake(Queue.PULL, ACCOUNT, CONNECTION)

    assert wakes.stand(Queue.PULL, ACCOUNT, CONNECTION) == 0
