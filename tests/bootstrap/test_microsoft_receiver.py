"""The receiver of Microsoft's pushes: it says greetings back, believes nobody without the secret, renews by a note."""

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tandem.bootstrap.microsoft_receiver import LARGEST, MicrosoftReceiver, build
from tandem.domain.errors import Forged, Rejected
from tandem.domain.ids import AccountId, ConnectionId
from tandem.settings import Settings
from tandem.state.channels import PushChannel, PushChannels
from tandem.state.due import Due, Duty
from tests.recorded import recorded

NAME, SECRET = "tandem-made-up-channel", "made-up-secret-of-a-channel"
CONNECTION = ConnectionId("42-c1")


@pytest.fixture
def receiver(tmp_path: Path) -> MicrosoftReceiver:
    """With the channel that the recorded pushes name, of a connection that nobody listens to any more."""
    made = build(Settings(data=str(tmp_path)))
    digest = sha256(SECRET.encode()).hexdigest()
    channel = PushChannel(
        NAME, CONNECTION, AccountId("42-a1"), digest, "subscription", datetime(2099, 1, 1, tzinfo=UTC)
    )
    made.ears.channels.put(channel)
    return made


def due(receiver: MicrosoftReceiver) -> list[Duty]:
    soon = datetime.now(UTC) + timedelta(minutes=1)
    return [entry.duty for entry in Due(receiver.ears.channels.table).until(soon)]


def renew_at(channels: PushChannels) -> datetime | None:
    found = channels.find(NAME)
    return found.renew_at if found else None


def changed(edit: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """The recorded push with its item edited."""
    event = recorded("microsoft/contact_changed")
    body = json.loads(event["body"])
    edit(body["value"][0])
    return {**event, "body": json.dumps(body)}


def test_a_greeting_is_said_back_as_it_was_meant(receiver: MicrosoftReceiver) -> None:
    assert receiver.greeting(recorded("microsoft/subscription_greeted")) == "Validation: made up + token"
    assert receiver.greeting(recorded("microsoft/contact_changed")) is None


def test_a_greeting_without_end_has_one(receiver: MicrosoftReceiver) -> None:
    assert len(receiver.greeting({"rawQueryString": f"validationToken={'x' * 9_000}"}) or "") == 2048


def test_a_push_with_the_secret_is_heard_and_renews_nothing(receiver: MicrosoftReceiver) -> None:
    receiver.hear(recorded("microsoft/contact_changed"))

    assert due(receiver) == []


@pytest.mark.parametrize("event", ["subscriptionRemoved", "reauthorizationRequired"])
def test_a_subscription_that_is_over_is_noted_to_be_replaced(receiver: MicrosoftReceiver, event: str) -> None:
    receiver.hear(changed(lambda item: item.update(lifecycleEvent=event)))

    assert due(receiver) == [Duty.CHANNEL]
    assert (renew_at(receiver.ears.channels) or datetime.max.replace(tzinfo=UTC)) <= datetime.now(UTC)


@pytest.mark.parametrize("state", [None, "", NAME, f"{NAME} ", f"{NAME} wrong", f" {SECRET}", f"other {SECRET}", 17])
def test_nobody_is_believed_without_the_secret(receiver: MicrosoftReceiver, state: object) -> None:
    forged = changed(lambda item: item.update(clientState=state, lifecycleEvent="subscriptionRemoved"))

    with pytest.raises(Forged):
        receiver.hear(forged)
    assert due(receiver) == []


def test_a_stranger_in_the_same_push_silences_nobody(receiver: MicrosoftReceiver) -> None:
    event = recorded("microsoft/subscription_removed")
    (ours,) = json.loads(event["body"])["value"]
    strangers = {**ours, "clientState": "somebody else"}

    with pytest.raises(Forged):
        receiver.hear({**event, "body": json.dumps({"value": [strangers, ours]})})

    assert due(receiver) == [Duty.CHANNEL]


@pytest.mark.parametrize(("strangers", "is_heard"), [(19, True), (20, False)])
def test_a_crowd_of_strangers_is_not_looked_up_to_its_end(
    receiver: MicrosoftReceiver, strangers: int, is_heard: bool
) -> None:
    event = recorded("microsoft/subscription_removed")
    (ours,) = json.loads(event["body"])["value"]
    crowd = [{**ours, "clientState": f"stranger-{number} {SECRET}"} for number in range(strangers)]

    with pytest.raises(Forged):
        receiver.hear({**event, "body": json.dumps({"value": [*crowd, ours]})})

    assert (due(receiver) == [Duty.CHANNEL]) == is_heard


@pytest.mark.parametrize("body", ["", "nonsense", "[]", '{"value": 1}', '{"value": [1]}', "{}"])
def test_what_is_no_push_is_refused(receiver: MicrosoftReceiver, body: str) -> None:
    with pytest.raises(Rejected):
        receiver.hear({"body": body})


def test_a_push_that_is_too_large_is_not_read(receiver: MicrosoftReceiver) -> None:
    event = recorded("microsoft/subscription_removed")

    with pytest.raises(Rejected, match="webhook_too_large"):
        receiver.hear({**event, "body": event["body"] + " " * LARGEST})

    assert due(receiver) == []


def test_what_one_of_many_items_tells_of_a_subscription_counts(receiver: MicrosoftReceiver) -> None:
    event = recorded("microsoft/subscription_removed")
    (ours,) = json.loads(event["body"])["value"]
    others = [{**ours, "lifecycleEvent": told} for told in (None, [], {}, "missed")]

    receiver.hear({**event, "body": json.dumps({"value": [others[0], ours, *others]})})

    assert due(receiver) == [Duty.CHANNEL]


def test_half_a_character_in_a_greeting_is_said_back_as_none(receiver: MicrosoftReceiver) -> None:
    assert receiver.greeting({"rawQueryString": "validationToken=a\ud83d"}) == "a?"


def test_a_body_may_come_as_base64(receiver: MicrosoftReceiver) -> None:
    event = recorded("microsoft/subscription_removed")
    body = b64encode(event["body"].encode()).decode()

    receiver.hear({**event, "body": body, "isBase64Encoded": True})

    assert due(receiver) == [Duty.CHANNEL]
