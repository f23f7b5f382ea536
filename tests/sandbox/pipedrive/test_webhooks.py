"""Webhooks of the stand-in: who subscribes, who gets what, and in which shape."""

from typing import Any

import pytest

from tests.sandbox.pipedrive.contracts import faults, webhook_validators
from tests.sandbox.pipedrive.desk import Desk, Receiver, Row, subscribe


def check(event: Row, entity: str = "person") -> None:
    envelope, data = webhook_validators(entity)
    assert faults(envelope, event) == []
    for part in (event["data"], event["previous"]):
        assert part is None or faults(data, part) == []


def test_a_creation_tells_the_whole_and_no_past(desk: Desk, receiver: Receiver) -> None:
    webhook = subscribe(desk, receiver)

    person = desk.person("Ada King", emails=[{"value": "ada@x.example"}], label_ids=[5, 6], visible_to=3)

    event = receiver.wait_for(1)[0]
    check(event)
    assert event["previous"] is None
    assert event["data"]["emails"] == person["emails"]
    assert (event["data"]["visible_to"], event["data"]["label"]) == ("3", "5,6")
    meta = event["meta"]
    assert (meta["action"], meta["entity"], meta["entity_id"]) == ("create", "person", str(person["id"]))
    assert (meta["webhook_id"], meta["user_id"]) == (str(webhook["id"]), str(desk.user["id"]))
    assert (meta["change_source"], meta["attempt"], meta["type"]) == ("api", 1, "general")


def test_a_change_tells_what_was_before_of_what_changed(desk: Desk, receiver: Receiver) -> None:
    person = desk.person("Ada King", phones=[{"value": "030 1"}])
    desk.standin.control("clock", {"seconds": 2})
    subscribe(desk, receiver)

    desk.patch(f"/v2/persons/{person['id']}", {"last_name": "Lovelace"})

    event = receiver.wait_for(1)[0]
    check(event)
    assert event["previous"] == {"name": "Ada King", "last_name": "King", "update_time": person["update_time"]}
    assert event["data"]["name"] == "Ada Lovelace"


def test_a_deletion_tells_the_last_state(desk: Desk, receiver: Receiver) -> None:
    person = desk.person("Ada King")
    subscribe(desk, receiver)

    desk.delete(f"/v2/persons/{person['id']}")

    event = receiver.wait_for(1)[0]
    check(event)
    assert (event["meta"]["action"], event["data"], event["previous"]["name"]) == ("delete", None, "Ada King")


def test_nothing_is_told_of_a_patch_that_changes_nothing(desk: Desk, receiver: Receiver) -> None:
    person = desk.person("Ada King")
    subscribe(desk, receiver)

    desk.patch(f"/v2/persons/{person['id']}", {"name": "Ada King"})
    desk.delete(f"/v2/persons/{person['id']}")

    assert receiver.wait_for(1)[0]["meta"]["action"] == "delete"


def test_custom_values_come_wrapped_with_their_type(desk: Desk, receiver: Receiver) -> None:
    values: dict[str, tuple[Any, Any]] = {
        "varchar": ("x", {"type": "varchar", "value": "x"}),
        "user": (9001, {"type": "user", "id": 9001}),
        "monetary": ({"value": 5, "currency": "EUR"}, {"type": "monetary", "value": 5, "currency": "EUR"}),
        "address": ({"value": "Bonn"}, {"type": "address", "value": "Bonn"}),
        "daterange": (
            {"value": "2026-11-01", "until": "2026-11-02"},
            {"type": "daterange", "from": "2026-11-01", "until": "2026-11-02"},
        ),
    }
    codes = {
        kind: desk.post("/v2/personFields", {"field_name": kind, "field_type": kind})["field_code"] for kind in values
    }
    chosen = {"field_name": "set", "field_type": "set", "options": [{"label": "red"}]}
    set_code = desk.post("/v2/personFields", chosen)["field_code"]
    subscribe(desk, receiver)

    desk.person(custom_fields={codes[kind]: value for kind, (value, _) in values.items()} | {set_code: [1]})

    event = receiver.wait_for(1)[0]
    check(event)
    wanted = {codes[kind]: wrapped for kind, (_, wrapped) in values.items()}
    assert event["data"]["custom_fields"] == wanted | {set_code: {"type": "set", "values": [{"id": 1}]}}


