"""A row past its time counts as absent everywhere, whether or not it was removed yet."""

from datetime import timedelta

import pytest

from tandem.domain.errors import Conflict
from tandem.ports import Add, Check, Drop, Expect, Key, Put, Table
from tests.contracts.hand_clock import HandClock
from tests.contracts.table_contract import TableFixtures, one, sorts

HOUR = timedelta(hours=1)


class TableExpiryContract(TableFixtures):
    @pytest.fixture
    def expired(self, table: Table, clock: HandClock, space: str) -> Key:
        key = Key(space, "m")
        table.transact([Put(key, {"n": 5, "a": 1}, expires=clock.now() + HOUR)])
        clock.sleep(HOUR + timedelta(seconds=1))
        return key

    def test_a_row_is_there_until_its_time(self, table: Table, clock: HandClock, space: str) -> None:
        key = Key(space, "a")
        table.transact([Put(key, {"a": 1}, expires=clock.now() + HOUR)])

        clock.sleep(HOUR - timedelta(seconds=2))

        assert one(table, key).item == {"a": 1}
        assert sorts(table.query(space)) == ["a"]

    def test_no_reading_shows_an_expired_row(self, table: Table, space: str, expired: Key) -> None:
        assert table.get([expired]) == {}
        assert table.query(space) == []
        assert table.query_newest(space) == []
        assert table.sorts_newest(space) == []

    def test_expired_rows_take_no_place_in_a_page(self, table: Table, clock: HandClock, space: str) -> None:
        soon = clock.now() + HOUR
        table.transact([Put(Key(space, f"{n:02}"), {}, expires=soon if n % 2 else None) for n in range(40)])

        clock.sleep(HOUR + timedelta(seconds=1))

        assert sorts(table.query(space, limit=15)) == [f"{n:02}" for n in range(0, 30, 2)]
        assert sorts(table.query_newest(space, limit=15)) == [f"{n:02}" for n in range(38, 8, -2)]

    def test_an_expired_row_can_be_written_as_new(self, table: Table, expired: Key) -> None:
        table.transact([Put(expired, {"b": 2}, Expect.ABSENT)])

        assert one(table, expired).item == {"b": 2}
        assert one(table, expired).version == 1

    def test_no_version_is_expected_of_an_expired_row(self, table: Table, clock: HandClock, space: str) -> None:
        key = Key(space, "m")
        table.transact([Put(key, {"n": 5}, expires=clock.now() + HOUR)])
        version = one(table, key).version

        clock.sleep(HOUR + timedelta(seconds=1))

        for operation in (Put(key, {"b": 2}, version), Drop(key, version), Check(key, version)):
            with pytest.raises(Conflict):
                table.transact([operation])

    def test_an_expired_row_passes_a_check_for_absence(self, table: Table, space: str, expired: Key) -> None:
        table.transact([Check(expired, Expect.ABSENT), Put(Key(space, "other"), {})])

        assert sorts(table.query(space)) == ["other"]

    def test_dropping_an_expired_row_is_no_fault(self, table: Table, expired: Key) -> None:
        table.transact([Drop(expired)])

        assert table.get([expired]) == {}

    def test_adding_to_an_expired_row_starts_at_zero(self, table: Table, expired: Key) -> None:
        table.transact([Add(expired, {"n": 2})])

        assert one(table, expired).item == {"n": 2}

    def test_an_upsert_over_an_expired_row_finds_nothing(self, table: Table, expired: Key) -> None:
        before = table.upsert({expired: {"b": 2}})

        assert before == {}
        assert one(table, expired).item == {"b": 2}

    @pytest.mark.parametrize("writes_by_upsert", [True, False])
    def test_a_write_without_a_time_lasts(
        self, table: Table, clock: HandClock, space: str, writes_by_upsert: bool
    ) -> None:
        key = Key(space, "a")
        table.transact([Put(key, {"a": 1}, expires=clock.now() + HOUR)])

        if writes_by_upsert:
            table.upsert({key: {"a": 2}})
        else:
            table.transact([Put(key, {"a": 2})])
        clock.sleep(2 * HOUR)

        assert one(table, key).item == {"a": 2}

    def test_adding_keeps_the_time(self, table: Table, clock: HandClock, space: str) -> None:
        key = Key(space, "a")
        table.transact([Put(key, {"n": 1}, expires=clock.now() + HOUR)])

        table.transact([Add(key, {"n": 1})])
        before = table.get([key])
        clock.sleep(2 * HOUR)

        assert before[key].item == {"n": 2}
        assert table.get([key]) == {}

    def test_adding_may_say_until_when_the_row_lasts(self, table: Table, clock: HandClock, space: str) -> None:
        key = Key(space, "a")
        table.transact([Add(key, {"n": 1}, clock.now() + HOUR)])
        table.transact([Add(key, {"n": 1}, clock.now() + 2 * HOUR), Add(Key(space, "b"), {"n": 1}, clock.now() + HOUR)])

        clock.sleep(HOUR + timedelta(seconds=1))
        assert {row.key.sort: row.item for row in table.query(space)} == {"a": {"n": 2}}

        clock.sleep(HOUR)
        assert table.query(space) == []

    def test_adding_that_says_nothing_of_it_lets_the_row_last_as_long_as_before(
        self, table: Table, clock: HandClock, space: str
    ) -> None:
        key = Key(space, "a")
        table.transact([Add(key, {"n": 1}, clock.now() + HOUR)])
        table.transact([Add(key, {"n": 1})])

        clock.sleep(HOUR + timedelta(seconds=1))

        assert table.query(space) == []
        table.transact([Add(key, {"n": 5}, clock.now() + HOUR)])
        assert one(table, key).item == {"n": 5}
