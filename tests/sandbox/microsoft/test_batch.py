"""JSON batches: twenty at most, each item answered by itself, in no order, and four of a mailbox at a time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.microsoft.desk import Desk, Row

JSON = {"content-type": "application/json"}


def get(number: int, url: str = "/me/contacts", **more: object) -> Row:
    return {"id": str(number), "method": "GET", "url": url, **more}


def post(number: int, **more: object) -> Row:
    body = {"displayName": f"Nr{number}"}
    return {"id": str(number), "method": "POST", "url": "/me/contacts", "headers": JSON, "body": body, **more}


def test_items_succeed_and_fail_by_themselves(desk: Desk) -> None:
    desk.standin.control("fail", {"method": "POST", "path": ".*/contacts", "code": "throttled", "retry_after": 17})

    told = desk.batch(post(1), post(2), get(3, "/me/contacts/nonsense"), get(4, "/me/contactFolders"))

    assert {number: one["status"] for number, one in told.items()} == {"1": 429, "2": 201, "3": 400, "4": 200}
    assert told["1"]["headers"]["Retry-After"] == "17"
    assert told["2"]["body"]["displayName"] == "Nr2"


def test_what_depends_on_a_failure_fails_with_it(desk: Desk) -> None:
    told = desk.batch(get(1, "/me/contacts/nonsense"), post(2, dependsOn=["1"]), post(3, dependsOn=["2"]), post(4))

    assert [told[str(number)]["status"] for number in range(1, 5)] == [400, 424, 424, 201]


@pytest.mark.parametrize(
    "calls",
    [
        [],
        [get(number) for number in range(21)],
        [get(1), get(1)],
        [{"id": "1", "method": "GET"}],
        [{"id": "1", "method": "POST", "url": "/me/contacts", "body": {}}],
    ],
    ids=["none", "too many", "one number twice", "no url", "no content type"],
)
def test_a_batch_that_makes_no_sense_is_refused_whole(desk: Desk, calls: list[Row]) -> None:
    assert desk.call("POST", "$batch", {"requests": calls}).status_code == 400


def test_answers_come_in_another_order_and_pictures_as_base64(desk: Desk) -> None:
    desk.standin.control("people", {"email": desk.email, "count": 1})
    (row,) = desk.standin.control("contacts", {"email": desk.email})
    calls = [get(1, f"/me/contacts/{row['id']}/photo/$value", headers={"prefer": 'IdType="ImmutableId"'})]
    orders = {tuple(desk.batch(*calls, *(get(number) for number in range(2, 8)))) for _ in range(5)}

    assert len(orders) > 1
    photo = desk.batch(*calls)["1"]
    assert photo["headers"]["Content-Type"] == "image/jpeg"
    assert photo["body"][:4] in ("/9j/", "iVBO")


def test_preferences_of_the_batch_count_for_none_of_its_items(desk: Desk) -> None:
    fixed = desk.create()["id"]

    told = desk.batch(
        get(1, f"/me/contacts/{fixed}"), get(2, f"/me/contacts/{fixed}", headers={"Prefer": 'IdType="ImmutableId"'})
    )

    assert told["2"]["body"]["id"] == fixed
    assert told["1"]["body"]["id"] != fixed


def test_more_than_four_at_once_are_too_many_for_a_mailbox(desk: Desk) -> None:
    desk.standin.switch(latency=0.2)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: desk.call("GET", "me/contacts"), range(6)))

    assert sorted(one.status_code for one in answers) == [200, 200, 200, 200, 429, 429]
    late = next(one for one in answers if one.status_code == 429)
    assert (late.json()["error"]["code"], late.headers["retry-after"]) == ("ApplicationThrottled", "10")
