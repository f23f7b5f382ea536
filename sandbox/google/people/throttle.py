"""How many reads and writes an account has in a minute, and how many full syncs it may begin; each is a switch."""

from collections import deque

from sandbox.google.calls import Call
from sandbox.google.people.refusals import too_many
from sandbox.google.world import World

MINUTE = 60.0


class Throttle:
    def __init__(self, world: World) -> None:
        self._world = world
        self._past: dict[tuple[str, str], deque[float]] = {}

    def count(self, call: Call, *, is_write: bool) -> None:
        """Raises Refused past a limit; 0 is none."""
        switches, email = self._world.switches, call.account["id"]
        if is_write:
            self._take(email, "write", switches.people_writes)
            return
        self._take(email, "read", switches.people_reads)
        is_first = call.flag("requestSyncToken") and not call.one("syncToken") and not call.one("pageToken")
        if is_first:
            self._take(email, "full", switches.people_full_syncs)

    def _take(self, email: str, sort: str, limit: int) -> None:
        if not limit:
            return
        now = self._world.clock.now()
        past = self._past.setdefault((email, sort), deque())
        while past and past[0] <= now - MINUTE:
            past.popleft()
        if len(past) >= limit:
            raise too_many(int(past[0] + MINUTE - now) + 1)
        past.append(now)
