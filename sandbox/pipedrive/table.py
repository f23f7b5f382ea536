"""One kind of row in memory: by id, in the order of ids, and in the order of `update_time`."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from typing import Any

from sandbox.pipedrive.disk import Disk

Row = dict[str, Any]
Moment = tuple[str, Any]


class Table:
    """Rows are replaced, never changed in place: whoever holds one holds a past state."""

    def __init__(self, kind: str, disk: Disk) -> None:
        self.kind = kind
        self.rows: dict[Any, Row] = {}
        self.ids: list[Any] = []
        self.timeline: list[Moment] = []
        self._disk = disk
        self._last_id = 0

    def new_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def get(self, row_id: Any) -> Row | None:
        return self.rows.get(row_id)

    def put(self, row: Row) -> Row:
        row_id = row["id"]
        before = self.rows.get(row_id)
        if before is None:
            self._insert_id(row_id)
        else:
            self._forget_time(before)
        self.rows[row_id] = row
        if "update_time" in row:
            self._insert_time((row["update_time"] or "", row_id))
        self._disk.mark(self.kind, row_id, row)
        return row

    def put_all(self, rows: Iterable[Row], *, save: bool = True) -> None:
        """Many new rows at once: sorted in the end instead of one by one."""
        for row in rows:
            self.rows[row["id"]] = row
            if save:
                self._disk.mark(self.kind, row["id"], row)
        self.ids = sorted(self.rows)
        self.rows = {row_id: self.rows[row_id] for row_id in self.ids}
        self.timeline = sorted(
            (row["update_time"] or "", row["id"]) for row in self.rows.values() if "update_time" in row
        )
        if self.ids and isinstance(self.ids[-1], int):
            self._last_id = max(self._last_id, self.ids[-1])

    def drop(self, row_id: Any) -> None:
        row = self.rows.pop(row_id, None)
        if row is None:
            return
        self._forget_time(row)
        del self.ids[bisect_left(self.ids, row_id)]
        self._disk.mark(self.kind, row_id, None)

    def between(self, since: str | None, until: str | None) -> list[Moment]:
        """Moments with since <= update_time < until, oldest first."""
        low = bisect_left(self.timeline, (since,)) if since else 0
        high = bisect_left(self.timeline, (until,)) if until else len(self.timeline)
        return self.timeline[low:high]

    def _insert_id(self, row_id: Any) -> None:
        if isinstance(row_id, int):
            self._last_id = max(self._last_id, row_id)
        if not self.ids or row_id > self.ids[-1]:
            self.ids.append(row_id)
        else:
            insort(self.ids, row_id)

    def _insert_time(self, moment: Moment) -> None:
        if not self.timeline or moment > self.timeline[-1]:
            self.timeline.append(moment)
        else:
            insort(self.timeline, moment)

    def _forget_time(self, row: Row) -> None:
        if "update_time" not in row:
            return
        moment = (row["update_time"] or "", row["id"])
        at = bisect_left(self.timeline, moment)
        if at < len(self.timeline) and self.timeline[at] == moment:
            del self.timeline[at]
