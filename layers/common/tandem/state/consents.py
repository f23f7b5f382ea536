"""Consents that people were sent off to give at a provider: known by the state that comes back with them, once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.domain.errors import Conflict
from tandem.domain.ids import CompanyId, UserId
from tandem.home import Drop, Expect, Put, SealContext, Table, Value
from tandem.state import keys
from tandem.state.rows import get_one, text
from tandem.state.sealing import Sealing

LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Consent:
    """Who is to give it where. `verifier` is what only we know of the challenge that was sent along (RFC 7636).

    `browser` is the mark of the only one that it may come back with; empty: any.
    """

    company: CompanyId
    user: UserId
    provider: str
    verifier: str
    browser: str = ""


@dataclass(frozen=True, slots=True)
class Consents:
    table: Table
    sealing: Sealing

    def put(self, state: str, consent: Consent, now: datetime) -> None:
        sealed = self.sealing.seal_json(
            {"verifier": consent.verifier, "browser": consent.browser}, _context(consent.company)
        )
        whose: dict[str, Value] = {"company": consent.company, "user": consent.user, "provider": consent.provider}
        item = whose | {"sealed": sealed}
        self.table.transact([Put(keys.consent(state), item, Expect.ABSENT, expires=now + LASTS)])

    def take(self, state: str) -> Consent | None:
        """The consent, which nobody can take a second time; None for what was never begun, or is over."""
        row = get_one(self.table, keys.consent(state))
        if row is None:
            return None
        try:
            self.table.transact([Drop(row.key, row.version)])
        except Conflict:
            return None
        company = CompanyId(text(row.item, "company"))
        opened = self.sealing.open_json(row.item["sealed"], _context(company))
        whose = company, UserId(text(row.item, "user"))
        return Consent(*whose, text(row.item, "provider"), opened["verifier"], opened.get("browser", ""))


def _context(company: CompanyId) -> SealContext:
    return SealContext(company, None, "consent")
