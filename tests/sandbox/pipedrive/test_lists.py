"""Lists of the stand-in: pages, cursors, filters, ids, the delta by `updated_since`, and search."""

import base64
import json
from typing import Any

import pytest

from tests.sandbox.pipedrive.desk import Desk, Row


def walk(desk: Desk, path: str, **query: Any) -> list[Row]:
    """All pages."""
    rows: list[Row] = []
    cursor: str | None = None
    while True:
        answer = desk.call("GET", f"/api{path}", **query, **({"cursor": cursor} if cursor else {})).json()
        assert answer["success"], answer
        rows += answer["data"]
        cursor = answer["additional_data"]["next_cursor"]
        if cursor is None:
            return rows


def people(desk: Desk, count: int, **values: Any) -> int:
    """Persons of an organization of their own, whose id is returned."""
    organization: int = desk.post("/v2/organizations", {"name": "Engines"})["id"]
    for number in range(count):
        desk.person(f"Person {number}", org_id=organization, **values)
    return organization


def test_pages_cover_everything_once(desk: Desk) -> None:
    organization = people(desk, 7)

    rows = walk(desk, "/v2/persons", org_id=organization, limit=3)

    assert [row["name"] for row in rows] == [f"Person {number}" for number in range(7)]


def test_pages_run_backwards_too(desk: Desk) -> None:
    organization = people(desk, 5)

    rows = walk(desk, "/v2/persons", org_id=organization, limit=2, sort_direction="desc")

    assert [row["name"] for row in rows] == [f"Person {number}" for number in reversed(range(5))]


def test_a_record_deleted_between_two_pages_hides_no_other(desk: Desk) -> None:
    organization = people(desk, 4)
    first = desk.call("GET", "/api/v2/persons", org_id=organization, limit=2).json()
    desk.delete(f"/v2/persons/{first['data'][1]['id']}")

    query = {"org_id": organization, "limit": 2, "cursor": first["additional_data"]["next_cursor"]}
    second = desk.call("GET", "/api/v2/persons", **query).json()

    assert [row["name"] for row in second["data"]] == ["Person 2", "Person 3"]
    assert second["additional_data"]["next_cursor"] is None


def test_a_cursor_is_the_key_of_the_last_record(desk: Desk) -> None:
    organization = people(desk, 2)

    answer = desk.call("GET", "/api/v2/persons", org_id=organization, limit=1).json()

    text = answer["additional_data"]["next_cursor"]
    held = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    person = answer["data"][0]["id"]
    assert held == {"field": "id", "fieldValue": person, "sortDirection": "asc", "id": person}


@pytest.mark.parametrize("query", [{"cursor": "nonsense"}, {"limit": 501}, {"limit": 0}, {"sort_by": "name"}])
def test_a_page_that_cannot_be_is_refused(desk: Desk, query: dict[str, Any]) -> None:
    desk.switch(contract=False)

    assert desk.refusal("GET", "/v2/persons", **query) == 400


def test_ids_leave_out_what_is_missing_or_deleted(desk: Desk) -> None:
    kept, gone = desk.person()["id"], desk.person()["id"]
    desk.delete(f"/v2/persons/{gone}")

    rows = desk.get("/v2/persons", ids=f"{gone},{kept},987654")

    assert [row["id"] for row in rows] == [kept]


def test_more_than_a_hundred_ids_are_refused(desk: Desk) -> None:
    assert desk.refusal("GET", "/v2/persons", ids=",".join(map(str, range(101)))) == 400


def test_updated_since_includes_its_moment_and_updated_until_does_not(desk: Desk) -> None:
    desk.standin.control("clock", {"seconds": 10})
    person = desk.person()
    desk.standin.control("clock", {"seconds": 10})
    moment = person["update_time"]

    assert person["id"] in [row["id"] for row in walk(desk, "/v2/persons", updated_since=moment)]
    assert person["id"] not in [row["id"] for row in walk(desk, "/v2/persons", updated_until=moment)]


def test_a_change_moves_a_record_to_the_end_of_the_delta(desk: Desk) -> None:
    desk.standin.control("clock", {"seconds": 10})
    first, second = desk.person("First"), desk.person("Second")
    since = first["update_time"]
    desk.standin.control("clock", {"seconds": 2})
    desk.patch(f"/v2/persons/{first['id']}", {"name": "Changed"})

    rows = walk(desk, "/v2/persons", updated_since=since, sort_by="update_time", limit=1)

    assert [row["id"] for row in rows] == [second["id"], first["id"]]


