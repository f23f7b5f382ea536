"""Subscriptions of Tandem's: one for each folder, with name and secret in the state that each push brings back."""

from datetime import UTC, datetime, timedelta

import pytest

from tandem.domain.errors import Rejected
from tandem.providers.microsoft.watching import GraphWatch
from tests.providers.microsoft.mailbox import Mailbox
from tests.sandbox.microsoft.desk import Receiver, receiving

NAME, SECRET = "tandem-channel", "a-secret-of-a-channel"


@pytest.fixture
def receiver() -> Receiver:
    with receiving() as made:
        yield made


def watching(mailbox: Mailbox, group: str | None = None) -> GraphWatch:
    now = mailbox.standin.control("clock", {"seconds": 0})["now"]
    mailbox.clock.at = datetime.fromisoformat(now)
    return GraphWatch(mailbox.client(), mailbox.clock, group)


def live(mailbox: Mailbox) -> list[str]:
    rows = mailbox.standin.control("subscriptions")
    return sorted(row["id"] for row in rows if row["email"] == mailbox.desk.email)


def test_a_folder_has_one_that_lasts_almost_a_week(mailbox: Mailbox, receiver: Receiver) -> None:
    """F19: a subscription expires."""
    folder = mailbox.new_folder()
    pushes = watching(mailbox, f"folder:{folder}")

    watch = pushes.watch(NAME, receiver.url, SECRET)
    mailbox.desk.create(folder)

    assert live(mailbox) == [watch.resource]
    assert timedelta(days=6, hours=23) < watch.expires - mailbox.clock.now() <= timedelta(days=7)
    (push,) = receiver.wait_for(1)
    assert push["clientState"] == f"{NAME} {SECRET}"
    assert push["resourceData"]["id"] in mailbox.kept()


def test_the_whole_mailbox_has_one_for_each_folder_and_all_are_stopped_together(
    mailbox: Mailbox, receiver: Receiver
) -> None:
    inner = mailbox.new_folder("Alte", parent=mailbox.new_folder())
    pushes = watching(mailbox)

    watch = pushes.watch(NAME, receiver.url, SECRET)
    mailbox.desk.create(inner)
    assert len(receiver.wait_for(1)) == 1
    assert live(mailbox) == sorted(watch.resource.split())
    assert len(live(mailbox)) == 3

    pushes.stop(NAME, watch.resource)
    pushes.stop(NAME, watch.resource)
    assert live(mailbox) == []


def test_where_a_week_is_too_long_the_older_life_is_taken(mailbox: Mailbox, receiver: Receiver) -> None:
    """F19: older documents say 4,230 minutes."""
    mailbox.standin.switch(subscription_minutes=4_230)

    watch = watching(mailbox).watch(NAME, receiver.url, SECRET)

    assert watch.expires.astimezone(UTC) - mailbox.clock.now() < timedelta(minutes=4_230)


def test_what_was_opened_is_closed_where_the_next_is_refused(mailbox: Mailbox, receiver: Receiver) -> None:
    """F19: none is left without an owner."""
    mailbox.new_folder()
    pushes = watching(mailbox)
    mailbox.standin.control(
        "fail", {"method": "POST", "path": ".*/subscriptions", "skip": 1, "times": 2, "status": 400}
    )

    with pytest.raises(Rejected):
        pushes.watch(NAME, receiver.url, SECRET)

    assert live(mailbox) == []


def test_whoever_does_not_greet_is_subscribed_to_nothing(mailbox: Mailbox, receiver: Receiver) -> None:
    receiver.rude = True

    with pytest.raises(Rejected):
        watching(mailbox).watch(NAME, receiver.url, SECRET)

    assert live(mailbox) == []
