"""Opens the table on AWS, for suites and the processes that they start."""

from functools import cache

from tandem.aws.clients import Clients
from tandem.aws.table import DynamoTable
from tandem.aws.tables import Tables
from tandem.ports import Clock


@cache
def tables(name: str) -> Tables:
    """A client costs a quarter of a second; a process needs one."""
    return Tables(Clients().dynamodb, name)


def open_table(clock: Clock, name: str) -> DynamoTable:
    return DynamoTable(tables(name), clock)
