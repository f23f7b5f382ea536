"""Cuts a listing into pages: where each goes on, how long and how empty it is, and what follows the last."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sandbox.google.calendar.cursors import full_sync_required, opened, sealed, signature, unbounded_signature
from sandbox.google.calls import Call
from sandbox.google.world import World
from sandbox.rows import Row

Step = tuple[Any, Row]


@dataclass(frozen=True, slots=True)
class Start:
    """Where a page begins: after `at` (None: at the front), up to change `end`; `since` is the sync token's number."""

    at: Any
    end: int
    since: int | None
    blanks: int


@dataclass(frozen=True, slots=True)
class Book:
    """One listing of one thing: `subject` names it, `epoch` says which sync tokens live."""

    world: World
    call: Call
    subject: str
    epoch: str
    last: int

    def start(self) -> Start:
        """Raises Refused for tokens that are dead, foreign, or used with other parameters."""
        blanks = self.world.switches.empty_pages
        if self.call.one("pageToken"):
            held = opened(self.call, "pageToken", self.subject, signature(self.call))
            return Start(held["at"], held["end"], held["since"], held.get("blanks", blanks))
        if self.call.one("syncToken"):
            return Start(None, self.last, self._since(), blanks)
        return Start(None, self.last, None, blanks)

    def _since(self) -> int:
        held = opened(self.call, "syncToken", self.subject, unbounded_signature(self.call))
        life = self.world.switches.sync_token_life
        is_old = life and held["born"] + life <= self.world.clock.now()
        if is_old or held["epoch"] != self.epoch:
            raise full_sync_required()
        return int(held["number"])

    def page(self, start: Start, steps: Iterable[Step], size: int, *, may_sync: bool) -> Row:
        """`items` with the token that follows: of the next page, or for the next sync after the last."""
        if start.blanks > 0:
            return {"items": [], "nextPageToken": self._page_token(start, start.at, blanks=start.blanks - 1)}
        size = min(size, self.world.switches.page_cap or size)
        found = list(islice(steps, size + 1))
        items = [item for _, item in found[:size]]
        if len(found) > size:
            return {"items": items, "nextPageToken": self._page_token(start, found[size - 1][0])}
        return {"items": items, **({"nextSyncToken": self._sync_token(start.end)} if may_sync else {})}

    def _page_token(self, start: Start, at: Any, **more: int) -> str:
        place = {"at": at, "end": start.end, "since": start.since, **more}
        return sealed({"sort": "pageToken", "of": self.subject, "sign": signature(self.call), **place})

    def _sync_token(self, number: int) -> str:
        sign = unbounded_signature(self.call)
        life = {"epoch": self.epoch, "number": number, "born": int(self.world.clock.now())}
        return sealed({"sort": "syncToken", "of": self.subject, "sign": sign, **life})
