"""The brake counts on AWS as it does on one machine: workers in different places let no more through than one."""

from concurrent.futures import ThreadPoolExecutor

from tandem.domain.brake import Wanted
from tandem.domain.ids import ConnectionId, LinkId
from tandem.domain.side import Side
from tandem.state.brakes import Brakes
from tandem.state.connections import Connections
from tandem.state.sealing import Sealing
from tandem.state.shut import ShutBlobs, ShutVault
from tandem.system import SystemClock
from tests.aws.homes import open_table

CONNECTION, WORKERS = ConnectionId("9018-c1"), 8


def test_many_workers_at_once_let_no_more_through_than_one(table_name: str) -> None:
    clock = SystemClock()
    table = open_table(clock, table_name)
    brakes = Brakes(table, Connections(table, Sealing(ShutVault(), ShutBlobs())), clock)
    brakes.connections.count(CONNECTION, {"linked": 200})

    def work(number: int) -> int:
        return sum(deleted(brakes, [Wanted(LinkId(f"{number}-{turn}"))]) for turn in range(5))

    with ThreadPoolExecutor(WORKERS) as pool:
        assert sum(pool.map(work, range(WORKERS))) == 20


def deleted(brakes: Brakes, wanted: list[Wanted]) -> int:
    while True:
        through = brakes.count(CONNECTION, Side.CRM, brakes.weigh(CONNECTION, Side.CRM), wanted)
        if through is not None:
            return len(through)
