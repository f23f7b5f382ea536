"""Functions that are invoked on time."""

import logging
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from tandem.local import schedules
from tandem.local.function import Context, LoadedFunction
from tandem.local.template import Function, Schedule
from tests.recorded import recorded, shape

SOON = timedelta(milliseconds=5)


def schedule(every: timedelta) -> Schedule:
    return Schedule("SweepLinks", every, Function("SweepLinks", "sweep_links", "handler.handler", SOON, {}))


def test_a_schedule_comes_again_and_again_with_the_event_of_a_scheduler() -> None:
    events: list[Any] = []
    thrice, stopping = Event(), Event()

    def handler(event: Any, context: Context) -> None:
        events.append(event)
        if len(events) == 3:
            thrice.set()

    thread = schedules.start(schedule(SOON), LoadedFunction("SweepLinks", handler, SOON, stopping), stopping)
    assert thrice.wait(10)
    stopping.set()
    thread.join(10)

    assert not thread.is_alive()
    assert {(event["source"], event["detail-type"]) for event in events} == {("aws.scheduler", "Scheduled Event")}
    recording = recorded("schedule/every_minute")
    assert [shape(event) for event in events] == [shape(recording)] * len(events)
    assert len({event["id"] for event in events}) == len(events)


def test_a_rare_schedule_comes_soon_after_the_start() -> None:
    called, stopping = Event(), Event()
    function = LoadedFunction("SweepLinks", lambda *_: called.set(), SOON, stopping)

    thread = schedules.start(schedule(timedelta(days=1)), function, stopping, first_after=SOON)

    assert called.wait(10)
    stopping.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_failure_is_noted_without_its_words_and_the_next_time_comes(caplog: pytest.LogCaptureFixture) -> None:
    calls: list[int] = []
    twice, stopping = Event(), Event()

    def handler(event: Any, context: Context) -> None:
        calls.append(1)
        if len(calls) == 2:
            twice.set()
        raise RuntimeError("Jürgen Groß")

    with caplog.at_level(logging.ERROR, "tandem"):
        thread = schedules.start(schedule(SOON), LoadedFunction("SweepLinks", handler, SOON, stopping), stopping)
        assert twice.wait(10)
        stopping.set()
        thread.join(10)

    assert {record.message for record in caplog.records} == {"schedule failed"}
    assert "RuntimeError" in str(vars(caplog.records[0]))
    assert "Groß" not in str([vars(record) for record in caplog.records])
