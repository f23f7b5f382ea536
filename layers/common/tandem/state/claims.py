"""Whose an item of the CRM is, read from the claims and mentions that were stored with the links: no link is opened."""

from collections.abc import Iterable
from dataclasses import dataclass

from tandem.domain.ids import CompanyId, ConnectionId, RemoteId
from tandem.home import Row, Table
from tandem.state import keys
from tandem.state.rows import text

MOST = 100_000


@dataclass(frozen=True, slots=True)
class Claims:
    table: Table

    def holders(self, company: CompanyId, person: RemoteId) -> list[ConnectionId]:
        """The connections that hold a claim on this person."""
        rows = self.table.query(keys.crm_claims(company, person), limit=1000)
        return [ConnectionId(row.key.sort) for row in rows]

    def mentioning(self, company: CompanyId, mentioned: str) -> list[tuple[ConnectionId, RemoteId]]:
        """Each connection that shows this, with its person that does ("organization/17")."""
        return _pairs(self.table.query(keys.mentions(company, mentioned), limit=MOST))

    def mentioning_each(
        self, company: CompanyId, mentioned: Iterable[str]
    ) -> dict[str, list[tuple[ConnectionId, RemoteId]]]:
        """The same for all of these, at once."""
        names = {keys.mentions(company, one): one for one in mentioned}
        found = self.table.query_each(list(names), limit=MOST) if names else {}
        return {names[partition]: _pairs(rows) for partition, rows in found.items()}


def _pairs(rows: Iterable[Row]) -> list[tuple[ConnectionId, RemoteId]]:
    return [(ConnectionId(text(row.item, "connection")), RemoteId(text(row.item, "crm_id"))) for row in rows]
