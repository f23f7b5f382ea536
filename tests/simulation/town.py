"""All the twins around the production code, put together: one company with two users and up to three books."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from tandem.domain.contact import Side
from tandem.domain.errors import Refused
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, RemoteId
from tandem.domain.link import Link
from tandem.local.meter import LocalMeter
from tandem.phone import comparison
from tandem.ports import ProviderName
from tandem.state.accounts import Account, Accounts
from tandem.state.changes import Changes, box_context
from tandem.state.claims import Claims
from tandem.state.companies import Companies, Grant
from tandem.state.connections import Connection
from tandem.state.due import Due
from tandem.state.history import History
from tandem.state.leases import Leases
from tandem.state.pending import Pendings
from tandem.state.pre_images import PreImages
from tandem.state.runs import Runs
from tandem.state.sealing import Sealing
from tandem.state.spool import Spool
from tandem.state.timetable import Timetable
from tandem.state.wakes import Wakes
from tandem.usecases.application import Application
from tandem.usecases.listening.record_notification import Ears, Echo, Heard
from tandem.usecases.seeing.views import AccountView
from tandem.usecases.world import Opened, Pace, World
from tests.simulation.judging.ledger import Ledger, tokens
from tests.simulation.judging.oracle import Oracle, behind
from tests.simulation.judging.words import Place, Words
from tests.simulation.story.faults import Weather
from tests.simulation.story.hub import Hub, HubClock
from tests.simulation.twins.agenda import AgendaPort
from tests.simulation.twins.book import BookPort
from tests.simulation.twins.calendar import CalendarPort
from tests.simulation.twins.messages import TwinQueues
from tests.simulation.twins.office import ANNA, BEN, COMPANY, Desk, Office, PersonsPort
from tests.simulation.twins.read_once import ConnectionsReadOnce, LinksReadOnce
from tests.simulation.twins.side import Surroundings
from tests.simulation.twins.store import Cell, OpenVault, TwinBlobs, TwinTable, copied
from tests.simulation.twins.temper import ICLOUD, Temper
from tests.simulation.twins.truth import Item, Truth

COMPARISON, ABROAD = comparison("DE"), comparison("AT")


@dataclass(slots=True)
class HashedIds:
    """As random as the real ones, and the same ones each time."""

    last: int = 0

    def new(self) -> str:
        self.last += 1
        return sha256(str(self.last).encode()).hexdigest()[:32]

    def secret(self) -> str:
        return "s" + self.new()


@dataclass(frozen=True, slots=True)
class Traits:
    """How this town is: what its books can hold, how large pages, slices and transactions are."""

    batch: int = 100
    page: int = 4
    transaction_limit: int = 100
    most_mails: int = 0
    rewrites: bool = False
    hears: bool = True
    """Whether webhooks reach us."""


@dataclass
class Town:
    """`hooks` are the CRM's webhooks that nobody heard yet. What is entered into `planted` ends with the run."""

    hub: Hub
    weather: Weather
    traits: Traits
    ledger: Ledger
    tell: Callable[[str], None]
    hooks: list[Heard] = field(default_factory=list)
    books: dict[str, Truth] = field(default_factory=dict)
    addresses: dict[AccountId, str] = field(default_factory=dict)
    backup: tuple[dict[str, dict[str, Cell]], dict[str, bytes]] | None = None
    was_put_back: bool = False
    is_abroad: bool = False
    planted: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        self.clock, self.ids, self.meter = HubClock(self.hub), HashedIds(), LocalMeter()
        self.persons = Truth("crm", lambda: self.hub.now, on_change=self._announce, is_crm=True)
        self.activities = Truth(
            "activity", lambda: self.hub.now, on_change=self._announce_activity, is_crm=True, has_events=True
        )
        self.table = TwinTable(self.hub, self.clock, self.weather, self.traits.transaction_limit)
        self.queues = TwinQueues(self.hub, self.weather)
        self.vault = OpenVault()
        self.sealing = Sealing(self.vault, TwinBlobs(self.hub, self.weather))
        self.world = self._world()
        self.words = Words(self._violated, self._follows, self._holder, self._place)
        self.table.on_put, self.table.on_drop = self.words.put, self.words.dropped
        links = self.world.links
        self.oracle = Oracle(
            self.hub, self.weather, self.ledger, self.crm_of, self.book_of, links, self.tell, self.words
        )
        self.around = Surroundings(self.hub, self.weather, self.oracle, self.words, self.traits.page)
        self.office = Office(self.persons, self.around, self.activities)
        self.app = Application(self.world)

    def _world(self) -> World:
        table, sealing, clock = self.table, self.sealing, self.clock
        return World(
            clock=clock,
            ids=self.ids,
            comparison=COMPARISON,
            companies=Companies(table, sealing),
            accounts=Accounts(table, sealing),
            connections=ConnectionsReadOnce(table, sealing),
            links=LinksReadOnce(table, sealing),
            claims=Claims(table),
            changes=Changes(table),
            spool=Spool(table, sealing),
            history=History(table, sealing),
            pendings=Pendings(table, sealing),
            pre_images=PreImages(table, sealing),
            runs=Runs(table),
            wakes=Wakes(table, self.queues, clock),
            due=Due(table),
            timetable=Timetable(table),
            leases=Leases(table, clock, self.ids),
            replicas=self,
            meter=self.meter,
            pace=Pace(batch=self.traits.batch),
            public_url="https://tandem.example" if self.traits.hears else None,
        )

    # --- for the words --------------------------------------------------------------------------------------

    def _violated(self, invariant: str, what: str) -> None:
        self.oracle.fail(invariant, what)

    def _connection(self, name: ConnectionId) -> Connection:
        with behind(self.hub, self.weather):
            return self.world.connections.get(name)

    def _follows(self, connection: ConnectionId) -> bool:
        """A stop clears the table as it likes."""
        stored = self._connection(connection)
        return stored.listens and not stored.leaving

    def _holder(self, place: Place) -> Link | None:
        connection, side, remote = place
        return self.oracle.link_of(self._connection(connection), side, remote)

    def _place(self, connection: ConnectionId, side: Side) -> int:
        stored = self._connection(connection)
        return len((self.crm_of(stored) if side is Side.CRM else self.book_of(stored)).log)

    # --- the way to the sides (the port Replicas) -----------------------------------------------------------

    def open(self, connection: Connection) -> Opened:
        with behind(self.hub, self.weather):
            has_links = self.world.connections.counts(connection.id).get("linked", 0) > 0
        if self.book_of(connection).has_events:
            return self._open_calendar(connection, has_links)
        crm = PersonsPort(self.persons, self.around, connection, has_links=has_links)
        traits = self.traits
        book = BookPort(
            self.book_of(connection),
            self.around,
            connection,
            has_links=has_links,
            rewrites=traits.rewrites,
        )
        writer = book if connection.rules.is_two_way else None
        return Opened(crm, Desk(self.office, connection.user), book, writer, book.truth.temper.provider)

    def _open_calendar(self, connection: Connection, has_links: bool) -> Opened:
        agenda = AgendaPort(self.activities, self.around, connection, has_links=has_links, persons=self.persons)
        calendar = CalendarPort(self.book_of(connection), self.around, connection, has_links=has_links)
        return Opened(agenda, Desk(self.office, connection.user), calendar, calendar, ProviderName.GOOGLE)

    @property
    def truths(self) -> tuple[Truth, ...]:
        """All that people see and change. Of activities only where there are some, or a calendar."""
        has_calendar = any(one.has_events for one in self.books.values())
        return (self.persons, *((self.activities,) if has_calendar else ()), *self.books.values())

    def crm_of(self, connection: Connection) -> Truth:
        return self.activities if self.book_of(connection).has_events else self.persons

    def book_of(self, connection: Connection) -> Truth:
        return self.books[self.addresses[connection.account]]

    def desk(self, grant: Grant) -> Desk:
        return Desk(self.office, BEN if grant.credentials["api_token"] == "ben" else ANNA)

    def groups(self, account: Account) -> Any:
        raise Refused("unknown")

    def check(self, provider: str, address: str, credentials: Mapping[str, str]) -> Mapping[str, str]:
        return credentials

    def tokens(self, company: CompanyId) -> Any:
        raise Refused("unknown")

    def revoke(self, grant: Grant) -> bool:
        return False

    def forget(self, company: CompanyId) -> None:
        """Nothing is kept."""

    # --- what the CRM tells ---------------------------------------------------------------------------------

    def _announce(self, before: Item | None, after: Item) -> None:
        """A webhook, to all who may see the person and not only to them: who may not is told apart by the receiver."""
        users, author = frozenset({ANNA, BEN} - after.hidden_from), self.persons.authors.get(after.version)
        is_change = before is not None and not after.is_deleted and author is not None
        echo = Echo(author, f"e{after.version}", lambda: self._boxed(after.version)) if is_change else None
        self.hooks.append(Heard("person", after.remote_id, after.is_deleted, users, echo=echo))

    def _announce_activity(self, before: Item | None, after: Item) -> None:
        bare, author = RemoteId(after.remote_id.partition("/")[2]), self.activities.authors.get(after.version)
        is_change = before is not None and not after.is_deleted
        word, sealed = f"a{after.version}", lambda: self._boxed(f"activity/{after.version}")
        echo = Echo(author, word, sealed) if author is not None and is_change else None
        if before is not None and before.by_tandem and author is None:
            self._excuse_unknown(after)
        self.hooks.append(Heard("activity", bare, after.is_deleted, frozenset({ANNA, BEN}), echo=echo))

    def _excuse_unknown(self, activity: Item) -> None:
        """Edited before anybody knew that it was made (docs/reliability.md, creates whose outcome nobody knows, 0)."""
        known = (self.oracle.link_of(one, Side.CRM, activity.remote_id) for one in self.connections())
        if not any(known):
            self.ledger.excused.add(activity.origin)

    def _boxed(self, word: object) -> bytes:
        return self.vault.seal(str(word).encode(), box_context(COMPANY))

    def merged(self, loser: RemoteId, survivor: RemoteId) -> None:
        self.hooks.append(Heard("person", loser, True, frozenset({ANNA, BEN}), survivor))

    @property
    def ears(self) -> Ears:
        world = self.world
        return Ears(world.clock, world.connections, world.claims, world.wakes)

    # --- setting up -----------------------------------------------------------------------------------------

    def settle_in(self) -> None:
        """The company with both users' grants."""
        for token in ("anna", "ben"):
            self.grant(token)

    def connect(self, user: str, address: str, rules: Mapping[str, object], temper: Temper = ICLOUD) -> ConnectionId:
        """An account with a book of its own, and a connection that isn't started yet."""
        book = Truth(address, lambda: self.hub.now, temper=temper)
        book.most_mails = temper.most_mails or self.traits.most_mails
        self.books.setdefault(address, book)
        made = self._connect(user, address, "contacts", rules)
        if rules.get("direction") == "two_way":
            self.oracle.two_way.add(made)
        return made

    def connect_calendar(self, user: str, address: str, rules: Mapping[str, object]) -> ConnectionId:
        """The same with a calendar."""
        made = self._connect(user, address, "calendar", {"calendar": address, **rules})
        self.oracle.two_way.add(made)
        return made

    def _connect(self, user: str, address: str, kind: str, rules: Mapping[str, object]) -> ConnectionId:
        self.books.setdefault(address, Truth(address, lambda: self.hub.now, has_events=kind == "calendar"))
        account = self.renew(user, address)
        self.addresses[AccountId(account.id)] = address
        return ConnectionId(self.app.add_connection(AccountId(account.id), kind, rules).id)

    def grant(self, token: str) -> None:
        self.app.add_company("https://beispiel.pipedrive.example", token)

    def renew(self, user: str, address: str) -> AccountView:
        """Give the password of this book, for the first time or again."""
        book = self.books[address]
        provider = ProviderName.GOOGLE if book.has_events else book.temper.provider
        return self.app.add_account(COMPANY, user, provider, address, {"password": "canary-password"})

    def connections(self) -> list[Connection]:
        """As they are stored, seen behind the workers' backs."""
        with behind(self.hub, self.weather):
            return self.world.connections.of_company(COMPANY)

    # --- what operators do ----------------------------------------------------------------------------------

    def deploy(self) -> None:
        """A new version that compares numbers in another way; nobody's contact changed by it."""
        self.tell("a new version is deployed")
        self.is_abroad = not self.is_abroad
        self.world = replace(self.world, comparison=ABROAD if self.is_abroad else COMPARISON)
        self.app = Application(self.world)

    def back_up(self) -> None:
        self.tell("a backup is made")
        self.backup = (copied(self.table.rows), dict(self.sealing.blobs.kept))

    def put_back(self) -> None:
        """The table as it was then. What only the conflict log held since is gone with it."""
        self.tell("the backup is put back")
        rows, kept = self.backup
        self.table.rows = copied(rows)
        self.sealing.blobs.kept = dict(kept)
        self.was_put_back = True
        shown = {value for truth in self.truths for item in truth.live() for value in tokens(item.content)}
        self.ledger.is_over([value for known in self.ledger.open_.values() for value in known - shown])
        with behind(self.hub, self.weather):
            self.app.mark_restored()

    # --- time -----------------------------------------------------------------------------------------------

    def happen_later(self, until: datetime) -> None:
        """What was to happen by itself meanwhile, each at its own time: however far the clock is moved at once."""
        due = [one for one in self.around.later if one[0] <= until]
        self.around.later = [one for one in self.around.later if one[0] > until]
        for at, happen in sorted(due, key=lambda one: one[0]):
            self.hub.now = max(self.hub.now, at)
            happen()

    def pass_by(self, wait: timedelta) -> None:
        until = self.hub.now + wait
        self.happen_later(until)
        self.hub.now = until
