"""Carries notifications to their addresses, and the handshake that comes before the first of them."""

import asyncio
import http.client
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import orjson

from sandbox.microsoft.world import World

WAITS = (1.0, 2.0, 4.0, 8.0)
NO_ANSWER = 0


@dataclass(frozen=True, slots=True)
class Message:
    address: str
    item: dict[str, Any]


class Courier:
    """`counts` has sent, delivered, failed, retried, lost, held."""

    def __init__(self, world: World) -> None:
        self.counts: Counter[str] = Counter()
        self._world = world
        self._held: list[Message] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, message: Message) -> None:
        switches = self._world.switches
        if switches.push_delivery == "lost" or self._world.dice.random() < switches.push_loss:
            self.counts["lost"] += 1
        elif switches.push_delivery == "held":
            self.counts["held"] += 1
            self._held.append(message)
        else:
            self._start(self._deliver(message))

    def pump_all(self) -> None:
        """What was held goes now, if it may."""
        if self._world.switches.push_delivery == "on":
            held, self._held = self._held, []
            for message in held:
                self._start(self._deliver(message))

    def forget(self) -> None:
        self._held.clear()
        for task in self._tasks:
            task.cancel()

    def pending(self) -> int:
        return len(self._tasks)

    async def greet(self, address: str, token: str) -> bool:
        """Whether whoever is there says the token back, plainly and in time."""
        joint = "&" if urlsplit(address).query else "?"
        url = f"{address}{joint}validationToken={quote(token, safe='')}"
        patience = self._world.switches.handshake_seconds
        status, kind, body = await asyncio.to_thread(post, url, b"", "text/plain; charset=utf-8", patience)
        return status == 200 and kind.startswith("text/plain") and body.decode("utf-8", "replace") == token

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, message: Message) -> None:
        """Again where the receiver is ill or slow; the real service goes on for four hours."""
        await asyncio.sleep(self._world.switches.push_delay)
        content = orjson.dumps({"value": [message.item]})
        for wait in (*WAITS, None):
            self.counts["sent"] += 1
            patience = self._world.switches.push_timeout
            status, _, _ = await asyncio.to_thread(post, message.address, content, "application/json", patience)
            if 200 <= status < 300:
                self.counts["delivered"] += 1
                return
            if 400 <= status < 500 or wait is None:
                self.counts["failed"] += 1
                return
            self.counts["retried"] += 1
            await asyncio.sleep(wait * self._world.switches.push_retry_scale)


def post(url: str, content: bytes, content_type: str, seconds: float) -> tuple[int, str, bytes]:
    """Status, content type and body; NO_ANSWER where there was none. Follows nobody anywhere."""
    where = urlsplit(url)
    kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
    connection = kind(where.hostname or "", where.port, timeout=seconds)
    target = (where.path or "/") + (f"?{where.query}" if where.query else "")
    try:
        connection.request("POST", target, content, {"Content-Type": content_type})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("content-type", ""), answer.read()
    except (OSError, http.client.HTTPException):
        return NO_ANSWER, "", b""
    finally:
        connection.close()
