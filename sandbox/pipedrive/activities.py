"""Activities: times in UTC, participants instead of a person, and one of deal, lead and project at most."""

from sandbox.pipedrive.answers import invalid
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.lists import SORTS, Keep
from sandbox.pipedrive.records import Entity
from sandbox.pipedrive.table import Row
from sandbox.pipedrive.values import (
    Check,
    address,
    anything,
    boolean,
    clock_time,
    day,
    limited,
    needed_text,
    of_type,
    text,
    whole,
)

NOTE_BYTES = 100_000
CHECKS: dict[str, Check] = {
    "subject": needed_text,
    "type": needed_text,
    "owner_id": of_type(int, null=False),
    "deal_id": whole,
    "lead_id": text,
    "person_id": anything,
    "org_id": whole,
    "project_id": whole,
    "due_date": day,
    "due_time": clock_time,
    "duration": clock_time,
    "busy": of_type(bool),
    "done": boolean,
    "location": address,
    "participants": of_type(list, null=False),
    "attendees": of_type(list, null=False),
    "public_description": text,
    "priority": whole,
    "note": limited(NOTE_BYTES),
}
EMPTY = (
    *("deal_id", "lead_id", "person_id", "org_id", "project_id", "due_date", "due_time", "duration", "busy"),
    *("marked_as_done_time", "location", "conference_meeting_client", "conference_meeting_url"),
    *("conference_meeting_id", "public_description", "priority", "note"),
)


def new_activity(owner_id: int) -> Row:
    return {
        "subject": "Call",
        "type": "call",
        "owner_id": owner_id,
        "creator_user_id": owner_id,
        "is_deleted": False,
        "done": False,
        **dict.fromkeys(EMPTY),
        "participants": [],
        "attendees": [],
    }


def prepare(call: Call, patch: Row, before: Row | None) -> Row:
    if "person_id" in patch and call.company.switches.activity_person_id == "reject":
        raise invalid("person_id", "This field is read-only, use participants.")
    patch = {name: value for name, value in patch.items() if name != "person_id"}
    if "type" in patch and patch["type"] not in _types(call):
        raise invalid("type", "This activity type does not exist.")
    patch = _with_participants(call, _single_link(patch))
    if "attendees" in patch:
        patch["attendees"] = [_attendee(each) for each in patch["attendees"]]
    if "done" in patch and patch["done"] != (before or {}).get("done", False):
        patch["marked_as_done_time"] = call.company.clock.stamp() if patch["done"] else None
    if before is not None:
        return patch
    return {**new_activity(call.user["id"]), "due_date": call.company.clock.stamp()[:10], **patch}


def _types(call: Call) -> set[str]:
    return {row["key_string"] for row in call.company.table("activityType").rows.values() if row["active_flag"]}


def _single_link(patch: Row) -> Row:
    """Deal beats lead beats project; setting one empties the others."""
    links = ("deal_id", "lead_id", "project_id")
    winner = next((name for name in links if patch.get(name) is not None), None)
    return patch if winner is None else {**patch, **{name: None for name in links if name != winner}}


def _with_participants(call: Call, patch: Row) -> Row:
    if "participants" not in patch:
        return patch
    given = patch["participants"]
    for each in given:
        if type(each) is not dict or type(each.get("person_id")) is not int:
            raise invalid("participants", "This value should be a list of person_id and primary.")
        if call.company.get("person", each["person_id"]) is None:
            raise invalid("participants", "This person does not exist.")
    return {**patch, **participants([(each["person_id"], bool(each.get("primary"))) for each in given])}


def participants(given: list[tuple[int, bool]]) -> Row:
    """The stored form and the `person_id` that follows from it: the primary one, else the first."""
    if sum(primary for _, primary in given) > 1:
        raise invalid("participants", "Only one participant can be primary.")
    first = next((person for person, primary in given if primary), given[0][0] if given else None)
    return {
        "participants": [{"person_id": person, "primary": person == first} for person, _ in given],
        "person_id": first,
    }


def _attendee(given: Row) -> Row:
    if type(given) is not dict or type(given.get("email")) is not str:
        raise invalid("attendees", "Each attendee needs an email.")
    blank: Row = {
        "email": "",
        "name": "",
        "status": "noreply",
        "is_organizer": False,
        "person_id": None,
        "user_id": None,
    }
    return {**blank, **given}


def show(call: Call, rows: list[Row]) -> list[Row]:
    wanted = call.words("include_fields")
    if set(wanted) - {"attendees"}:
        raise invalid("include_fields", "Only attendees is a valid choice.")
    return rows if wanted else [{name: value for name, value in row.items() if name != "attendees"} for row in rows]


def narrow(call: Call) -> Keep:
    names = ("owner_id", "deal_id", "org_id", "person_id")
    wanted: Row = {name: value for name in names if (value := call.number(name)) is not None}
    if call.query.get("lead_id"):
        wanted["lead_id"] = call.query["lead_id"]
    if (done := call.flag("done")) is not None:
        wanted["done"] = done
    return lambda row: all(row[name] == value for name, value in wanted.items())


ACTIVITIES = Entity("activity", CHECKS, prepare, show, narrow, (*SORTS, "due_date"))
