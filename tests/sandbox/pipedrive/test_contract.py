"""The stand-in answers what Pipedrive's OpenAPI says, and holds what it is asked against the same documents."""

import json
from typing import Any

import pytest

from sandbox.pipedrive.routes import ROUTES
from tests.sandbox.pipedrive.contracts import answer_validator, faults, folder
from tests.sandbox.pipedrive.desk import Desk, Row

SUBSCRIPTION = {"event_action": "*", "event_object": "lead", "name": "t", "subscription_url": "http://127.0.0.1:9/x"}


@pytest.fixture
def full(desk: Desk) -> Row:
    """One of everything, and the ids to put into paths."""
    organization = desk.post("/v2/organizations", {"name": "Engines", "address": {"value": "London"}})
    person = desk.person("Ada King", org_id=organization["id"], emails=[{"value": "a@x.example"}])
    deal = desk.post(
        "/v2/deals", {"title": "Engine", "person_id": person["id"], "org_id": organization["id"], "value": 5}
    )
    tea = {"subject": "Tea", "type": "lunch", "participants": [{"person_id": person["id"], "primary": True}]}
    activity = desk.post("/v2/activities", tea)
    lead = desk.post("/v1/leads", {"title": "Lead", "person_id": person["id"]})
    note = desk.post("/v1/notes", {"content": "Note G", "person_id": person["id"]})
    desk.patch(f"/v2/persons/{person['id']}", {"name": "Ada Lovelace"})
    desk.post(f"/v2/persons/{person['id']}/followers", {"user_id": 9002})
    field = desk.post("/v2/personFields", {"field_name": "Colour", "field_type": "enum", "options": [{"label": "red"}]})
    desk.post("/v1/filters", {"name": "All", "type": "people", "conditions": {"glue": "and", "conditions": []}})
    desk.post("/v1/webhooks", SUBSCRIPTION)
    return {
        "organizations": organization["id"],
        "persons": person["id"],
        "deals": deal["id"],
        "activities": activity["id"],
        "leads": lead["id"],
        "notes": note["id"],
        "field": field["field_code"],
    }


READS = [
    *(("v2", f"/{kind}", {}) for kind in ("persons", "organizations", "deals", "activities", "pipelines", "stages")),
    *(("v2", f"/{kind}/{{id}}", {}) for kind in ("persons", "organizations", "deals", "activities")),
    *(("v2", f"/{kind}Fields", {}) for kind in ("person", "organization", "deal", "activity")),
    ("v2", "/personFields", {"include_fields": "ui_visibility"}),
    ("v2", "/activities", {"include_fields": "attendees"}),
    ("v2", "/personFields/{field_code}", {}),
    ("v2", "/persons/search", {"term": "ada"}),
    ("v2", "/organizations/search", {"term": "engines"}),
    ("v2", "/deals/search", {"term": "engine"}),
    ("v2", "/itemSearch", {"term": "engine"}),
    ("v2", "/persons/{id}/followers", {}),
    ("v1", "/users", {}),
    ("v1", "/users/me", {}),
    ("v1", "/userSettings", {}),
    ("v1", "/activityTypes", {}),
    ("v1", "/webhooks", {}),
    ("v1", "/filters", {}),
    ("v1", "/leads", {}),
    ("v1", "/leads/{id}", {}),
    ("v1", "/persons/{id}/changelog", {}),
    ("v1", "/persons/{id}/permittedUsers", {}),
]


@pytest.mark.parametrize(("version", "path", "query"), READS, ids=lambda value: value if isinstance(value, str) else "")
def test_an_answer_is_what_the_contract_says(
    desk: Desk, full: Row, version: str, path: str, query: dict[str, Any]
) -> None:
    validator = answer_validator(version, "GET", path)
    filled = path.replace("{id}", str(full.get(path.split("/")[1], ""))).replace("{field_code}", full["field"])

    answer = desk.call("GET", f"/api/{version}{filled}", **query).json()

    assert answer["data"]
    assert faults(validator, answer) == []


def test_contact_sync_fields_are_what_the_contract_says(desk: Desk) -> None:
    desk.switch(contact_sync=True)
    body = {"name": "Ada", "im": [{"value": "ada"}], "postal_address": {"value": "London"}, "job_title": "Countess"}

    answer = desk.call("POST", "/api/v2/persons", body).json()

    assert faults(answer_validator("v2", "POST", "/persons"), answer) == []


