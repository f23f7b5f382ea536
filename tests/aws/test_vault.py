"""The vault of AWS passes the port's suite; besides: KMS is told whose key it wraps, and asked seldom."""

import pytest

from tandem.aws.clients import Clients
from tandem.aws.wrapping import KmsWrapping
from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId
from tandem.state.vault import DataKeyVault
from tests.aws.homes import open_table
from tests.contracts.hand_clock import HandClock
from tests.contracts.vault_contract import OpenVault, VaultContract

COMPANY = CompanyId("17")


class TestKmsVault(VaultContract):
    @pytest.fixture
    def open_vault(self, clients: Clients, table_name: str, key_id: str) -> OpenVault:
        table, wrapping = open_table(HandClock(), table_name), KmsWrapping(lambda: clients.kms, key_id)
        return lambda: DataKeyVault(table, wrapping)


def test_kms_opens_a_data_key_for_its_company_only(clients: Clients, key_id: str) -> None:
    wrapping = KmsWrapping(lambda: clients.kms, key_id)

    data_key, wrapped = wrapping.make(COMPANY)

    assert len(data_key) == 32
    assert data_key not in wrapped
    assert wrapping.open(wrapped, COMPANY) == data_key
    with pytest.raises(Refused, match="sealed"):
        wrapping.open(wrapped, CompanyId("18"))
