"""Followers of persons, organizations and deals: they see what they follow."""

from sandbox.pipedrive.answers import Answer, invalid, not_found, ok, ok_page
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.records import find_living
from sandbox.pipedrive.table import Row


def list_followers(kind: str, call: Call) -> Answer:
    return ok_page(_held(kind, call), None)


def add_follower(kind: str, call: Call) -> Answer:
    held = _held(kind, call)
    user_id = call.body.get("user_id") if type(call.body) is dict else None
    if type(user_id) is not int or call.company.get("user", user_id) is None:
        raise invalid("user_id", "This user does not exist.")
    fresh = {"user_id": user_id, "add_time": call.company.clock.stamp()}
    _put(kind, call, [*(each for each in held if each["user_id"] != user_id), fresh])
    return ok(fresh, 201)


def delete_follower(kind: str, call: Call) -> Answer:
    held = _held(kind, call)
    left = [each for each in held if str(each["user_id"]) != call.args[1]]
    if len(left) == len(held):
        raise not_found()
    _put(kind, call, left)
    return ok({"user_id": int(call.args[1])})


def _held(kind: str, call: Call) -> list[Row]:
    row = call.company.get("follower", f"{kind}:{find_living(call, kind)['id']}")
    return list(row["users"]) if row else []


def _put(kind: str, call: Call, users: list[Row]) -> None:
    call.company.table("follower").put({"id": f"{kind}:{int(call.args[0])}", "users": users})
