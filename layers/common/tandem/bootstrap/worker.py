"""Builds the world that the queues and schedules work in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from tandem.bootstrap.edge import edge, nothing
from tandem.bootstrap.home import open_home
from tandem.bootstrap.replicas import StoredReplicas
from tandem.bootstrap.watch import open_watch
from tandem.domain.errors import Refused
from tandem.domain.ids import ConnectionId
from tandem.home import Queue
from tandem.phone import comparison
from tandem.settings import Settings
from tandem.state.accounts import Accounts
from tandem.state.changes import Changes
from tandem.state.claims import Claims
from tandem.state.companies import Companies
from tandem.state.connections import Connections
from tandem.state.due import Due
from tandem.state.history import History
from tandem.state.leases import Leases
from tandem.state.links import Links
from tandem.state.pending import Pendings
from tandem.state.pre_images import PreImages
from tandem.state.runs import Runs
from tandem.state.spool import Spool
from tandem.state.timetable import Timetable
from tandem.state.wakes import Wakes
from tandem.usecases.connecting.mark_restored import mark_restored
from tandem.usecases.listening.channels import renew_channels
from tandem.usecases.listening.keep_up import refresh_connections, sweep_links
from tandem.usecases.listing.pull_changes import pull_changes
from tandem.usecases.listing.upload_unsynced import count_unsynced, upload_unsynced
from tandem.usecases.work_on import work_on
from tandem.usecases.world import Pace, World


@dataclass(frozen=True, slots=True)
class Worker:
    """What the handlers of queues and schedules call; a queue's message is `{"connection": id}`."""

    world: World
    end: Callable[[], None] = nothing

    def pull(self, message: dict[str, Any]) -> None:
        connection = ConnectionId(message["connection"])
        with edge(self.end, connection=connection):
            pull_changes(self.world, connection)

    def reconcile_contacts(self, message: dict[str, Any]) -> None:
        self._reconcile(Queue.RECONCILE_CONTACTS, message)

    def reconcile_events(self, message: dict[str, Any]) -> None:
        self._reconcile(Queue.RECONCILE_EVENTS, message)

    def _reconcile(self, queue: Queue, message: dict[str, Any]) -> None:
        connection = ConnectionId(message["connection"])
        with edge(self.end, connection=connection):
            work_on(self.world, connection, queue)

    def refresh_connections(self) -> int:
        with edge(self.end):
            return refresh_connections(self.world)

    def sweep_links(self) -> int:
        with edge(self.end):
            return sweep_links(self.world)

    def renew_channels(self) -> int:
        with edge(self.end):
            return renew_channels(self.world)

    def upload_unsynced(self, message: dict[str, Any]) -> dict[str, Any]:
        """By hand: what is to be uploaded is counted, and the wish noted; or `refused` says why it can't be."""
        connection = ConnectionId(message["connection"])
        with edge(self.end, connection=connection):
            try:
                count = count_unsynced(self.world, connection)
                run = upload_unsynced(self.world, connection, bool(message.get("past", False)))
            except Refused as refused:
                return {"refused": refused.reason, "about": refused.detail}
        return {"run": run, "coming": count.coming, "past": count.past}

    def mark_restored(self) -> int:
        return mark_restored(self.world)


@cache
def build_world(settings: Settings) -> World:
    home = open_home(settings)
    table, sealing = home.table, home.sealing()
    meter = open_watch(settings).meter
    companies, accounts = Companies(table, sealing), Accounts(table, sealing)
    return World(
        clock=home.clock,
        ids=home.ids,
        comparison=comparison(settings.region),
        companies=companies,
        accounts=accounts,
        connections=Connections(table, sealing),
        links=Links(table, sealing),
        claims=Claims(table),
        changes=Changes(table),
        spool=Spool(table, sealing),
        history=History(table, sealing),
        pendings=Pendings(table, sealing),
        pre_images=PreImages(table, sealing),
        runs=Runs(table),
        wakes=Wakes(table, home.wakeups, home.clock),
        due=Due(table),
        timetable=Timetable(table),
        leases=Leases(table, home.clock, home.ids, home.epoch),
        replicas=StoredReplicas(settings=settings, home=home, companies=companies, accounts=accounts, meter=meter),
        meter=meter,
        pace=_pace(settings),
        public_url=settings.public_url,
        token_share=settings.token_share,
        is_rushed=home.is_rushed,
        post=home.post(),
        language=settings.language,
    )


GATHER = timedelta(milliseconds=250)
LULL = timedelta(seconds=1)


def _pace(settings: Settings) -> Pace:
    return Pace(
        poll=settings.poll_interval,
        slowest_poll=settings.slowest_poll_interval,
        sweep=settings.sweep_interval,
        settle=settings.settle_time,
        slice=settings.slice_time,
        lease=settings.lease_time,
        still=settings.still_time,
        gather=GATHER,
        lull=LULL,
    )


def build(settings: Settings) -> Worker:
    return Worker(build_world(settings), open_watch(settings).end)
