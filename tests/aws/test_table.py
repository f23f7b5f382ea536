"""The table on AWS passes the port's suite, unchanged."""

import pytest

from tests.contracts.table_contract import TableContract
from tests.contracts.table_expiry_contract import TableExpiryContract
from tests.contracts.table_home import TableHome
from tests.contracts.table_threads_contract import TableThreadsContract


class DynamoHome:
    @pytest.fixture
    def home(self, table_name: str) -> TableHome:
        return TableHome("tests.aws.homes:open_table", (table_name,))


class TestDynamoTable(DynamoHome, TableContract):
    pass


class TestDynamoTableExpiry(DynamoHome, TableExpiryContract):
    pass


class TestDynamoTableThreads(DynamoHome, TableThreadsContract):
    pass
