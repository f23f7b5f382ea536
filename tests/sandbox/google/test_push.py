"""Channels: what is answered, what arrives, when it stops, and what gets lost on the way."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.sandbox.google.desk import ANNA, BEN, Desk, Receiver, until

WEEK = 7 * 86400


def watch(desk: Desk, receiver: Receiver, path: str = "", **more: Any) -> dict[str, Any]:
    body = {"id": uuid4().hex, "type": "web_hook", "address": receiver.url, "token": "geheim"} | more
    channel: dict[str, Any] = desk.ok("POST", path or f"{desk.events}/watch", body)
    return channel


def test_a_channel_is_answered_with_what_it_is_stopped_by(anna: Desk, receiver: Receiver) -> None:
    channel = watch(anna, receiver)

    now = datetime.fromisoformat(anna.standin.control("clock", {"seconds": 0})["now"]).timestamp()
    assert channel["kind"] == "api#channel"
    assert channel["resourceUri"].endswith("/events?alt=json")
    assert abs(int(channel["expiration"]) / 1000 - now - WEEK) < 5
    assert channel["resourceId"] == watch(anna, receiver)["resourceId"]


def test_a_push_says_everything_in_its_headers(anna: Desk, receiver: Receiver) -> None:
    channel = watch(anna, receiver)
    receiver.wait_for(1)
    anna.insert()

    sync, exists = receiver.wait_for(2)

    assert (sync["x-goog-resource-state"], sync["x-goog-message-number"]) == ("sync", "1")
    assert exists["x-goog-resource-state"] == "exists"
    assert int(exists["x-goog-message-number"]) > 1
    assert exists["x-goog-channel-id"] == channel["id"]
    assert exists["x-goog-channel-token"] == "geheim"
    assert exists["x-goog-resource-id"] == channel["resourceId"]
    assert exists["x-goog-resource-uri"] == channel["resourceUri"]
    ends = datetime.fromtimestamp(int(channel["expiration"]) // 1000, UTC)
    assert parsedate_to_datetime(exists["x-goog-channel-expiration"]) == ends
    assert receiver.bodies == [b"", b""]


def test_numbers_grow_with_gaps(anna: Desk, receiver: Receiver) -> None:
    watch(anna, receiver)
    receiver.wait_for(1)
    for count in range(12):
        anna.insert()
        receiver.wait_for(count + 2)

    numbers = [int(push["x-goog-message-number"]) for push in receiver.pushes]

    assert numbers == sorted(set(numbers))
    assert numbers[-1] > len(numbers)


def test_two_channels_on_one_calendar_both_fire(anna: Desk, receiver: Receiver) -> None:
    channels = {watch(anna, receiver)["id"], watch(anna, receiver)["id"]}
    receiver.wait_for(2)

    anna.insert()

    assert {push["x-goog-channel-id"] for push in receiver.wait_for(4)[2:]} == channels


def test_a_stopped_channel_is_silent(anna: Desk, ben: Desk, receiver: Receiver) -> None:
    channel = watch(anna, receiver)
    receiver.wait_for(1)
    body = {name: channel[name] for name in ("id", "resourceId")}
    assert ben.refusal("POST", "channels/stop", body) == (404, "notFound")

    anna.ok("POST", "channels/stop", body)
    anna.insert()
    anna.standin.control("drain", {})

    assert receiver.states() == ["sync"]
    assert anna.refusal("POST", "channels/stop", body) == (404, "notFound")


def test_a_channel_ends_with_its_time(anna: Desk, receiver: Receiver) -> None:
    channel = watch(anna, receiver, params={"ttl": "600"})
    receiver.wait_for(1)
    anna.standin.control("clock", {"seconds": 601})

    anna.insert()
    anna.standin.control("drain", {})

    assert receiver.states() == ["sync"]
    assert channel["id"] not in [each["id"] for each in anna.standin.control("channels")]


def test_no_channel_lives_longer_than_a_week(anna: Desk, receiver: Receiver) -> None:
    far = watch(anna, receiver, expiration="99999999999999")

    assert int(far["expiration"]) < 9999999999999
    assert anna.refusal(
        "POST",
        f"{anna.events}/watch",
        {"id": "x1", "type": "web_hook", "address": receiver.url, "expiration": "1000"},
    ) == (400, "invalid")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"address": "http://tandem.example/push"}, "push.webhookUrlNotHttps"),
        ({"id": ""}, "required"),
        ({"type": "mail"}, "invalid"),
        ({"id": "x" * 65}, "channelIdInvalid"),
    ],
)
def test_a_wrong_channel_is_refused(anna: Desk, receiver: Receiver, change: dict[str, str], reason: str) -> None:
    body = {"id": uuid4().hex, "type": "web_hook", "address": receiver.url} | change

    assert anna.refusal("POST", f"{anna.events}/watch", body) == (400, reason)


def test_a_channels_id_is_used_once(anna: Desk, receiver: Receiver) -> None:
    channel = watch(anna, receiver)
    body = {"id": channel["id"], "type": "web_hook", "address": receiver.url}

    assert anna.refusal("POST", f"{anna.events}/watch", body) == (400, "channelIdNotUnique")


def test_an_ill_receiver_is_tried_again_and_a_refusing_one_is_not(anna: Desk, receiver: Receiver) -> None:
    anna.standin.switch(push_retry_scale=0.01)
    receiver.statuses = [503, 500, 200, 404, 200]

    watch(anna, receiver)
    receiver.wait_for(3)
    anna.insert()
    receiver.wait_for(4)
    anna.standin.control("drain", {})

    assert receiver.states() == ["sync", "sync", "sync", "exists"]
    assert anna.standin.control("stats")["pushes"] == {"sent": 4, "retried": 2, "delivered": 1, "failed": 1}


def test_pushes_can_be_lost(anna: Desk, receiver: Receiver) -> None:
    watch(anna, receiver)
    receiver.wait_for(1)
    anna.standin.switch(push_loss=1)
    anna.insert()
    anna.standin.switch(push_loss=0)
    anna.insert()

    receiver.wait_for(2)
    anna.standin.control("drain", {})

    assert len(receiver.pushes) == 2
    assert anna.standin.control("stats")["pushes"]["lost"] == 1


def test_held_pushes_go_as_one_when_they_may(anna: Desk, receiver: Receiver) -> None:
    watch(anna, receiver)
    receiver.wait_for(1)
    anna.standin.switch(push_delivery="held")
    for _ in range(3):
        anna.insert()
    anna.standin.switch(push_delivery="on")

    receiver.wait_for(2)
    anna.standin.control("drain", {})

    assert receiver.states() == ["sync", "exists"]
    assert int(receiver.pushes[1]["x-goog-message-number"]) >= 4


def test_pushes_can_be_late(anna: Desk, receiver: Receiver) -> None:
    watch(anna, receiver)
    receiver.wait_for(1)
    anna.standin.switch(push_delay=0.8)

    anna.insert()

    assert anna.standin.control("stats")["pushes_pending"] == 1
    assert len(receiver.pushes) == 1
    receiver.wait_for(2)


def test_the_list_of_calendars_can_be_watched(anna: Desk, receiver: Receiver) -> None:
    watch(anna, receiver, "users/me/calendarList/watch")
    receiver.wait_for(1)

    anna.new_calendar()

    assert receiver.wait_for(2)[1]["x-goog-resource-uri"].endswith("users/me/calendarList?alt=json")


def test_a_guests_calendar_fires_when_the_organizer_writes(anna: Desk, ben: Desk, receiver: Receiver) -> None:
    watch(ben, receiver)
    receiver.wait_for(1)

    anna.standin.desk(ANNA).insert({"attendees": [{"email": BEN}]})

    receiver.wait_for(2)


def test_a_deleted_calendar_says_that_it_is_gone(anna: Desk, receiver: Receiver) -> None:
    watch(anna, receiver)
    receiver.wait_for(1)

    anna.standin.control("calendars/delete", {"calendar": anna.calendar})

    until(lambda: receiver.states() == ["sync", "not_exists"])
