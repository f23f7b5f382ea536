"""What a push makes: records for those it concerns, one for each item however often it is told, and one wake-up."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.contact import Side
from tandem.domain.ids import RemoteId, UserId
from tandem.ports import Item, Key, Queue, Row
from tandem.usecases.listening.record_notification import Heard
from tests.memory import ANNA, MemoryContacts
from tests.usecases.cutting import Cut
from tests.usecases.scene import Scene, someone

BEN = UserId("2")


def running(tmp_path: Path, count: int = 1, **rules: object) -> Scene:
    scene = Scene(tmp_path)
    for number in range(count):
        scene.provider.add(someone(f"Eva{number}"))
    scene.start(**rules)
    scene.quiet()
    return scene


def heard(person: str, *permitted: UserId, entity: str = "person", is_gone: bool = False) -> Heard:
    return Heard(entity, RemoteId(person), is_gone, frozenset(permitted or (ANNA,)))


def test_ten_thousand_pushes_of_fifty_persons_make_fifty_records_and_one_wake_up(tmp_path: Path) -> None:
    scene = running(tmp_path, 50)
    persons = list(scene.crm.live())

    for number in range(10_000):
        scene.listen(heard(persons[number % 50]))

    assert scene.world.changes.count(scene.connection) == 50
    assert [one.queue for one in scene.wakeups.sent] == [Queue.RECONCILE_CONTACTS]


def test_a_storm_of_pushes_is_worked_off_with_one_look_at_each_person(tmp_path: Path) -> None:
    scene = running(tmp_path, 50)
    for person in scene.crm.live():
        scene.crm.edit(person, job_title="Leitung")
        for _ in range(10):
            scene.listen(heard(person))
    scene.crm.calls.clear()

    scene.work()

    assert {one.job_title for one in scene.provider.live().values()} == {"Leitung"}
    assert len(scene.provider.writes) == 50
    assert scene.crm.calls == ["read"]


def test_what_is_heard_while_it_is_worked_on_is_looked_at_again(tmp_path: Path) -> None:
    scene = running(tmp_path)
    person = scene.person()
    scene.crm.edit(person, job_title="Leitung")
    scene.listen(heard(person))

    scene.provider.gap.append(lambda: edit_and_tell(scene, person))
    scene.work()

    shown = scene.provider.live()[scene.contact()]
    assert (shown.job_title, shown.notes) == ("Leitung", "Neu")
    assert scene.world.changes.count(scene.connection) == 0


def edit_and_tell(scene: Scene, person: RemoteId) -> None:
    scene.crm.edit(person, notes="Neu")
    scene.listen(heard(person))


def test_only_connections_with_a_claim_hear_of_a_person(tmp_path: Path) -> None:
    scene = running(tmp_path)
    other = scene.connect_another(MemoryContacts(is_crm=False), direction="one_way")
    scene.app.start(other)
    scene.work()

    concerned = scene.listen(heard(scene.person()))

    assert concerned == 1
    assert scene.world.changes.count(scene.connection) == 1
    assert scene.world.changes.count(other) == 0


def test_a_new_person_concerns_two_way_connections_of_users_who_may_see_it(tmp_path: Path) -> None:
    scene = running(tmp_path)

    assert scene.listen(heard("p90001", ANNA)) == 1
    assert scene.listen(heard("p90002", BEN)) == 0
    assert scene.listen(heard("p90003", ANNA, is_gone=True)) == 0


def test_a_push_that_names_no_users_is_for_all_of_them(tmp_path: Path) -> None:
    scene = running(tmp_path)

    assert scene.listen(Heard("person", RemoteId("p90001"), is_gone=False, permitted=None)) == 1


def test_a_new_person_concerns_no_one_way_connection(tmp_path: Path) -> None:
    scene = running(tmp_path, direction="one_way")

    assert scene.listen(heard("p90001")) == 0
    assert not scene.wakeups.sent


def test_the_holder_of_a_claim_hears_of_a_person_that_its_user_may_no_longer_see(tmp_path: Path) -> None:
    scene = running(tmp_path)

    assert scene.listen(heard(scene.person(), BEN)) == 1


def test_an_organization_concerns_the_persons_that_show_it(tmp_path: Path) -> None:
    scene = running(tmp_path, 2)
    first, second = scene.crm.live()
    for person in (first, second):
        scene.crm.items[person].mentions = ("organization/17",)
        scene.crm.edit(person, organization="Alt AG")
        scene.hear(person)

    scene.crm.edit(first, organization="Neu AG")
    scene.crm.edit(second, organization="Neu AG")
    scene.hear(RemoteId("17"), entity="organization")

    assert {one.organization for one in scene.provider.live().values()} == {"Neu AG"}


def test_a_person_that_shows_an_organization_no_more_is_not_concerned_by_it(tmp_path: Path) -> None:
    scene = running(tmp_path)
    person = scene.person()
    scene.crm.items[person].mentions = ("organization/17",)
    scene.crm.edit(person, organization="Alt AG")
    scene.hear(person)

    scene.crm.items[person].mentions = ()
    scene.crm.edit(person, organization="")
    scene.hear(person)

    assert scene.listen(heard("17", entity="organization")) == 0


def test_pushes_about_other_things_concern_nobody(tmp_path: Path) -> None:
    scene = running(tmp_path)

    assert [scene.listen(heard("1", entity=entity)) for entity in ("deal", "activity", "note", "")] == [0, 0, 0, 0]


def test_nobody_hears_before_the_start_and_after_the_stop(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    person = scene.crm.add(someone("Paul"))
    scene.connect()
    before = scene.listen(heard(person))
    scene.app.start(scene.connection)
    scene.work()
    during = scene.listen(heard(person))
    scene.work()
    scene.app.stop(scene.connection, remove=False)
    scene.work()

    assert (before, during, scene.listen(heard(person))) == (0, 1, 0)


def test_what_is_heard_during_the_first_sync_is_done_behind_it(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    person = scene.crm.add(someone("Paul"))
    scene.provider.add(someone("Eva"))
    scene.app.start(scene.connect())
    scene.deliver()

    scene.crm.edit(person, job_title="Leitung")
    scene.hear(person)

    paul = next(one for one in scene.provider.live().values() if one.name.given == "Paul")
    assert paul.job_title == "Leitung"


def test_a_lost_wake_up_is_sent_again_by_the_schedule(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.crm.edit(scene.person(), job_title="Leitung")
    scene.listen(heard(scene.person()))
    scene.wakeups.sent.clear()

    scene.sweep()

    assert scene.provider.live()[scene.contact()].job_title == "Leitung"


@dataclass
class StopsHalfway:
    """A home that writes rows one after the other, and ends after the first; takes the place of a scene's scissors."""

    is_armed: bool = False
    of_table: tuple[str, ...] = ()
    of_sides: tuple[str, ...] = ()

    def wrap(self, table: Any, _: tuple[str, ...]) -> Any:
        upsert = table.upsert

        def one_only(items: Mapping[Key, Item]) -> dict[Key, Row]:
            if not self.is_armed:
                return dict(upsert(items))
            upsert(dict(list(items.items())[:1]))
            raise Cut("upsert")

        table.upsert = one_only
        return table

    def cut(self, _side: Any, _names: tuple[str, ...]) -> dict[str, Any]:
        return {}


def test_a_push_that_ended_before_its_wake_up_has_noted_the_item_and_wakes_when_it_comes_again(tmp_path: Path) -> None:
    halfway = StopsHalfway()
    scene = Scene(tmp_path, scissors=halfway)
    scene.provider.add(someone("Eva"))
    scene.start()
    scene.quiet()
    scene.crm.edit(scene.person(), job_title="Leitung")

    halfway.is_armed = True
    with pytest.raises(Cut):
        scene.listen(heard(scene.person()))
    noted, sent = scene.world.changes.count(scene.connection), len(scene.wakeups.sent)
    halfway.is_armed = False
    scene.listen(heard(scene.person()))
    scene.work()

    assert (noted, sent) == (1, 0)
    assert scene.provider.live()[scene.contact()].job_title == "Leitung"


def test_records_carry_ids_and_no_names(tmp_path: Path) -> None:
    scene = running(tmp_path)

    scene.listen(heard(scene.person()))

    (record,) = scene.world.changes.first(scene.connection)
    (sent,) = scene.wakeups.sent
    assert (record.side, record.remote_id) == (Side.CRM, scene.person())
    assert sent.body == {"connection": scene.connection}
