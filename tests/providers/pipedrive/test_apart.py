"""Activities bear names of their own wherever they pass through: in listings, changes and reads."""

from datetime import date

from tandem.domain.event import AllDay, Event
from tandem.domain.ids import RemoteId, activity_id
from tandem.domain.sight import Seen, Unseen
from tandem.providers.pipedrive.apart import Apart
from tests.memory_events import MemoryCalendar


def test_whatever_tells_of_an_activity_calls_it_by_its_name() -> None:
    inner = MemoryCalendar()
    number = inner.add(Event(AllDay(date(2026, 12, 1), 1), title="Anruf"))
    apart = Apart(inner)
    *_, last = listed = list(apart.list_all())
    assert last.cursor is not None
    inner.remove(number)

    gone = [one for page in apart.changes(last.cursor) for one in page.gone]

    assert [one.remote_id for page in listed for one in page.seen] == [activity_id(number)]
    assert gone == [activity_id(number)]


def test_a_number_alone_is_no_activity() -> None:
    inner = MemoryCalendar()
    number = inner.add(Event(AllDay(date(2026, 12, 1), 1), title="Anruf"))

    found = Apart(inner).read([activity_id(number), RemoteId(number)])

    assert isinstance(found[activity_id(number)], Seen)
    assert found[RemoteId(number)] == Unseen(RemoteId(number))
