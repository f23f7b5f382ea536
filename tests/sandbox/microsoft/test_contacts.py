"""Contacts, folders and their delta: what is refused, filled in, spelled otherwise, and told again."""

from typing import Any

import pytest

from tests.sandbox.microsoft.desk import CONTRACTS, Desk, MicrosoftStandin

MARK = "String {7d1c3a52-6f0b-4a7e-9c55-2f8d1b6e4a90} Name Made"


@pytest.mark.parametrize(
    "contact",
    [
        {"emailAddresses": [{"address": f"{number}@example.com"} for number in range(4)]},
        {"businessPhones": ["1", "2", "3"]},
        {"homePhones": ["1", "2", "3"]},
        {"birthday": "1500-01-01T11:59:00Z"},
    ],
    ids=str,
)
def test_more_than_outlook_has_room_for_is_refused(desk: Desk, contact: dict[str, Any]) -> None:
    status, _ = desk.refusal("POST", "me/contacts", contact)

    assert status == 400


def test_without_a_display_name_one_is_made_up_whenever_a_name_changes(desk: Desk) -> None:
    made = desk.create(surname="Stone", displayName="Frau Stone")

    changed = desk.ok("PATCH", f"me/contacts/{made['id']}", {"surname": "Berg"})

    assert (made["displayName"], changed["displayName"]) == ("Frau Stone", "Bea Berg")


def test_lines_end_as_outlook_ends_them(desk: Desk) -> None:
    made = desk.create(personalNotes="eins\nzwei")

    assert made["personalNotes"] == "eins\r\nzwei"


def test_a_stale_etag_is_refused_and_changes_nothing(desk: Desk) -> None:
    made = desk.create()
    desk.ok("PATCH", f"me/contacts/{made['id']}", {"jobTitle": "Chefin"})

    for method, body in (("PATCH", {"jobTitle": "Azubi"}), ("DELETE", None)):
        refusal = desk.refusal(method, f"me/contacts/{made['id']}", body, etag=made["@odata.etag"])
        assert refusal == (412, "ErrorIrresolvableConflict")
    assert desk.ok("GET", f"me/contacts/{made['id']}")["jobTitle"] == "Chefin"


def test_an_id_changes_with_a_move_unless_it_is_immutable(desk: Desk) -> None:
    folder = desk.standin.control("folder", {"email": desk.email, "name": "Kunden"})["id"]
    fixed = desk.create()["id"]
    moving = desk.ok("GET", f"me/contacts/{fixed}", prefer="")["id"]
    assert moving != fixed

    desk.edit("move", id=fixed, folder=folder)

    assert desk.refusal("GET", f"me/contacts/{moving}") == (404, "ErrorItemNotFound")
    assert desk.ok("GET", f"me/contacts/{fixed}")["parentFolderId"] == folder
    assert desk.ok("GET", f"me/contacts/{fixed}", prefer="")["id"] not in (moving, fixed)


@pytest.mark.parametrize("name", ["delta", "delta()", "microsoft.graph.delta()"])
def test_delta_has_three_spellings(desk: Desk, name: str) -> None:
    made = desk.create()

    items, _ = desk.round(f"me/contactFolders/contacts/contacts/{name}", select="displayName")

    assert [set(one) for one in items] == [{"@odata.etag", "id", "displayName"}]
    assert items[0]["id"] == made["id"]


@pytest.mark.parametrize("option", ["filter", "expand", "orderby", "search", "top"])
def test_delta_takes_no_other_options(desk: Desk, option: str) -> None:
    assert desk.call("GET", "me/contactFolders/contacts/contacts/delta", **{option: "1"}).status_code == 400


