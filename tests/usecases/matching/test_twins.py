"""Activities and events that are the same when a calendar's sync begins: they are linked, and nothing is written."""

from collections.abc import Callable, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tandem.domain.ids import RemoteId
from tandem.domain.sight import Sight, Unseen
from tests.memory_events import MemoryActivities, MemoryCalendar
from tests.usecases.calendar_scene import NINE, TEN, CalendarScene, an_event


@dataclass
class BusyOffice(MemoryActivities):
    """Somebody edits there right before it is read."""

    edits: list[Callable[[], object]] = field(default_factory=list)

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        while self.edits:
            self.edits.pop()()
        return super().read(ids, told_gone)


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    made = CalendarScene(tmp_path, crm=BusyOffice())
    made.crm.add(an_event("Zahnarzt", when=replace(NINE, zone="")))
    made.provider.add(an_event("Zahnarzt"))
    return made


def test_what_is_the_same_on_both_sides_is_linked_without_a_write(scene: CalendarScene) -> None:
    scene.start()

    assert not scene.crm.writes
    assert not scene.provider.writes
    assert scene.view().counts["linked"] == 1


@pytest.mark.parametrize("side", ["crm", "provider"])
def test_one_that_is_left_out_of_an_answer_is_the_twin_that_the_listing_showed(tmp_path: Path, side: str) -> None:
    class Forgetful:
        """Of what is asked for first by its id, nothing is told."""

        is_asked = False

        def read(
            self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()
        ) -> Mapping[RemoteId, Sight]:
            was_asked, self.is_asked = self.is_asked, True
            return super().read(ids, told_gone) if was_asked else {one: Unseen(one) for one in ids}

    class ForgetfulOffice(Forgetful, MemoryActivities): ...

    class ForgetfulCalendar(Forgetful, MemoryCalendar): ...

    scene = CalendarScene(tmp_path, **{side: ForgetfulOffice() if side == "crm" else ForgetfulCalendar()})
    scene.crm.add(an_event("Zahnarzt", when=replace(NINE, zone="")))
    scene.provider.add(an_event("Zahnarzt"))

    scene.start()
    scene.app.upload_unsynced(scene.connection, past=True)
    scene.refresh()

    assert scene.titles() == (["Zahnarzt"], ["Zahnarzt"])
    assert scene.view().counts["linked"] == 1


NEWS = [("location", "Praxis"), ("title", "Zahnarzt mit Ben"), ("when", TEN)]


@pytest.mark.parametrize(("name", "value"), NEWS)
def test_what_is_typed_between_the_listing_and_the_link_comes_over(
    scene: CalendarScene, name: str, value: object
) -> None:
    (activity,) = scene.crm.live()
    assert isinstance(scene.crm, BusyOffice)
    scene.crm.edits = [lambda: scene.crm.edit(activity, **{name: value})]

    scene.start()
    scene.refresh()

    assert getattr(scene.event(), name) == value
