"""Who sees what in the stand-in: plans, groups, followers, and the admin's view."""

import pytest

from tests.sandbox.pipedrive.desk import Desk

ANNA, BEN, CLARA = 0, 1, 2


def sees(desk: Desk, person: int) -> bool:
    listed = desk.get("/v2/persons", ids=str(person))
    status = desk.call("GET", f"/api/v2/persons/{person}").status_code
    assert (status == 200) is bool(listed)
    return bool(listed)


@pytest.mark.parametrize(("visible_to", "seen"), [(1, [BEN]), (3, [BEN]), (5, [BEN, CLARA]), (7, [ANNA, BEN, CLARA])])
def test_a_big_plan_knows_groups(desk: Desk, visible_to: int, seen: list[int]) -> None:
    """Ben is in Sales, Clara in its sub-group Sales North, Anna above both."""
    desk.switch(admins_see_all=False)

    person = desk.as_user(BEN).person(visible_to=visible_to)

    assert [user for user in (ANNA, BEN, CLARA) if sees(desk.as_user(user), person["id"])] == seen


@pytest.mark.parametrize(("visible_to", "seen"), [(1, [BEN]), (3, [ANNA, BEN, CLARA])])
def test_a_small_plan_knows_owner_and_company(desk: Desk, visible_to: int, seen: list[int]) -> None:
    desk.switch(admins_see_all=False, plan="growth")

    person = desk.as_user(BEN).person(visible_to=visible_to)

    assert [user for user in (ANNA, BEN, CLARA) if sees(desk.as_user(user), person["id"])] == seen
    assert desk.as_user(BEN).refusal("POST", "/v2/persons", {"name": "Ada", "visible_to": 7}) == 400


def test_admins_see_everything(desk: Desk) -> None:
    person = desk.as_user(BEN).person(visible_to=1)

    assert sees(desk, person["id"])
    assert not sees(desk.as_user(CLARA), person["id"])


def test_a_follower_sees_what_is_followed(desk: Desk) -> None:
    person = desk.as_user(BEN).person(visible_to=1)
    clara = desk.standin.users[CLARA]["id"]

    desk.post(f"/v2/persons/{person['id']}/followers", {"user_id": clara})

    assert sees(desk.as_user(CLARA), person["id"])
    assert clara in desk.get(f"/v1/persons/{person['id']}/permittedUsers")
    desk.delete(f"/v2/persons/{person['id']}/followers/{clara}")
    assert not sees(desk.as_user(CLARA), person["id"])


def test_what_is_invisible_answers_as_the_switch_says(desk: Desk) -> None:
    person = desk.as_user(BEN).person(visible_to=1)
    desk.switch(invisible_get=403)

    assert desk.as_user(CLARA).refusal("GET", f"/v2/persons/{person['id']}") == 403


def test_the_default_is_the_users(desk: Desk) -> None:
    ben = desk.standin.users[BEN]["id"]
    desk.standin.control("user", {"id": ben, "default_visibility": {"person": 3}})

    assert desk.as_user(BEN).person()["visible_to"] == 3
    assert desk.get(f"/v1/users/{ben}/roleSettings")["person_default_visibility"] == 3
    desk.standin.control("user", {"id": ben, "default_visibility": {}})
    assert desk.as_user(BEN).person()["visible_to"] == 7


def test_a_search_finds_only_what_is_seen(desk: Desk) -> None:
    desk.as_user(BEN).person("Hidden Hedwig", visible_to=1)

    assert len(desk.as_user(BEN).get("/v2/persons/search", term="hedwig")["items"]) == 1
    assert desk.as_user(CLARA).get("/v2/persons/search", term="hedwig")["items"] == []


def test_a_user_without_a_seat_is_locked_out(desk: Desk) -> None:
    clara = desk.standin.users[CLARA]["id"]
    desk.standin.control("user", {"id": clara, "active_flag": False})

    assert desk.as_user(CLARA).refusal("GET", "/v1/users/me") == 401
    desk.standin.control("user", {"id": clara, "active_flag": True})
