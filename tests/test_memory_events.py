"""The fakes of a calendar's two sides pass the suite of their port, so that a test may trust them."""

from dataclasses import replace

import pytest

from tandem.domain.errors import Unavailable
from tandem.domain.event import Event
from tandem.domain.field import Field
from tandem.domain.ids import RemoteId
from tests.contracts.event_contract import EventContract, Place
from tests.memory_events import MemoryActivities, MemoryCalendar
from tests.test_memory import MemoryPlace


class MemoryDiary(MemoryPlace):
    """`add` and `edit` are what people do there, so they show what the side can hold."""

    finds_uids = False

    def __init__(self, side: MemoryActivities | MemoryCalendar) -> None:
        super().__init__(side)
        self.needs_titles = side.is_crm

    def add(self, event: Event) -> RemoteId:
        return self.side.add(self.side.projection(event))

    def edit(self, remote: RemoteId, event: Event, field: Field) -> None:
        self.side.edit(remote, **{str(field): getattr(self.side.projection(event), field)})

    def retitle(self, remote: RemoteId, title: str) -> None:
        self.side.edit(remote, title=title)

    def lose_answers(self, count: int, *, arrive: bool) -> None:
        if arrive:
            self.side.lost_answers = count
        else:
            self.side.failing.extend([Unavailable("timeout")] * count)


class TestMemoryActivities(EventContract):
    @pytest.fixture
    def place(self) -> Place:
        return MemoryDiary(MemoryActivities())


class TestMemoryCalendar(EventContract):
    """One that tells all of what is private, as the suite asks for."""

    @pytest.fixture
    def place(self) -> Place:
        return MemoryDiary(replace(MemoryCalendar(), hides=False))
