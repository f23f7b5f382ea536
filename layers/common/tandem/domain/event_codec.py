"""Events as JSON values: the fields by name, what says nothing left out."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tandem.domain.event import AllDay, Event, Links, Thing, Timed, When
from tandem.domain.field import Field

THINGS = ("deal", "person", "organization", "lead")
NEVER = Timed(datetime(1970, 1, 1, tzinfo=UTC))
"""Stands for the time of an event of which only other fields are told."""


def to_json(event: Event) -> dict[str, Any]:
    """`when` is {"start", "minutes", "zone"} or {"first", "days"}, `links` name, id and address of each."""
    texts = {name: getattr(event, name) for name in ("title", "location", "description")}
    flags = {"done": event.done, "private": event.private}
    item = {**texts, **flags, "links": _links(event.links), "missing": sorted(event.missing)}
    return {"when": _when(event.when), "busy": event.busy} | {name: value for name, value in item.items() if value}


def _when(when: When) -> dict[str, Any]:
    if isinstance(when, AllDay):
        return {"first": when.first.isoformat(), "days": when.days}
    minutes = when.length / timedelta(minutes=1)
    zone = {"zone": when.zone} if when.zone else {}
    return {"start": when.start.isoformat(), "minutes": int(minutes) if minutes.is_integer() else minutes, **zone}


def _links(links: Links) -> dict[str, list[str]]:
    things = {name: getattr(links, name) for name in THINGS}
    return {name: [one.name, one.id, one.url] for name, one in things.items() if one is not None}


def from_json(item: dict[str, Any]) -> Event:
    """The way back. Without a time it stands at the beginning of all time."""
    return Event(
        _to_when(item["when"]) if item.get("when") else NEVER,
        title=item.get("title", ""),
        location=item.get("location", ""),
        description=item.get("description", ""),
        busy=item.get("busy", True),
        done=item.get("done", False),
        private=item.get("private", False),
        links=_to_links(item.get("links", {})),
        missing=frozenset(map(Field, item.get("missing", ()))),
    )


def _to_when(item: dict[str, Any]) -> When:
    if "first" in item:
        return AllDay(date.fromisoformat(item["first"]), item["days"])
    length = timedelta(minutes=item["minutes"])
    return Timed(datetime.fromisoformat(item["start"]), length, item.get("zone", ""))


def _to_links(item: dict[str, list[str]]) -> Links:
    things = {name: Thing(id, text, url) for name, (text, id, url) in item.items()}
    return Links(things.get("deal"), things.get("person"), things.get("organization"), things.get("lead"))
