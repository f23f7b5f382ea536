"""Runs the workers, each in a greenlet that gives way at every call of a port. One of them moves at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import greenlet

START = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)
"""Two days before the clocks of Berlin go forward."""


class Killed(BaseException):
    """The worker's process ended here. No production code catches it."""


@dataclass(eq=False)
class Task:
    """A piece of work under way. `skew` is what its machine's clock is wrong by."""

    name: str
    work: Callable[[], object]
    skew: timedelta = timedelta()
    fiber: Any = None
    budget: int = 0
    calls: int = 0
    at: str = "start"
    asleep_until: datetime | None = None
    is_killed: bool = False
    is_over: bool = False
    error: BaseException | None = None
    notes: dict[str, Any] = field(default_factory=dict)


class Hub:
    """`die_in` is after how many calls the running worker dies next; 0: never. `on_point` is told of each call."""

    def __init__(self) -> None:
        self.now = START
        self.tasks: list[Task] = []
        self.current: Task | None = None
        self.die_in = 0
        self.deaths = 0
        self.points = 0
        self.on_death: Callable[[Task], None] = lambda _task: None

    # --- for ports ------------------------------------------------------------------------------------------

    def point(self, where: str) -> None:
        """A call of a port begins or ends here: others may go on first, or this worker may die."""
        task = self.current
        if task is None:
            return
        self._live_on(task, where)
        self.points += 1
        task.calls += 1
        task.at = where
        if self.die_in > 0:
            self._die_sooner(task)
            self._live_on(task, where)
        task.budget -= 1
        if task.budget <= 0:
            task.fiber.parent.switch()
            self._live_on(task, where)

    def sleep(self, wait: timedelta) -> None:
        task = self.current
        if task is None:
            self.now += max(wait, timedelta())
            return
        self.point("clock.sleep")
        task.asleep_until = self.now + wait
        task.fiber.parent.switch()
        self._live_on(task, "clock.sleep")

    def _live_on(self, task: Task, where: str) -> None:
        if task.is_killed:
            raise Killed(where)

    def _die_sooner(self, task: Task) -> None:
        self.die_in -= 1
        if self.die_in == 0:
            self.kill(task)

    # --- for the engine -------------------------------------------------------------------------------------

    def start(self, name: str, work: Callable[[], object], skew: timedelta = timedelta()) -> Task:
        task = Task(name, work, skew)
        task.fiber = greenlet.greenlet(lambda: self._run(task))
        self.tasks.append(task)
        return task

    def ready(self) -> list[Task]:
        return [one for one in self.tasks if one.asleep_until is None or one.asleep_until <= self.now]

    def next_waking(self) -> datetime | None:
        return min((one.asleep_until for one in self.tasks if one.asleep_until is not None), default=None)

    def advance(self, task: Task, calls: int) -> None:
        """Let it do so many calls, or fewer if it ends or sleeps."""
        task.budget, task.asleep_until = max(calls, 1), None
        self.current = task
        try:
            task.fiber.switch()
        finally:
            self.current = None
        if task.is_over:
            self.tasks.remove(task)

    def kill(self, task: Task) -> None:
        """Whatever it calls from now on raises; what it had done by now stays."""
        task.is_killed = True
        self.die_in = 0
        self.deaths += 1
        self.on_death(task)

    def _run(self, task: Task) -> None:
        try:
            task.work()
        except (Exception, Killed) as error:  # the edge of a worker: the engine judges it
            task.error = error
        task.is_over = True


@dataclass(frozen=True, slots=True)
class HubClock:
    """The clock of whichever worker asks."""

    hub: Hub

    def now(self) -> datetime:
        return self.hub.now + (self.hub.current.skew if self.hub.current else timedelta())

    def sleep(self, wait: timedelta) -> None:
        self.hub.sleep(wait)
