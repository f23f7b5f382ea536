"""What the oracle excuses: only that of which nobody could know better."""

import pytest

from tandem.domain.contact import Contact, Name
from tandem.domain.ids import ConnectionId, LinkId, RemoteId
from tandem.ports import Creation
from tests.simulation.choices import Choices, Recorded
from tests.simulation.faults import Weather
from tests.simulation.hub import Hub
from tests.simulation.ledger import Ledger
from tests.simulation.office import ANNA
from tests.simulation.side import SidePort
from tests.simulation.town import Town, Traits
from tests.simulation.truth import Item

EVA = Contact(name=Name(given="O1", family="Beispiel"))
PERSON = RemoteId("crm/typed")


@pytest.fixture
def town() -> Town:
    made = Town(Hub(), Weather(Choices(Recorded([{}])), is_fair=True), Traits(), Ledger(), lambda _line: None)
    made.settle_in()
    made.connect(ANNA, "book0", {"direction": "two_way"})
    made.persons.put(Item(PERSON, EVA))
    return made


def persons(town: Town) -> SidePort:
    (connection,) = town.connections()
    crm = town.open(connection).crm
    assert isinstance(crm, SidePort)
    return crm


def test_who_was_left_out_when_they_were_last_asked_for_may_be_made_once_more(town: Town) -> None:
    town.persons.unseen.add(PERSON)
    list(persons(town).list_all())

    list(persons(town).write([Creation(LinkId("a" * 32), EVA)]))

    assert "O1" in town.ledger.excused


def test_who_was_shown_again_since_may_not(town: Town) -> None:
    town.persons.unseen.add(PERSON)
    list(persons(town).list_all())
    town.persons.unseen.clear()
    persons(town).read([PERSON])

    list(persons(town).write([Creation(LinkId("a" * 32), EVA)]))

    assert "O1" not in town.ledger.excused


def test_an_edit_in_the_gap_of_a_connection_that_stopped_need_not_be_found_until_it_starts_again() -> None:
    ledger, one = Ledger(), ConnectionId("one")
    before, after = {("job_title", "before")}, {("job_title", "after")}
    ledger.fell_into_gap(one, before)
    ledger.stops(one)
    ledger.fell_into_gap(one, after)
    ledger.blind.discard(one)
    ledger.fell_into_gap(one, {("job_title", "again")})

    assert ledger.gone_in_gap == before | after
