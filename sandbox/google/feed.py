"""One collection of things that a client lists and syncs: by identifier, in order of creation, in order of change."""

from collections.abc import Callable, Iterable
from typing import Any

from sandbox.google.log import Log
from sandbox.google.world import World
from sandbox.rows import Row

Key = tuple[str, str]
Keys = Callable[[Row], Iterable[Key]]


def no_keys(_body: Row) -> Iterable[Key]:
    return ()


class Feed:
    """Nothing ever leaves it: what is deleted stays as a mark. No write looks at more than what it writes.

    `sorted_before` is the last listing that had to be sorted, and what it was of: its next page need not sort again.
    """

    def __init__(self, world: World, kind: str, owner: str, keys: Keys = no_keys) -> None:
        self.ids: list[str] = []
        self.sorted_before: tuple[Any, list[tuple[Any, Row]]] = (None, [])
        self.log = Log()
        self._world, self._kind, self._owner, self._keys = world, kind, owner, keys
        self._rows: dict[str, Row] = {}
        self._index: dict[Key, dict[str, None]] = {}

    def fill(self, rows: Iterable[Row]) -> None:
        """What an earlier process wrote."""
        found = sorted(rows, key=lambda row: row["place"])
        self.ids = [row["body"]["id"] for row in found]
        for row in found:
            self._remember(row)
        for row in sorted(found, key=lambda row: row["number"]):
            self.log.note(row["body"]["id"], row["number"], row["at"])

    def get(self, identifier: str) -> Row | None:
        row = self._rows.get(identifier)
        return row["body"] if row else None

    def find(self, key: Key) -> list[Row]:
        """What has this key, in the order in which it got it."""
        return [self._rows[each]["body"] for each in self._index.get(key, ())]

    def put(self, body: Row) -> Row:
        """Stored, with a new etag."""
        identifier, now = body["id"], self._world.clock.now()
        before = self._rows.get(identifier)
        number, place = self.log.last + 1, before["place"] if before else len(self.ids)
        stored = {**body, "etag": f'"{int(now * 1000)}{number:06d}"'}
        if before is None:
            self.ids.append(identifier)
        else:
            self._forget(before)
        place_of = {"owner": self._owner, "number": number, "at": now, "place": place}
        self._remember(self._world.put(self._kind, {"id": f"{self._owner}\n{identifier}", **place_of, "body": stored}))
        self.log.note(identifier, number, now)
        return stored

    def visible(self) -> int:
        """The number up to which incremental lists see, the lag considered."""
        return self.log.until(self._world.clock.now() - self._world.switches.lag)

    def _remember(self, row: Row) -> None:
        body: dict[str, Any] = row["body"]
        self._rows[body["id"]] = row
        for key in self._keys(body):
            self._index.setdefault(key, {})[body["id"]] = None

    def _forget(self, row: Row) -> None:
        for key in self._keys(row["body"]):
            self._index[key].pop(row["body"]["id"], None)
