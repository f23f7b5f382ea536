"""A twin of the queues: FIFO within a group, at least once, seen again after a while, put aside after five tries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tandem.domain.errors import Unavailable
from tandem.ports import Queue
from tests.simulation.story.faults import Fault, Weather
from tests.simulation.story.hub import Hub

VISIBLE_AGAIN = timedelta(minutes=6)
DELIVERIES = 5


@dataclass(eq=False, slots=True)
class Message:
    queue: Queue
    group: str
    body: dict[str, str]
    due: datetime
    tries: int = 0
    hidden_until: datetime | None = None


@dataclass(slots=True)
class TwinQueues:
    """`waiting` holds what was sent and not done; `dead` what failed too often."""

    hub: Hub
    weather: Weather
    waiting: list[Message] = field(default_factory=list)
    dead: list[Message] = field(default_factory=list)
    sent: int = 0

    def send(self, queue: Queue, group: str, body: Mapping[str, str], delay: timedelta = timedelta()) -> None:
        self.hub.point("queue.send")
        self._take(queue, group, body, delay)
        self._answer("queue.send.")

    def send_all(self, queue: Queue, messages: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        self.hub.point("queue.send_all")
        for group, body in messages:
            self._take(queue, group, body, timedelta())
        self._answer("queue.send_all.")

    def _take(self, queue: Queue, group: str, body: Mapping[str, str], delay: timedelta) -> None:
        if self.weather.strikes(Fault.QUEUE_LOST):
            raise Unavailable("queue_unavailable")
        self.waiting.append(Message(queue, group, dict(body), self.hub.now + delay))
        self.sent += 1

    def _answer(self, call: str) -> None:
        self.hub.point(call)
        if self.weather.strikes(Fault.QUEUE_AFTER):
            raise Unavailable("queue_unavailable", "after")

    # --- for the engine -------------------------------------------------------------------------------------

    def deliverable(self) -> list[Message]:
        """The first of each group that is due, unless one of the group is being worked on."""
        now = self.hub.now
        busy = {(one.queue, one.group) for one in self.waiting if one.hidden_until and one.hidden_until > now}
        found: dict[tuple[Queue, str], Message] = {}
        for one in self.waiting:
            group = (one.queue, one.group)
            if group not in busy and one.due <= now:
                found.setdefault(group, one)
        return list(found.values())

    def next_due(self) -> datetime | None:
        return min((max(one.due, one.hidden_until or one.due) for one in self.waiting), default=None)

    def take(self, message: Message) -> None:
        message.tries += 1
        message.hidden_until = self.hub.now + VISIBLE_AGAIN

    def done(self, message: Message) -> None:
        if message not in self.waiting:
            return
        if self.weather.strikes(Fault.QUEUE_TWICE):
            message.hidden_until = None
            return
        self.waiting.remove(message)

    def failed(self, message: Message) -> None:
        """The worker said so, or died: it is seen again at once, or after a while."""
        if message in self.waiting and message.tries >= DELIVERIES:
            self.waiting.remove(message)
            self.dead.append(message)
        else:
            message.hidden_until = None

    def redrive(self) -> int:
        again, self.dead = self.dead, []
        for one in again:
            one.tries, one.hidden_until = 0, None
        self.waiting += again
        return len(again)
