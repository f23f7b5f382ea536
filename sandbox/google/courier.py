"""Carries notifications to their addresses: an empty POST with headers, tried again where the receiver is ill."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sandbox.google.world import World
from sandbox.pipedrive.pipes import NO_ANSWER, STALE, open_pipe

TAKEN = frozenset({102, 200, 201, 202, 204})
ILL = frozenset({500, 502, 503, 504, NO_ANSWER, STALE})
WAITS = (1.0, 2.0, 4.0, 8.0, 16.0)


@dataclass(frozen=True, slots=True)
class Message:
    address: str
    headers: dict[str, str]

    def encoded(self) -> bytes:
        where = urlsplit(self.address)
        path = (where.path or "/") + (f"?{where.query}" if where.query else "")
        agent = "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)"
        lines = [f"POST {path} HTTP/1.1", f"Host: {where.netloc}", "Accept: */*", f"User-Agent: {agent}"]
        lines += ["Content-Type: application/json; charset=UTF-8", "Content-Length: 0"]
        return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in self.headers.items()), "", ""]).encode()


class Courier:
    """`counts` has sent, delivered, failed, retried, lost, merged."""

    def __init__(self, world: World) -> None:
        self.counts: Counter[str] = Counter()
        self._world = world
        self._waiting: dict[str, Message] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, channel_id: str, message: Message, *, may_merge: bool) -> None:
        """A message that may merge takes the place of one that has not left yet."""
        switches = self._world.switches
        if switches.push_delivery == "lost" or self._world.dice.random() < switches.push_loss:
            self.counts["lost"] += 1
        elif not may_merge and switches.push_delivery == "on":
            self._start(self._carry(message))
        elif channel_id in self._waiting:
            self._waiting[channel_id] = message
            self.counts["merged"] += 1
        else:
            self._waiting[channel_id] = message
            self.pump(channel_id)

    def pump(self, channel_id: str) -> None:
        if self._world.switches.push_delivery == "on":
            self._start(self._carry_waiting(channel_id))

    def pump_all(self) -> None:
        """What was held goes now, if it may."""
        for channel_id in list(self._waiting):
            self.pump(channel_id)

    def forget(self) -> None:
        self._waiting.clear()
        for task in self._tasks:
            task.cancel()

    def pending(self) -> int:
        return len(self._tasks)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry_waiting(self, channel_id: str) -> None:
        await asyncio.sleep(self._world.switches.push_delay)
        message = self._waiting.pop(channel_id, None)
        if message is not None:
            await self._deliver(message)

    async def _carry(self, message: Message) -> None:
        await asyncio.sleep(self._world.switches.push_delay)
        await self._deliver(message)

    async def _deliver(self, message: Message) -> None:
        for wait in (*WAITS, None):
            status = await self._try(message)
            if status in TAKEN:
                self.counts["delivered"] += 1
                return
            if status not in ILL or wait is None:
                self.counts["failed"] += 1
                return
            self.counts["retried"] += 1
            await asyncio.sleep(wait * self._world.switches.push_retry_scale)

    async def _try(self, message: Message) -> int:
        self.counts["sent"] += 1
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        timeout = self._world.switches.push_timeout
        try:
            pipe = await asyncio.wait_for(open_pipe(urlsplit(message.address)), timeout)
        except (OSError, TimeoutError):
            return NO_ANSWER
        pipe.send(message.encoded(), timeout, lambda status: None if done.done() else done.set_result(status))
        try:
            return await done
        finally:
            pipe.close()
