"""Delivers webhooks: in flight side by side, tried again after 3, 30 and 150 s, banned, and in the end deleted."""

import asyncio
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sandbox.pipedrive.company import Company
from sandbox.pipedrive.pipes import NO_ANSWER, STALE, Pipe, head, open_pipe
from sandbox.pipedrive.table import Row

RETRIES = (3.0, 30.0, 150.0)
BAN_AFTER, BAN_SECONDS = 10, 1800.0
DELETED_AFTER = 3 * 86400.0


@dataclass(slots=True)
class Parcel:
    """One event for one webhook; `before_attempt` and `after_attempt` surround the attempt's digit."""

    before_attempt: bytes
    after_attempt: bytes
    attempt: int = 1

    def body(self) -> bytes:
        return b"%b%d%b" % (self.before_attempt, self.attempt, self.after_attempt)


@dataclass(slots=True)
class Lane:
    """One webhook's queue and connections. `failing_since` is virtual time, 0 while it works."""

    webhook_id: int
    url: str
    head: bytes
    waiting: deque[Parcel] = field(default_factory=deque)
    pipes: list[Pipe] = field(default_factory=list)
    opening: int = 0
    failures: int = 0
    banned_until: float = 0.0
    failing_since: float = 0.0


class Delivery:
    """All lanes. `counts` has sent, delivered, failed, retried, lost."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.lanes: dict[int, Lane] = {}
        self.counts: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    def lane(self, webhook: Row) -> Lane:
        found = self.lanes.get(webhook["id"])
        if found is None:
            url, user = webhook["subscription_url"], webhook["http_auth_user"]
            found = Lane(webhook["id"], url, head("POST", url, user, webhook["http_auth_password"]))
            self.lanes[webhook["id"]] = found
        return found

    def accept(self, webhook: Row, parcel: Parcel) -> None:
        """Queue an event, or lose it: during a ban, or when the switch says so."""
        lane = self.lane(webhook)
        mood = self.company.switches.webhook_delivery
        if mood == "lost" or lane.banned_until > self.company.clock.now():
            self.counts["lost"] += 1
            return
        lane.waiting.append(parcel)
        if mood == "on":
            self.pump(lane)

    def pump_all(self) -> None:
        if self.company.switches.webhook_delivery == "on":
            for lane in list(self.lanes.values()):
                self.pump(lane)

    def pump(self, lane: Lane) -> None:
        """Send as much as connections are free; open more, up to the switch's number."""
        lane.pipes = [pipe for pipe in lane.pipes if pipe.is_open]
        for pipe in lane.pipes:
            if not lane.waiting:
                return
            if pipe.is_free:
                self._send(lane, pipe, lane.waiting.popleft())
        missing = min(len(lane.waiting), self.company.switches.webhook_in_flight - len(lane.pipes)) - lane.opening
        for _ in range(missing):
            lane.opening += 1
            task = asyncio.get_running_loop().create_task(self._open(lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _open(self, lane: Lane) -> None:
        try:
            pipe = await asyncio.wait_for(open_pipe(urlsplit(lane.url)), self.company.switches.webhook_timeout)
            lane.pipes.append(pipe)
        except (OSError, TimeoutError):
            if lane.waiting:
                self._settle(lane, lane.waiting.popleft(), NO_ANSWER)
        finally:
            lane.opening -= 1
        self.pump(lane)

    def _send(self, lane: Lane, pipe: Pipe, parcel: Parcel) -> None:
        body = parcel.body()
        self.counts["sent"] += 1

        def done(status: int) -> None:
            if status == STALE:
                lane.waiting.appendleft(parcel)
            else:
                self._settle(lane, parcel, status)
            self.pump(lane)

        pipe.send(b"%b%d\r\n\r\n%b" % (lane.head, len(body), body), self.company.switches.webhook_timeout, done)

    def _settle(self, lane: Lane, parcel: Parcel, status: int) -> None:
        is_delivered = 200 <= status < 300
        self._note(lane, status)
        if is_delivered:
            self.counts["delivered"] += 1
            lane.failing_since = 0.0
            return
        self.counts["failed"] += 1
        self._count_failure(lane, parcel)
        if lane.webhook_id in self.lanes and parcel.attempt <= len(RETRIES):
            wait = RETRIES[parcel.attempt - 1] * self.company.switches.webhook_retry_scale
            asyncio.get_running_loop().call_later(wait, self._retry, lane, parcel)
        else:
            self.counts["lost"] += 1

    def _retry(self, lane: Lane, parcel: Parcel) -> None:
        if lane.webhook_id not in self.lanes:
            return
        parcel.attempt += 1
        self.counts["retried"] += 1
        lane.waiting.append(parcel)
        self.pump_all()

    def _count_failure(self, lane: Lane, parcel: Parcel) -> None:
        now = self.company.clock.now()
        lane.failing_since = lane.failing_since or now
        if now - lane.failing_since >= DELETED_AFTER:
            self.forget(lane.webhook_id)
            self.company.table("webhook").drop(lane.webhook_id)
        elif parcel.attempt == 1:
            lane.failures += 1
            if lane.failures >= BAN_AFTER:
                lane.failures, lane.banned_until = 0, now + BAN_SECONDS

    def _note(self, lane: Lane, status: int) -> None:
        row = self.company.get("webhook", lane.webhook_id)
        if row is not None and row["last_http_status"] != (status or None):
            stamp = self.company.clock.stamp_ms()
            row = {**row, "last_http_status": status or None, "last_delivery_time": stamp}
            self.company.table("webhook").put(row)

    def forget(self, webhook_id: int) -> None:
        lane = self.lanes.pop(webhook_id, None)
        for pipe in lane.pipes if lane else []:
            pipe.close()

    def pending(self) -> int:
        return sum(len(lane.waiting) + sum(not pipe.is_free for pipe in lane.pipes) for lane in self.lanes.values())
