"""The tally on one machine."""

from tests.contracts.tally_contract import TallyContract
from tests.local.test_table import SqliteHome


class TestSqliteTally(SqliteHome, TallyContract):
    pass
