"""Delivery of the stand-in's webhooks: Basic auth, retries, the ban, the end of a webhook that never works."""

import base64

from tests.sandbox.pipedrive.desk import Desk, Receiver, subscribe, until


def test_the_receiver_is_shown_the_webhooks_user_and_password(desk: Desk, receiver: Receiver) -> None:
    subscribe(desk, receiver, http_auth_user="ada", http_auth_password="secret")

    desk.person()

    receiver.wait_for(1)
    assert receiver.headers[0]["Authorization"] == f"Basic {base64.b64encode(b'ada:secret').decode()}"


def test_a_failure_is_tried_again_and_counted(desk: Desk, receiver: Receiver) -> None:
    desk.switch(webhook_retry_scale=0.01)
    receiver.status = 500
    subscribe(desk, receiver)

    desk.person()

    events = receiver.wait_for(4)
    assert [event["meta"]["attempt"] for event in events] == [1, 2, 3, 4]
    assert len({event["meta"]["id"] for event in events}) == 1
    assert desk.get("/v1/webhooks")[0]["last_http_status"] == 500


def test_a_slow_receiver_has_failed(desk: Desk, receiver: Receiver) -> None:
    desk.switch(webhook_retry_scale=0.001, webhook_timeout=0.1)
    receiver.delay = 0.3
    subscribe(desk, receiver)

    desk.person()

    # a slow receiver notes the first only after its sleep, so their order there says nothing
    assert {event["meta"]["attempt"] for event in receiver.wait_for(2)} == {1, 2}


def test_ten_failed_first_attempts_ban_a_webhook_for_half_an_hour(desk: Desk, receiver: Receiver) -> None:
    desk.switch(webhook_retry_scale=1000.0)
    desk.standin.control("stats/reset", {})
    receiver.status = 500
    subscribe(desk, receiver)
    for _ in range(10):
        desk.person()
    until(lambda: desk.standin.control("stats")["webhooks"].get("failed") == 10)

    receiver.status = 200
    desk.person("Lost")
    assert desk.standin.control("stats")["webhooks"]["lost"] == 1
    desk.standin.control("clock", {"seconds": 1801})
    desk.person("Heard")

    assert receiver.wait_for(11)[10]["data"]["name"] == "Heard"


def test_a_webhook_without_success_for_three_days_is_deleted(desk: Desk, receiver: Receiver) -> None:
    desk.switch(webhook_retry_scale=1000.0)
    receiver.status = 500
    subscribe(desk, receiver)
    desk.person()
    receiver.wait_for(1)
    until(lambda: desk.get("/v1/webhooks")[0]["last_http_status"] == 500)

    desk.standin.control("clock", {"seconds": 3 * 86400 + 1})
    desk.person()

    until(lambda: desk.get("/v1/webhooks") == [])


def test_held_webhooks_arrive_when_released_and_lost_ones_never(desk: Desk, receiver: Receiver) -> None:
    subscribe(desk, receiver)
    desk.switch(webhook_delivery="lost")
    desk.person("Lost")
    desk.switch(webhook_delivery="held")
    desk.person("Held")
    assert desk.standin.control("stats")["webhooks_pending"] == 1

    desk.switch(webhook_delivery="on")

    assert [event["data"]["name"] for event in receiver.wait_for(1)] == ["Held"]


def test_an_idle_connection_that_the_receiver_closed_costs_no_attempt(desk: Desk, receiver: Receiver) -> None:
    receiver.is_hasty = True
    subscribe(desk, receiver)

    for _ in range(30):
        desk.person()

    events = receiver.wait_for(30)
    assert {event["meta"]["attempt"] for event in events} == {1}
    assert len({event["meta"]["id"] for event in events}) == 30
