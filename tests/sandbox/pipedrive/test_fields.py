"""Custom fields of the stand-in: their definitions, and the values that each type takes."""

from typing import Any

import pytest

from tests.sandbox.pipedrive.desk import Desk


def field(desk: Desk, field_type: str, **more: Any) -> str:
    code: str = desk.post("/v2/personFields", {"field_name": "Own", "field_type": field_type, **more})["field_code"]
    return code


def test_a_new_field_gets_a_code_of_forty_hex_digits(desk: Desk) -> None:
    code = field(desk, "text")

    assert len(code) == 40
    assert set(code) <= set("0123456789abcdef")
    assert desk.get(f"/v2/personFields/{code}")["is_custom_field"] is True


def test_every_person_shows_a_new_field_as_null(desk: Desk) -> None:
    person = desk.person()

    code = field(desk, "varchar")

    assert desk.get(f"/v2/persons/{person['id']}")["custom_fields"][code] is None


@pytest.mark.parametrize(
    ("field_type", "value"),
    [
        ("varchar", "short"),
        ("text", "long\nand longer"),
        ("double", 1.5),
        ("date", "2026-11-01"),
        ("phone", "030 1"),
        ("monetary", {"value": 5, "currency": "EUR"}),
        ("daterange", {"value": "2026-11-01", "until": "2026-11-02"}),
        ("user", 9001),
    ],
)
def test_a_value_comes_back_as_it_was_written(desk: Desk, field_type: str, value: object) -> None:
    code = field(desk, field_type)

    assert desk.person(custom_fields={code: value})["custom_fields"][code] == value


@pytest.mark.parametrize(
    ("field_type", "value"),
    [
        ("double", "1.5"),
        ("varchar", 1),
        ("date", "1.11.2026"),
        ("varchar", "x" * 256),
        ("address", {"locality": "Bonn"}),
    ],
)
def test_a_value_of_another_type_is_refused(desk: Desk, field_type: str, value: object) -> None:
    code = field(desk, field_type)

    assert desk.refusal("POST", "/v2/persons", {"name": "Ada", "custom_fields": {code: value}}) == 400


def test_an_address_needs_only_its_value_and_empties_the_rest(desk: Desk) -> None:
    code = field(desk, "address")
    person = desk.person(custom_fields={code: {"value": "Hauptstraße 1, Bonn", "locality": "Bonn"}})

    changed = desk.patch(f"/v2/persons/{person['id']}", {"custom_fields": {code: {"value": "Nebenstraße 2"}}})

    assert changed["custom_fields"][code]["value"] == "Nebenstraße 2"
    assert changed["custom_fields"][code]["locality"] is None


def test_null_clears_one_field_and_leaves_the_others(desk: Desk) -> None:
    first, second = field(desk, "varchar"), field(desk, "varchar")
    person = desk.person(custom_fields={first: "a", second: "b"})

    changed = desk.patch(f"/v2/persons/{person['id']}", {"custom_fields": {first: None}})

    assert (changed["custom_fields"][first], changed["custom_fields"][second]) == (None, "b")


def test_options_are_given_by_number_and_an_empty_set_is_an_error(desk: Desk) -> None:
    code = field(desk, "set", options=[{"label": "red"}, {"label": "blue"}])
    added = desk.post(f"/v2/personFields/{code}/options", [{"label": "green"}])

    person = desk.person(custom_fields={code: [1, added[0]["id"]]})

    assert person["custom_fields"][code] == [1, 3]
    assert desk.refusal("PATCH", f"/v2/persons/{person['id']}", {"custom_fields": {code: []}}) == 400
    assert desk.refusal("PATCH", f"/v2/persons/{person['id']}", {"custom_fields": {code: [9]}}) == 400
    assert desk.patch(f"/v2/persons/{person['id']}", {"custom_fields": {code: None}})["custom_fields"][code] is None


def test_an_unknown_code_is_refused(desk: Desk) -> None:
    assert desk.refusal("POST", "/v2/persons", {"name": "Ada", "custom_fields": {"a" * 40: "x"}}) == 400


def test_a_deleted_field_is_gone_from_every_person(desk: Desk) -> None:
    code = field(desk, "varchar")
    person = desk.person(custom_fields={code: "x"})

    desk.delete(f"/v2/personFields/{code}")

    assert code not in desk.get(f"/v2/persons/{person['id']}")["custom_fields"]
    assert desk.refusal("GET", f"/v2/personFields/{code}") == 404


def test_only_admins_make_fields_unless_switched(desk: Desk) -> None:
    body = {"field_name": "Own", "field_type": "varchar"}
    ben = desk.as_user(1)

    assert ben.refusal("POST", "/v2/personFields", body) == 403
    desk.switch(fields_need_admin=False)
    assert ben.post("/v2/personFields", body)["field_name"] == "Own"


def test_activity_fields_cannot_be_made(desk: Desk) -> None:
    desk.switch(contract=False)

    assert desk.refusal("POST", "/v2/activityFields", {"field_name": "Own", "field_type": "varchar"}) == 405


def test_organizations_and_deals_have_fields_of_their_own(desk: Desk) -> None:
    code = desk.post("/v2/organizationFields", {"field_name": "Own", "field_type": "varchar"})["field_code"]

    organization = desk.post("/v2/organizations", {"name": "Engines", "custom_fields": {code: "x"}})

    assert organization["custom_fields"][code] == "x"
    assert desk.get("/v2/dealFields")[0]["field_code"] == "title"
