"""The requests to DynamoDB: plain attributes in, plain attributes out. Knows no rows."""

import time
from collections.abc import Mapping, Sequence
from random import random
from typing import Any

from pynamodb.connection import Connection
from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from tandem.aws.faults import code_of
from tandem.aws.row_format import PARTITION, SORT, meta
from tandem.domain.errors import Unavailable
from tandem.home import Key

_TRIES = 6
_FIRST_WAIT, _LONGEST_WAIT = 0.05, 0.8
"""Seconds; the wait doubles with each try, and half of it is chance (full jitter would sometimes not wait at all).
A receiver has ten seconds for everything."""


class Tables:
    """One table behind one client that all threads share."""

    def __init__(self, connection: Connection, name: str) -> None:
        connection.add_meta_table(meta(name))
        self.connection = connection
        self.name = name

    def get_item(self, key: Key) -> list[Mapping[str, Any]]:
        with_item = self._ask(self.connection.get_item, self.name, key.partition, key.sort, consistent_read=True)
        return [with_item["Item"]] if with_item.get("Item") else []

    def batch_get(self, keys: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Up to 100 keys. What DynamoDB left out for lack of room or capacity is asked for again."""
        found: list[Mapping[str, Any]] = []
        for attempt in range(_TRIES):
            answer = self._ask(self.connection.batch_get_item, self.name, keys, consistent_read=True)
            found += answer["Responses"].get(self.name, [])
            left = answer.get("UnprocessedKeys", {}).get(self.name, {}).get("Keys", [])
            if not left:
                return found
            if len(left) == len(keys):
                pause(attempt)
            keys = left
        raise Unavailable("table_unavailable", "UnprocessedKeys")

    def query(
        self,
        partition: str,
        prefix: str,
        resume: Mapping[str, Any] | None,
        limit: int,
        forward: bool,
        attributes: Sequence[str] | None = None,
    ) -> tuple[list[Mapping[str, Any]], Mapping[str, Any] | None]:
        """One page, and where the next one starts; with `attributes`, of these alone."""
        answer = self._ask(
            self.connection.query,
            self.name,
            partition,
            range_key_condition=Path(SORT).startswith(prefix) if prefix else None,
            consistent_read=True,
            exclusive_start_key=resume,
            limit=limit,
            scan_index_forward=forward,
            attributes_to_get=attributes,
        )
        return answer["Items"], answer.get("LastEvaluatedKey")

    def exchange(self, key: Key, actions: Sequence[Action]) -> list[Mapping[str, Any]]:
        """Write without a condition; what stood there before, none or one."""
        answer = self._ask(
            self.connection.update_item, self.name, key.partition, key.sort, actions=actions, return_values="ALL_OLD"
        )
        before = answer.get("Attributes") or {}
        return [before] if PARTITION in before else []

    def _ask(self, call: Any, *arguments: Any, **named: Any) -> Any:
        try:
            return call(*arguments, **named)
        except PynamoDBException as error:
            raise Unavailable("table_unavailable", code_of(error.cause)) from error


def pause(attempt: int) -> None:
    wait = min(_FIRST_WAIT * 2**attempt, _LONGEST_WAIT)
    time.sleep(wait * (0.5 + random() / 2))  # noqa: S311  # chance, not a secret
