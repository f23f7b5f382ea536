"""The organizations of a company, by name and by id, so that a person's organization is found and never made twice.

Pipedrive has no unique names and its search lags by seconds, so what is found is remembered here, and whoever is about
to create looks once more at what changed lately. One directory serves one company and process.
"""

import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tandem.domain.errors import AccessRevoked, RateLimited, Retryable, Trouble, Unavailable
from tandem.ports import Clock
from tandem.providers.pipedrive.client import BATCH, Client, Json, Query
from tandem.providers.pipedrive.envelope import hits, identified, item as item_of
from tandem.providers.pipedrive.operations import CREATE_ORGANIZATION, LIST_ORGANIZATIONS, SEARCH_ORGANIZATIONS
from tandem.providers.pipedrive.times import stamp

Found = Mapping[str, tuple[int, ...] | Trouble]
"""By folded name: the ids of all organizations of that name, or why there is none."""

_WORTH_LISTING = 2
"""With more searches, or batches of ids, than this, listing all organizations is likely the cheaper way."""
_LATELY = timedelta(minutes=5)


class _Known(NamedTuple):
    name: str
    read_at: datetime


class Directory:
    """Thread-safe. What was read longer than `keep` ago is read again; at most `capacity` are remembered.

    `visible_to` is Pipedrive's number for those it makes, None for the user's default. `turn` is shared with the
    company's other directories, so that they look and make one after the other.
    """

    def __init__(
        self,
        *,
        client: Client,
        clock: Clock,
        visible_to: int | None = None,
        keep: timedelta = timedelta(seconds=30),
        capacity: int = 50_000,
        workers: int = 8,
        turn: AbstractContextManager[object] | None = None,
    ) -> None:
        self._client = client
        self._clock = clock
        self._visible_to = visible_to
        self._keep = keep
        self._capacity = capacity
        self._workers = workers
        self._lock = threading.RLock()
        self._turn = turn or nullcontext()
        self._known: OrderedDict[int, _Known] = OrderedDict()
        self._by_name: dict[str, set[int]] = {}
        self._complete_at: datetime | None = None
        self._checked_at = datetime.min.replace(tzinfo=UTC)
        self._is_too_large = False

    def names(self, ids: Iterable[int]) -> Mapping[int, str]:
        """The names of organizations, read in batches of 100; "" for what is deleted or can't be seen."""
        asked = set(ids)
        with self._lock:
            self._freshen(asked)
            names = {each: self._known[each].name for each in asked}
            self._evict()
            return names

    def read(self, ids: Iterable[int]) -> None:
        """Read these anew, however fresh they are."""
        with self._lock:
            self._read(list(ids))

    def name(self, organization: int) -> str:
        """One name, however long ago it was read."""
        with self._lock:
            known = self._known.get(organization)
            return known.name if known else self.names([organization])[organization]

    def ids(self, names: Iterable[str]) -> Found:
        """Find organizations by name, whatever the case, and create those that don't exist.

        Raise `AccessRevoked` or `RateLimited`; any other trouble is its own name's.
        """
        wanted = {fold(name): words for name in names if (words := " ".join(name.split()))}
        with self._turn, self._lock:
            self._refresh(wanted)
            made = self._create([name for folded, name in wanted.items() if folded not in self._by_name])
            found = {folded: made.get(folded) or tuple(sorted(self._by_name[folded])) for folded in wanted}
            self._evict()
            return found

    def forget(self) -> None:
        with self._lock:
            self._known.clear()
            self._by_name.clear()
            self._complete_at, self._is_too_large = None, False

    # What follows is called under the lock.

    def _is_fresh(self, organization: int) -> bool:
        known = self._known.get(organization)
        return known is not None and self._clock.now() - max(known.read_at, self._checked_at) < self._keep

    def _freshen(self, ids: Iterable[int]) -> None:
        """Read what is unknown or old: by listing what changed where all are known, all of them where that is worth
        it, and otherwise a hundred at a time."""
        stale = [each for each in ids if not self._is_fresh(each)]
        if len(stale) > _WORTH_LISTING * BATCH and self._complete_at is None:
            self._list_all()
        elif len(stale) > BATCH and self._complete_at is not None:
            self._list_since(self._complete_at - _LATELY)
        self._read([each for each in stale if not self._is_fresh(each)])

    def _read(self, ids: Sequence[int]) -> None:
        if not ids:
            return
        listed = self._client.by_ids(LIST_ORGANIZATIONS, [str(each) for each in ids])
        found = {identified(item)["id"]: item for item in listed}
        for each in ids:
            self._remember(found.get(each) or {"id": each, "is_deleted": True})

    def _refresh(self, wanted: Mapping[str, str]) -> None:
        """Bring all that is known of these names up to date; what is still unknown after it doesn't exist."""
        self._freshen([each for folded in wanted for each in self._by_name.get(folded, ())])
        unknown = [name for folded, name in wanted.items() if folded not in self._by_name]
        if not unknown or (self._complete_at is None and len(unknown) > _WORTH_LISTING and self._list_all()):
            return
        if self._complete_at is None:
            for name in unknown:
                self._search(name)
        self._list_since((self._complete_at or self._now()) - _LATELY)

    def _search(self, name: str) -> None:
        query: Query = {"term": name, "fields": "name", "exact_match": "true", "limit": 100}
        for item in hits(self._client.get(SEARCH_ORGANIZATIONS, query=query)):
            self._remember(item)

    def _list_all(self) -> bool:
        """Whether all fit in; where they don't, that isn't tried again."""
        if self._is_too_large:
            return False
        started, checked_at = self._now(), self._clock.now()
        for items, _ in self._client.pages(LIST_ORGANIZATIONS, {"sort_by": "id"}):
            self._is_too_large = len(self._known) + len(items) > self._capacity
            if self._is_too_large:
                return False
            for item in items:
                self._remember(item)
        self._complete_at, self._checked_at = started, checked_at
        return True

    def _list_since(self, since: datetime) -> None:
        now, checked_at = self._now(), self._clock.now()
        query = {"updated_since": stamp(since), "sort_by": "update_time"}
        for items, _ in self._client.pages(LIST_ORGANIZATIONS, query):
            for item in items:
                self._remember(item)
        if self._complete_at is not None:
            self._complete_at, self._checked_at = now, checked_at

    def _create(self, names: Sequence[str]) -> dict[str, tuple[int, ...] | Trouble]:
        """Names are distinct, so that side by side none is made twice. By folded name what was made, or the trouble.

        What was made may bear another name than was asked for.
        """
        if not names:
            return {}
        with ThreadPoolExecutor(min(self._workers, len(names))) as pool:
            outcomes = dict(zip(names, pool.map(self._created, names), strict=True))
        if any(isinstance(outcome, Retryable) for outcome in outcomes.values()):
            self._list_since(self._now() - _LATELY)
        for outcome in outcomes.values():
            if isinstance(outcome, AccessRevoked | RateLimited):
                raise outcome
            if not isinstance(outcome, Trouble):
                self._remember(outcome)
        made = {fold(name): each if isinstance(each, Trouble) else (each["id"],) for name, each in outcomes.items()}
        return {folded: each for folded, each in made.items() if folded not in self._by_name}

    def _created(self, name: str) -> Json | Trouble:
        body = {"name": name, **({"visible_to": self._visible_to} if self._visible_to else {})}
        try:
            return _named(identified(item_of(self._client.send(CREATE_ORGANIZATION, body=body))))
        except Trouble as trouble:
            return trouble

    def _remember(self, item: Json) -> None:
        organization, name = identified(item)["id"], _named(item).get("name") or ""
        self._drop(organization)
        self._known[organization] = _Known(name, self._clock.now())
        if name:
            self._by_name.setdefault(fold(name), set()).add(organization)

    def _evict(self) -> None:
        while len(self._known) > self._capacity:
            self._drop(next(iter(self._known)))
            self._complete_at = None

    def _drop(self, organization: int) -> None:
        known = self._known.pop(organization, None)
        if known is None or not known.name:
            return
        folded = fold(known.name)
        self._by_name[folded].discard(organization)
        if not self._by_name[folded]:
            del self._by_name[folded]

    def _now(self) -> datetime:
        """Pipedrive's own time, for questions about what changed since."""
        return self._client.server_time or self._clock.now()


def _named(item: Json) -> Json:
    """The same, without the name of what is deleted. Raise `Unavailable` for what has none: no name says it is gone."""
    if item.get("is_deleted"):
        return {**item, "name": ""}
    if not isinstance(item.get("name"), str):
        raise Unavailable("bad_answer")
    return item


def fold(name: str) -> str:
    """What makes two names the same: neither case, nor blanks, nor how an accent is written."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
