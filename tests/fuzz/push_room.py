"""Receivers of Google's and of Microsoft's pushes over a table in memory: a connection that listens, with a channel."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from tandem.bootstrap.google_receiver import GoogleReceiver
from tandem.bootstrap.microsoft_receiver import MicrosoftReceiver
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, UserId
from tandem.state.channels import PushChannel, PushChannels
from tandem.state.checkup_name import woken_of
from tandem.state.connections import Connection, Connections, ConnectionState
from tandem.state.due import Due
from tandem.state.sealing import Sealing
from tandem.state.shut import ShutBlobs, ShutVault
from tandem.state.wakes import Wakes
from tandem.usecases.listening.record_push import PushEars, Renewing
from tests.fuzz.mailroom import Rows
from tests.memory import HandWakeups, ToldClock
from tests.simulation.story.choices import Choices, Seeded
from tests.simulation.story.faults import Weather
from tests.simulation.story.hub import Hub
from tests.simulation.twins.store import TwinTable, copied

NAME, SECRET = "tandem-made-up-channel", "made-up-secret-of-a-channel"
CHECK, CHECK_SECRET = "tandem-channel-of-a-live-check", "made-up-secret-of-a-live-check"
CONNECTION, ACCOUNT = ConnectionId("4242-c1"), AccountId("4242-a1")


@dataclass(slots=True)
class PushRoom:
    """`restore` puts the table back to what it was at first."""

    google: GoogleReceiver = field(init=False)
    microsoft: MicrosoftReceiver = field(init=False)
    table: TwinTable = field(init=False)
    wakeups: HandWakeups = field(init=False)
    first: Rows = field(init=False)

    def __post_init__(self) -> None:
        clock = ToldClock()
        self.table = TwinTable(Hub(), clock, Weather(Choices(Seeded(0)), is_fair=True))
        self.wakeups = HandWakeups(clock)
        connections, channels = Connections(self.table, Sealing(ShutVault(), ShutBlobs())), PushChannels(self.table)
        ears = PushEars(channels, connections, Wakes(self.table, self.wakeups, clock))
        self.google = GoogleReceiver(ears)
        self.microsoft = MicrosoftReceiver(ears, Renewing(channels, Due(self.table), clock))
        self._fill(connections, channels, clock.now())
        self.first = copied(self.table.rows)

    def _fill(self, connections: Connections, channels: PushChannels, now: datetime) -> None:
        state = ConnectionState.UP_TO_DATE
        connections.add(Connection(CONNECTION, CompanyId("4242"), ACCOUNT, UserId("9001"), state=state))
        channel = PushChannel(NAME, CONNECTION, ACCOUNT, sha256(SECRET.encode()).hexdigest(), "r1", now)
        digest = sha256(CHECK_SECRET.encode()).hexdigest()
        for one in (channel, replace(channel, id=CHECK, connection=woken_of(CONNECTION), token_sha256=digest)):
            channels.put(one)

    @property
    def rows(self) -> Rows:
        return self.table.rows

    @property
    def is_untouched(self) -> bool:
        return self.rows == self.first and not self.wakeups.sent

    def restore(self) -> None:
        self.table.rows = copied(self.first)
        self.wakeups.sent.clear()
