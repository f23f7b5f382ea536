"""Previews that are kept, on AWS."""

from tests.aws.test_table import DynamoHome
from tests.contracts.previews_contract import PreviewsContract


class TestDynamoPreviews(DynamoHome, PreviewsContract):
    pass
