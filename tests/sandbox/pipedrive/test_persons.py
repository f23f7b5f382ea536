"""Persons of the stand-in: names, entries, deletion, strict types."""

import pytest

from tests.sandbox.pipedrive.desk import Desk


def test_a_name_is_split_at_its_first_blank(desk: Desk) -> None:
    person = desk.person("Ada King Byron")

    assert (person["first_name"], person["last_name"]) == ("Ada", "King Byron")


def test_a_single_word_is_a_first_name(desk: Desk) -> None:
    person = desk.person("Cher")

    assert (person["first_name"], person["last_name"]) == ("Cher", None)


def test_first_and_last_name_make_the_name(desk: Desk) -> None:
    person = desk.post("/v2/persons", {"first_name": "Ada", "last_name": "Lovelace"})

    assert person["name"] == "Ada Lovelace"


def test_one_of_first_and_last_name_may_be_empty(desk: Desk) -> None:
    assert desk.post("/v2/persons", {"first_name": "", "last_name": "Lovelace"})["name"] == "Lovelace"


def test_a_first_name_alone_makes_no_person(desk: Desk) -> None:
    assert desk.refusal("POST", "/v2/persons", {"first_name": "Ada"}) == 400


def test_a_person_needs_a_name(desk: Desk) -> None:
    assert desk.refusal("POST", "/v2/persons", {"emails": []}) == 400
    assert desk.refusal("POST", "/v2/persons", {"name": " "}) == 400


def test_a_new_last_name_changes_the_name(desk: Desk) -> None:
    person = desk.person("Ada King")

    changed = desk.patch(f"/v2/persons/{person['id']}", {"last_name": "Lovelace"})

    assert changed["name"] == "Ada Lovelace"


def test_a_patch_replaces_a_whole_list(desk: Desk) -> None:
    person = desk.person(emails=[{"value": "a@x.example"}, {"value": "b@x.example"}])

    changed = desk.patch(f"/v2/persons/{person['id']}", {"emails": [{"value": "c@x.example", "label": "home"}]})

    assert changed["emails"] == [{"value": "c@x.example", "primary": True, "label": "home"}]


def test_an_empty_list_clears(desk: Desk) -> None:
    person = desk.person(phones=[{"value": "030 1"}])

    assert desk.patch(f"/v2/persons/{person['id']}", {"phones": []})["phones"] == []


def test_an_entry_gets_the_label_work_and_the_first_one_is_primary(desk: Desk) -> None:
    person = desk.person(emails=[{"value": "a@x.example"}, {"value": "b@x.example"}])

    assert person["emails"] == [
        {"value": "a@x.example", "primary": True, "label": "work"},
        {"value": "b@x.example", "primary": False, "label": "work"},
    ]


def test_two_primaries_are_refused(desk: Desk) -> None:
    entries = [{"value": "a@x.example", "primary": True}, {"value": "b@x.example", "primary": True}]

    assert desk.refusal("POST", "/v2/persons", {"name": "Ada", "emails": entries}) == 400


@pytest.mark.parametrize("body", [{"owner_id": "9001"}, {"name": 1}, {"emails": "a@x.example"}, {"label_ids": ["5"]}])
def test_a_value_of_the_wrong_type_is_refused(desk: Desk, body: dict[str, object]) -> None:
    desk.switch(contract=False)

    assert desk.refusal("POST", "/v2/persons", {"name": "Ada"} | body) == 400


@pytest.mark.parametrize("body", [{"org_id": 99999}, {"owner_id": 1}, {"label_ids": [99]}, {"visible_to": 2}])
def test_a_reference_to_nothing_is_refused(desk: Desk, body: dict[str, object]) -> None:
    assert desk.refusal("POST", "/v2/persons", {"name": "Ada"} | body) == 400


def test_null_unlinks_the_organization(desk: Desk) -> None:
    organization = desk.post("/v2/organizations", {"name": "Analytical Engines"})
    person = desk.person(org_id=organization["id"])

    assert desk.patch(f"/v2/persons/{person['id']}", {"org_id": None})["org_id"] is None


def test_a_patch_without_a_difference_keeps_the_update_time(desk: Desk) -> None:
    person = desk.person("Ada King")
    desk.standin.control("clock", {"seconds": 5})

    same = desk.patch(f"/v2/persons/{person['id']}", {"name": "Ada King"})

    assert same == person