def test_a_merge_tells_a_deletion_and_a_change_that_name_each_other(desk: Desk, receiver: Receiver) -> None:
    gone = desk.person("Ada King", emails=[{"value": "old@x.example"}], phones=[{"value": "030 1"}])
    kept = desk.person("Ada Lovelace", emails=[{"value": "new@x.example"}])
    subscribe(desk, receiver)

    answer = desk.call("PUT", f"/v1/persons/{gone['id']}/merge", {"merge_with_id": kept["id"]}).json()

    assert (answer["data"]["id"], answer["data"]["name"]) == (kept["id"], "Ada Lovelace")
    events = sorted(receiver.wait_for(2), key=lambda event: event["meta"]["action"])
    for event in events:
        check(event)
    change, deletion = events
    assert (change["meta"]["entity_id"], change["meta"]["merged_from_id"]) == (str(kept["id"]), str(gone["id"]))
    assert (deletion["meta"]["entity_id"], deletion["meta"]["merged_to_id"]) == (str(gone["id"]), str(kept["id"]))
    assert [each["value"] for each in change["data"]["emails"]] == ["new@x.example", "old@x.example"]
    assert change["data"]["phones"][0]["value"] == "030 1"


def test_an_edit_in_the_ui_is_told_as_such(desk: Desk, receiver: Receiver) -> None:
    person = desk.person("Ada King")
    subscribe(desk, receiver)

    desk.standin.control(
        "edit", {"entity": "person", "action": "change", "id": person["id"], "patch": {"name": "Ada B"}}
    )

    event = receiver.wait_for(1)[0]
    assert event["meta"]["change_source"] == "app"
    assert event["meta"]["user_id"] == str(desk.standin.users[-1]["id"])


@pytest.mark.parametrize("entity", ["organization", "deal", "activity"])
def test_other_entities_have_their_own_shapes(desk: Desk, receiver: Receiver, entity: str) -> None:
    subscribe(desk, receiver, entity)
    paths = {"organization": "/v2/organizations", "deal": "/v2/deals", "activity": "/v2/activities"}
    bodies: dict[str, Row] = {
        "organization": {"name": "Engines", "address": {"value": "London"}},
        "deal": {"title": "Engine", "value": 5.5},
        "activity": {"subject": "Call", "due_date": "2026-11-01", "due_time": "10:00", "duration": "00:30"},
    }

    desk.post(paths[entity], bodies[entity])

    check(receiver.wait_for(1)[0], entity)


def test_only_those_who_see_a_record_are_named_and_told(desk: Desk, receiver: Receiver) -> None:
    clara = desk.standin.users[2]["id"]
    subscribe(desk, receiver, user_id=clara)
    anna = subscribe(desk, receiver)

    desk.as_user(1).person(visible_to=1)

    event = receiver.wait_for(1)[0]
    assert event["meta"]["webhook_id"] == str(anna["id"])
    assert event["meta"]["permitted_user_ids"] == [str(user["id"]) for user in desk.standin.users[:2]]


def test_a_subscription_is_answered_in_v1s_own_words(desk: Desk, receiver: Receiver) -> None:
    body = {"subscription_url": receiver.url, "event_action": "*", "event_object": "person", "name": "t"}

    made = desk.call("POST", "/v1/webhooks", body)

    assert made.status_code == 201
    assert made.json()["status"] == "ok"
    assert made.json()["data"]["is_active"] == 1
    gone = desk.call("DELETE", f"/v1/webhooks/{made.json()['data']['id']}")
    assert gone.json() == {"status": "ok", "success": True}
    assert desk.call("DELETE", "/v1/webhooks/99999").json()["errors"] == {"id": ["not found"]}


def test_a_url_that_cannot_be_called_is_refused(desk: Desk) -> None:
    body = {"subscription_url": "nowhere", "event_action": "*", "event_object": "person", "name": "t"}

    answer = desk.call("POST", "/v1/webhooks", body)

    assert answer.status_code == 400
    assert answer.json()["errors"] == {"subscription_url": ["invalid or non-reachable URL"]}


def test_a_url_where_nobody_listens_is_refused_if_switched(desk: Desk, receiver: Receiver) -> None:
    desk.switch(webhook_check=True)
    nobody = {"subscription_url": "http://127.0.0.1:9/hook", "event_action": "*", "event_object": "person", "name": "t"}

    assert desk.call("POST", "/v1/webhooks", nobody).status_code == 400
    assert subscribe(desk, receiver)["is_active"] == 1


def test_only_admins_subscribe_unless_switched(desk: Desk, receiver: Receiver) -> None:
    body = {"subscription_url": receiver.url, "event_action": "*", "event_object": "person", "name": "t"}
    ben = desk.as_user(1)

    assert ben.call("POST", "/v1/webhooks", body).json() == {"success": False, "message": "Forbidden"}
    desk.switch(webhooks_need_admin=False)
    assert ben.call("POST", "/v1/webhooks", body).status_code == 201


def test_forty_webhooks_are_the_limit(desk: Desk, receiver: Receiver) -> None:
    for _ in range(40):
        subscribe(desk, receiver)

    body = {"subscription_url": receiver.url, "event_action": "*", "event_object": "person", "name": "t"}
    assert desk.call("POST", "/v1/webhooks", body).status_code == 422
