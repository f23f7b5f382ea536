"""Wake-ups of one machine: queues in memory, and the threads that deliver from them.

Nothing here outlives the process. What is to be done stands in the change records, and a start wakes for them again.
"""

import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from threading import Condition, Lock, Thread

from tandem.domain.fault import place_of
from tandem.home import Queue
from tandem.local.backlog import Backlog, Delivery

logger = logging.getLogger("tandem")

DELIVERIES = 5
"""A message that failed so often is a dead letter."""

_BACKOFF = timedelta(seconds=1)
_STOP_WITHIN = timedelta(seconds=2)

Handler = Callable[[Delivery], None]


class LocalWakeups:
    """Wakeups with their workers. A handler that raises gets the message again, and its group waits meanwhile."""

    def __init__(self, backoff: timedelta = _BACKOFF) -> None:
        """`backoff` is the wait after the first failed delivery; it doubles with each further one."""
        self._backoff = backoff
        self._backlog = Backlog()
        self._lock = Lock()
        self._added = Condition(self._lock)
        self._emptied = Condition(self._lock)
        self._is_stopped = False
        self._workers: list[Thread] = []

    def send(self, queue: Queue, group: str, body: Mapping[str, str], delay: timedelta = timedelta()) -> None:
        message = Delivery(secrets.token_hex(16), queue, group, dict(body))
        with self._lock:
            if delay > timedelta():
                self._backlog.add_later(message, time.monotonic() + delay.total_seconds())
            else:
                self._backlog.add(message)
            self._added.notify()

    def send_all(self, queue: Queue, messages: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        for group, body in messages:
            self.send(queue, group, body)

    def serve(self, handlers: Mapping[Queue, Callable[[Mapping[str, str]], None]], workers: int) -> None:
        """Start to deliver the bodies alone; what is sent from now on and what waits. Returns at once."""
        self.deliver({queue: partial(_deliver_body, handler) for queue, handler in handlers.items()}, workers)

    def deliver(self, handlers: Mapping[Queue, Handler], workers: int) -> None:
        """Start to deliver messages whole. Returns at once; may be called once."""
        for number in range(workers):
            worker = Thread(target=self._work, args=(handlers,), name=f"wakeups-{number}", daemon=True)
            self._workers.append(worker)
            worker.start()

    def stop(self, within: timedelta = _STOP_WITHIN) -> bool:
        """Take no more messages; tell whether those under way ended in time. What waits is dropped."""
        with self._lock:
            self._is_stopped = True
            self._added.notify_all()
        deadline = time.monotonic() + within.total_seconds()
        for worker in self._workers:
            worker.join(max(0.0, deadline - time.monotonic()))
        return not any(worker.is_alive() for worker in self._workers)

    def wait_until_empty(self, within: timedelta) -> bool:
        """Tell whether all that was sent without a delay was delivered in time."""
        with self._emptied:
            return self._emptied.wait_for(self._backlog.is_empty, within.total_seconds())

    def _work(self, handlers: Mapping[Queue, Handler]) -> None:
        while (message := self._next()) is not None:
            try:
                handlers[message.queue](message)
            except Exception as error:  # the edge of a worker: whatever it was, the message comes again
                self._failed(message, error)
            else:
                self._settle(message)

    def _next(self) -> Delivery | None:
        """Wait for a message; None: stop."""
        with self._added:
            while not self._is_stopped:
                now = time.monotonic()
                message, due = self._backlog.take(now), self._backlog.next_due()
                if message is not None:
                    if due is not None:
                        self._added.notify()  # somebody else is to watch what is left
                    return message
                self._added.wait(None if due is None else max(0.0, due - now))
        return None

    def _settle(self, message: Delivery) -> None:
        with self._lock:
            self._backlog.settle(message)
            if self._backlog.is_empty():
                self._emptied.notify_all()

    def _failed(self, message: Delivery, error: Exception) -> None:
        fields: dict[str, object] = {"queue": message.queue.value, "message_id": message.id, "attempt": message.attempt}
        if message.attempt >= DELIVERIES:
            logger.error("dead letter", extra=fields | place_of(error))
            self._settle(message)
            return
        logger.warning("wake-up failed", extra=fields | place_of(error))
        wait = self._backoff.total_seconds() * 2 ** (message.attempt - 1)
        with self._lock:
            self._backlog.retry(message, time.monotonic() + wait)


def _deliver_body(handler: Callable[[Mapping[str, str]], None], message: Delivery) -> None:
    handler(message.body)
