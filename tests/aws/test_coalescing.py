"""A storm of webhooks on AWS: many words about few persons become few records and one message."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tandem.aws.clients import Clients
from tandem.aws.wakeups import SqsWakeups
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, RemoteId, UserId
from tandem.domain.side import Side
from tandem.home import Put, Queue
from tandem.state import keys
from tandem.state.changes import Changes
from tandem.state.claims import Claims
from tandem.state.connections import Connection, Connections, ConnectionState
from tandem.state.sealing import Sealing
from tandem.state.shut import ShutBlobs, ShutVault
from tandem.state.wakes import Wakes
from tandem.system import SystemClock
from tandem.usecases.listening.record_notification import Ears, Heard, record_notification
from tests.aws.homes import open_table

COMPANY, ACCOUNT, CONNECTION = CompanyId("9017"), AccountId("9017-a1"), ConnectionId("9017-c1")
PERSONS, WEBHOOKS, THREADS = 20, 1_000, 8


@pytest.fixture
def ears(table_name: str, clients: Clients, urls: tuple[dict[Queue, str], str]) -> Ears:
    """One connection in step that holds each of the persons."""
    clock = SystemClock()
    table = open_table(clock, table_name)
    connections = Connections(table, Sealing(ShutVault(), ShutBlobs()))
    connections.add(Connection(CONNECTION, COMPANY, ACCOUNT, UserId("1"), state=ConnectionState.UP_TO_DATE))
    claims = [keys.claim(Side.CRM, CONNECTION, ACCOUNT, RemoteId(str(person))) for person in range(PERSONS)]
    table.transact([Put(key, {"link": "link"}) for key in claims])
    wakes = Wakes(table, SqsWakeups(clients.sqs, *urls, clock), clock)
    return Ears(clock, connections, Claims(table), wakes)


def test_a_storm_of_webhooks_makes_a_record_for_each_person_and_one_message(
    ears: Ears, sqs: Any, urls: tuple[dict[Queue, str], str]
) -> None:
    def hear(number: int) -> int:
        person = RemoteId(str(number % PERSONS))
        return record_notification(ears, COMPANY, Heard("person", person, False, None))

    with ThreadPoolExecutor(THREADS) as pool:
        concerned = list(pool.map(hear, range(WEBHOOKS)))

    assert concerned == [1] * WEBHOOKS
    records = Changes(ears.connections.table).first(CONNECTION)
    assert sorted(int(one.remote_id) for one in records) == list(range(PERSONS))
    waiting = sqs.get_queue_attributes(
        QueueUrl=urls[0][Queue.RECONCILE_CONTACTS], AttributeNames=["ApproximateNumberOfMessages"]
    )["Attributes"]["ApproximateNumberOfMessages"]
    assert 1 <= int(waiting) <= THREADS, "who came first at the same instant may each have sent one"
