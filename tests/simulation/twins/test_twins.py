"""The twins pass the suites of the ports that they stand for: the table, and both sides."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tandem.domain.contact import Contact, Name
from tandem.domain.errors import Unavailable
from tandem.domain.ids import AccountId, ConnectionId, RemoteId
from tandem.domain.rules import CrmScope, Direction, Rules
from tandem.ports import Clock, Creation, Failed, Replica
from tandem.state.connection import Connection
from tests.contracts.contact_contract import ContactContract
from tests.contracts.place import Place, done, link, listed
from tests.contracts.table_contract import TableContract
from tests.contracts.table_expiry_contract import TableExpiryContract
from tests.contracts.table_home import TableHome
from tests.simulation.judging.words import Words
from tests.simulation.story.choices import Choices, Recorded
from tests.simulation.story.faults import Fault, Weather
from tests.simulation.story.hub import Hub
from tests.simulation.twins.book import BookPort
from tests.simulation.twins.office import ANNA, BEN, COMPANY, PersonsPort
from tests.simulation.twins.side import SidePort, Surroundings
from tests.simulation.twins.store import TwinTable
from tests.simulation.twins.temper import GOOGLE, ICLOUD, TEMPERS, Temper
from tests.simulation.twins.truth import Item, Truth

TABLES: dict[str, TwinTable] = {}
RULES = Rules(Direction.TWO_WAY, group="G", crm_scope=CrmScope("own"))
CONNECTION = Connection(ConnectionId("42-c"), COMPANY, AccountId("42-a"), ANNA, rules=RULES)


def weather(*down: int) -> Weather:
    """Fair, but for the calls of a side that get no answer."""
    made = Weather(Choices(Recorded([{Fault.DOWN_BEFORE.name: list(down)}])))
    made.draw()
    return made


# --- the table ----------------------------------------------------------------------------------------------------


def open_table(clock: Clock, name: str) -> TwinTable:
    """What was opened before by this name is opened again."""
    return TABLES.setdefault(name, TwinTable(Hub(), clock, weather()))


class TwinHome:
    @pytest.fixture
    def home(self, request: pytest.FixtureRequest) -> TableHome:
        return TableHome("tests.simulation.twins.test_twins:open_table", (request.node.nodeid,))


class TestTwinTable(TwinHome, TableContract):
    pass


class TestTwinTableExpiry(TwinHome, TableExpiryContract):
    pass


# --- the sides ----------------------------------------------------------------------------------------------------


class Nobody:
    """Watches nothing."""

    def created(self, *told: object) -> None: ...

    def changed(self, *told: object) -> None: ...

    def removed(self, *told: object) -> None: ...

    def missed(self, *told: object) -> None: ...

    def shown(self, *told: object) -> None: ...


UNHEARD = Words(lambda *_: None, lambda _: False, lambda _: None, lambda *_: 0)


class TwinPlace:
    lists_outsiders = True

    def __init__(self, port: type[SidePort], temper: Temper = ICLOUD) -> None:
        self.hub = Hub()
        name = "crm" if port is PersonsPort else "book"
        self.truth = Truth(name, lambda: self.hub.now, temper=temper, most_mails=temper.most_mails)
        self.finds_uids = temper.ids_move
        self.port = port
        self.conditional = self.tells_removals = port is BookPort

    def replica(self) -> Replica:
        return self._opened(weather(), self.truth)

    def _opened(self, weather: Weather, truth: Truth) -> SidePort:
        return self.port(truth, Surroundings(self.hub, weather, Nobody(), UNHEARD), CONNECTION)

    def revoked(self) -> Replica:
        return self._opened(weather(), replace(self.truth, is_revoked=True))

    def down(self) -> Replica:
        return self._opened(weather(*range(1, 100)), self.truth)

    def add(self, contact: Contact) -> RemoteId:
        remote = self.truth.new_id()
        return self.truth.put(Item(remote, contact, uid=f"uid-{remote}", owner=ANNA)).remote_id

    def retitle(self, remote: RemoteId, title: str) -> None:
        self.truth.change(remote, content=replace(self.truth.items[remote].content, job_title=title))

    def remove(self, remote: RemoteId) -> None:
        self.truth.change(remote, is_deleted=True)

    def put_out(self, remote: RemoteId) -> None:
        self.truth.change(remote, in_group=False, owner=BEN)

    def spoil(self, remote: RemoteId) -> None:
        self.truth.change(remote, is_broken=True)

    def unknown(self) -> RemoteId:
        return RemoteId("nobody")

    def now(self) -> datetime:
        return self.hub.now


class TestPersons(ContactContract):
    @pytest.fixture
    def place(self) -> Place:
        return TwinPlace(PersonsPort)


@pytest.mark.parametrize("temper", TEMPERS, ids=lambda one: one.provider)
class TestBooks(ContactContract):
    """Without lags, which have a test of their own; and as adapters do that look for a contact before they make it."""

    @pytest.fixture
    def place(self, temper: Temper) -> Place:
        return TwinPlace(BookPort, replace(temper, lag=timedelta(), refuses_doubles=True))


def test_what_was_made_shows_in_lists_after_the_lag_and_is_read_at_once() -> None:
    place = TwinPlace(BookPort, GOOGLE)
    replica = place.replica()
    (made,) = done(replica, Creation(link(1), Contact(name=Name("Bea"))))

    assert made is not None
    assert replica.read([made.remote_id])[made.remote_id] == made
    assert listed(replica) == {}
    with pytest.raises(Unavailable):
        replica.find_created({link(1): made.content}, place.now())

    place.hub.now += GOOGLE.lag

    assert listed(replica) == {made.remote_id: made}
    assert replica.find_created({link(1): made.content}, place.now() - GOOGLE.lag) == {link(1): made}


@pytest.mark.parametrize("temper", TEMPERS, ids=lambda one: one.provider)
def test_a_second_contact_of_a_uid_is_made_where_nothing_refuses_it(temper: Temper) -> None:
    replica = TwinPlace(BookPort, replace(temper, lag=timedelta())).replica()

    answers = list(replica.write([Creation(link(1), Contact(name=Name("Bea")))] * 2))

    assert isinstance(answers[1], Failed) == temper.refuses_doubles