def test_times_have_whole_seconds_in_utc(desk: Desk) -> None:
    assert desk.person()["update_time"][10:].count(":") == 2
    assert desk.person()["update_time"].endswith("Z")
    assert "." not in desk.person()["update_time"]


@pytest.mark.parametrize(("switch", "status"), [(200, 200), (404, 404), (410, 410)])
def test_a_deleted_person_answers_as_the_switch_says(desk: Desk, switch: int, status: int) -> None:
    person = desk.person()
    assert desk.delete(f"/v2/persons/{person['id']}") == {"id": person["id"]}
    desk.switch(deleted_get=switch)

    answer = desk.call("GET", f"/api/v2/persons/{person['id']}")

    assert answer.status_code == status
    assert status != 200 or answer.json()["data"]["is_deleted"] is True


def test_a_deleted_person_is_purged_after_thirty_days(desk: Desk) -> None:
    person = desk.person()
    desk.delete(f"/v2/persons/{person['id']}")

    desk.standin.control("clock", {"seconds": 31 * 86400})

    assert desk.refusal("GET", f"/v2/persons/{person['id']}") == 404


def test_a_deleted_person_cannot_be_changed_or_deleted_again(desk: Desk) -> None:
    person = desk.person()
    desk.delete(f"/v2/persons/{person['id']}")

    assert desk.refusal("PATCH", f"/v2/persons/{person['id']}", {"name": "Ada"}) == 404
    assert desk.refusal("DELETE", f"/v2/persons/{person['id']}") == 404


def test_contact_sync_fields_do_not_exist_at_first(desk: Desk) -> None:
    assert "im" not in desk.person()
    assert desk.refusal("POST", "/v2/persons", {"name": "Ada", "job_title": "Countess"}) == 400


def test_contact_sync_brings_its_fields(desk: Desk) -> None:
    desk.switch(contact_sync=True)

    person = desk.person(
        im=[{"value": "ada", "label": "skype"}],
        postal_address={"value": "St James's Square 12, London", "locality": "London"},
        birthday="1815-12-10",
        job_title="Countess",
        notes="Wrote note G",
    )

    assert person["im"] == [{"value": "ada", "primary": True, "label": "skype"}]
    assert person["postal_address"]["locality"] == "London"
    assert person["postal_address"]["country"] is None
    assert (person["birthday"], person["job_title"], person["notes"]) == ("1815-12-10", "Countess", "Wrote note G")
    assert "job_title" in {each["field_code"] for each in desk.get("/v2/personFields")}


def test_a_person_out_of_the_void_is_not_found(desk: Desk) -> None:
    assert desk.refusal("GET", "/v2/persons/999999") == 404


def test_the_change_log_tells_old_and_new_newest_first(desk: Desk) -> None:
    person = desk.person("Ada King")
    desk.patch(f"/v2/persons/{person['id']}", {"emails": [{"value": "a@x.example"}]})
    desk.patch(f"/v2/persons/{person['id']}", {"emails": [{"value": "b@x.example"}]})

    log = desk.get(f"/v1/persons/{person['id']}/changelog")

    assert [(each["field_key"], each["old_value"], each["new_value"]) for each in log] == [
        ("email", "a@x.example", "b@x.example"),
        ("email", "", "a@x.example"),
    ]
    assert log[0]["change_source"] == "api"


def test_a_picture_can_be_set_seen_and_taken_away(desk: Desk) -> None:
    person = desk.person()
    path = f"/v1/persons/{person['id']}/picture"
    headers = {"x-api-token": desk.user["api_token"]}
    data = b"\x89PNG\r\n\x1a\n" + bytes(64)

    desk.http.post(path, files={"file": ("ada.png", data)}, headers=headers).raise_for_status()

    picture = desk.get(f"/v2/persons/{person['id']}/picture")
    assert desk.http.get(picture["pictures"]["512"]).content == data
    assert desk.get(f"/v2/persons/{person['id']}")["picture_id"] == picture["id"]
    desk.delete(path)
    assert desk.refusal("GET", f"/v2/persons/{person['id']}/picture") == 404


def test_a_picture_that_is_none_is_refused(desk: Desk) -> None:
    person = desk.person()
    headers = {"x-api-token": desk.user["api_token"]}

    answer = desk.http.post(f"/v1/persons/{person['id']}/picture", files={"file": ("x", b"hello")}, headers=headers)

    assert answer.status_code == 400