@pytest.mark.parametrize("switch", [True, False])
def test_deleted_records_are_in_the_delta_only_if_switched(desk: Desk, switch: bool) -> None:
    person = desk.person()
    desk.delete(f"/v2/persons/{person['id']}")
    desk.switch(deleted_in_updated_since=switch)

    rows = walk(desk, "/v2/persons", updated_since=person["update_time"])

    assert (person["id"] in [row["id"] for row in rows]) is switch


def test_a_zone_in_a_time_is_understood(desk: Desk) -> None:
    assert desk.get("/v2/persons", updated_since="2999-01-01T00:00:00+01:00") == []
    assert desk.refusal("GET", "/v2/persons", updated_since="yesterday") == 400


def test_quick_filters_narrow(desk: Desk) -> None:
    other = desk.standin.users[1]["id"]
    theirs = desk.person(owner_id=other)
    desk.person()

    rows = walk(desk, "/v2/persons", owner_id=other)

    assert theirs["id"] in [row["id"] for row in rows]
    assert {row["owner_id"] for row in rows} == {other}


def test_a_saved_filter_beats_the_quick_filters(desk: Desk) -> None:
    labelled = desk.person(label_ids=[6])
    fields = desk.get("/v1/personFields")
    number = next(each["id"] for each in fields if each["key"] == "label_ids")
    condition = {"object": "person", "field_id": str(number), "operator": "=", "value": "6", "extra_value": None}
    groups = [{"glue": "and", "conditions": [condition]}, {"glue": "or", "conditions": []}]
    body = {"name": "Hot", "type": "people", "conditions": {"glue": "and", "conditions": groups}}
    saved = desk.post("/v1/filters", body)

    rows = desk.get("/v2/persons", filter_id=saved["id"], owner_id=desk.standin.users[2]["id"])

    assert [row["id"] for row in rows] == [labelled["id"]]
    assert saved["id"] in [each["id"] for each in desk.get("/v1/filters", type="people")]


def test_counters_come_only_when_asked_for(desk: Desk) -> None:
    person = desk.person()
    desk.post("/v2/deals", {"title": "Engine", "person_id": person["id"]})

    shown = desk.get(f"/v2/persons/{person['id']}", include_fields="open_deals_count,activities_count")

    assert (shown["open_deals_count"], shown["activities_count"]) == (1, 0)
    assert "open_deals_count" not in desk.get(f"/v2/persons/{person['id']}")


def test_search_finds_parts_of_names_and_whole_addresses(desk: Desk) -> None:
    person = desk.person("Zuse Konrad", emails=[{"value": "Konrad@Z3.example"}])

    by_name = desk.get("/v2/persons/search", term="zuse kon")
    by_mail = desk.get("/v2/persons/search", term="konrad@z3.example", fields="email", exact_match="true")
    nothing = desk.get("/v2/persons/search", term="z3.example", fields="email", exact_match="true")

    assert [each["item"]["id"] for each in by_name["items"]] == [person["id"]]
    assert by_mail["items"][0]["item"]["emails"] == ["Konrad@Z3.example"]
    assert nothing["items"] == []


@pytest.mark.parametrize("blank", ["+", "%20"])
def test_a_blank_in_a_query_may_be_written_both_ways(desk: Desk, blank: str) -> None:
    person = desk.person(f"Grace Hopper{ord(blank[0])}")

    found = desk.get(f"/v2/persons/search?term=grace{blank}hopper{ord(blank[0])}")

    assert [each["item"]["id"] for each in found["items"]] == [person["id"]]


def test_a_lagging_index_does_not_find_what_was_just_written(desk: Desk) -> None:
    desk.switch(search_lag=5.0)
    desk.person("Emmy Noether")

    assert desk.get("/v2/persons/search", term="noether")["items"] == []
    desk.standin.control("clock", {"seconds": 6})
    assert len(desk.get("/v2/persons/search", term="noether")["items"]) == 1


def test_the_item_search_finds_persons_and_organizations(desk: Desk) -> None:
    desk.person("Curie Marie")
    desk.post("/v2/organizations", {"name": "Curie Institut"})

    found = desk.get("/v2/itemSearch", term="curie", item_types="person,organization")

    assert {each["item"]["type"] for each in found["items"]} == {"person", "organization"}


def test_recents_tell_persons_in_the_old_shape(desk: Desk) -> None:
    desk.standin.control("clock", {"seconds": 10})
    person = desk.person("Lise Meitner", phones=[{"value": "030 1"}])
    since = person["update_time"].replace("T", " ").rstrip("Z")

    recents = desk.get("/v1/recents", since_timestamp=since, items="person")

    assert [(each["item"], each["id"], each["data"]["active_flag"]) for each in recents] == [
        ("person", person["id"], True)
    ]
    assert recents[0]["data"]["phone"][0]["value"] == "030 1"
    assert desk.refusal("GET", "/v1/recents", since_timestamp="2020-01-01 00:00:00") == 400
