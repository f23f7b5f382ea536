"""How a row lies in DynamoDB: its keys, one map that is the item, and beside it version and expiry."""

from collections.abc import Mapping
from datetime import datetime
from math import ceil
from typing import Any

from pynamodb.connection.base import MetaTable

from tandem.home import Key, Row, Value

PARTITION, SORT, ITEM, VERSION, EXPIRES = "partition", "sort", "item", "version", "expires"

LARGEST = 400_000
"""Bytes that an item may take, by the count below; DynamoDB holds 400 KB of names and values."""

Attributes = Mapping[str, Mapping[str, Any]]


def meta(table: str) -> MetaTable:
    """What pynamodb would else have to ask DynamoDB for."""
    keys = [{"AttributeName": PARTITION, "KeyType": "HASH"}, {"AttributeName": SORT, "KeyType": "RANGE"}]
    types = [{"AttributeName": name, "AttributeType": "S"} for name in (PARTITION, SORT)]
    return MetaTable({"TableName": table, "KeySchema": keys, "AttributeDefinitions": types})


def key_attributes(key: Key) -> dict[str, dict[str, str]]:
    return {PARTITION: {"S": key.partition}, SORT: {"S": key.sort}}


def second_of(expires: datetime) -> int:
    """TTL knows whole seconds; a row may last a part of one longer, never shorter."""
    return ceil(expires.timestamp())


def is_past(attributes: Attributes, now: datetime) -> bool:
    """DynamoDB removes a row up to days after its time (TTL, how it works); until then it counts as absent."""
    expires = attributes.get(EXPIRES)
    return expires is not None and float(expires["N"]) <= now.timestamp()


def to_row(attributes: Attributes) -> Row:
    key = Key(attributes[PARTITION]["S"], attributes[SORT]["S"])
    item = {name: _from_attribute(value) for name, value in attributes[ITEM]["M"].items()}
    return Row(key, int(attributes[VERSION]["N"]), item)


def to_map(item: Mapping[str, Value]) -> dict[str, dict[str, Any]]:
    """Raise ValueError for an item that is larger than a row may be."""
    size = sum(len(name.encode()) + _size(value) for name, value in item.items())
    if size > LARGEST:
        raise ValueError(f"an item of {size} bytes does not fit a row; keep it in Blobs")
    return {"M": {name: _to_attribute(value) for name, value in item.items()}}


def _to_attribute(value: Value) -> dict[str, Any]:
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case str():
            return {"S": str(value)}
        case bytes():
            return {"B": value}


def _from_attribute(attribute: Mapping[str, Any]) -> Value:
    ((kind, value),) = attribute.items()
    match kind:
        case "NULL":
            return None
        case "N":
            return int(value)
        case "B":
            return bytes(value)
        case "BOOL":
            return bool(value)
        case _:
            return str(value)


def _size(value: Value) -> int:
    if isinstance(value, str):
        return len(value.encode())
    return len(value) if isinstance(value, bytes) else 21
