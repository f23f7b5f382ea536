"""Rows that are needed together are read together: one request instead of several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tandem.domain.errors import Refused
from tandem.domain.ids import ConnectionId, company_of
from tandem.home import Key, Queue, Row, Table
from tandem.state import keys
from tandem.state.accounts import Account, Accounts
from tandem.state.companies import Companies, Company, Grant
from tandem.state.connections import Connection, Connections
from tandem.state.pending import counted
from tandem.state.rows import number, text
from tandem.state.runs import Run, Runs


@dataclass(frozen=True, slots=True)
class Means:
    """What opens the two sides of a connection."""

    company: Company
    grant: Grant
    account: Account


def read_means(companies: Companies, accounts: Accounts, connection: Connection) -> Means:
    """Raise `Refused` ("no_grant") where the connection's user has given none, ("unknown") for what is gone."""
    company = keys.of_company(connection.company, "company")
    grant = keys.grant(connection.company, connection.user)
    account = keys.account(connection.company, connection.account)
    rows = companies.table.get([company, grant, account])
    if grant not in rows:
        raise Refused("no_grant", "user")
    if company not in rows or account not in rows:
        raise Refused("unknown", "account" if company in rows else "company")
    of_account = accounts.read(rows[account])  # first: its data key needs the company's, and both are read in one go
    return Means(companies.read(rows[company]), companies.read_grant(connection.company, rows[grant]), of_account)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a connection fares. `waiting` by kind and `changes` are counted up to 10,000. `run` None: none is known."""

    provider: str
    linked: int
    changes: int
    waiting: Mapping[str, int]
    run: Run | None


MOST_COUNTED = 10_000


def read_standings(table: Table, connections: Sequence[Connection]) -> list[Standing]:
    """Of any number of them in as many requests as of one; what waits is counted side by side."""
    partitions = [part for one in connections for part in (keys.pending(one.id), keys.changes(one.id))]
    sorts = table.sorts_each(partitions, limit=MOST_COUNTED)
    rows = table.get([key for one in connections for key in _keys_of(one)])
    return [_standing(table, one, sorts, rows) for one in connections]


def _keys_of(one: Connection) -> list[Key]:
    run = [keys.run(one.id, one.run)] if one.run else []
    return [keys.account(one.company, one.account), keys.counts(one.id), *run]


def _standing(table: Table, one: Connection, sorts: Mapping[str, Sequence[str]], rows: Mapping[Key, Row]) -> Standing:
    account, counts, *runs = (rows.get(key) for key in _keys_of(one))
    run = runs[0] if runs else None
    return Standing(
        text(account.item, "provider") if account else "",
        number(counts.item, "linked") if counts else 0,
        len(sorts[keys.changes(one.id)]),
        counted(sorts[keys.pending(one.id)]),
        Runs(table).read(one.run, run) if one.run and run else None,
    )


def find_woken(connections: Connections, queue: Queue, connection: ConnectionId) -> tuple[Connection | None, int]:
    """The connection, and the generation of its wake-up, 0 where none stands."""
    key, wake = keys.connection(company_of(connection), connection), keys.wake(queue, connection)
    rows = connections.table.get([key, wake])
    return (connections.read(rows[key]) if key in rows else None, rows[wake].version if wake in rows else 0)
