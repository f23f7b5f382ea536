"""The control API of the stand-in: edits in the gap, ordered failures, loading, and who may use it."""

import time

import httpx
import pytest

from tests.sandbox.pipedrive.desk import Desk, Receiver


def test_an_edit_falls_between_a_read_and_the_next_write(desk: Desk, receiver: Receiver) -> None:
    person = desk.person("Ada King", phones=[{"value": "030 1"}])
    body = {"subscription_url": receiver.url, "event_action": "*", "event_object": "person", "name": "t"}
    desk.post("/v1/webhooks", body)
    desk.standin.control("gap", {"id": person["id"], "patch": {"phones": [{"value": "030 2"}]}})
    assert desk.get(f"/v2/persons/{person['id']}")["phones"][0]["value"] == "030 1"

    changed = desk.patch(f"/v2/persons/{person['id']}", {"last_name": "Lovelace"})

    assert (changed["phones"][0]["value"], changed["last_name"]) == ("030 2", "Lovelace")
    by_source = {event["meta"]["change_source"]: event for event in receiver.wait_for(2)}
    assert by_source["app"]["data"]["name"] == "Ada King"
    assert by_source["app"]["meta"]["user_id"] != str(desk.user["id"])


def test_an_edit_in_the_gap_can_be_overwritten_and_is_in_the_change_log(desk: Desk) -> None:
    person = desk.person(phones=[{"value": "030 1"}])
    desk.standin.control("gap", {"id": person["id"], "patch": {"phones": [{"value": "030 2"}]}})

    desk.patch(f"/v2/persons/{person['id']}", {"phones": [{"value": "030 3"}]})

    log = desk.get(f"/v1/persons/{person['id']}/changelog")
    assert [(each["old_value"], each["new_value"]) for each in log] == [("030 2", "030 3"), ("030 1", "030 2")]


def test_a_person_can_be_made_changed_merged_and_deleted_in_the_ui(desk: Desk) -> None:
    desk.standin.control("stats/reset", {})
    made = desk.standin.control("edit", {"entity": "person", "action": "create", "patch": {"name": "Ada King"}})
    other = desk.standin.control("edit", {"entity": "person", "action": "create", "patch": {"name": "Ada Other"}})
    change = {"entity": "person", "action": "change", "id": made["id"], "patch": {"last_name": "Lovelace"}}

    assert desk.standin.control("edit", change)["name"] == "Ada Lovelace"
    merge = {"entity": "person", "action": "merge", "id": other["id"], "into": made["id"]}
    assert desk.standin.control("edit", merge)["id"] == made["id"]
    gone = desk.standin.control("edit", {"entity": "person", "action": "delete", "id": made["id"]})

    assert gone["is_deleted"] is True
    assert desk.standin.control("stats")["tokens"] == 0


def test_ordered_failures_hit_the_next_requests_only(desk: Desk) -> None:
    fault = {"method": "GET", "path": "/v2/persons/.*", "status": 503, "times": 2, "skip": 1}
    person = desk.person()["id"]
    desk.standin.control("fail", fault)

    answers = [desk.call("GET", f"/api/v2/persons/{person}").status_code for _ in range(4)]

    assert answers == [200, 503, 503, 200]


def test_an_ordered_failure_may_be_html(desk: Desk) -> None:
    desk.standin.control("fail", {"path": "/v1/users/me", "status": 403, "html": "<h1>Blocked</h1>"})

    answer = desk.call("GET", "/v1/users/me")

    assert (answer.status_code, answer.text) == (403, "<h1>Blocked</h1>")


@pytest.mark.parametrize(("drop", "made"), [("before", 0), ("after", 1)])
def test_a_connection_can_be_cut_before_or_after_the_write(desk: Desk, drop: str, made: int) -> None:
    name = f"Cut {drop}"
    desk.standin.control("fail", {"method": "POST", "path": "/v2/persons", "drop": drop})

    with pytest.raises(httpx.RemoteProtocolError):
        desk.call("POST", "/api/v2/persons", {"name": name})

    assert sum(row["name"] == name for row in desk.standin.control("dump")["persons"]) == made


def test_an_answer_can_be_late(desk: Desk) -> None:
    desk.standin.control("fail", {"path": "/v1/users/me", "delay": 0.2})
    start = time.monotonic()

    assert desk.call("GET", "/v1/users/me").status_code == 200

    assert time.monotonic() - start >= 0.2


def test_loading_fills_in_what_is_missing(desk: Desk) -> None:
    organization = {"id": 5000, "name": "Engines", "address": {"value": "London"}}
    persons = [{"name": f"Loaded {n}", "org_id": 5000, "emails": [{"value": f"l{n}@x.example"}]} for n in range(3)]
    persons.append({"id": 7000, "first_name": "Ada", "last_name": "King", "update_time": "2020-01-01T00:00:00Z"})

    loaded = desk.standin.control("load", {"organizations": [organization], "persons": persons})

    assert (loaded["organizations"], loaded["persons"]) == (1, 4)
    rows = desk.get("/v2/persons", org_id=5000)
    assert [row["first_name"] for row in rows] == ["Loaded"] * 3
    assert rows[0]["emails"] == [{"value": "l0@x.example", "primary": True, "label": "work"}]
    assert desk.get("/v2/persons", ids="7000")[0]["update_time"] == "2020-01-01T00:00:00Z"
    assert desk.person()["id"] == 7001


def test_a_new_user_gets_a_token(desk: Desk) -> None:
    made = desk.standin.control("user", {"name": "Dora", "email": "dora@x.example"})

    answer = desk.http.get("/v1/users/me", headers={"x-api-token": made["api_token"]})

    assert answer.json()["data"]["name"] == "Dora"
    desk.standin.control("user", {"id": made["id"], "active_flag": False})


@pytest.mark.parametrize("body", [{"no_such": 1}, {"limits": "yes"}, {"plan": "free"}, {"deleted_get": 500}])
def test_a_wrong_switch_changes_nothing(desk: Desk, body: dict[str, object]) -> None:
    before = desk.standin.control("switches")

    answer = desk.http.post("/_control/switches", json={"durable": True} | body)

    assert answer.status_code == 400
    assert desk.standin.control("switches") == before


def test_both_prefixes_of_v1_answer_and_only_one_of_v2(desk: Desk) -> None:
    assert desk.call("GET", "/v1/users/me").status_code == 200
    assert desk.call("GET", "/api/v1/users/me").status_code == 200
    assert desk.call("GET", "/v2/persons").status_code == 404


def test_maintenance_and_a_closed_company_have_their_statuses(desk: Desk) -> None:
    desk.switch(maintenance=True)
    assert desk.refusal("GET", "/v1/users/me") == 503
    desk.switch(maintenance=False, company_open=False)
    assert desk.refusal("GET", "/v1/users/me") == 402
