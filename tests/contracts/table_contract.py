"""What every table does: rows, conditions, transactions and reading. A subclass supplies the fixture `home`.

Nothing here knows the home: at most 100 operations per transaction, keys that are never empty, rows that are found by
their partition only.
"""

from collections.abc import Callable, Mapping
from itertools import pairwise
from uuid import uuid4

import pytest

from tandem.domain.errors import Conflict
from tandem.ports import Add, Check, Drop, Expect, Key, Operation, Put, Row, Table, Value
from tests.contracts.hand_clock import HandClock
from tests.contracts.table_home import TableHome

EVERY_VALUE: Mapping[str, Value] = {
    "text": "Jürgen Groß, 王小明 😀",
    "empty": "",
    "number": 10**15,
    "negative": -7,
    "zero": 0,
    "yes": True,
    "no": False,
    "nothing": None,
    "bytes": bytes(range(256)),
    "lines": b"\n\n\r\n",
    "none": b"",
}


class TableFixtures:
    @pytest.fixture
    def home(self) -> TableHome:
        raise NotImplementedError("a home supplies this")

    @pytest.fixture
    def clock(self) -> HandClock:
        return HandClock()

    @pytest.fixture
    def table(self, home: TableHome, clock: HandClock) -> Table:
        return home.open(clock)

    @pytest.fixture
    def space(self) -> str:
        """Keeps tests apart that share one table."""
        return uuid4().hex


def one(table: Table, key: Key) -> Row:
    return table.get([key])[key]


def sorts(rows: list[Row]) -> list[str]:
    return [row.key.sort for row in rows]


