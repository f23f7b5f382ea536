"""What becomes of writes where DynamoDB's answer is lost, where only chance is against them, and where it is away."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from pynamodb.connection import Connection

from tandem.aws.table import DynamoTable
from tandem.aws.tables import Tables
from tandem.domain.errors import Conflict, Unavailable
from tandem.home import Add, Expect, Key, Put
from tandem.system import SystemClock
from tests.aws.homes import open_table
from tests.cloud.emulator import Emulator
from tests.cloud.forwarder import Exchange, Forwarder, Request

CONFLICT = {
    "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
    "Message": "Transaction cancelled",
    "CancellationReasons": [{"Code": "TransactionConflict"}, {"Code": "None"}],
}


@contextmanager
def table_behind(emulator: Emulator, name: str, **between: object) -> Iterator[tuple[DynamoTable, list[Exchange]]]:
    """A table reached through somebody who may lose answers or give other ones; and what went through."""
    heard: list[Exchange] = []
    with Forwarder(emulator.port, heard=heard.append, **between) as forwarder:
        connection = Connection(host=forwarder.url, retry_configuration={"mode": "standard", "total_max_attempts": 4})
        yield DynamoTable(Tables(connection, name), SystemClock()), heard


def first_times(times: int, operation: str) -> Callable[[Request], bool]:
    """True for the first requests of this operation."""
    left = [times]

    def strikes(request: Request) -> bool:
        if not request.headers.get("x-amz-target", "").endswith(operation) or left[0] == 0:
            return False
        left[0] -= 1
        return True

    return strikes


@pytest.fixture
def keys() -> list[Key]:
    space = uuid4().hex
    return [Key(space, "a"), Key(space, "b")]


def test_a_transaction_whose_answer_was_lost_is_repeated_with_its_token_and_written_once(
    emulator: Emulator, table_name: str, keys: list[Key]
) -> None:
    lose = first_times(1, "TransactWriteItems")
    with table_behind(emulator, table_name, loses=lose) as (table, heard):
        table.transact([Put(key, {"a": 1}, Expect.ABSENT) for key in keys])

        tokens = [json.loads(one.body)["ClientRequestToken"] for one in heard]
        assert len(tokens) == 2
        assert len(set(tokens)) == 1
        assert {row.version for row in table.get(keys).values()} == {1}


def test_every_transaction_has_a_token_of_its_own(emulator: Emulator, table_name: str, keys: list[Key]) -> None:
    with table_behind(emulator, table_name) as (table, heard):
        for number in range(3):
            table.transact([Put(key, {"a": number}) for key in keys])

    assert len({json.loads(one.body)["ClientRequestToken"] for one in heard}) == 3


def test_a_transaction_that_only_met_another_one_is_tried_again(
    emulator: Emulator, table_name: str, keys: list[Key]
) -> None:
    strikes = first_times(2, "TransactWriteItems")

    def met(request: Request) -> tuple[int, bytes] | None:
        return (400, json.dumps(CONFLICT).encode()) if strikes(request) else None

    with table_behind(emulator, table_name, answers=met) as (table, _):
        table.transact([Put(key, {"a": 1}, Expect.ABSENT) for key in keys])

        assert len(table.get(keys)) == 2


def test_a_condition_that_fails_is_a_conflict_and_not_tried_again(
    emulator: Emulator, table_name: str, keys: list[Key]
) -> None:
    with table_behind(emulator, table_name) as (table, heard):
        table.transact([Put(keys[0], {"a": 1})])
        with pytest.raises(Conflict):
            table.transact([Put(key, {"a": 2}, Expect.ABSENT) for key in keys])

    assert [one.headers["x-amz-target"].rpartition(".")[2] for one in heard] == ["UpdateItem", "TransactWriteItems"]


def test_a_single_write_is_no_transaction(emulator: Emulator, table_name: str, keys: list[Key]) -> None:
    """Half the price."""
    with table_behind(emulator, table_name) as (table, heard):
        table.transact([Put(keys[0], {"n": 1})])
        table.transact([Add(keys[0], {"n": 1})])

    assert {one.headers["x-amz-target"].rpartition(".")[2] for one in heard} == {"UpdateItem"}


@pytest.mark.parametrize("status", [500, 503])
def test_a_table_that_answers_nothing_sensible_is_unavailable(
    emulator: Emulator, table_name: str, keys: list[Key], status: int
) -> None:
    with table_behind(emulator, table_name, answers=lambda _: (status, b"{}")) as (table, _):
        for ask in (lambda: table.get(keys), lambda: table.query("a"), lambda: table.upsert({keys[0]: {}})):
            with pytest.raises(Unavailable):
                ask()
        with pytest.raises(Unavailable):
            table.transact([Put(key, {}) for key in keys])


def test_a_table_that_is_not_there_is_unavailable(emulator: Emulator) -> None:
    table = open_table(SystemClock(), "no-such-table")

    with pytest.raises(Unavailable) as raised:
        table.get([Key("a", "a")])

    assert raised.value.reason == "table_unavailable"
    assert raised.value.detail == "ResourceNotFoundException"
