"""Accounts: one provider identity of one Pipedrive user, with its grant."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tandem.domain.errors import Conflict, Refused
from tandem.domain.ids import AccountId, CompanyId, UserId, company_of
from tandem.home import Expect, Put, Row, SealContext, Table, Value
from tandem.state import keys
from tandem.state.rows import get_one, text
from tandem.state.sealing import Sealing


class AccountState(StrEnum):
    CONNECTED = "connected"
    NEEDS_RECONNECT = "needs_reconnect"


@dataclass(frozen=True, slots=True)
class Account:
    """`credentials` are the provider's; `address` is what the person typed."""

    id: AccountId
    company: CompanyId
    user: UserId
    provider: str
    address: str
    state: AccountState = AccountState.CONNECTED
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Accounts:
    table: Table
    sealing: Sealing

    def get(self, account: AccountId) -> Account:
        """Raise `Refused` ("unknown")."""
        row = get_one(self.table, keys.account(company_of(account), account))
        if row is None:
            raise Refused("unknown", "account")
        return self.read(row)

    def of_company(self, company: CompanyId) -> list[Account]:
        rows = self.table.query(keys.company(company), prefix="account/", limit=100_000)
        return [self.read(row) for row in rows]

    def bury(self, account: AccountId) -> bool:
        """Its credentials are dead; whether that is news. Of any number of workers, one is told so."""
        while True:
            known = self.get(account)
            if known.state is AccountState.NEEDS_RECONNECT:
                return False
            with suppress(Conflict):
                self.put(replace(known, state=AccountState.NEEDS_RECONNECT), known.revision)
                return True

    def owners(self, company: CompanyId) -> list[tuple[AccountId, UserId]]:
        """Whose each account is; none is opened."""
        rows = self.table.query(keys.company(company), prefix="account/", limit=100_000)
        return [(AccountId(text(row.item, "id")), UserId(text(row.item, "user"))) for row in rows]

    def put(self, account: Account, expect: Expect | int = Expect.ANY) -> None:
        item: dict[str, Value] = {
            "id": account.id,
            "company": account.company,
            "user": account.user,
            "provider": account.provider,
            "state": account.state,
            "sealed": self.sealing.seal_json(
                {"address": account.address, "credentials": dict(account.credentials)}, _context(account.id)
            ),
        }
        self.table.transact([Put(keys.account(account.company, account.id), item, expect)])

    def read(self, row: Row) -> Account:
        account_id = AccountId(text(row.item, "id"))
        opened = self.sealing.open_json(row.item["sealed"], _context(account_id))
        return Account(
            account_id,
            CompanyId(text(row.item, "company")),
            UserId(text(row.item, "user")),
            text(row.item, "provider"),
            opened["address"],
            AccountState(text(row.item, "state")),
            opened["credentials"],
            row.version,
        )


def _context(account: AccountId) -> SealContext:
    return SealContext(company_of(account), account, "account")