@pytest.mark.parametrize("kind", ["persons", "organizations", "deals"])
def test_the_answer_to_a_merge_is_what_the_contract_says(desk: Desk, full: Row, kind: str) -> None:
    other = desk.post(f"/v2/{kind}", {"title" if kind == "deals" else "name": "Other"})

    answer = desk.call("PUT", f"/api/v1/{kind}/{other['id']}/merge", {"merge_with_id": full[kind]}).json()

    assert faults(answer_validator("v1", "PUT", f"/{kind}/{{id}}/merge"), answer) == []


def test_a_participant_is_what_the_contract_says(desk: Desk, full: Row) -> None:
    """But for who added it: the schema nests a whole answer there, the contract's example a short user."""
    path, deal = "/deals/{id}/participants", full["deals"]

    added = desk.call("POST", f"/api/v1/deals/{deal}/participants", {"person_id": full["persons"]}).json()
    listed = desk.call("GET", f"/api/v1/deals/{deal}/participants").json()

    assert [each["id"] for each in listed["data"]] == [added["data"]["id"]]
    for each in (added["data"], *listed["data"]):
        assert each.pop("added_by_user_id")["id"] == desk.user["id"]
    assert faults(answer_validator("v1", "POST", path), added) == []
    assert faults(answer_validator("v1", "GET", path), listed) == []


def test_a_deletion_and_a_subscription_are_what_the_contract_says(desk: Desk, full: Row) -> None:
    made = desk.call("POST", "/api/v1/webhooks", SUBSCRIPTION).json()
    gone = desk.call("DELETE", f"/api/v2/persons/{full['persons']}").json()

    assert faults(answer_validator("v1", "POST", "/webhooks", 201), made) == []
    assert faults(answer_validator("v2", "DELETE", "/persons/{id}"), gone) == []


def test_every_operation_exists_in_the_contract_at_its_price() -> None:
    prices = {}
    for version in ("v1", "v2"):
        rows = json.loads((folder() / f"operations-{version}.json").read_text("utf-8"))
        prices |= {(version, row["method"], row["path"]): row["token_cost"] for row in rows}

    ours = {(route.version, route.method, route.template): route.cost for route in ROUTES}

    assert {
        operation: (cost, prices.get(operation)) for operation, cost in ours.items() if cost != prices.get(operation)
    } == {}


@pytest.mark.parametrize(
    ("method", "path", "body", "query"),
    [
        ("GET", "/v2/persons", None, {"start": 0}),
        ("GET", "/v2/persons", None, {"limit": "many"}),
        ("GET", "/v2/persons", None, {"sort_by": "name"}),
        ("GET", "/v2/persons/search", None, {}),
        ("POST", "/v2/persons", {"name": "Ada", "email": "x"}, {}),
        ("POST", "/v2/persons", {"name": "Ada", "owner_id": "9001"}, {}),
        ("POST", "/v2/organizations", {}, {}),
        ("PUT", "/v2/persons/1", {"name": "Ada"}, {}),
        ("GET", "/v1/persons", None, {}),
        ("POST", "/v1/webhooks", {"event_action": "*", "event_object": "person"}, {}),
    ],
)
def test_a_request_outside_the_contract_is_refused_and_noted(
    desk: Desk, method: str, path: str, body: object, query: dict[str, Any]
) -> None:
    folder()
    desk.http.request("DELETE", "/_control/violations")

    assert desk.refusal(method, path, body, **query) == 400

    noted = desk.standin.control("violations")
    assert [(each["method"], each["path"]) for each in noted] == [(method, path)]
    desk.http.request("DELETE", "/_control/violations")


def test_the_known_errors_of_the_contract_are_no_violations(desk: Desk) -> None:
    desk.http.request("DELETE", "/_control/violations")
    person = desk.post("/v2/persons", {"first_name": "Ada", "last_name": "King"})
    desk.patch(f"/v2/persons/{person['id']}", {"org_id": None, "last_name": "Lovelace"})
    desk.get("/v2/persons", include_fields="open_deals_count,notes_count", limit=1)
    desk.get("/v2/deals", status="open,won")
    desk.get("/v2/persons/search", term="ada", fields="email,phone")

    assert desk.standin.control("violations") == []
