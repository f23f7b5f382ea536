"""Carries operations out: one as a plain request, several as a transaction, again where only chance was against it."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pynamodb.exceptions import PynamoDBException, TransactWriteError

from tandem.aws.faults import code_of
from tandem.aws.steps import Kind, Step, to_step
from tandem.aws.tables import Tables, pause
from tandem.domain.errors import Conflict, Unavailable
from tandem.home import Key, Operation

_TRIES = 10
_CONDITION = frozenset({"ConditionalCheckFailed", "ConditionalCheckFailedException"})
_CHANCE = frozenset(
    {
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
        "ThrottlingError",
        "ThrottlingException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
    }
)
"""Nothing was written, and nothing is wrong with the request (API_TransactWriteItems, cancellation reasons)."""

Failed = Mapping[Key, str]
"""The keys that stood in the way, each with AWS's word for why."""


def carry_out(tables: Tables, operations: Sequence[Operation], now: datetime) -> None:
    """All or nothing. Raise `Conflict` if a condition fails, `Unavailable` if nobody knows or it takes too long."""
    steps = [to_step(operation, now) for operation in operations]
    for attempt in range(_TRIES):
        failed = _send(tables, steps)
        if not failed:
            return
        steps = [_turned(step) if failed.get(step.key) in _CONDITION else step for step in steps]
        if not _CHANCE.isdisjoint(failed.values()):
            pause(attempt)
    raise Unavailable("table_unavailable", "contention")


def _turned(step: Step) -> Step:
    """What is to be tried where its condition failed: an addition to a row that is, or isn't, there after all."""
    if step.otherwise is None:
        raise Conflict("condition_failed")
    return step.otherwise()


def _send(tables: Tables, steps: Sequence[Step]) -> Failed:
    try:
        if len(steps) == 1 and steps[0].kind is not Kind.CHECK:
            _send_one(tables, steps[0])
        else:
            _send_together(tables, steps)
    except TransactWriteError as error:
        return _reasons(error, steps)
    except PynamoDBException as error:
        return _reason(error, steps)
    return {}


def _send_one(tables: Tables, step: Step) -> None:
    """Half the price of a transaction of one (Transactions: capacity)."""
    where = (tables.name, step.key.partition, step.key.sort)
    if step.kind is Kind.DELETE:
        tables.connection.delete_item(*where, condition=step.condition)
    else:
        tables.connection.update_item(*where, actions=step.actions, condition=step.condition)


def _send_together(tables: Tables, steps: Sequence[Step]) -> None:
    """The token lets the client repeat the request when the answer was lost: DynamoDB knows it for ten minutes."""
    requests: dict[Kind, list[dict[str, Any]]] = {kind: [] for kind in Kind}
    for step in steps:
        requests[step.kind].append(_request(tables, step))
    tables.connection.transact_write_items(
        condition_check_items=requests[Kind.CHECK],
        delete_items=requests[Kind.DELETE],
        put_items=[],
        update_items=requests[Kind.UPDATE],
        client_request_token=str(uuid.uuid4()),
    )


def _request(tables: Tables, step: Step) -> dict[str, Any]:
    key = (step.key.partition, step.key.sort)
    return tables.connection.get_operation_kwargs(
        tables.name, *key, actions=step.actions or None, condition=step.condition
    )


_ORDER = (Kind.CHECK, Kind.DELETE, Kind.UPDATE)
"""In which pynamodb sends them, so in which the reasons come."""


def _reasons(error: TransactWriteError, steps: Sequence[Step]) -> Failed:
    sent = [step for kind in _ORDER for step in steps if step.kind is kind]
    reasons = list(error.cancellation_reasons)
    if not reasons:
        return _reason(error, steps)
    failed = {step.key: reason.code for step, reason in zip(sent, reasons, strict=True) if reason is not None}
    return _known(failed, error)


def _reason(error: PynamoDBException, steps: Sequence[Step]) -> Failed:
    return _known({steps[0].key: code_of(error.cause)}, error)


def _known(failed: Failed, error: PynamoDBException) -> Failed:
    if unknown := set(failed.values()) - _CONDITION - _CHANCE:
        raise Unavailable("table_unavailable", min(unknown)) from error
    return failed
