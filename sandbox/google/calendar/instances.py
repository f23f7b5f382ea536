"""Occurrences as events: made up from their series, unless somebody changed or cancelled one."""

from collections.abc import Iterator
from datetime import datetime

from sandbox.google.calendar.series import Series
from sandbox.google.feed import Feed
from sandbox.rows import Row

NOT_THE_OCCURRENCES = frozenset({"recurrence", "start", "end", "id"})


def find(feed: Feed, event_id: str, zone: str) -> Row | None:
    """An event of the feed, or an occurrence that nobody touched yet."""
    held = feed.get(event_id)
    if held is not None:
        return held
    master_id, _, suffix = event_id.rpartition("_")
    master = feed.get(master_id)
    if master is None or not master.get("recurrence") or master["status"] == "cancelled":
        return None
    series = Series(master, zone)
    start = series.start_of(suffix)
    return occurrence(master, series, start) if start else None


def occurrence(master: Row, series: Series, start: datetime) -> Row:
    begin, end = series.times(start)
    rest = {name: value for name, value in master.items() if name not in NOT_THE_OCCURRENCES}
    place = {"recurringEventId": master["id"], "originalStartTime": begin}
    return {"id": f"{master['id']}_{series.suffix(start)}", **rest, "start": begin, "end": end, **place}


def exceptions(feed: Feed, master_id: str) -> list[Row]:
    return feed.find(("series", master_id))


def expanded(feed: Feed, master: Row, zone: str, until: datetime) -> Iterator[Row]:
    """All occurrences that start up to `until`, and all exceptions wherever they were moved; in no order.

    Those of a deleted series are cancelled as it is.
    """
    changed = {each["id"]: each for each in exceptions(feed, master["id"])}
    yield from changed.values()
    series = Series(master, zone)
    for start in series.starts(until):
        if f"{master['id']}_{series.suffix(start)}" not in changed:
            yield occurrence(master, series, start)


def is_orphan(exception: Row, series: Series) -> bool:
    """Whether the series has no such occurrence any more."""
    return series.start_of(exception["id"].rpartition("_")[2]) is None
