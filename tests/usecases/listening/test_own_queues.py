"""Contacts and events are reconciled from queues of their own, and no wake-up is lost between the two."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Side
from tandem.domain.ids import AccountId, ConnectionId, RemoteId
from tandem.ports import Put, Queue
from tandem.state import keys
from tandem.state.changes import Note
from tandem.state.connections import ConnectionState
from tandem.usecases.listening.record_notification import Heard
from tests.usecases.calendar_scene import LINKS, CalendarScene, an_event
from tests.usecases.scene import Scene, someone

CONTACTS, EVENTS = Queue.RECONCILE_CONTACTS, Queue.RECONCILE_EVENTS


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    scene = CalendarScene(tmp_path)
    scene.start()
    scene.quiet()
    return scene


def queues(scene: Scene) -> set[Queue]:
    return {one.queue for one in scene.wakeups.sent}


def seen(scene: Scene) -> set[Queue]:
    """The queues that all that is to be done goes through."""
    found: set[Queue] = set()
    while scene.wakeups.sent:
        found |= queues(scene)
        scene.deliver()
    return found


def account(scene: Scene) -> AccountId:
    return scene.world.connections.get(scene.connection).account


def with_contacts(scene: Scene) -> ConnectionId:
    """A connection of contacts of the same company, that is in step."""
    other = scene.app.add_account(scene.company, scene.user, "icloud", "anna@example.org", {"password": "secret"})
    made = scene.app.add_connection(AccountId(other.id), "contacts", {"direction": "two_way"})
    connection = ConnectionId(made.id)
    scene.world.connections.change(connection, lambda one: replace(one, state=ConnectionState.UP_TO_DATE))
    return connection


def of(activity: RemoteId) -> Heard:
    return Heard("activity", RemoteId(activity.partition("/")[2]), False, None)


def test_a_first_sync_of_contacts_goes_through_their_queue(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Eva"))
    scene.app.start(scene.connect())

    assert seen(scene) == {Queue.PULL, CONTACTS}


def test_an_upload_of_activities_goes_through_the_queue_of_events(scene: CalendarScene) -> None:
    scene.crm.add(an_event("Alt"))

    scene.app.upload_unsynced(scene.connection, False)

    assert seen(scene) == {EVENTS}
    assert scene.titles()[1] == ["Alt"]


@pytest.mark.parametrize("deed", ["refresh", "stop"])
def test_what_a_person_does_with_a_calendar_goes_through_the_queue_of_events(scene: CalendarScene, deed: str) -> None:
    scene.crm.add(an_event("Neu"))

    scene.app.refresh(scene.connection) if deed == "refresh" else scene.app.stop(scene.connection, False)

    assert seen(scene) - {Queue.PULL} == {EVENTS}


def test_a_webhook_wakes_each_kind_in_its_own_queue(scene: CalendarScene) -> None:
    """A person that an event's title shows, and that a connection of contacts may not know yet."""
    scene.crm.add(an_event("Angebot", links=LINKS), mentions=("person/2",))
    scene.app.refresh(scene.connection)
    scene.work()
    other = with_contacts(scene)

    scene.listen(Heard("person", RemoteId("2"), False, None))

    assert {(one.queue, one.body["connection"]) for one in scene.wakeups.sent} == {
        (CONTACTS, other),
        (EVENTS, scene.connection),
    }


# --- wake-ups from before events had a queue ---------------------------------------------------------------


def heard_by_an_older_one(scene: CalendarScene, activity: RemoteId) -> None:
    """As functions did that knew one queue for both kinds; some may be at work while newer ones are deployed."""
    scene.world.changes.note_all(scene.connection, [Note(Side.CRM, activity, scene.clock.now())])
    scene.world.wakes.wake(CONTACTS, account(scene), scene.connection)


def test_an_old_wake_up_of_a_calendar_is_passed_on_and_nothing_is_left_of_it(scene: CalendarScene) -> None:
    heard_by_an_older_one(scene, scene.crm.add(an_event("Angebot")))

    assert seen(scene) == {CONTACTS, EVENTS}
    assert scene.titles()[1] == ["Angebot"]
    assert scene.world.wakes.heal(timedelta()) == 0


def test_an_old_wake_up_that_got_lost_is_healed_and_passed_on(scene: CalendarScene) -> None:
    heard_by_an_older_one(scene, scene.crm.add(an_event("Angebot")))
    key = keys.wake(CONTACTS, scene.connection)
    scene.table.transact([Put(key, {name: scene.table.get([key])[key].item[name] for name in ("account", "at")})])
    scene.wakeups.sent.clear()

    assert scene.world.wakes.heal(timedelta()) == 1

    assert seen(scene) == {CONTACTS, EVENTS}
    assert scene.titles()[1] == ["Angebot"]
    assert scene.world.wakes.heal(timedelta()) == 0


def test_a_wake_up_that_got_lost_is_healed_in_its_own_queue(scene: CalendarScene) -> None:
    scene.listen(of(scene.crm.add(an_event("Angebot"))))
    scene.wakeups.sent.clear()

    for _ in range(2):
        scene.clock.pass_by(timedelta(hours=1))
        scene.world.wakes.heal()

    assert [one.queue for one in scene.wakeups.sent] == [EVENTS, EVENTS]


def test_an_old_message_without_a_row_is_passed_on(scene: CalendarScene) -> None:
    scene.wakeups.send(CONTACTS, account(scene), {"connection": scene.connection})

    assert seen(scene) == {CONTACTS, EVENTS}
    assert scene.world.wakes.heal(timedelta()) == 0


def test_what_an_older_one_hears_while_events_are_reconciled_is_looked_at_again(scene: CalendarScene) -> None:
    activity = scene.crm.add(an_event("Angebot"))
    scene.hear_of(activity)
    scene.crm.edit(activity, location="Praxis")
    scene.listen(of(activity))

    def moved() -> None:
        scene.crm.edit(activity, location="Kanzlei")
        heard_by_an_older_one(scene, activity)

    scene.provider.gap.append(moved)
    scene.work()

    assert scene.event().location == "Kanzlei"
    assert scene.world.changes.count(scene.connection) == 0
    assert scene.world.wakes.heal(timedelta()) == 0
