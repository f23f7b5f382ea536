"""What the simulator of the engine found, each told by hand in the fewest steps that show it."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from tandem.domain.action import Loss
from tandem.domain.contact import Field, Side
from tandem.domain.errors import Refused, Rejected, Unavailable
from tandem.domain.ids import RemoteId, RunId
from tandem.domain.rules import Direction, Rules
from tandem.ports import Failed, Key, Known, Page, Write, Written, nothing_known
from tandem.state.changes import Note
from tandem.state.pending import Kind
from tandem.usecases.cases import ledger
from tandem.usecases.listening.record_notification import Heard
from tandem.usecases.listing.pull_changes import pull_changes
from tandem.usecases.listing.take_stock import take_stock
from tandem.usecases.telling.reactions import list_anew
from tandem.usecases.world import Pace
from tests.memory import MemoryContacts
from tests.usecases.scene import Scene, someone

DAY = timedelta(days=1)


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


def test_a_second_card_with_a_known_uid_is_parked_and_stops_no_other(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    first = scene.provider.add(someone("Eva"))
    scene.start()

    scene.provider.add(someone("Eva", "Doppelt"), uid=scene.provider.items[first].uid)
    scene.provider.add(someone("Paul"))
    scene.refresh()

    assert scene.names()[0] == ["Eva", "Paul"]
    assert [one.reason for one in scene.waiting("parked")] == ["uid_taken"]


def test_a_second_card_with_a_known_uid_is_parked_though_a_person_is_like_it(tmp_path: Path) -> None:
    """To link the two failed each time, and was tried again at once, for ever."""
    scene = Scene(tmp_path, pace=Pace(slice=timedelta()))
    first = scene.provider.add(someone("Eva"))
    scene.start(direction="one_way")
    scene.crm.add(someone("Paul"))

    scene.provider.add(someone("Paul"), uid=scene.provider.items[first].uid)
    scene.refresh()

    assert [one.reason for one in scene.waiting("parked")] == ["uid_taken"]
    assert len(scene.links()) == 1


def test_a_person_like_a_second_card_with_a_known_uid_is_not_doubled_by_a_sweep(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    first = scene.provider.add(someone("Eva"))
    scene.start()
    scene.crm.add(someone("Paul"))
    scene.provider.add(someone("Paul"), uid=scene.provider.items[first].uid)

    scene.sweep().sweep()

    assert scene.names() == (["Eva", "Paul"], ["Eva", "Paul"])
    assert [one.reason for one in scene.waiting("parked")] == ["uid_taken"]


def test_of_two_new_cards_with_one_uid_the_first_is_linked_with_the_person_that_is_like_it(tmp_path: Path) -> None:
    scene = Scene(tmp_path, pace=Pace(slice=timedelta())).start(direction="one_way")
    scene.crm.add(someone("Eva"))
    scene.crm.add(someone("Paul"))

    eva = scene.provider.add(someone("Eva"))
    paul = scene.provider.add(someone("Paul"), uid=scene.provider.items[eva].uid)
    scene.refresh()

    assert {scene.link().provider.remote_id} | {one.remote_id for one in scene.waiting("parked")} == {eva, paul}
    assert scene.names()[0] == ["Eva", "Paul"]


def test_a_second_card_like_a_person_whose_create_is_not_known_yet_waits_and_stops_no_other(tmp_path: Path) -> None:
    """Linked with that person it kept the first card's own link from ever being agreed on."""
    scene = Scene(tmp_path, pace=Pace(slice=timedelta())).start(direction="one_way")
    scene.crm.lost_answers = 1
    first = scene.provider.add(someone("Eva"))
    scene.app.refresh(scene.connection)
    while not scene.crm.live():
        scene.deliver()

    second = scene.provider.add(someone("Eva"))
    pull_changes(scene.world, scene.connection)
    scene.work()

    assert (scene.link().crm.remote_id, scene.link().provider.remote_id) == (scene.person(), first)
    assert [one.remote_id for one in scene.waiting("review")] == [second]
    assert scene.world.connections.get(scene.connection).fault is None


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


