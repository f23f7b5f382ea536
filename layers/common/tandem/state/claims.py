"""Whose an item of the CRM is, read from the claims and mentions that were stored with the links: no link is opened."""

from dataclasses import dataclass

from tandem.domain.ids import CompanyId, ConnectionId, RemoteId
from tandem.home import Table
from tandem.state import keys
from tandem.state.rows import text


@dataclass(frozen=True, slots=True)
class Claims:
    table: Table

    def holders(self, company: CompanyId, person: RemoteId) -> list[ConnectionId]:
        """The connections that hold a claim on this person."""
        rows = self.table.query(keys.crm_claims(company, person), limit=1000)
        return [ConnectionId(row.key.sort) for row in rows]

    def mentioning(self, company: CompanyId, mentioned: str) -> list[tuple[ConnectionId, RemoteId]]:
        """Each connection that shows this, with its person that does ("organization/17")."""
        rows = self.table.query(keys.mentions(company, mentioned), limit=100_000)
        return [(ConnectionId(text(row.item, "connection")), RemoteId(text(row.item, "crm_id"))) for row in rows]
