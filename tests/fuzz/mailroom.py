"""A receiver of webhooks over a table in memory: one company, a connection that hears, and persons that are linked."""

from dataclasses import dataclass, field

from tandem.bootstrap.receiver import PipedriveReceiver
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, RemoteId, UserId
from tandem.domain.rules import Direction, Rules
from tandem.domain.side import Side
from tandem.home import Key, Put
from tandem.providers.pipedrive.push import digest
from tandem.state import keys
from tandem.state.claims import Claims
from tandem.state.connections import Connection, Connections, ConnectionState
from tandem.state.hooks import Hook, Hooks, hook_row
from tandem.state.sealed_box import new_pair
from tandem.state.sealing import Sealing
from tandem.state.shut import ShutBlobs, ShutVault
from tandem.state.wakes import Wakes
from tandem.usecases.listening.record_notification import Ears
from tests.memory import HandWakeups, ToldClock
from tests.simulation.story.choices import Choices, Seeded
from tests.simulation.story.faults import Weather
from tests.simulation.story.hub import Hub
from tests.simulation.twins.store import Cell, TwinTable, copied

SECRET, USER, PASSWORD = "made-up-path-secret", "tandem", "made-up-password"
COMPANY, ANNA = CompanyId("4242"), UserId("9001")
CONNECTION, ACCOUNT = ConnectionId("4242-c1"), AccountId("4242-a1")
FIELDS = '{"notes": "notes", "birthday": "birthday", "address_home": "' + "a" * 40 + '"}'
_ORGANIZATION = "organization/5"

Rows = dict[str, dict[str, Cell]]


@dataclass(slots=True)
class Mailroom:
    """`restore` puts the table back to what it was at first; `rows` are all that is stored."""

    receiver: PipedriveReceiver = field(init=False)
    table: TwinTable = field(init=False)
    wakeups: HandWakeups = field(init=False)
    first: Rows = field(init=False)

    def __post_init__(self) -> None:
        clock = ToldClock()
        self.table = TwinTable(Hub(), clock, Weather(Choices(Seeded(0)), is_fair=True))
        self.wakeups = HandWakeups(clock)
        connections = Connections(self.table, Sealing(ShutVault(), ShutBlobs()))
        ears = Ears(clock, connections, Claims(self.table), Wakes(self.table, self.wakeups, clock))
        self.receiver = PipedriveReceiver(Hooks(self.table), ears)
        self._fill(connections)
        self.first = copied(self.table.rows)

    def _fill(self, connections: Connections) -> None:
        two_way = Rules(direction=Direction.TWO_WAY)
        connections.add(Connection(CONNECTION, COMPANY, ACCOUNT, ANNA, rules=two_way, state=ConnectionState.UP_TO_DATE))
        hook = Hook(COMPANY, digest(USER, PASSWORD).hex(), new_pair()[1], FIELDS)
        claims = [keys.claim(Side.CRM, CONNECTION, ACCOUNT, RemoteId(str(person))) for person in (1, 17)]
        mention = Key(keys.mentions(COMPANY, _ORGANIZATION), "l1")
        shown = Put(mention, {"connection": CONNECTION, "crm_id": "17"})
        self.table.transact([hook_row(keys.hook(SECRET), hook), shown, *(Put(key, {"link": "l1"}) for key in claims)])

    @property
    def rows(self) -> Rows:
        return self.table.rows

    def restore(self) -> None:
        self.table.rows = copied(self.first)
        self.wakeups.sent.clear()