def test_one_way_a_value_of_the_crm_is_kept_when_the_provider_changes_its_own(tmp_path: Path) -> None:
    """Nobody at the provider ever saw it."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva", job_title="Assistenz"))
    scene.start(direction="one_way")
    scene.crm.edit(scene.person(), job_title="Leitung")
    scene.hear(scene.person())

    scene.provider.edit(contact, job_title="Vertrieb")
    scene.refresh()

    assert scene.crm.live()[scene.person()].job_title == "Vertrieb"
    assert [one.detail for one in scene.waiting("conflicts")] == ["job_title"]


def test_one_way_a_person_that_was_edited_in_the_crm_is_held(tmp_path: Path) -> None:
    """Both agreed to differ, so the base alone doesn't tell that somebody typed something there."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.start(direction="one_way")
    scene.crm.edit(scene.person(), organization="Beispiel GmbH")
    scene.hear(scene.person())

    scene.provider.remove(contact)
    scene.refresh()

    assert scene.names()[0] == ["Eva"]
    assert [one.reason for one in scene.waiting("held")] == ["held_edited"]


def test_one_way_a_person_that_was_edited_in_the_crm_stays_when_what_tandem_made_is_removed(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Eva"))
    scene.provider.add(someone("Paul"))
    scene.start(direction="one_way")
    scene.crm.edit(scene.crm_of("Eva"), notes="Nur hier")
    scene.hear(scene.crm_of("Eva"))

    scene.app.stop(scene.connection, remove=True)
    scene.work()

    assert scene.names()[0] == ["Eva"]


def test_history_tells_of_an_undo_at_the_provider_while_the_person_is_out_of_sight(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    scene.crm.edit(scene.person(), job_title="Leitung")
    scene.hear(scene.person())
    run = scene.app.history(scene.connection).items[0].run
    scene.crm.unseen = {scene.person()}

    scene.app.undo_run(RunId(run))
    scene.work()

    assert scene.provider.live()[contact].job_title == ""
    assert [(one.side, one.action) for one in scene.app.history(scene.connection).items[:1]] == [("provider", "update")]
    assert scene.app.history(scene.connection).items[0].rule == "undone"


def test_a_card_that_moved_is_followed_by_a_read_that_finds_nothing_where_it_was(tmp_path: Path) -> None:
    """The feed hasn't told of the new href yet: the person must not go, nor be made a second time."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    person = scene.person()
    scene.provider.move(contact, RemoteId("/c/moved"))
    scene.crm.edit(person, job_title="Leitung")

    scene.hear(person)

    assert list(scene.crm.live()) == [person]
    assert scene.provider.live()[RemoteId("/c/moved")].job_title == "Leitung"


def test_a_card_that_moved_passes_for_nobody_new_where_its_link_followed_it_first(tmp_path: Path) -> None:
    """The feed tells of both hrefs in one slice: once the link is on the new one, nobody is to be asked who that is."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    scene.provider.move(contact, RemoteId("/c/moved"))

    scene.poll()

    assert scene.link().provider.remote_id == "/c/moved"
    assert scene.waiting("review") == []
    assert scene.names() == (["Eva"], ["Eva"])


def test_a_person_who_was_deleted_while_their_card_moved_does_not_come_back(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    person = scene.person()
    scene.provider.move(contact, RemoteId("/c/moved"))
    scene.crm.remove(person)

    scene.hear(person, is_gone=True).poll()

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


@pytest.mark.parametrize("later", [timedelta(), 2 * DAY], ids=["at once", "days later"])
def test_a_person_whose_copies_were_edited_in_two_books_comes_back_once(tmp_path: Path, later: timedelta) -> None:
    """The second book hears of the deletion, and of the person that was made for the first, in one slice; it may have
    waited for the tokens of another day.
    """
    scene, other = Scene(tmp_path), MemoryContacts(is_crm=False)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    another = scene.connect_another(other)
    scene.app.start(another)
    scene.work()
    person = scene.person()
    scene.provider.edit(contact, notes="Neu")
    other.edit(next(iter(other.live())), job_title="Leitung")
    scene.crm.remove(person)
    scene.refresh()
    made = scene.person()
    scene.clock.pass_by(later)
    scene.listen(Heard("person", made, is_gone=False, permitted=None))
    scene.listen(Heard("person", person, is_gone=True, permitted=None))

    scene.work().poll()

    assert made != person
    assert len(scene.crm.live()) == 1
    assert len(other.live()) == 1
    assert len(scene.provider.live()) == 1


@pytest.mark.parametrize("later", [timedelta(), 2 * DAY], ids=["at once", "days later"])
def test_a_person_who_was_deleted_and_is_somebody_new_in_another_book_comes_back_once(
    tmp_path: Path, later: timedelta
) -> None:
    """Whoever brings back the copy that was edited may hear of the deletion days after the other book's start."""
    scene, other = Scene(tmp_path), MemoryContacts(is_crm=False)
    scene.connect()
    person = scene.crm.add(someone("Eva"))
    another = scene.connect_another(other)
    scene.app.start(another)
    scene.work()
    other.edit(next(iter(other.live())), job_title="Leitung")
    scene.crm.remove(person)
    scene.provider.add(someone("Eva"))
    scene.app.start(scene.connection)
    scene.work()
    made = scene.person()
    scene.clock.pass_by(later)
    scene.listen(Heard("person", made, is_gone=False, permitted=None))
    scene.listen(Heard("person", person, is_gone=True, permitted=None))

    scene.work().poll()

    assert made != person
    assert len(scene.crm.live()) == len(other.live()) == len(scene.provider.live()) == 1


def test_what_is_known_of_a_person_made_anew_begins_anew(tmp_path: Path) -> None:
    """It counted from the first time that this connection made the person."""
    scene, other = Scene(tmp_path), MemoryContacts(is_crm=False)
    scene.start()
    another = scene.connect_another(other)
    scene.app.start(another)
    scene.work()
    contact = scene.provider.add(someone("Eva"))
    scene.refresh()
    person = scene.person()
    scene.app.refresh(another)
    scene.work()
    scene.clock.pass_by(timedelta(hours=20))
    scene.provider.edit(contact, notes="Neu")
    other.edit(next(iter(other.live())), job_title="Leitung")
    scene.crm.remove(person)
    scene.refresh()
    made = scene.person()

    scene.clock.pass_by(timedelta(hours=5))
    scene.listen(Heard("person", made, is_gone=False, permitted=None))
    scene.listen(Heard("person", person, is_gone=True, permitted=None))
    scene.work().poll()

    assert made != person
    assert len(scene.crm.live()) == 1


def test_a_first_sync_that_stood_still_for_a_day_doubles_nobody(tmp_path: Path) -> None:
    """What the first half of its listing spooled is gone by then."""
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva"))
    scene.provider.add(someone("Eva"))
    scene.provider.down = Unavailable("server_error")
    scene.app.start(scene.connect())
    pull_changes(scene.world, scene.connection)

    scene.clock.pass_by(DAY + timedelta(hours=1))
    scene.provider.down = None
    scene.work()

    assert scene.names() == (["Eva"], ["Eva"])
    assert len(scene.links()) == 1


def test_a_person_whom_the_listing_missed_and_a_webhook_named_is_linked_with_their_card(tmp_path: Path) -> None:
    """They came, or came to light, while the address book was still being listed."""
    scene = Scene(tmp_path)
    scene.provider.add(someone("Eva"))
    scene.provider.down = Unavailable("server_error")
    scene.app.start(scene.connect())
    pull_changes(scene.world, scene.connection)

    scene.listen(Heard("person", scene.crm.add(someone("Eva")), False, None))
    scene.provider.down = None
    scene.clock.pass_by(timedelta(hours=1))
    scene.work()

    assert scene.names() == (["Eva"], ["Eva"])
    assert len(scene.links()) == 1


def test_what_was_deleted_after_an_older_listing_is_not_made_of_its_spool(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.app.start(scene.connect())
    scene.deliver()

    scene.provider.remove(contact)
    scene.world.connections.change(scene.connection, lambda one: replace(one, phase="list", listed=(), resume=""))
    scene.refresh()

    assert scene.names() == ([], [])
    assert scene.crm.writes == []


def test_a_value_that_lost_is_kept_through_a_stop(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva", job_title="Leitung"))
    scene.provider.add(someone("Eva", job_title="Vertrieb"))
    scene.start()

    scene.app.stop(scene.connection, remove=False)
    scene.work()

    assert [one.detail for one in scene.waiting("conflicts")] == ["job_title"]


def test_nothing_is_released_whose_twin_is_there_again(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    scene.desk.open_deals.add(scene.person())
    scene.provider.remove(contact)
    scene.refresh()
    (held,) = scene.waiting("held")

    scene.provider.restore(contact)

    with pytest.raises(Refused, match="came_back"):
        scene.app.decide(scene.connection, "held", held.id, "release")
    scene.refresh()
    assert scene.names() == (["Eva"], ["Eva"])
    assert scene.waiting("held") == []


def test_nothing_is_released_whose_twin_cannot_be_seen_to_be_gone(tmp_path: Path) -> None:
    """It is there again, and makes no sense."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    scene.desk.open_deals.add(scene.person())
    scene.provider.remove(contact)
    scene.refresh()
    (held,) = scene.waiting("held")
    scene.provider.restore(contact)
    scene.provider.items[contact].is_broken = True

    with pytest.raises(Refused, match="unseen"):
        scene.app.decide(scene.connection, "held", held.id, "release")
    scene.provider.items[contact].is_broken = False
    scene.refresh()
    assert scene.names() == (["Eva"], ["Eva"])
    assert scene.waiting("held") == []


def test_what_is_released_may_be_gone_so_wholly_that_nobody_knows_of_it(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    scene.desk.open_deals.add(scene.person())
    scene.provider.remove(contact)
    scene.refresh()
    del scene.provider.items[contact]

    scene.decide("held", "release")

    assert scene.names() == ([], [])


def test_a_contact_like_one_that_is_linked_waits_for_a_person(tmp_path: Path) -> None:
    """A sweep found it; word of it would have come to the same."""
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva"))
    hidden = scene.provider.add(someone("Eva"))
    scene.provider.unseen.add(hidden)
    scene.start()

    scene.provider.unseen.clear()
    scene.sweep()

    assert scene.names()[0] == ["Eva"]
    assert [one.reason for one in scene.waiting("review")] == ["ambiguous"]
    scene.decide("review", "separate")
    assert scene.names()[0] == ["Eva", "Eva"]


def test_values_that_lost_one_after_the_other_are_all_kept(tmp_path: Path) -> None:
    """A worker died before its agreement, and the same field was disputed again: the link is as it was."""
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva"))
    scene.start()
    connection, link = scene.world.connections.get(scene.connection), scene.link()

    def row(title: str) -> Key:
        loss = Loss(Field.JOB_TITLE, Side.PROVIDER, someone("Eva", job_title=title))
        (made,) = ledger.conflicts(scene.world, connection, link, [loss], {})
        return made.key

    assert row("Vertrieb") == row("Vertrieb")
    assert row("Vertrieb") != row("Einkauf")


def released_and_cut_off(scene: Scene) -> str:
    """The process ended right after the person was deleted, before it could note it; what is held."""
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    scene.desk.open_deals.add(scene.person())
    scene.provider.remove(contact)
    scene.refresh()
    (held,) = scene.waiting("held")
    write = scene.crm.write

    def cut_off(writes: Sequence[Write]) -> Iterator[Written | Failed]:
        list(write(writes))
        raise Unavailable("cut_off")

    scene.crm.write = cut_off
    with suppress(Unavailable):
        scene.app.decide(scene.connection, "held", held.id, "release")
    scene.crm.write = write
    return held.id


def deletions_told(scene: Scene) -> list[str]:
    return [one.side for one in scene.app.history(scene.connection).items if one.action == "delete"]


def test_a_released_deletion_that_was_cut_off_is_told_by_the_next_sweep(tmp_path: Path) -> None:
    """No webhook came: the link is held, and both its items are gone."""
    scene = Scene(tmp_path)
    released_and_cut_off(scene)

    scene.sweep()

    assert scene.link().state == "tombstone"
    assert scene.waiting("held") == []
    assert deletions_told(scene) == ["crm"]


def test_a_released_deletion_that_was_cut_off_is_told_though_the_person_then_wants_it_back(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    held = released_and_cut_off(scene)

    scene.app.decide(scene.connection, "held", held, "restore")
    scene.work()

    assert deletions_told(scene) == ["crm"]


def test_a_person_who_is_back_through_one_book_is_not_brought_back_by_another(tmp_path: Path) -> None:
    """The second book had a contact made of whom the first had brought back, and only then heard of the deletion."""
    scene, other = Scene(tmp_path), MemoryContacts(is_crm=False)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    another = scene.connect_another(other)
    scene.app.start(another)
    scene.work()
    person = scene.person()
    scene.provider.edit(contact, notes="Neu")
    other.edit(next(iter(other.live())), job_title="Leitung")
    scene.crm.remove(person)
    scene.refresh()
    scene.listen(Heard("person", scene.person(), is_gone=False, permitted=None))
    scene.work()

    scene.listen(Heard("person", person, is_gone=True, permitted=None))
    scene.work().poll()

    assert len(scene.crm.live()) == 1
    assert [one.detail or one.reason for one in scene.world.pendings.page(another, Kind.REVIEW)] == ["ambiguous"]
    assert "Leitung" in {one.job_title for one in other.live().values()}


def test_who_brings_a_person_back_is_known_to_the_connection_that_had_made_that_person(tmp_path: Path) -> None:
    """It had made the one who is gone, so it must not take that for its right to make the next one."""
    scene, other = Scene(tmp_path), MemoryContacts(is_crm=False)
    scene.start()
    another = scene.connect_another(other)
    scene.app.start(another)
    scene.work()
    contact = scene.provider.add(someone("Eva"))
    scene.refresh()
    scene.app.refresh(another)
    scene.work()
    scene.provider.edit(contact, notes="Neu")
    other.edit(next(iter(other.live())), job_title="Leitung")
    person = scene.person()
    scene.crm.remove(person)
    scene.app.refresh(another)
    scene.work()

    scene.listen(Heard("person", person, is_gone=True, permitted=None))
    scene.work().poll()

    (back,) = scene.crm.live().values()
    assert (back.notes, back.job_title) == ("Neu", "Leitung")
    assert len(other.live()) == len(scene.provider.live()) == 1


def test_what_an_overtaken_listing_read_does_not_count_for_the_one_that_was_asked_for_since(tmp_path: Path) -> None:
    """A reconnect came while persons were listed; its own listing cleared what was kept of them, and was cut off."""
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva"))
    scene.provider.add(someone("Eva"))
    connection = scene.connect()
    list_all, times = scene.crm.list_all, count(1)

    def overtaken(known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        match next(times):
            case 1:
                yield from list_all(known, resume)
                list_anew(scene.world, connection)
                pull_changes(scene.world, connection)
            case 2:
                raise Unavailable("cut_off")
            case _:
                yield from list_all(known, resume)

    scene.crm.list_all = overtaken
    scene.app.start(connection)
    scene.work().poll()

    assert scene.names() == (["Eva"], ["Eva"])
    assert len(scene.links()) == 1


def test_a_worker_that_joins_a_listing_late_takes_nothing_off_its_spool(tmp_path: Path) -> None:
    """It stood still since before the listing began, cleared what older ones had left, and was cut off."""
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva"))
    scene.provider.add(someone("Eva"))
    connection = scene.connect()
    list_all, times, late = scene.crm.list_all, count(1), []

    def joined(known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        match next(times):
            case 1:
                yield from list_all(known, resume)
                with suppress(Unavailable):
                    take_stock(scene.world, late[0], scene.replicas.open(late[0]))
            case 2:
                raise Unavailable("cut_off")
            case _:
                yield from list_all(known, resume)

    scene.crm.list_all = joined
    scene.app.start(connection)
    late.append(scene.world.connections.get(connection))
    scene.work().poll()

    assert scene.names() == (["Eva"], ["Eva"])
    assert len(scene.links()) == 1


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


def test_a_card_that_is_back_when_a_person_has_it_made_anew_does_not_overrule_what_was_typed_since(
    tmp_path: Path,
) -> None:
    """Its deletion was held for an edit of the person. Whoever took it out of the trash had not seen that."""
    scene = Scene(tmp_path).start()
    person = scene.crm.add(someone("Eva", job_title="Vertrieb"))
    scene.hear(person)
    contact = scene.contact()
    scene.crm.edit(person, job_title="Leitung")
    scene.provider.remove(contact)
    scene.poll()
    scene.provider.restore(contact)

    scene.provider.failing.append(Unavailable("timeout"))
    scene.decide("held", "restore")
    scene.poll().sweep()

    kept = json.dumps([one.lost for one in scene.waiting("conflicts")])
    titles = {one.job_title for side in (scene.crm, scene.provider) for one in side.live().values()}
    assert "Leitung" in kept or titles == {"Leitung"}
    assert scene.names() == (["Eva"], ["Eva"])


def test_a_deletion_that_was_cut_off_is_told_though_the_card_is_back_under_another_href(tmp_path: Path) -> None:
    """An undo died in it, and only the new href was heard of. The link follows the card by its UID; first it is told
    what its write did there.
    """
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva"))
    scene.start()
    contact, run = scene.contact(), scene.app.history(scene.connection).items[0].run
    write = scene.provider.write

    def cut_off(writes: Sequence[Write]) -> Iterator[Written | Failed]:
        list(write(writes))
        raise KeyboardInterrupt

    scene.app.undo_run(RunId(run))
    unfinished = scene.wakeups.sent[0]
    scene.provider.write = cut_off
    with suppress(KeyboardInterrupt):
        scene.work()
    scene.provider.write = write
    back = scene.provider.add(someone("Eva"), uid=scene.provider.items[contact].uid)
    scene.world.changes.note_all(scene.connection, [Note(Side.PROVIDER, back, scene.clock.now())])

    scene.wakeups.sent.append(unfinished)
    scene.work()

    told = [one.action for one in reversed(scene.app.history(scene.connection).items)]
    assert told[:3] == ["create", "delete", "relink"]
