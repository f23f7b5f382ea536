"""The loop: at each step one thing happens, be it a person's act, a message, a schedule, a fault, or some work done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from tandem.domain.errors import Trouble
from tandem.domain.ids import ConnectionId
from tandem.ports import Queue
from tandem.usecases.listening.keep_up import refresh_connections, sweep_links
from tandem.usecases.listening.record_notification import Heard, record_notification
from tandem.usecases.listing.pull_changes import pull_changes
from tandem.usecases.reconcile import reconcile
from tests.simulation.story.choices import Choices
from tests.simulation.story.faults import Fault
from tests.simulation.story.hub import Killed, Task
from tests.simulation.town import Town
from tests.simulation.twins.messages import Message
from tests.simulation.twins.office import COMPANY

RECONCILING = (Queue.RECONCILE_CONTACTS, Queue.RECONCILE_EVENTS)
WORK = {Queue.PULL: pull_changes, **{queue: partial(reconcile, queue=queue) for queue in RECONCILING}}
LIFE = {Queue.PULL: timedelta(seconds=175), **dict.fromkeys(RECONCILING, timedelta(seconds=115))}
"""A function's time is up a little before the lease that it took."""
SHORT_LIFE = timedelta(seconds=55)
MANY_CALLS = 20_000
"""A worker that neither ends nor sleeps by then goes round in circles."""


@dataclass(slots=True)
class Engine:
    """Moves the town on. Everything that ends badly and nobody answers for is a violation."""

    town: Town
    choices: Choices
    workers: int = 2
    lives: dict[Task, tuple[timedelta, timedelta]] = field(default_factory=dict)

    @property
    def tasks(self) -> list[Task]:
        return self.town.hub.tasks

    # --- work -----------------------------------------------------------------------------------------------

    def deliver(self, message: Message) -> Task:
        self.town.queues.take(message)
        self._check_body(message)
        connection = ConnectionId(message.body["connection"])
        self.town.tell(f"{message.queue} begins for {connection}, try {message.tries}")
        work = WORK[message.queue]
        task = self._start(str(message.queue), lambda: work(self.town.world, connection), LIFE[message.queue])
        task.notes["message"] = message
        return task

    def hear(self, heard: Heard) -> Task:
        self.town.tell(f"a webhook about {heard.remote_id}{' gone' if heard.is_gone else ''}")
        task = self._start("receiver", lambda: record_notification(self.town.ears, COMPANY, heard), SHORT_LIFE)
        task.notes["heard"] = heard
        return task

    def tick(self, name: str) -> Task:
        work: Callable[[], object] = {"refresh": self._refresh, "sweep": self._sweep}[name]
        self.town.tell(f"the schedule {name}")
        return self._start(name, work, SHORT_LIFE)

    def _refresh(self) -> object:
        return refresh_connections(self.town.world)

    def _sweep(self) -> object:
        return sweep_links(self.town.world)

    def act(self, name: str, work: Callable[[], object]) -> Task:
        self.town.tell(f"somebody wants: {name}")
        return self._start(name, work, SHORT_LIFE)

    def _start(self, name: str, work: Callable[[], object], life: timedelta) -> Task:
        skew = timedelta()
        if self.town.weather.strikes(Fault.SKEWED):
            skew = timedelta(seconds=self.choices.one_of("skew", self._skews()))
        task = self.town.hub.start(name, work, skew)
        self.lives[task] = (self.town.hub.now, life)
        return task

    def _skews(self) -> tuple[int, ...]:
        """A create that arrives late is waited for by the clock: where there are some, clocks are wrong by less."""
        return (-2, 2) if self.town.weather.means.get(Fault.LATE_CREATE) else (-2, 2, -600, 600)

    def advance(self, task: Task, calls: int) -> None:
        """Some calls of this worker; its process dies where the weather says so."""
        hub = self.town.hub
        if self.town.weather.strikes(Fault.CRASH):
            hub.die_in = 1 + self.choices.pick("die in", min(calls, 60))
        began, life = self.lives[task]
        if hub.now - began > life:
            hub.kill(task)
        hub.advance(task, calls)
        hub.die_in = 0
        if task.is_over:
            self._ended(task)

    def _ended(self, task: Task) -> None:
        self.lives.pop(task, None)
        message = task.notes.get("message")
        if task.error is not None:
            self.town.tell(f"{task.name} ends with {task.error!r} at {task.at}")
        if task.error is not None and not isinstance(task.error, Killed | Trouble):
            self.town.oracle.fail("I0", f"{task.name} fails with {task.error!r}")
            self.town.oracle.errors.append(task.error)
        if message is not None:
            self._answer(message, task)
        if task.name == "receiver" and task.error is not None:
            self.town.hooks.append(task.notes["heard"])  # the CRM tries again

    def _answer(self, message: Message, task: Task) -> None:
        if task.error is None:
            self.town.queues.done(message)
        elif not isinstance(task.error, Killed):
            self.town.queues.failed(message)

    def _check_body(self, message: Message) -> None:
        if set(message.body) != {"connection"} or "canary" in str(message.body):
            self.town.oracle.fail("I16", f"a message holds {message.body}")

    # --- time -----------------------------------------------------------------------------------------------

    def finish_all(self) -> None:
        """Let every worker come to its end, those that sleep too."""
        hub = self.town.hub
        for _ in range(5000):
            if not hub.tasks:
                return
            ready = hub.ready()
            if not ready:
                self.pass_by(max((hub.next_waking() or hub.now) - hub.now, timedelta()))
                continue
            self.advance(ready[0], MANY_CALLS)
            if ready[0].budget <= 0:
                break
        self.town.oracle.fail("L0", f"workers never end: {[(one.name, one.at) for one in hub.tasks]}")
        raise Endless

    def pass_by(self, wait: timedelta) -> None:
        self.town.pass_by(wait)


class Endless(Exception):
    """The liveness is gone: the run is over."""
