"""The tally holds what the history tells, however the transaction that writes both goes. A subclass supplies `home`."""

from datetime import datetime, timedelta

import pytest

from tandem.domain.contact import Side
from tandem.domain.deed import Act
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, LinkId, RemoteId
from tandem.domain.link import Link, Replicated
from tandem.home import Put, Table
from tandem.state.history import Entry, History
from tandem.state.links import Agreement, Links
from tandem.state.sealing import Sealing
from tandem.state.shut import ShutBlobs
from tandem.state.tally import KEPT
from tests.contracts.hand_clock import HandClock
from tests.contracts.table_contract import TableFixtures
from tests.simulation.twins.store import OpenVault

ACCOUNT = AccountId("42-a1")
DAY = timedelta(days=1)
Counts = dict[tuple[str, str], int]


class TallyContract(TableFixtures):
    @pytest.fixture
    def connection(self, space: str) -> ConnectionId:
        return ConnectionId(f"{space}-c1")

    @pytest.fixture
    def links(self, table: Table) -> Links:
        return Links(table, Sealing(OpenVault(), ShutBlobs()))

    @pytest.fixture
    def history(self, links: Links) -> History:
        return History(links.table, links.sealing)

    @pytest.fixture
    def noon(self, clock: HandClock) -> datetime:
        return clock.now().replace(hour=12, minute=0, second=0)

    def test_it_counts_what_is_made_changed_and_deleted_by_the_half_hour(
        self, links: Links, history: History, connection: ConnectionId, noon: datetime
    ) -> None:
        for number, (minutes, act) in enumerate(
            [(0, Act.CREATE), (29, Act.CREATE), (31, Act.UPDATE), (90, Act.DELETE)]
        ):
            link = of(connection, number)
            links.commit([Agreement(link, None, (told(history, link, noon + timedelta(minutes=minutes), act),))])

        assert counted(history, connection, noon - DAY) == {
            ("12:00", "create"): 2,
            ("12:30", "update"): 1,
            ("13:30", "delete"): 1,
        }

    def test_what_was_only_linked_or_let_go_of_is_no_change(
        self, links: Links, history: History, connection: ConnectionId, noon: datetime
    ) -> None:
        for number, act in enumerate((Act.LINK, Act.UNLINK, Act.RELINK)):
            link = of(connection, number)
            links.commit([Agreement(link, None, (told(history, link, noon, act),))])

        assert counted(history, connection, noon - DAY) == {}

    def test_a_commit_that_is_tried_again_counts_nothing_twice(
        self, links: Links, history: History, connection: ConnectionId, noon: datetime
    ) -> None:
        """As by a worker that died before it heard that its commit was done."""
        link = of(connection, 1)
        once = Agreement(link, None, (told(history, link, noon, Act.CREATE),))
        assert links.commit([once]) == frozenset()

        assert links.commit([once]) == {link.id}

        assert counted(history, connection, noon - DAY) == {("12:00", "create"): 1}

    def test_of_a_commit_that_is_split_only_what_was_stored_is_counted(
        self, links: Links, history: History, connection: ConnectionId, noon: datetime
    ) -> None:
        quicker = of(connection, 3)
        links.commit([Agreement(quicker)])
        wanted = [of(connection, number) for number in range(8)]

        failed = links.commit([Agreement(one, None, (told(history, one, noon, Act.CREATE),)) for one in wanted])

        assert failed == {quicker.id}
        assert counted(history, connection, noon - DAY) == {("12:00", "create"): 7}
        assert len(history.newest(connection)[0]) == 7

    def test_a_commit_as_large_as_transactions_may_be_is_counted_whole_also_over_midnight(
        self, links: Links, history: History, connection: ConnectionId, noon: datetime
    ) -> None:
        midnight = noon.replace(hour=0)
        wanted = [of(connection, number) for number in range(120)]
        times = [midnight + timedelta(seconds=number - 60) for number in range(120)]

        links.commit(
            [
                Agreement(one, None, (told(history, one, at, Act.CREATE),), {"linked": 1})
                for one, at in zip(wanted, times, strict=True)
            ]
        )

        assert counted(history, connection, noon - DAY) == {("23:30", "create"): 60, ("00:00", "create"): 60}

    def test_it_tells_from_the_half_hour_that_is_asked_for_on(
        self, links: Links, history: History, connection: ConnectionId, noon: datetime
    ) -> None:
        for number, hours in enumerate((-49, -24, -1, 0)):
            link = of(connection, number)
            links.commit([Agreement(link, None, (told(history, link, noon + timedelta(hours=hours), Act.UPDATE),))])

        assert [one.at for one in history.counts_since(connection, noon - DAY + timedelta(minutes=10))] == [
            noon - DAY,
            noon - timedelta(hours=1),
            noon,
        ]

    def test_each_connection_has_its_own(
        self, links: Links, history: History, connection: ConnectionId, noon: datetime
    ) -> None:
        link = of(connection, 1)
        links.commit([Agreement(link, None, (told(history, link, noon, Act.CREATE),))])

        assert counted(history, ConnectionId(f"{connection}2"), noon - DAY) == {}

    def test_a_day_is_forgotten_when_its_history_is(
        self, links: Links, history: History, connection: ConnectionId, noon: datetime, clock: HandClock
    ) -> None:
        link = of(connection, 1)
        links.commit([Agreement(link, None, (told(history, link, noon, Act.CREATE),))])

        clock.sleep(KEPT - 2 * DAY)
        assert counted(history, connection, noon - DAY) != {}

        clock.sleep(2 * DAY)
        assert counted(history, connection, noon - DAY) == {}


def of(connection: ConnectionId, number: int) -> Link:
    person = Replicated(RemoteId(f"{connection}-p{number}"))
    return Link(LinkId(f"{number:032x}"), CompanyId("42"), ACCOUNT, connection, crm=person)


def told(history: History, link: Link, at: datetime, act: Act) -> Put:
    entry = Entry(link.id, at, None, Side.CRM, act, "new_at_provider", "Eva", revision=link.revision)
    return history.put(link.connection, ACCOUNT, entry)


def counted(history: History, connection: ConnectionId, first: datetime) -> Counts:
    found: Counts = {}
    for slot in history.counts_since(connection, first):
        for act, number in slot.counts.items():
            key = f"{slot.at:%H:%M}", str(act)
            found[key] = found.get(key, 0) + number
    return found
