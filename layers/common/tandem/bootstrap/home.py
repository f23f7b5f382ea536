"""The home that the settings name: table, vault, blobs, wake-ups, clock and ids of one machine."""

from dataclasses import dataclass
from functools import cache

from tandem.local.blobs import LocalBlobs
from tandem.local.clock import SystemClock
from tandem.local.ids import RandomIds
from tandem.local.table import SqliteTable
from tandem.local.vault import LocalVault
from tandem.local.wakeups import LocalWakeups
from tandem.ports import Blobs, Clock, Ids, Table, Vault, Wakeups
from tandem.settings import Settings
from tandem.state.sealing import Sealing


@dataclass(frozen=True, slots=True)
class Home:
    """`epoch` names the life of this process: leases of an earlier one are free."""

    table: Table
    vault: Vault
    blobs: Blobs
    wakeups: Wakeups
    clock: Clock
    ids: Ids
    epoch: str

    @property
    def sealing(self) -> Sealing:
        return Sealing(self.vault, self.blobs)


@cache
def local_wakeups() -> LocalWakeups:
    return LocalWakeups()


@cache
def open_home(settings: Settings) -> Home:
    folder = settings.data_folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    clock, ids = SystemClock(), RandomIds()
    table = SqliteTable(folder / "tandem.db", clock)
    vault = LocalVault(table, folder / "key")
    return Home(table, vault, LocalBlobs(folder / "blobs"), local_wakeups(), clock, ids, ids.new())
