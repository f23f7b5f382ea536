"""A receiver of webhooks over a table in memory: one company, connections of both kinds that hear, and
items that are linked."""

from dataclasses import dataclass, field

from tandem.bootstrap.receiver import PipedriveReceiver
from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, RemoteId, UserId, activity_id
from tandem.domain.rules import Direction, Rules
from tandem.domain.side import Side
from tandem.home import Item, Key, Put
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
CONNECTION, CALENDAR, ACCOUNT = ConnectionId("4242-c1"), ConnectionId("4242-c2"), AccountId("4242-a1")
FIELDS = '{"notes": "notes", "birthday": "birthday", "address_home": "' + "a" * 40 + '"}'
_ORGANIZATION = "organization/5"
_SHOWN = (_ORGANIZATION, "deal/12", "lead/0a1b", "person/17")
"""What the activity belongs to."""

Rows = dict[str, dict[str, Cell]]


def _mentions() -> list[Put]:
    """The person shows its organization, the activity what its title is made of."""
    person = Put(Key(keys.mentions(COMPANY, _ORGANIZATION), "l1"), {"connection": CONNECTION, "crm_id": "17"})
    shown: Item = {"connection": CALENDAR, "crm_id": activity_id(31)}
    return [person, *(Put(Key(keys.mentions(COMPANY, one), "l2"), shown) for one in _SHOWN)]


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
        two_way, state = Rules(direction=Direction.TWO_WAY), ConnectionState.UP_TO_DATE
        connections.add(Connection(CONNECTION, COMPANY, ACCOUNT, ANNA, rules=two_way, state=state))
        calendar = Connection(CALENDAR, COMPANY, ACCOUNT, ANNA, rules=CalendarRules("c"), state=state, kind="calendar")
        connections.add(calendar)
        hook = Hook(COMPANY, digest(USER, PASSWORD).hex(), new_pair()[1], FIELDS)
        claims = [keys.claim(Side.CRM, CONNECTION, ACCOUNT, RemoteId(str(person))) for person in (1, 17)]
        claims.append(keys.claim(Side.CRM, CALENDAR, ACCOUNT, activity_id(31)))
        puts = [*(Put(key, {"link": "l1"}) for key in claims), *_mentions()]
        self.table.transact([hook_row(keys.hook(SECRET), hook), *puts])

    @property
    def rows(self) -> Rows:
        return self.table.rows

    def restore(self) -> None:
        self.table.rows = copied(self.first)
        self.wakeups.sent.clear()