class TableContract(TableFixtures):
    # --- rows -----------------------------------------------------------------------------------------------

    def test_a_row_is_read_as_it_was_written(self, table: Table, space: str) -> None:
        key = Key(space, "a")

        table.transact([Put(key, EVERY_VALUE)])

        found = one(table, key)
        assert found.key == key
        assert found.item == EVERY_VALUE
        assert {name: type(value) for name, value in found.item.items()} == {
            name: type(value) for name, value in EVERY_VALUE.items()
        }

    def test_an_item_without_attributes_is_a_row_too(self, table: Table, space: str) -> None:
        key = Key(space, "a")

        table.transact([Put(key, {})])

        assert one(table, key).item == {}

    def test_keys_may_hold_any_text(self, table: Table, space: str) -> None:
        keys = [Key(space, sort) for sort in ("a b", "ü/😀", "%", "_", "a'b\"", "https://x.example/a?b=c", "x" * 900)]

        table.transact([Put(key, {"sort": key.sort}) for key in keys])

        assert {key: row.item for key, row in table.get(keys).items()} == {key: {"sort": key.sort} for key in keys}

    def test_absent_rows_are_left_out(self, table: Table, space: str) -> None:
        here, absent = Key(space, "here"), Key(space, "absent")

        table.transact([Put(here, {"a": 1})])

        assert set(table.get([absent, here])) == {here}
        assert table.get([]) == {}

    def test_any_number_of_rows_is_read_at_once(self, table: Table, space: str) -> None:
        keys = [Key(f"{space}/{number % 7}", f"{number}") for number in range(250)]
        for start in range(0, 250, 50):
            table.transact([Put(key, {"sort": key.sort}) for key in keys[start : start + 50]])

        found = table.get(keys)

        assert {key: row.item["sort"] for key, row in found.items()} == {key: key.sort for key in keys}

    def test_a_put_replaces_the_whole_item(self, table: Table, space: str) -> None:
        key = Key(space, "a")
        table.transact([Put(key, {"old": 1, "both": 1})])

        table.transact([Put(key, {"new": 2, "both": 2})])

        assert one(table, key).item == {"new": 2, "both": 2}

    def test_the_version_grows_by_one_with_each_write(self, table: Table, space: str) -> None:
        key, versions = Key(space, "a"), []

        table.transact([Put(key, {"a": 1})])
        versions.append(one(table, key).version)
        table.transact([Put(key, {"a": 2})])
        versions.append(one(table, key).version)
        table.transact([Put(key, {"a": 3}, versions[-1])])
        versions.append(one(table, key).version)
        table.transact([Add(key, {"a": 1})])
        versions.append(one(table, key).version)
        table.upsert({key: {"a": 5}})
        versions.append(one(table, key).version)

        assert versions[0] > 0
        assert [later - earlier for earlier, later in pairwise(versions)] == [1, 1, 1, 1]

    def test_a_dropped_row_is_gone(self, table: Table, space: str) -> None:
        keys = [Key(space, "a"), Key(space, "b")]
        table.transact([Put(key, {"a": 1}) for key in keys])

        table.transact([Drop(keys[0])])
        table.transact([Drop(keys[1], one(table, keys[1]).version)])

        assert table.get(keys) == {}
        assert table.query(space) == []

    def test_dropping_an_absent_row_is_no_fault(self, table: Table, space: str) -> None:
        other = Key(space, "other")

        table.transact([Drop(Key(space, "absent")), Put(other, {"a": 1})])

        assert one(table, other).item == {"a": 1}

    def test_a_row_can_come_back_after_it_was_dropped(self, table: Table, space: str) -> None:
        key = Key(space, "a")
        table.transact([Put(key, {"a": 1})])
        table.transact([Drop(key)])

        table.transact([Put(key, {"a": 2}, Expect.ABSENT)])

        assert one(table, key).item == {"a": 2}
        assert one(table, key).version > 0

    def test_a_row_put_on_the_condition_of_its_absence_starts_at_version_1(self, table: Table, space: str) -> None:
        key, again = Key(space, "a"), Key(space, "again")
        table.transact([Put(again, {"a": 1})])
        table.transact([Drop(again)])

        table.transact([Put(key, {"a": 1}, Expect.ABSENT), Put(again, {"a": 1}, Expect.ABSENT)])

        assert {row.version for row in table.query(space)} == {1}

    @pytest.mark.parametrize("is_upsert", [True, False])
    def test_a_row_that_came_back_does_not_pass_for_the_one_that_was_there(
        self, table: Table, space: str, is_upsert: bool
    ) -> None:
        """A change record that was settled and heard of again must not be settled by who read the first one."""
        key = Key(space, "a")
        table.transact([Put(key, {"a": 1})])
        before = one(table, key)
        table.transact([Drop(key)])
        if is_upsert:
            table.upsert({key: {"a": 1}})
        else:
            table.transact([Put(key, {"a": 1})])

        for operation in (Drop(key, before.version), Put(key, {"a": 2}, before.version), Check(key, before.version)):
            with pytest.raises(Conflict):
                table.transact([operation])

        assert one(table, key).item == {"a": 1}

    # --- conditions -----------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        "operation",
        [
            lambda space: Put(Key(space, "there"), {"a": 9}, Expect.ABSENT),
            lambda space: Put(Key(space, "there"), {"a": 9}, 77),
            lambda space: Put(Key(space, "absent"), {"a": 9}, 1),
            lambda space: Drop(Key(space, "there"), 77),
            lambda space: Drop(Key(space, "absent"), 1),
            lambda space: Drop(Key(space, "there"), Expect.ABSENT),
            lambda space: Check(Key(space, "there"), Expect.ABSENT),
            lambda space: Check(Key(space, "there"), 77),
            lambda space: Check(Key(space, "absent"), 1),
        ],
        ids=[
            "put as new over a row",
            "put over another version",
            "put over a version that is not there",
            "drop of another version",
            "drop of a version that is not there",
            "drop of what should be absent",
            "check that a row is absent",
            "check of another version",
            "check of a version that is not there",
        ],
    )
    def test_one_failed_condition_leaves_nothing_written(
        self, table: Table, space: str, operation: Callable[[str], Operation]
    ) -> None:
        there, dropped, counted = Key(space, "there"), Key(space, "dropped"), Key(space, "counted")
        table.transact([Put(there, {"a": 1}), Put(dropped, {"a": 1}), Put(counted, {"n": 1})])
        before = table.query(space)
        others: list[Operation] = [
            Put(Key(space, "new"), {"a": 1}, Expect.ABSENT),
            Drop(dropped),
            Add(counted, {"n": 1}),
        ]

        with pytest.raises(Conflict):
            table.transact([*others, operation(space)])

        assert table.query(space) == before

    def test_conditions_that_hold_let_everything_through(self, table: Table, space: str) -> None:
        changed, dropped, checked = Key(space, "changed"), Key(space, "dropped"), Key(space, "checked")
        table.transact([Put(changed, {"a": 1}), Put(dropped, {"a": 1}), Put(checked, {"a": 1})])
        rows = table.get([changed, dropped, checked])

        table.transact(
            [
                Put(changed, {"a": 2}, rows[changed].version),
                Drop(dropped, rows[dropped].version),
                Check(checked, rows[checked].version),
                Check(Key(space, "absent"), Expect.ABSENT),
                Put(Key(space, "new"), {"a": 3}, Expect.ABSENT),
            ]
        )

        assert {row.key.sort: row.item["a"] for row in table.query(space)} == {"changed": 2, "checked": 1, "new": 3}

    def test_a_check_writes_nothing(self, table: Table, space: str) -> None:
        key = Key(space, "a")
        table.transact([Put(key, {"a": 1})])
        before = one(table, key)

        table.transact([Check(key, before.version), Check(Key(space, "absent"), Expect.ABSENT)])

        assert table.query(space) == [before]

    # --- transactions ---------------------------------------------------------------------------------------

    def test_a_transaction_spans_partitions(self, table: Table, space: str) -> None:
        keys = [Key(f"{space}/{number}", "row") for number in range(min(100, table.transaction_limit))]

        table.transact([Put(key, {"a": 1}, Expect.ABSENT) for key in keys])

        assert len(table.get(keys)) == len(keys)

    def test_more_operations_than_the_limit_are_refused(self, table: Table, space: str) -> None:
        operations = [Put(Key(space, f"{number}"), {"a": 1}) for number in range(table.transaction_limit + 1)]

        with pytest.raises(ValueError, match="operations"):
            table.transact(operations)

        assert table.query(space) == []

    def test_a_key_that_appears_twice_is_refused(self, table: Table, space: str) -> None:
        key = Key(space, "a")

        with pytest.raises(ValueError, match="once"):
            table.transact([Put(key, {"a": 1}), Check(key, Expect.ABSENT)])

        assert table.get([key]) == {}

    @pytest.mark.parametrize("key", [Key("", "sort"), Key("partition", "")])
    def test_an_empty_key_is_refused(self, table: Table, key: Key) -> None:
        with pytest.raises(ValueError, match="key"):
            table.transact([Put(key, {"a": 1})])

    def test_a_transaction_of_nothing_does_nothing(self, table: Table) -> None:
        table.transact([])

    def test_another_opening_of_the_table_sees_what_was_acknowledged(
        self, table: Table, home: TableHome, clock: HandClock, space: str
    ) -> None:
        key, other = Key(space, "a"), home.open(clock)
        other.get([key])

        table.transact([Put(key, {"a": 1})])

        assert one(other, key) == one(table, key)

    # --- adding ---------------------------------------------------------------------------------------------

    def test_adding_starts_at_zero(self, table: Table, space: str) -> None:
        key = Key(space, "a")

        table.transact([Add(key, {"n": 3, "m": -2})])

        assert one(table, key).item == {"n": 3, "m": -2}

    def test_adding_leaves_other_attributes_as_they_are(self, table: Table, space: str) -> None:
        key = Key(space, "a")
        table.transact([Put(key, {"n": 3, "text": "ü", "bytes": b"\x00\n"})])

        table.transact([Add(key, {"n": 2, "m": 1})])

        assert one(table, key).item == {"n": 5, "m": 1, "text": "ü", "bytes": b"\x00\n"}

    # --- upsert ---------------------------------------------------------------------------------------------

    def test_an_upsert_tells_what_stood_there(self, table: Table, space: str) -> None:
        key = Key(space, "a")

        first = table.upsert({key: {"a": 1, "old": b"x"}})
        written = one(table, key)
        second = table.upsert({key: {"a": 2}})

        assert first == {}
        assert second == {key: written}
        assert one(table, key).item == {"a": 2}

    def test_an_upsert_of_many_tells_of_each_what_stood_there(self, table: Table, space: str) -> None:
        keys = [Key(f"{space}/{number % 3}", f"{number}") for number in range(20)]
        table.transact([Put(key, {"old": key.sort}) for key in keys[::2]])
        stood = table.get(keys)

        before = table.upsert({key: {"new": key.sort} for key in keys})

        assert before == stood
        assert {key: row.item for key, row in table.get(keys).items()} == {key: {"new": key.sort} for key in keys}
        assert all(one(table, key).version == row.version + 1 for key, row in stood.items())

    def test_more_rows_than_a_transaction_holds_can_be_upserted(self, table: Table, space: str) -> None:
        keys = [Key(space, f"{number:04}") for number in range(table.transaction_limit + 1)]

        before = table.upsert({key: {"sort": key.sort} for key in keys})

        assert before == {}
        assert sorts(table.query(space, limit=len(keys) + 1)) == [key.sort for key in keys]

    def test_an_upsert_of_nothing_does_nothing(self, table: Table) -> None:
        assert table.upsert({}) == {}

    # --- reading a partition --------------------------------------------------------------------------------

    @pytest.fixture
    def filled(self, table: Table, space: str) -> list[str]:
        """Sorts in the order of their UTF-8 bytes."""
        names = ["a", "a/1", "a/10", "a/2", "a0", "b", "b/\uffee", "b/😀", "c", "ä"]
        table.transact([Put(Key(space, name), {"name": name}) for name in reversed(names)])
        table.transact([Put(Key(f"{space}0", "a/1"), {}), Put(Key(f"{space}/", "a/1"), {})])
        return names

    def test_a_partition_is_read_in_order_of_sort(self, table: Table, space: str, filled: list[str]) -> None:
        assert sorts(table.query(space)) == filled
        assert sorts(table.query_newest(space)) == filled[::-1]
        assert [row.item["name"] for row in table.query(space)] == filled

    def test_several_partitions_are_read_at_once(self, table: Table, space: str, filled: list[str]) -> None:
        partitions = [space, f"{space}0", f"{space}none", *(f"{space}more{number}" for number in range(20))]
        table.transact([Put(Key(partition, "x"), {}) for partition in partitions[3:]])

        found = table.query_each(partitions, limit=100)

        assert {partition: sorts(rows) for partition, rows in found.items() if rows} == {
            space: filled,
            f"{space}0": ["a/1"],
            **{partition: ["x"] for partition in partitions[3:]},
        }
        assert sorts(table.query_each([space], limit=3)[space]) == filled[:3]
        assert table.query_each([], limit=3) == {}

    def test_sorts_come_alone_the_greatest_first(self, table: Table, space: str, filled: list[str]) -> None:
        assert table.sorts_newest(space, limit=100) == filled[::-1]
        assert table.sorts_newest(space, limit=3) == filled[:-4:-1]
        assert table.sorts_newest(space, before="b/") == ["b", "a0", "a/2", "a/10", "a/1", "a"]
        assert table.sorts_newest(f"{space}none") == []
        found = table.sorts_each([space, f"{space}0", f"{space}none", space], limit=2)
        assert found == {space: filled[:-3:-1], f"{space}0": ["a/1"], f"{space}none": []}
        assert table.sorts_each([], limit=2) == {}

    @pytest.mark.parametrize("prefix", ["a", "a/", "a/1", "b/", "b/\uffee", "b/😀", "ä", "z"])
    def test_a_prefix_narrows_it(self, table: Table, space: str, filled: list[str], prefix: str) -> None:
        wanted = [name for name in filled if name.startswith(prefix)]

        assert sorts(table.query(space, prefix=prefix)) == wanted
        assert sorts(table.query_newest(space, prefix=prefix)) == wanted[::-1]

    @pytest.mark.parametrize("bound", ["A", "a", "a/", "a/2", "a/3", "b", "c", "ä", "zz", "😀"])
    @pytest.mark.parametrize("prefix", ["", "a/", "b"])
    def test_a_bound_is_left_out_itself(
        self, table: Table, space: str, filled: list[str], prefix: str, bound: str
    ) -> None:
        of_prefix = [name for name in filled if name.startswith(prefix)]

        assert sorts(table.query(space, prefix=prefix, after=bound)) == [name for name in of_prefix if name > bound]
        assert sorts(table.query_newest(space, prefix=prefix, before=bound)) == [
            name for name in of_prefix[::-1] if name < bound
        ]

    def test_pages_follow_each_other_without_a_gap(self, table: Table, space: str) -> None:
        names = [f"r/{number:04}" for number in range(95)]
        for start in range(0, 95, 50):
            table.transact([Put(Key(space, name), {}) for name in names[start : start + 50]])
        table.transact([Put(Key(space, "q"), {}), Put(Key(space, "s"), {})])

        onward, page = [], table.query(space, prefix="r/", limit=10)
        while page:
            assert len(page) <= 10
            onward += sorts(page)
            page = table.query(space, prefix="r/", after=onward[-1], limit=10)
        back, page = [], table.query_newest(space, prefix="r/", limit=10)
        while page:
            back += sorts(page)
            page = table.query_newest(space, prefix="r/", before=back[-1], limit=10)

        assert onward == names
        assert back == names[::-1]

    def test_a_page_is_full_however_large_its_rows_are(self, table: Table, space: str) -> None:
        """DynamoDB reads 1 MB at a time; a page of ours is as many rows as were asked for."""
        content = bytes(30_000)
        for start in range(0, 60, 20):
            table.transact([Put(Key(space, f"{start + n:02}"), {"content": content}) for n in range(20)])

        assert len(table.query(space, limit=55)) == 55
        assert len(table.query_newest(space, limit=55)) == 55
        assert len(table.get([Key(space, f"{number:02}") for number in range(60)])) == 60
