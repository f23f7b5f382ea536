"""Keys of accounts hang on their company's: it alone is asked for outside, and whatever it wrapped ends with it."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tandem.domain.errors import Refused
from tandem.domain.ids import AccountId, CompanyId
from tandem.home import SealContext
from tandem.local.table import SqliteTable
from tandem.local.vault import KeyFileWrapping
from tandem.state.vault import DataKeyVault
from tests.contracts.hand_clock import HandClock

COMPANY = CompanyId("17")
OF_COMPANY = SealContext(COMPANY, None, "grant")


class CountedWrapping(KeyFileWrapping):
    """Counts what would be a request to KMS."""

    def __init__(self) -> None:
        super().__init__(AESGCM(bytes(32)))
        self.asked: list[str] = []

    def make(self, company: CompanyId) -> tuple[bytes, bytes]:
        self.asked.append("make")
        return super().make(company)

    def open(self, wrapped: bytes, company: CompanyId) -> bytes:
        self.asked.append("open")
        return super().open(wrapped, company)


@pytest.fixture
def table(tmp_path: Path) -> SqliteTable:
    return SqliteTable(tmp_path / "tandem.db", HandClock())


@pytest.fixture
def wrapping() -> CountedWrapping:
    return CountedWrapping()


def of_account(number: int) -> SealContext:
    return SealContext(COMPANY, AccountId(f"17-a{number}"), "grant")


def test_however_many_accounts_a_company_has_its_key_is_asked_for_once(
    table: SqliteTable, wrapping: CountedWrapping
) -> None:
    sealed = [DataKeyVault(table, wrapping).seal(b"secret", of_account(number)) for number in range(20)]
    wrapping.asked.clear()

    fresh = DataKeyVault(table, wrapping)
    opened = {fresh.open(value, of_account(number)) for number, value in enumerate(sealed)}

    assert opened == {b"secret"}
    assert wrapping.asked == ["open"]


def test_a_key_that_was_wrapped_for_one_account_opens_for_no_other(
    table: SqliteTable, wrapping: CountedWrapping
) -> None:
    vault = DataKeyVault(table, wrapping)
    sealed = vault.seal(b"secret", of_account(1))
    vault.seal(b"theirs", of_account(2))
    rows = {row.key.sort: row for row in table.query("vault/17")}
    table.upsert({rows["account/17-a2"].key: rows["account/17-a1"].item})

    with pytest.raises(Refused, match="sealed"):
        DataKeyVault(table, wrapping).open(sealed, of_account(2))


def test_where_only_the_companys_key_is_gone_its_accounts_stay_shut(
    table: SqliteTable, wrapping: CountedWrapping
) -> None:
    """As after an erasure that was cut off."""
    vault = DataKeyVault(table, wrapping)
    sealed = vault.seal(b"secret", of_account(1))
    row = next(row for row in table.query("vault/17") if row.key.sort == "company")
    DataKeyVault(table, wrapping).destroy(COMPANY, None)
    table.upsert({row.key: {"wrapped": wrapping.make(COMPANY)[1]}})

    with pytest.raises(Refused, match="sealed"):
        DataKeyVault(table, wrapping).open(sealed, of_account(1))


def test_a_company_that_comes_back_while_its_old_key_is_still_at_hand_elsewhere_seals_what_opens(
    table: SqliteTable, wrapping: CountedWrapping
) -> None:
    late, here = DataKeyVault(table, wrapping), DataKeyVault(table, wrapping)
    late.seal(b"old", OF_COMPANY)
    here.destroy(COMPANY, None)
    here.seal(b"new", OF_COMPANY)

    sealed = late.seal(b"secret", of_account(1))

    assert DataKeyVault(table, wrapping).open(sealed, of_account(1)) == b"secret"
