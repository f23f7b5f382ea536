"""What the stand-in tells of a write to an activity afterwards: what had been read, and what was sent."""

from dataclasses import replace
from datetime import timedelta
from json import dumps, loads
from typing import Any

import pytest

from tandem.domain.content import as_event
from tandem.domain.event import AllDay, Event, Timed
from tandem.domain.field import Field
from tandem.domain.gap import PreImage, Trace, held_against, pre_image
from tandem.domain.ids import LinkId
from tandem.domain.sight import Seen
from tandem.ports import Change, Written
from tandem.providers.pipedrive import activity
from tandem.providers.pipedrive.push import MAX_WORD, parse, word_of
from tests.providers.pipedrive.office import ANNA, Office
from tests.providers.pipedrive.test_activities import CALL, NINE, make
from tests.providers.wire import Reply, serve

EDITS: dict[Field, Event] = {
    Field.TITLE: replace(CALL, title="Visit"),
    Field.WHEN: replace(CALL, when=Timed(NINE + timedelta(hours=2), timedelta(hours=1))),
    Field.LOCATION: replace(CALL, location="Weg 2"),
    Field.DESCRIPTION: replace(CALL, description="Tell"),
    Field.BUSY: replace(CALL, busy=True),
}
THEIRS: dict[Field, Event] = {
    Field.TITLE: replace(CALL, title="Letter"),
    Field.WHEN: replace(CALL, when=Timed(NINE + timedelta(days=1), timedelta(minutes=30))),
    Field.LOCATION: replace(CALL, location="Weg 3"),
    Field.DESCRIPTION: replace(CALL, description="Listen"),
}


def traces_of(office: Office, seen: Seen, wanted: Event) -> list[Trace]:
    """What a worker reads of the webhooks of this write that may be of our own."""
    with serve(lambda _: Reply(200)) as wire:
        hook = office.crm().subscribe(wire.url + "/hook", "activity", "tandem", "secret")
        (outcome,) = office.activities().write([Change(seen, wanted)])
        assert isinstance(outcome, Written)
        office.standin.control("drain", {"seconds": 5})
        office.crm().unsubscribe(hook)
        words = [word_of(parse(asked.body), "{}") for asked in wire.asked]
    traces = [office.crm().trace(word) for word in words if word is not None]
    return [trace for trace in traces if trace is not None]


def image(office: Office, seen: Seen, wanted: Event) -> PreImage:
    made = pre_image(LinkId("1" * 32), office.clock.now(), seen.content, office.activities().projection(wanted))
    assert made is not None
    return made


@pytest.mark.parametrize("field", EDITS)
def test_the_webhook_of_an_ordinary_write_proves_it_harmless(office: Office, field: Field) -> None:
    seen = make(office)
    taken = image(office, seen, EDITS[field])

    found = held_against([taken], traces_of(office, seen, EDITS[field]), ANNA)

    assert taken.fields == {field}
    assert (found.lost, found.left) == ((), ())


@pytest.mark.parametrize("field", THEIRS)
def test_the_webhook_tells_what_we_overwrote(office: Office, field: Field) -> None:
    seen = make(office)
    patch = activity.to_activity(THEIRS[field], [field])
    office.standin.control("gap", {"entity": "activity", "id": int(seen.remote_id), "patch": patch})

    found = held_against([image(office, seen, EDITS[field])], traces_of(office, seen, EDITS[field]), ANNA)

    assert [(name, getattr(event, name)) for _, name, event in found.lost] == [(field, getattr(THEIRS[field], field))]
    assert found.left == ()


def test_a_move_to_a_whole_day_is_told_as_one(office: Office) -> None:
    seen = make(office)
    office.standin.control(
        "gap",
        {"entity": "activity", "id": int(seen.remote_id), "patch": {"due_date": "2026-12-24", "due_time": None}},
    )
    wanted = replace(as_event(seen.content), when=EDITS[Field.WHEN].when)

    found = held_against([image(office, seen, wanted)], traces_of(office, seen, wanted), ANNA)

    assert [type(event.when) for _, _, event in found.lost if isinstance(event, Event)] == [AllDay]


# --- what a receiver keeps, and what can be read of it -----------------------------------------------------


def told(previous: dict[str, Any], data: dict[str, Any]) -> Any:
    meta = {"action": "change", "entity": "activity", "entity_id": "17", "company_id": "42", "change_source": "api"}
    meta |= {"id": "e-1", "user_id": "9001", "timestamp": "2026-11-23T10:00:00.000Z"}
    word = word_of(parse(dumps({"meta": meta, "data": data, "previous": previous}).encode()), "{}")
    return None if word is None else loads(word)


WHOLE = {
    "id": 17,
    "subject": "Call",
    "due_date": "2026-11-30",
    "due_time": {"timezone_id": None, "value": "09:00:00"},
    "duration": {"timezone_id": None, "value": "01:00:00"},
    "public_description": "Ask",
    "location": {"value": "Weg 1"},
    "busy_flag": None,
    "owner_id": 9001,
}


def test_only_what_is_needed_is_kept() -> None:
    word = told({"subject": "Ring", "update_time": "2026-11-23T09:00:00Z"}, WHOLE)

    assert (word["previous"], word["data"]) == ({"subject": "Ring"}, {"subject": "Call"})


def test_a_time_is_kept_with_all_its_parts() -> None:
    word = told({"due_date": "2026-11-29"}, WHOLE)

    assert set(word["data"]) == {"due_date", "due_time", "duration"}


@pytest.mark.parametrize("previous", [{"owner_id": 1}, {"done": True}, {"update_time": "x"}])
def test_nothing_is_kept_of_what_tandem_never_writes(previous: dict[str, Any]) -> None:
    assert told(previous, WHOLE) is None


def test_of_one_that_is_too_long_all_but_the_description_is_kept() -> None:
    word = told({"subject": "Ring", "public_description": "x" * MAX_WORD}, WHOLE)

    assert word["previous"] == {"subject": "Ring"}


def test_a_time_in_a_zone_is_not_taken_for_one_in_utc(office: Office) -> None:
    zoned = {**WHOLE, "due_time": {"timezone_id": 12, "value": "10:00:00"}}
    word = told({"due_date": "2026-11-29", "subject": "Ring"}, zoned)

    trace = office.crm().trace(dumps(word).encode())

    assert trace is not None
    assert (trace.fields, trace.silent) == ({Field.TITLE}, {Field.WHEN})


@pytest.mark.parametrize("broken", [{"due_date": 7}, {"due_time": {"value": "noon"}}, {"subject": []}])
def test_what_makes_no_sense_is_no_trace(office: Office, broken: dict[str, Any]) -> None:
    word = told({"due_date": "2026-11-29", "subject": "Ring"}, {**WHOLE, **broken})

    assert office.crm().trace(dumps(word).encode()) is None
