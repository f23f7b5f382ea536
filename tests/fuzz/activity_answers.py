"""Answers of Pipedrive about activities and what they belong to, each to the operation that it is odd in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tandem.domain.event import AllDay, Event, Links, Thing, Timed
from tandem.domain.ids import Cursor, LinkId, RemoteId
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Removal
from tandem.providers.pipedrive.activities import PipedriveActivities
from tests.fuzz import crm_seeds as seed
from tests.fuzz.crm_answers import ANNA, Desk
from tests.fuzz.line import Line
from tests.fuzz.service import Question, Service
from tests.fuzz.sightings import has_written, is_sound, pages_are_sound

IDS = [RemoteId("31"), RemoteId("33")]
SINCE = datetime(2026, 11, 22, 9, tzinfo=UTC)
CURSOR = Cursor('{"since": "2026-11-22T09:00:00Z"}')
CALL = Event(
    Timed(SINCE, timedelta(minutes=30)), "Anruf", links=Links(deal=Thing("12", "Auftrag"), lead=Thing("a", "b"))
)

ACTIVITY: dict[str, Any] = {
    "id": 31,
    "subject": "Anruf",
    "type": "call",
    "owner_id": 9001,
    "is_deleted": False,
    "done": False,
    "busy": True,
    "due_date": "2026-11-24",
    "due_time": "08:00:00",
    "duration": "00:30:00",
    "add_time": "2026-11-23T08:00:00Z",
    "update_time": seed.STAMP,
    "location": {"value": "Weg 1"},
    "public_description": "Notiz\r\nzwei",
    "deal_id": 12,
    "lead_id": None,
    "person_id": 17,
    "org_id": 5,
}
LEAD = {
    **ACTIVITY,
    "id": 32,
    "deal_id": None,
    "lead_id": "0a1b",
    "due_time": None,
    "duration": None,
    "is_deleted": True,
}
TYPES = seed.envelope([{"key_string": "call", "name": "Anruf", "active_flag": True}])


def _activities(transport: Line, types: frozenset[str] | None = None) -> PipedriveActivities:
    desk = Desk(transport)
    return PipedriveActivities(client=desk.client, user=ANNA, types=types, clock=desk.clock, workers=1)


def _changed(transport: Line) -> None:
    """A change of what was read, then its removal."""
    activities = _activities(transport)
    seen = activities.read(IDS[:1])[IDS[0]]
    if isinstance(seen, Seen) and isinstance(seen.content, Event):
        wanted = replace(seen.content, title="Neu", when=AllDay(date(2026, 12, 1)), location="x")
        has_written([activities.write([write]) for write in (Change(seen, wanted), Removal(seen))])


def _made(transport: Line) -> None:
    has_written([_activities(transport).write([Creation(LinkId("l1"), CALL)])])


def _lost(transport: Line) -> None:
    is_sound(
        dict(_activities(transport).find_created({LinkId("l1"): CALL, LinkId("l2"): replace(CALL, title="x")}, SINCE))
    )


def _read(*ids: RemoteId) -> Callable[[Line], None]:
    return lambda transport: is_sound(dict(_activities(transport).read(ids, {IDS[1]})))


def _followed(transport: Line) -> None:
    pages_are_sound(_activities(transport, frozenset({"call"})).changes(CURSOR))


USUAL: dict[str, Any] = {
    "GET /activities/\\d": seed.envelope(ACTIVITY),
    "GET /activities": seed.page(ACTIVITY, LEAD),
    "(POST|PATCH) /activities": seed.envelope(ACTIVITY),
    "DELETE /activities": seed.envelope({"id": 31}),
    "GET /deals/": seed.envelope({"id": 12, "title": "Auftrag"}),
    "GET /deals": seed.page({"id": 12, "title": "Auftrag"}),
    "GET /leads/": seed.envelope({"id": "0a1b", "title": "Anfrage"}),
    "GET /persons": seed.PERSONS,
    "GET /organizations": seed.ORGANIZATIONS,
    "GET /activityTypes": TYPES,
}
ACTIVITIES = Service(
    base=r"https://[^/]*(/api/v\d)?",
    usual=USUAL,
    questions=(
        Question("GET /activities", lambda line: pages_are_sound(_activities(line).list_all())),
        Question("GET /activities", _followed),
        Question("GET /activities", _read(*IDS)),
        Question("GET /activities", _lost),
        Question("GET /activities/\\d", _read(IDS[1])),
        Question("GET /activities/\\d", _changed),
        Question("(POST|PATCH) /activities", _changed),
        Question("(POST|PATCH) /activities", _made, 201),
        Question("DELETE /activities", _changed),
        Question("GET /deals", _read(*IDS)),
        Question("GET /deals/", lambda line: is_sound(dict(Desk(line).things.read(["deal/13"])))),
        Question("GET /leads/", lambda line: is_sound(dict(Desk(line).things.read(["lead/0a1b"])))),
        Question("GET /persons", _read(*IDS)),
        Question("GET /organizations", _read(*IDS)),
        Question("GET /activityTypes", lambda line: is_sound(Desk(line).crm.activity_types())),
    ),
    refusals=(seed.REFUSAL,),
)
