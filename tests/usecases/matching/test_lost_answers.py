"""Creates whose answer was lost, or never came: what was made is known again, and made once."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tandem.domain.errors import Unavailable
from tandem.domain.rules import Direction, Rules
from tandem.ports import Failed, Write, Written
from tandem.usecases.listening.record_notification import Heard
from tandem.usecases.listing.pull_changes import pull_changes
from tandem.usecases.world import Pace
from tests.usecases.scene import Scene, someone


def test_an_edit_of_a_new_item_before_its_create_is_known_goes_over(tmp_path: Path) -> None:
    """The answer to the create was lost: what was sent is the base, not what is found later."""
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva"))
    scene.provider.lost_answers = 1
    scene.app.start(scene.connect())
    while not scene.provider.live():
        scene.deliver()

    scene.provider.edit(scene.contact(), job_title="Leitung")
    scene.work()

    assert scene.crm.live()[scene.person()].job_title == "Leitung"


def test_an_edit_of_a_new_item_goes_over_though_its_person_was_out_of_sight_once_it_was_found(tmp_path: Path) -> None:
    """The version of the edit must not pass for the one that both agreed on."""
    scene = Scene(tmp_path, pace=Pace(slice=timedelta()))
    person = scene.crm.add(someone("Eva"))
    scene.provider.lost_answers = 1
    scene.app.start(scene.connect())
    while not scene.provider.live():
        scene.deliver()
    scene.provider.edit(scene.contact(), job_title="Leitung")
    while scene.link().state != "live":
        scene.deliver()
    scene.crm.unseen = {person}
    scene.work()
    scene.crm.unseen = set()

    scene.sweep()

    assert scene.crm.live()[person].job_title == "Leitung"


def test_what_was_made_of_somebody_who_was_deleted_meanwhile_goes_too(tmp_path: Path) -> None:
    scene = Scene(tmp_path).start()
    person = scene.crm.add(someone("Eva"))
    scene.provider.lost_answers = 1
    scene.listen(Heard("person", person, False, None))
    while not scene.provider.live():
        scene.deliver()

    scene.crm.remove(person)
    scene.hear(person, is_gone=True)

    assert scene.names() == ([], [])
    assert [link.state for link in scene.links()] == ["tombstone"]


def test_what_was_never_made_of_a_card_that_is_gone_is_given_up_by_the_next_sweep(tmp_path: Path) -> None:
    """Its deletion was told before there was a link to hear of it."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.app.start(scene.connect(direction="one_way"))
    scene.deliver()
    scene.provider.remove(contact)
    pull_changes(scene.world, scene.connection)
    scene.crm.down = Unavailable("server_error")
    with suppress(Unavailable):
        scene.deliver()
    assert [link.state for link in scene.links()] == ["creating"]
    scene.world.changes.clear(scene.connection)
    scene.crm.down = None

    scene.sweep()

    assert [link.state for link in scene.links()] == ["tombstone"]
    assert scene.names() == ([], [])


def test_a_create_that_was_sent_long_after_it_was_noted_is_waited_for_from_its_failure(tmp_path: Path) -> None:
    """It may have stood in line for its turn; counted from its note, it would be made again before it arrives."""
    scene = Scene(tmp_path, pace=Pace(slice=timedelta()))
    scene.provider.add(someone("Eva"))
    scene.app.start(scene.connect())
    scene.deliver()
    write, times = scene.crm.write, [scene.clock.now()]

    def late(writes: Sequence[Write]) -> Iterator[Written | Failed]:
        scene.clock.pass_by(timedelta(seconds=45))
        times.append(scene.clock.now())
        vars(scene.crm)["write"] = write
        return iter([Failed(Unavailable("timeout")) for _ in writes])

    vars(scene.crm)["write"] = late
    while len(times) == 1:
        scene.deliver()
    scene.clock.pass_by(timedelta(seconds=5))
    sent = len(scene.crm.writes)
    scene.app.refresh(scene.connection)
    began = scene.clock.now()
    while len(scene.crm.writes) == sent:
        scene.deliver()

    assert times[1] - times[0] >= timedelta(seconds=45)
    assert began == times[1] + timedelta(seconds=5)
    assert scene.clock.now() >= times[1] + scene.world.pace.settle


def test_what_was_made_before_a_connection_became_one_way_is_known_when_its_person_is_deleted(tmp_path: Path) -> None:
    """The answer to the create was lost, and nothing is written there any more: its card is looked for all the same."""
    scene = Scene(tmp_path)
    person = scene.crm.add(someone("Eva"))
    scene.provider.lost_answers = 1
    scene.app.start(scene.connect())
    while not scene.provider.live():
        scene.deliver()
    scene.clock.pass_by(timedelta(seconds=11))
    scene.crm.remove(person)
    scene.world.connections.change(scene.connection, lambda one: replace(one, rules=Rules(Direction.ONE_WAY)))

    scene.hear(person, is_gone=True).poll()

    assert scene.names()[0] == []


def test_a_person_who_came_out_of_the_trash_does_not_pass_for_the_one_that_was_to_be_made_anew(tmp_path: Path) -> None:
    """Both bear the same mark. What was typed into the card meanwhile must not look like what both had agreed on."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva", job_title="Vertrieb"))
    scene.start()
    person = scene.person()
    scene.crm.remove(person)
    scene.provider.edit(contact, job_title="Leitung")
    scene.crm.failing.append(Unavailable("timeout"))
    scene.app.refresh(scene.connection)
    while scene.link().state != "creating":
        scene.deliver()
    scene.crm.restore(person)

    scene.work().sweep()

    kept = json.dumps([one.lost for one in scene.waiting("conflicts")]) if scene.crm.live() else ""
    titles = {one.job_title for side in (scene.crm, scene.provider) for one in side.live().values()}
    assert "Leitung" in kept or "Leitung" in titles
    assert scene.names() == (["Eva"], ["Eva"])
