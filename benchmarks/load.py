"""A sender of webhooks in its own process: reads a job as JSON from standard input, prints what came back.

    {"url", "user", "password", "bodies": [...], "rate": 200 or null, "connections": 32}

With a rate, every delivery has its moment, and what it waits for the sender counts as its latency too. Without, each
connection sends the next one when the last was answered.
"""

import asyncio
import json
import sys
import time
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import aiohttp

PATIENCE = aiohttp.ClientTimeout(total=10)  # what Pipedrive waits for an answer


@dataclass(frozen=True, slots=True)
class Delivered:
    """Latencies in milliseconds; `failed` is everything but a 2xx within ten seconds."""

    sent: int
    failed: int
    wall: float
    p50: float
    p99: float
    slowest: float


@dataclass(slots=True)
class Sender:
    session: aiohttp.ClientSession
    url: str
    latencies: list[float]
    failed: int = 0

    async def deliver(self, body: str, due: float) -> None:
        try:
            async with self.session.post(self.url, data=body) as answer:
                await answer.read()
                self.failed += not 200 <= answer.status < 300
        except (aiohttp.ClientError, TimeoutError):
            self.failed += 1
        self.latencies.append((time.perf_counter() - due) * 1000)

    async def steadily(self, bodies: Sequence[str], rate: float) -> None:
        began = time.perf_counter()
        async with asyncio.TaskGroup() as tasks:
            for number, body in enumerate(bodies):
                due = began + number / rate
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                tasks.create_task(self.deliver(body, due))

    async def at_once(self, bodies: Sequence[str], connections: int) -> None:
        waiting = iter(bodies)

        async def send() -> None:
            for body in waiting:
                await self.deliver(body, time.perf_counter())

        async with asyncio.TaskGroup() as tasks:
            for _ in range(connections):
                tasks.create_task(send())


async def deliver(job: dict[str, Any]) -> Delivered:
    login = b64encode(f"{job['user']}:{job['password']}".encode()).decode()
    headers = {"Content-Type": "application/json", "Authorization": f"Basic {login}"}
    connector = aiohttp.TCPConnector(limit=job["connections"])
    async with aiohttp.ClientSession(headers=headers, connector=connector, timeout=PATIENCE) as session:
        sender, began = Sender(session, job["url"], []), time.perf_counter()
        if job["rate"]:
            await sender.steadily(job["bodies"], job["rate"])
        else:
            await sender.at_once(job["bodies"], job["connections"])
        wall = time.perf_counter() - began
    return summed(sender.latencies, sender.failed, wall)


def summed(latencies: Sequence[float], failed: int, wall: float) -> Delivered:
    ranked = sorted(latencies)
    p50, p99 = (ranked[min(len(ranked) - 1, int(len(ranked) * share))] for share in (0.5, 0.99))
    return Delivered(len(ranked), failed, wall, p50, p99, ranked[-1])


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(deliver(json.load(sys.stdin))))))
