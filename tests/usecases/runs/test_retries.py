"""What is parked is tried again at the time that the person was shown, by the schedule, and not only by the sweep."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tandem.domain.errors import AccessRevoked, RateLimited, Rejected
from tandem.domain.ids import ConnectionId, RemoteId
from tandem.state.due import Duty
from tandem.usecases.listening.keep_up import refresh_connections, sweep_links
from tests.memory import CountedIds, ToldClock
from tests.usecases.cutting import Cut, Scissors
from tests.usecases.restarting import released
from tests.usecases.scene import Scene, someone

FORBIDDEN = Rejected("forbidden")


def broken(tmp_path: Path, scissors: Scissors | None = None) -> tuple[Scene, RemoteId]:
    """A card that makes no sense, beside one that does."""
    tmp_path.mkdir(exist_ok=True)
    scene = Scene(tmp_path, scissors=scissors)
    card = scene.provider.add(someone("Paul"))
    scene.provider.add(someone("Eva"))
    scene.start()
    scene.provider.items[card].is_broken = True
    scene.provider.edit(card, notes="Neu")
    scene.refresh()
    return scene, card


def retry_at(scene: Scene) -> datetime:
    (parked,) = scene.waiting("parked")
    assert parked.retry_at is not None
    return parked.retry_at


def pass_to(scene: Scene, instant: datetime) -> Scene:
    """Only the schedule of what is due comes, so that whatever happens is its doing."""
    scene.clock.pass_by(instant - scene.clock.now())
    sweep_links(scene.world)
    return scene.work()


def notes(scene: Scene) -> list[str]:
    return sorted(contact.notes for contact in scene.crm.live().values())


def test_it_is_tried_at_the_time_that_was_shown_and_not_before(tmp_path: Path) -> None:
    scene, card = broken(tmp_path)
    scene.provider.items[card].is_broken = False
    shown = retry_at(scene)

    pass_to(scene, shown - timedelta(seconds=1))
    before = notes(scene)
    pass_to(scene, shown)

    assert before == ["", ""]
    assert notes(scene) == ["", "Neu"]
    assert scene.waiting("parked") == []


def test_each_try_that_fails_is_followed_by_one_twice_as_late(tmp_path: Path) -> None:
    scene, _ = broken(tmp_path)
    waits = []
    for _ in range(6):  # until the first sweep, which looks at it as well
        began = scene.clock.now()
        shown = retry_at(scene)
        waits.append(round((shown - began) / timedelta(minutes=15)))
        while scene.clock.now() < shown:  # as the schedule comes, an hour at a time
            pass_to(scene, min(shown, scene.clock.now() + timedelta(hours=1)))

    assert waits == [1, 2, 4, 8, 16, 32]


def test_what_was_parked_at_once_is_tried_at_once_and_has_one_entry(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    cards = [scene.provider.add(someone(f"Paul{number}")) for number in range(30)]
    for card in cards:
        scene.provider.items[card].is_broken = True
    scene.start()

    entries = [one for one in scene.world.due.until(scene.clock.now() + timedelta(days=9)) if one.duty is Duty.RETRY]
    times = {one.retry_at for one in scene.waiting("parked")}

    assert (len(entries), len(times)) == (1, 1)


def test_a_record_that_the_other_side_refused_is_tried_again_in_time(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    scene.crm.failing.append(FORBIDDEN)
    scene.start()
    shown = retry_at(scene)

    pass_to(scene, shown)

    assert len(scene.crm.live()) == 1
    assert scene.waiting("parked") == []


def test_an_edit_that_was_refused_is_tried_again_in_time(tmp_path: Path) -> None:
    scene, _ = broken(tmp_path / "other")
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul"))
    scene.start()
    scene.crm.failing.append(FORBIDDEN)
    scene.provider.edit(contact, notes="Neu")
    scene.refresh()

    pass_to(scene, retry_at(scene))

    assert notes(scene) == ["Neu"]


def test_nothing_parked_costs_nothing(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    scene.start()

    entries = list(scene.world.due.until(scene.clock.now() + timedelta(days=9)))

    assert [one.duty for one in entries] == [Duty.SWEEP]


def test_during_a_pause_nothing_is_tried_and_the_resume_makes_up_for_it(tmp_path: Path) -> None:
    scene, card = broken(tmp_path)
    scene.provider.items[card].is_broken = False
    scene.app.pause(scene.connection)
    pass_to(scene, retry_at(scene) + timedelta(hours=5))
    during = notes(scene)

    scene.app.resume(scene.connection)
    scene.work()
    sweep_links(scene.world)
    scene.work()

    assert during == ["", ""]
    assert notes(scene) == ["", "Neu"]


def test_without_a_grant_nothing_is_tried_and_the_reconnect_makes_up_for_it(tmp_path: Path) -> None:
    scene, card = broken(tmp_path)
    shown = retry_at(scene)
    scene.provider.items[card].is_broken = False
    scene.provider.down = AccessRevoked("wrong_password")
    scene.refresh()
    scene.provider.calls.clear()
    pass_to(scene, shown)
    during = list(scene.provider.calls)

    scene.provider.down = None
    scene.app.add_account(scene.company, scene.user, "icloud", "anna@example.com", {"password": "another"})
    scene.work()
    sweep_links(scene.world)
    scene.work()

    assert during == []
    assert notes(scene) == ["", "Neu"]


def test_while_the_connection_is_told_to_wait_nothing_is_tried(tmp_path: Path) -> None:
    scene, card = broken(tmp_path)
    shown = retry_at(scene)
    scene.provider.items[card].is_broken = False
    scene.provider.down = RateLimited(timedelta(hours=3))
    scene.refresh()
    scene.provider.down = None
    scene.provider.calls.clear()

    pass_to(scene, shown)
    during = list(scene.provider.calls)
    pass_to(scene, scene.clock.now() + timedelta(hours=4))

    assert during == []
    assert notes(scene) == ["", "Neu"]


def test_a_stop_leaves_no_entry_that_does_anything(tmp_path: Path) -> None:
    scene, _ = broken(tmp_path)
    shown = retry_at(scene)
    scene.app.stop(scene.connection, remove=False)
    scene.work()

    pass_to(scene, shown)

    assert list(scene.world.due.until(scene.clock.now() + timedelta(days=9))) == []


def test_retries_survive_a_crash_before_and_after_every_write(tmp_path: Path) -> None:
    whole = Scissors()
    scene, card = broken(tmp_path / "whole", whole)
    through(scene, card)
    assert whole.calls > 8

    for at in range(1, whole.calls + 1):
        for is_after in (False, True):
            scissors = Scissors(at, is_after)
            scene, card = broken(tmp_path / f"{at}-{is_after}", scissors)
            try:
                through(scene, card)
            except Cut:
                scene = restarted(scene)
                mend(scene, card)
                wait(scene, timedelta(hours=2))
            assert notes(scene) == ["", "Neu"], (at, is_after, scissors.names[-1])
            assert scene.waiting("parked") == [], (at, is_after)


def through(scene: Scene, card: RemoteId) -> None:
    """One try that fails, one that succeeds."""
    assert scene.scissors is not None
    scene.scissors.is_armed = True
    wait(scene, timedelta(minutes=17))
    mend(scene, card)
    wait(scene, timedelta(minutes=32))


def mend(scene: Scene, card: RemoteId) -> None:
    scene.provider.items[card].is_broken = False


def wait(scene: Scene, span: timedelta) -> None:
    """The polls see nothing: the card is the same as before."""
    until = scene.clock.now() + span
    while scene.clock.now() < until:
        scene.clock.pass_by(timedelta(minutes=1))
        refresh_connections(scene.world)
        sweep_links(scene.world)
        scene.work()


def restarted(cut: Scene) -> Scene:
    for side in (cut.crm, cut.provider):
        released(side)
    scene = Scene(cut.folder, cut.crm, cut.provider, ToldClock(cut.clock.now()), ids=CountedIds(1000 + cut.ids.last))
    scene.connection = ConnectionId(scene.app.connections()[0].id)
    return scene


@pytest.mark.parametrize("hours", [1, 30])
def test_with_the_sweep_beside_it_nothing_is_tried_twice_as_often(tmp_path: Path, hours: int) -> None:
    scene, _ = broken(tmp_path)
    tries = set()
    until = scene.clock.now() + timedelta(hours=hours)
    while scene.clock.now() < until:
        scene.clock.pass_by(timedelta(minutes=10))
        sweep_links(scene.world)
        scene.work()
        tries.add(retry_at(scene))

    assert len(tries) <= {1: 3, 30: 8}[hours]


def test_a_link_whose_writes_both_sides_refuse_is_parked_on_both_and_stops_no_other(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    contact, paul = scene.provider.add(someone("Eva")), scene.provider.add(someone("Paul"))
    scene.start()
    person = scene.crm_of("Eva")
    scene.crm.refused[person] = scene.provider.refused[contact] = Rejected("invalid", "")
    scene.crm.edit(person, job_title="Leitung")
    scene.provider.edit(contact, notes="Neu")
    scene.provider.edit(paul, notes="Auch neu")

    scene.refresh()

    assert sorted(one.side for one in scene.waiting("parked")) == ["crm", "provider"]
    assert scene.crm.live()[scene.crm_of("Paul")].notes == "Auch neu"