def test_a_round_tells_what_changed_since_and_what_left(desk: Desk) -> None:
    kept, gone, moved = (desk.create()["id"] for _ in range(3))
    folder = desk.standin.control("folder", {"email": desk.email, "name": "Kunden"})["id"]
    _, link = desk.round("me/contactFolders/contacts/contacts/delta")
    assert desk.round(link)[0] == []

    desk.edit("patch", id=kept, contact={"jobTitle": "Chefin"})
    desk.edit("delete", id=gone)
    desk.edit("move", id=moved, folder=folder)

    items, _ = desk.round(link)
    assert [one["id"] for one in items if "@removed" not in one] == [kept]
    assert {one["id"] for one in items if "@removed" in one} == {gone, moved}
    assert [one["id"] for one in desk.round(f"me/contactFolders/{folder}/contacts/delta")[0]] == [moved]


def test_a_round_may_be_repeated_and_pages_are_no_larger_than_asked(desk: Desk) -> None:
    for _ in range(5):
        desk.create()
    page = desk.ok("GET", "me/contactFolders/contacts/contacts/delta", prefer="odata.maxpagesize=2")
    assert len(page["value"]) == 2

    again = [desk.ok("GET", page["@odata.nextLink"])["value"] for _ in range(2)]

    assert again[0] == again[1]


def test_changes_show_only_after_a_while_where_a_switch_says_so(desk: Desk) -> None:
    _, link = desk.round("me/contactFolders/contacts/contacts/delta")
    desk.standin.switch(lag=60.0)
    desk.create()
    assert desk.round(link)[0] == []

    desk.standin.control("clock", {"seconds": 61})

    assert len(desk.round(link)[0]) == 1


@pytest.mark.parametrize(("shape", "status"), [("gone", 410), ("state", 400)])
def test_a_link_expires_in_either_shape(desk: Desk, shape: str, status: int) -> None:
    _, link = desk.round("me/contactFolders/contacts/contacts/delta")
    desk.standin.switch(delta_expiry=shape, delta_life=600.0)

    desk.standin.control("clock", {"seconds": 601})

    answer = desk.call("GET", link)
    assert answer.status_code == status
    assert answer.json()["error"]["code"].lower() == "syncstatenotfound"
    assert ("location" in answer.headers) == (shape == "gone")


def test_a_filter_asks_for_the_value_in_any_case_and_for_the_name_as_it_is(desk: Desk) -> None:
    made = desk.create(singleValueExtendedProperties=[{"id": MARK, "value": "abc"}])

    def found(name: str, value: str) -> list[str]:
        clause = f"singleValueExtendedProperties/any(ep: ep/id eq '{name}' and ep/value eq '{value}')"
        return [one["id"] for one in desk.ok("GET", "me/contacts", filter=clause)["value"]]

    assert found(MARK, "ABC") == [made["id"]]
    assert found(MARK.replace("Made", "made"), "abc") == []
    assert desk.refusal("GET", "me/contacts", filter="displayName eq 'x' and nonsense")[0] == 400


def test_what_the_contract_does_not_know_is_a_violation_and_refused(microsoft: MicrosoftStandin, desk: Desk) -> None:
    if not CONTRACTS.is_dir():
        pytest.skip("shared/contracts/graph is absent")
    refused = [
        desk.call("POST", "me/contacts", {"madeUp": 1}).status_code,
        desk.call("POST", "me/contacts", {"businessPhones": "1"}).status_code,
        desk.call("GET", "me/contacts", madeup="1").status_code,
        desk.call("PUT", "me/contacts").status_code,
    ]

    assert refused == [400] * 4
    assert len(microsoft.taken("violations")) == 4


def test_nobody_sees_anothers_mailbox(microsoft: MicrosoftStandin, desk: Desk) -> None:
    made, other = desk.create(), microsoft.desk()

    assert other.refusal("GET", f"me/contacts/{made['id']}")[0] == 404
    assert other.refusal("GET", f"users/{desk.email}/contacts")[0] == 403
    assert microsoft.desk(desk.email, "MailboxSettings.Read").refusal("GET", "me/contacts")[0] == 403
    assert Desk(microsoft, desk.email, "made-up").refusal("GET", "me/contacts")[0] == 401
