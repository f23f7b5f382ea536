"""People are told of what waits for them by one letter, and of nothing that is not for them to do."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.errors import AccessRevoked, GrantRevoked, Rejected, Unavailable
from tandem.domain.ids import ConnectionId
from tandem.domain.telling import SETTLED
from tandem.state.due import Duty
from tests.memory import MemoryContacts
from tests.usecases.scene import someone
from tests.usecases.telling.letters import (
    CAUSES,
    HOUR,
    MINUTE,
    causes,
    die,
    each_cause,
    hold,
    letters,
    park,
    pass_by,
    running,
)


@each_cause
def test_a_cause_that_stands_is_told_by_one_letter(tmp_path: Path, cause: str) -> None:
    scene = running(tmp_path)

    CAUSES[cause](scene)
    pass_by(scene, SETTLED - MINUTE)
    early = list(letters(scene))
    pass_by(scene, 2 * MINUTE)
    soon = list(letters(scene))
    pass_by(scene, timedelta(days=2))

    assert early == []
    assert [causes(one) for one in soon] == [{cause}]
    assert letters(scene) == soon


@each_cause
def test_the_letter_goes_to_the_user_and_has_nothing_of_their_customers(tmp_path: Path, cause: str) -> None:
    scene = running(tmp_path)

    CAUSES[cause](scene)
    pass_by(scene, HOUR)

    (one,) = letters(scene)
    me = next(user for user in scene.world.companies.get(scene.company).users if user.id == scene.user)
    assert (one.to, one.user, one.company) == (me.email, scene.user, scene.company)
    assert "https://tandem.example/" in one.text
    for word in ("Paul", "Odd", "Beispiel", "paul.", "odd.", "secret", "token"):
        assert word not in (one.text + one.subject).replace(me.name, "")


def test_several_causes_of_the_same_look_are_one_letter(tmp_path: Path) -> None:
    scene = running(tmp_path)

    park(scene)
    hold(scene)
    pass_by(scene, HOUR)

    assert [causes(one) for one in letters(scene)] == [{"held", "parked"}]


def test_a_short_outage_tells_nobody(tmp_path: Path) -> None:
    scene = running(tmp_path)

    die(scene)
    pass_by(scene, timedelta(minutes=10))
    scene.app.add_account(scene.company, scene.user, "icloud", "anna@example.com", {"password": "new"})
    pass_by(scene, timedelta(hours=3))

    assert scene.state() == "up_to_date"
    assert letters(scene) == []


def test_a_provider_that_is_out_of_reach_is_nobodys_task(tmp_path: Path) -> None:
    scene = running(tmp_path)

    scene.provider.down = Unavailable("server_error")
    scene.refresh()
    pass_by(scene, timedelta(hours=3))

    assert scene.state() == "waiting"
    assert letters(scene) == []


def test_what_is_parked_and_went_through_by_itself_is_told_to_nobody(tmp_path: Path) -> None:
    scene = running(tmp_path)

    person = scene.crm.add(someone("Odd"))
    scene.provider.failing.append(Rejected("too_odd"))
    scene.hear(person)
    before = len(scene.waiting("parked"))
    pass_by(scene, HOUR)

    assert (before, len(scene.waiting("parked"))) == (1, 0)
    assert letters(scene) == []


def test_more_of_what_was_told_is_told_to_nobody(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.crm.add(someone("Ida"))
    scene.provider.add(someone("Ida"))
    scene.refresh()

    hold(scene)
    pass_by(scene, HOUR)
    scene.provider.remove(scene.contact())
    scene.refresh()
    pass_by(scene, timedelta(days=1))

    assert len(scene.waiting("held")) == 2
    assert len(letters(scene)) == 1


def test_when_all_was_decided_what_comes_then_is_told_anew(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.crm.add(someone("Ida"))
    scene.provider.add(someone("Ida"))
    scene.refresh()

    hold(scene)
    pass_by(scene, HOUR)
    scene.decide("held", "restore")
    pass_by(scene, MINUTE)
    hold(scene, "Ida")
    pass_by(scene, HOUR)

    assert [causes(one) for one in letters(scene)] == [{"held"}, {"held"}]


def test_a_grant_that_dies_again_after_a_reconnect_is_told_anew(tmp_path: Path) -> None:
    scene = running(tmp_path)

    for _ in range(2):
        die(scene)
        pass_by(scene, HOUR)
        scene.app.add_account(scene.company, scene.user, "icloud", "anna@example.com", {"password": "new"})
        scene.work()

    assert [causes(one) for one in letters(scene)] == [{"dead"}, {"dead"}]


def test_a_refresh_that_runs_into_the_same_dead_grant_tells_nobody(tmp_path: Path) -> None:
    scene = running(tmp_path)
    die(scene)
    pass_by(scene, HOUR)

    die(scene)
    pass_by(scene, timedelta(days=1))

    assert len(letters(scene)) == 1


def test_one_dead_account_of_two_connections_is_one_letter(tmp_path: Path) -> None:
    scene = running(tmp_path)
    account = scene.world.connections.get(scene.connection).account
    other = ConnectionId(scene.app.add_connection(account, "contacts", {"direction": "one_way"}).id)
    scene.app.start(other)
    scene.work()

    die(scene)
    pass_by(scene, timedelta(minutes=10))
    scene.provider.down = AccessRevoked("unauthorized")
    scene.app.refresh(other)
    scene.work()
    scene.provider.down = None
    pass_by(scene, timedelta(days=1))

    assert scene.app.connection(other).state == "needs_reconnect"
    assert len(letters(scene)) == 1


def test_a_dead_grant_at_pipedrive_is_one_letter_however_many_accounts(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.connect_another(MemoryContacts(is_crm=False))
    scene.app.start(ConnectionId(scene.app.connections()[-1].id))
    scene.work()

    scene.crm.down = GrantRevoked("unauthorized")
    for one in scene.app.connections():
        scene.app.refresh(ConnectionId(one.id))
    pass_by(scene, timedelta(days=1))

    assert {one.state for one in scene.app.connections()} == {"needs_reconnect"}
    assert [causes(one) for one in letters(scene)] == [{"dead"}]


@pytest.mark.parametrize("steer", ["pause", "stop"])
def test_who_paused_or_stopped_is_told_nothing(tmp_path: Path, steer: str) -> None:
    scene = running(tmp_path)

    hold(scene)
    if steer == "pause":
        scene.app.pause(scene.connection)
    else:
        scene.app.stop(scene.connection, remove=False)
    pass_by(scene, HOUR)

    assert letters(scene) == []


def test_what_was_held_before_a_pause_is_told_after_it(tmp_path: Path) -> None:
    scene = running(tmp_path)

    hold(scene)
    scene.app.pause(scene.connection)
    pass_by(scene, HOUR)
    scene.app.resume(scene.connection)
    pass_by(scene, 2 * MINUTE)

    assert [causes(one) for one in letters(scene)] == [{"held"}]


def test_what_nobody_noted_for_telling_is_told_with_the_next_sweep(tmp_path: Path) -> None:
    """As after a crash right behind a hold, or when letters are switched on later."""
    scene = running(tmp_path)
    hold(scene)
    for entry in list(scene.world.due.until(scene.clock.now() + HOUR)):
        if entry.duty is Duty.TELL:
            scene.world.due.drop(*entry)

    pass_by(scene, timedelta(hours=25))

    assert len(letters(scene)) == 1


def test_without_a_post_nothing_is_noted_as_told(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.world = replace(scene.world, post=None)

    hold(scene)
    pass_by(scene, HOUR)

    assert scene.world.tellings.of(scene.company, scene.user).revision == 0
    assert [one for one in scene.world.due.until(scene.clock.now()) if one.duty is Duty.TELL] == []
