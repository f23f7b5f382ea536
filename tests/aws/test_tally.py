"""The tally on AWS: hundred operations a transaction, and a row that is added to before it is there."""

from tests.aws.test_table import DynamoHome
from tests.contracts.tally_contract import TallyContract


class TestDynamoTally(DynamoHome, TallyContract):
    pass
