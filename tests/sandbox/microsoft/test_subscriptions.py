"""Subscriptions: a handshake before, a secret with each push, a life of a week at most, and events of that life."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.microsoft.desk import Desk, Receiver, Row


def after(desk: Desk, days: int) -> str:
    """By the stand-in's clock, which other tests have turned."""
    now = datetime.fromisoformat(desk.standin.control("clock", {"seconds": 0})["now"])
    return (now + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def wanted(desk: Desk, receiver: Receiver, **more: Any) -> Row:
    return {
        "changeType": "created,updated,deleted",
        "notificationUrl": receiver.url,
        "lifecycleNotificationUrl": receiver.url,
        "resource": "me/contacts",
        "expirationDateTime": after(desk, 2),
        "clientState": "geheim",
        **more,
    }


def test_whoever_is_told_says_the_word_back_first(desk: Desk, receiver: Receiver) -> None:
    made = desk.ok("POST", "subscriptions", wanted(desk, receiver))

    assert len(receiver.greeted) == 2
    assert " " in receiver.greeted[0]
    assert "+" in receiver.greeted[0]
    assert "clientState" not in made


def test_whoever_says_something_else_is_told_nothing(desk: Desk, receiver: Receiver) -> None:
    receiver.rude = True

    assert desk.refusal("POST", "subscriptions", wanted(desk, receiver)) == (400, "ValidationError")
    assert desk.standin.control("subscriptions") == []


def test_a_push_names_what_happened_and_brings_the_secret(desk: Desk, receiver: Receiver) -> None:
    made = desk.ok("POST", "subscriptions", wanted(desk, receiver))
    contact = desk.create()["id"]
    receiver.wait_for(1)
    desk.edit("patch", id=contact, contact={"jobTitle": "Chefin"})
    receiver.wait_for(2)
    desk.edit("delete", id=contact)

    pushes = receiver.wait_for(3)

    assert [one["changeType"] for one in pushes] == ["created", "updated", "deleted"]
    assert {(one["subscriptionId"], one["clientState"]) for one in pushes} == {(made["id"], "geheim")}
    assert pushes[0]["resourceData"]["id"] == contact


def test_a_folder_pushes_to_whoever_watches_it(desk: Desk, receiver: Receiver) -> None:
    folder = desk.standin.control("folder", {"email": desk.email, "name": "Kunden"})["id"]
    desk.ok("POST", "subscriptions", wanted(desk, receiver, resource=f"me/contactFolders/{folder}/contacts"))

    desk.create()
    inside = desk.create(folder)["id"]

    assert [one["resourceData"]["id"] for one in receiver.wait_for(1)] == [inside]


@pytest.mark.parametrize(
    "more",
    [
        {"expirationDateTime": "2099-01-01T00:00:00Z"},
        {"expirationDateTime": "2001-01-01T00:00:00Z"},
        {"resource": "me/messages"},
        {"changeType": "read"},
        {"clientState": "x" * 129},
        {"notificationUrl": "http://tandem.example/hooks"},
    ],
    ids=str,
)
def test_what_the_service_would_refuse_is_refused(desk: Desk, receiver: Receiver, more: Row) -> None:
    assert desk.refusal("POST", "subscriptions", wanted(desk, receiver, **more))[0] == 400


def test_a_subscription_ends_without_a_word_unless_it_is_prolonged(desk: Desk, receiver: Receiver) -> None:
    made = desk.ok("POST", "subscriptions", wanted(desk, receiver))
    desk.ok("PATCH", f"subscriptions/{made['id']}", {"expirationDateTime": after(desk, 6)})

    desk.standin.control("clock", {"seconds": 3 * 86400})
    assert len(desk.standin.control("subscriptions")) == 1
    desk.standin.control("clock", {"seconds": 4 * 86400})

    assert desk.standin.control("subscriptions") == []


@pytest.mark.parametrize("event", ["reauthorizationRequired", "subscriptionRemoved", "missed"])
def test_events_of_its_own_life_are_told(desk: Desk, receiver: Receiver, event: str) -> None:
    made = desk.ok("POST", "subscriptions", wanted(desk, receiver))

    desk.standin.control("lifecycle", {"event": event})

    (told,) = receiver.wait_for(1)
    assert (told["lifecycleEvent"], told["subscriptionId"], told["clientState"]) == (event, made["id"], "geheim")
    assert len(desk.standin.control("subscriptions")) == (0 if event == "subscriptionRemoved" else 1)


def test_a_receiver_that_is_ill_is_told_again(desk: Desk, receiver: Receiver) -> None:
    receiver.statuses = [503, 503, 202]
    desk.standin.switch(push_retry_scale=0.01)
    desk.ok("POST", "subscriptions", wanted(desk, receiver))

    desk.create()

    assert len(receiver.wait_for(3)) == 3
