"""A calendar's sync, from one in-memory side to the other, through the real stores and use cases."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tandem.domain.event import Event, Links, Thing, Timed
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, RemoteId, UserId
from tandem.usecases.listening.record_notification import Heard
from tests.memory import MemoryContacts
from tests.memory_events import MemoryActivities, MemoryCalendar
from tests.usecases.scene import Scene

NINE = Timed(datetime(2026, 12, 1, 8, tzinfo=UTC), timedelta(hours=1), "Europe/Berlin")
TEN = Timed(datetime(2026, 12, 1, 9, tzinfo=UTC), timedelta(hours=1), "Europe/Berlin")
LINKS = Links(
    Thing("1", "Neue Website", "https://beispiel.pipedrive.example/deal/1"),
    Thing("2", "Muster Kontakt"),
    Thing("3", "Muster GmbH"),
)


def an_event(title: str, **fields: Any) -> Event:
    return Event(**{"when": NINE, "title": title, **fields})


@dataclass
class CalendarScene(Scene):
    crm: MemoryContacts = field(default_factory=MemoryActivities)
    provider: MemoryContacts = field(default_factory=MemoryCalendar)

    def connect(self, **rules: object) -> ConnectionId:
        """A calendar's connection that isn't started yet."""
        self.company = CompanyId(self.app.add_company("https://beispiel.pipedrive.example", "token").id)
        self.user = self.replicas.desk_of_all.company().me
        account = self.app.add_account(self.company, self.user, "google", "anna@example.com", {"password": "secret"})
        made = self.app.add_connection(account.id, "calendar", {"calendar": "work", **rules})
        self.connection = ConnectionId(made.id)
        return self.connection

    def hear_of(self, activity: RemoteId, *, is_gone: bool = False) -> "CalendarScene":
        """A webhook of Pipedrive about an activity; of what was deleted its lists say nothing."""
        self.hear(RemoteId(activity.partition("/")[2]), is_gone=is_gone, entity="activity")
        return self

    def told_of(self, person: RemoteId, number: int) -> Heard:
        """Webhooks name an activity by its number."""
        told, bare = super().told_of(person, number), person.removeprefix("activity/")
        echo = replace(told.echo, event=f"{bare}-{number}") if told.echo is not None else None
        return replace(told, entity="activity", remote_id=RemoteId(bare), echo=echo)

    def is_calm(self) -> bool:
        """Neither a look, nor a sweep, nor a listing anew writes anything."""
        self.quiet()
        self.refresh()
        self.sweep()
        self.provider.expired = True
        self.refresh()
        return (self.crm.writes, self.provider.writes) == ([], [])

    def activity(self, remote: RemoteId | None = None) -> Event:
        """The only one, or that one."""
        return _one(self.crm, remote)

    def event(self, remote: RemoteId | None = None) -> Event:
        return _one(self.provider, remote)

    def titles(self) -> tuple[list[str], list[str]]:
        """Of all activities, and of all events."""
        crm, provider = (sorted(one.title for one in side.live().values()) for side in (self.crm, self.provider))
        return crm, provider


def _one(side: MemoryContacts, remote: RemoteId | None) -> Event:
    live = side.live()
    if remote is not None:
        return live[remote]
    (event,) = live.values()
    return event


def colleague(
    scene: CalendarScene, calendar: MemoryCalendar, user: UserId | None = None, **rules: object
) -> ConnectionId:
    """A further calendar's connection of the company, started; of the same user, if no other is named."""
    address = f"{len(scene.replicas.others)}@example.com"
    account = scene.app.add_account(scene.company, user or scene.user, "google", address, {"refresh_token": "secret"})
    scene.replicas.others[address] = calendar
    scene.replicas.addresses[AccountId(account.id)] = address
    made = scene.app.add_connection(AccountId(account.id), "calendar", {"calendar": "other", **rules})
    scene.app.start(ConnectionId(made.id))
    scene.work()
    return ConnectionId(made.id)
