"""What activities belong to: deals, persons, organizations and leads, by name, each with the address of its page.

They go by key: "deal/12", "person/5", "organization/7", "lead/" and its UUID.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import NamedTuple

from tandem.domain.errors import Rejected
from tandem.domain.event import Thing
from tandem.ports import Clock
from tandem.providers.pipedrive.client import Client, Json
from tandem.providers.pipedrive.envelope import item as item_of, understood
from tandem.providers.pipedrive.operations import (
    GET_DEAL,
    GET_LEAD,
    LIST_DEALS,
    LIST_ORGANIZATIONS,
    LIST_PERSONS,
    Operation,
)
from tandem.providers.pipedrive.reads import reading

_LISTED = {"deal": LIST_DEALS, "person": LIST_PERSONS, "organization": LIST_ORGANIZATIONS}
_SINGLE = {"deal": GET_DEAL, "lead": GET_LEAD}
"""A list leaves archived deals out, and leads have no list by ids."""
_PAGES = {"lead": "leads/inbox"}


class _Known(NamedTuple):
    thing: Thing
    read_at: datetime


class Things:
    """Thread-safe. What was read longer than `keep` ago is read again; at most `capacity` are remembered.

    What is deleted, or can't be seen by the client's user, has an empty name.
    """

    def __init__(
        self,
        *,
        client: Client,
        clock: Clock,
        keep: timedelta = timedelta(seconds=30),
        capacity: int = 50_000,
        workers: int = 8,
    ) -> None:
        self._client = client
        self._clock = clock
        self._keep = keep
        self._capacity = capacity
        self._workers = workers
        self._lock = threading.RLock()
        self._known: OrderedDict[str, _Known] = OrderedDict()

    def named(self, keys: Iterable[str]) -> Mapping[str, Thing]:
        """Deals, persons and organizations are read in batches of 100, leads one by one. Raise `AccessRevoked`."""
        now = self._clock.now()
        return self._all(keys, lambda known: now - known.read_at < self._keep)

    def held(self, keys: Iterable[str]) -> Mapping[str, Thing]:
        """The same, however long ago it was read."""
        return self._all(keys, lambda _known: True)

    def read(self, keys: Iterable[str]) -> Mapping[str, Thing]:
        """Read anew, however fresh."""
        return self._all(keys, lambda _known: False)

    def _all(self, keys: Iterable[str], is_fresh: Callable[[_Known], bool]) -> Mapping[str, Thing]:
        asked = list(dict.fromkeys(keys))
        with self._lock:
            self._read([key for key in asked if key not in self._known or not is_fresh(self._known[key])])
            things = {key: self._known[key].thing for key in asked}
            while len(self._known) > self._capacity:
                self._known.popitem(last=False)
        return things

    # What follows is called under the lock.

    def _read(self, keys: Sequence[str]) -> None:
        by_kind: dict[str, list[str]] = {}
        for kind, _, name in (key.partition("/") for key in keys):
            by_kind.setdefault(kind, []).append(name)
        for kind, ids in by_kind.items():
            names = self._names(kind, ids)
            for each in ids:
                self._remember(kind, each, names.get(each, ""))

    def _names(self, kind: str, ids: Sequence[str]) -> Mapping[str, str]:
        names: dict[str, str] = {}
        if listing := _LISTED.get(kind):
            names |= {_id(found): _name(found) for found in reading(self._client.by_ids(listing, ids))}
        left_out = [each for each in ids if each not in names]
        if left_out and (getting := _SINGLE.get(kind)):
            with ThreadPoolExecutor(min(self._workers, len(left_out))) as pool:
                names |= zip(left_out, pool.map(lambda each: self._single(getting, each), left_out), strict=True)
        return names

    def _single(self, getting: Operation, each: str) -> str:
        try:
            return _name(item_of(self._client.get(getting, each)))
        except Rejected:
            return ""

    def _remember(self, kind: str, each: str, name: str) -> None:
        url = f"{self._client.api_domain}/{_PAGES.get(kind, kind)}/{each}"
        self._known.pop(f"{kind}/{each}", None)
        self._known[f"{kind}/{each}"] = _Known(Thing(each, name, url), self._clock.now())


def _id(found: Json) -> str:
    with understood():
        return str(found["id"])


def _name(found: Json) -> str:
    """Deals and leads have a title. Raise `Unavailable` for what has neither, since an empty name says it is gone."""
    if found.get("is_deleted"):
        return ""
    with understood():
        name = found["title"] if "title" in found else found["name"]
        return " ".join(name.split())
