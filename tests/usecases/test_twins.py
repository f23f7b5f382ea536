"""Activities and events that are the same when a calendar's sync begins: they are linked, and nothing is written."""

from collections.abc import Callable, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tandem.domain.ids import RemoteId
from tandem.domain.sight import Sight
from tests.memory_events import MemoryActivities
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
