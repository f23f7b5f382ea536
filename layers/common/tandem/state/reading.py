"""Rows that are needed together are read together: one request instead of several."""

from dataclasses import dataclass

from tandem.domain.errors import Refused
from tandem.domain.ids import ConnectionId, company_of
from tandem.home import Queue
from tandem.state import keys
from tandem.state.accounts import Account, Accounts
from tandem.state.companies import Companies, Company, Grant
from tandem.state.connections import Connection, Connections


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


def find_woken(connections: Connections, queue: Queue, connection: ConnectionId) -> tuple[Connection | None, int]:
    """The connection, and the generation of its wake-up, 0 where none stands."""
    key, wake = keys.connection(company_of(connection), connection), keys.wake(queue, connection)
    rows = connections.table.get([key, wake])
    return (connections.read(rows[key]) if key in rows else None, rows[wake].version if wake in rows else 0)
