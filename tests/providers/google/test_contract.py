"""Google's calendar passes the suite of its port against the stand-in."""

from datetime import UTC, datetime, timedelta

import pytest

from tandem.domain.calendar_rules import Private
from tandem.domain.event import AllDay, Event, When
from tandem.domain.field import Field
from tandem.domain.ids import RemoteId
from tandem.ports import Replica
from tests.contracts.event_contract import EventContract, Place
from tests.providers.google.office import Office
from tests.sandbox.google.desk import Row

NAMES = {
    Field.TITLE: ("summary",),
    Field.WHEN: ("start", "end"),
    Field.LOCATION: ("location",),
    Field.DESCRIPTION: ("description",),
    Field.BUSY: ("transparency",),
    Field.PRIVATE: ("visibility",),
}


class GoogleDiary:
    """Of private events all is told; what its owner declined is out of scope."""

    conditional = True
    tells_removals = True
    lists_outsiders = True
    finds_uids = False
    needs_titles = False

    def __init__(self, office: Office) -> None:
        self.office = office

    def replica(self) -> Replica:
        return self.office.events(Private.FULL)

    def revoked(self) -> Replica:
        return self.office.events(grant=self.office.grant("1//0dead"))

    def down(self) -> Replica:
        self.office.standin.control("fail", {"path": "/(calendar|batch)/.*", "status": 503, "times": 1000})
        return self.replica()

    def lose_answers(self, count: int, *, arrive: bool) -> None:
        """One is sent by itself, more of them in one batch."""
        path = "/batch/.*" if count > 1 else "/calendar/.*/events"
        self.office.standin.control("fail", {"method": "POST", "path": path, "drop": "after" if arrive else "before"})

    def add(self, event: Event) -> RemoteId:
        return self.office.add(as_typed(event))

    def retitle(self, remote: RemoteId, title: str) -> None:
        self.office.edit("patch", remote, event={"summary": title})

    def edit(self, remote: RemoteId, event: Event, field: Field) -> None:
        typed = as_typed(event)
        self.office.edit("patch", remote, event={name: typed[name] for name in NAMES[field]})

    def remove(self, remote: RemoteId) -> None:
        self.office.edit("delete", remote)

    def put_out(self, remote: RemoteId) -> None:
        declined = {"email": self.office.email, "responseStatus": "declined"}
        self.office.edit("patch", remote, event={"attendees": [declined]})

    def spoil(self, remote: RemoteId) -> None:
        """The next answers about it make no sense."""
        shown = {**self.office.kept(remote), "start": {"dateTime": "noon"}}
        path = f"/calendar/.*/events/{remote}"
        self.office.standin.control("fail", {"method": "GET", "path": path, "status": 200, "body": shown})
        others = [one for one in self.office.desk.list_all()["items"] if one["id"] != remote]
        listing = {"kind": "calendar#events", "accessRole": "owner", "nextSyncToken": "CA", "items": [*others, shown]}
        self.office.standin.control(
            "fail", {"method": "GET", "path": "/calendar/.*/events", "status": 200, "body": listing}
        )

    def unknown(self) -> RemoteId:
        return RemoteId("nobodyeverhadthis")

    def now(self) -> datetime:
        return datetime.now(UTC)


def as_typed(event: Event) -> Row:
    return {
        "summary": event.title,
        "location": event.location,
        "description": event.description,
        "transparency": "opaque" if event.busy else "transparent",
        "visibility": "private" if event.private else "default",
        **as_times(event.when),
    }


def as_times(when: When) -> Row:
    if isinstance(when, AllDay):
        days = (when.first, when.first + timedelta(days=when.days))
        return dict(zip(("start", "end"), ({"date": f"{day}"} for day in days), strict=True))
    moments = (when.start, when.start + when.length)
    zone = when.zone or "Europe/Berlin"
    return dict(
        zip(("start", "end"), ({"dateTime": one.isoformat(), "timeZone": zone} for one in moments), strict=True)
    )


class TestGoogleEvents(EventContract):
    @pytest.fixture
    def place(self, office: Office) -> Place:
        return GoogleDiary(office)
