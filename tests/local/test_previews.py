"""Previews that are kept, on one machine."""

from tests.contracts.previews_contract import PreviewsContract
from tests.local.test_table import SqliteHome


class TestSqlitePreviews(SqliteHome, PreviewsContract):
    pass
