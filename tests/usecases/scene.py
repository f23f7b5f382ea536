"""A scene to try the use cases in: the real state over SQLite, both sides in memory, wake-ups delivered by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.errors import Forged, Refused
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, RemoteId, UserId
from tandem.domain.link import Link
from tandem.domain.side import Side
from tandem.local.blobs import LocalBlobs
from tandem.local.meter import LocalMeter
from tandem.local.table import SqliteTable
from tandem.local.vault import LocalVault
from tandem.phone import comparison
from tandem.ports import Crm, Post, ProviderName, Queue, Replica, Table
from tandem.state.accounts import Account, Accounts
from tandem.state.changes import Changes, box_context
from tandem.state.claims import Claims
from tandem.state.companies import Companies, Grant
from tandem.state.connections import Connection, Connections
from tandem.state.due import Due
from tandem.state.history import History
from tandem.state.hooks import Hook, Hooks
from tandem.state.leases import Leases
from tandem.state.links import Links
from tandem.state.pending import Kind, Pendings
from tandem.state.pre_images import PreImages
from tandem.state.runs import Runs
from tandem.state.sealed_box import PublicSealer
from tandem.state.sealing import Sealing
from tandem.state.spool import Spool
from tandem.state.timetable import Timetable
from tandem.state.wakes import Wakes
from tandem.usecases.application import Application
from tandem.usecases.listening.keep_up import refresh_connections, sweep_links
from tandem.usecases.listening.record_notification import Ears, Echo, Heard, record_notification
from tandem.usecases.listing.pull_changes import pull_changes
from tandem.usecases.seeing.views import ConnectionView, PendingView
from tandem.usecases.work_on import work_on
from tandem.usecases.world import Opened, Pace, World
from tests.memory import ANNA, CountedIds, HandWakeups, MemoryContacts, MemoryDesk, MemoryPlaces, ToldClock
from tests.usecases.cutting import Scissors

COMPANY = CompanyId("42")


def someone(given: str, family: str = "Beispiel", **fields: Any) -> Contact:
    """A contact with a mail address of its own."""
    mails = (Entry(f"{given}.{family}@example.com".lower(), "work", primary=True),)
    return Contact(name=Name(given=given, family=family), **{"emails": mails, **fields})


@dataclass
class MemoryReplicas:
    """`others` are the provider's sides of further accounts, by their address; `crms` how other users see the CRM."""

    crm: Replica
    provider: Replica
    desk_of_all: Any
    others: dict[str, Any] = field(default_factory=dict)
    addresses: dict[AccountId, str] = field(default_factory=dict)
    crms: dict[UserId, Replica] = field(default_factory=dict)
    revocable: bool = False
    is_registered: bool = True
    batch: int = 0
    own_places: MemoryPlaces | None = None
    pushes: Any = None
    on_open: Callable[[Connection], object] = bool

    def open(self, connection: Connection) -> Opened:
        self.on_open(connection)
        provider = self.others.get(self.addresses.get(connection.account, ""), self.provider)
        writer = provider if connection.rules.is_two_way else None
        heirs = provider if hasattr(provider, "in_place_of") else None
        return Opened(
            self.crms.get(connection.user, self.crm),
            self.desk_of_all,
            provider,
            writer,
            ProviderName.ICLOUD,
            pushes=self.pushes,
            heirs=heirs,
            batch=self.batch,
        )

    def desk(self, grant: object) -> Crm:
        return self.desk_of_all

    def groups(self, account: Account) -> Any:
        raise Refused("unknown")

    def places(self, account: Account, kind: str) -> Any:
        return self.own_places

    def unasked(self, account: Account, kind: str, side: Side) -> tuple[str, ...]:
        return ("moved_item",)

    def check(self, provider: str, address: str, credentials: Mapping[str, str]) -> Mapping[str, str]:
        return credentials

    def consent_page(self, provider: str, redirect: str, state: str, challenge: str, address: str) -> str:
        return f"https://{provider}.example/consent?redirect={redirect}&state={state}&challenge={challenge}"

    def redeem(self, provider: str, code: str, verifier: str, redirect: str) -> tuple[str, Mapping[str, str]]:
        if code != "good":
            raise Refused("consent_refused", "code")
        return "anna@example.com", {"refresh_token": f"of {verifier}"}

    def has_crm_page(self) -> bool:
        return self.is_registered

    def crm_consent_page(self, redirect: str, state: str) -> str:
        if not self.is_registered:
            raise Refused("no_client", "provider")
        return f"https://crm.example/consent?redirect={redirect}&state={state}"

    def redeem_at_crm(self, code: str, redirect: str) -> Mapping[str, str]:
        if not code.startswith("good"):
            raise Refused("sign_in_refused", "code")
        return {"api_domain": "https://beispiel.pipedrive.example", "refresh_token": f"of {code} at {redirect}"}

    def onlooker(self, token: str) -> tuple[CompanyId, UserId]:
        """A made-up token is the two ids themselves."""
        company, _, user = token.partition("/")
        if not user:
            raise Forged("bad_signature")
        return CompanyId(company), UserId(user)

    def tokens(self, company: CompanyId) -> Any:
        raise Refused("unknown")

    def revoke(self, grant: Grant) -> bool:
        self.desk_of_all._call("revoke")
        return bool(self.revocable)

    def forget(self, company: CompanyId) -> None:
        """Nothing is kept."""


@dataclass
class Scene:
    """`crm` and `provider` are the two sides; `work` delivers wake-ups until nothing is left."""

    folder: Path
    crm: MemoryContacts = field(default_factory=lambda: MemoryContacts(is_crm=True))
    provider: MemoryContacts = field(default_factory=lambda: MemoryContacts(is_crm=False))
    clock: ToldClock = field(default_factory=ToldClock)
    ids: CountedIds = field(default_factory=CountedIds)

    scissors: Scissors | None = None
    meter: LocalMeter = field(default_factory=LocalMeter)
    pace: Pace = field(default_factory=Pace)
    public_url: str | None = "https://tandem.example"
    post: Post | None = None

    def __post_init__(self) -> None:
        self.company, self.user = COMPANY, ANNA
        self.crm.clock = self.clock
        self.wakeups = HandWakeups(self.clock)
        table = self.open_table()
        if self.scissors is not None:
            table = self.scissors.wrap(table, self.scissors.of_table)
            for side in (self.crm, self.provider):
                vars(side).update(self.scissors.cut(side, self.scissors.of_sides))
        self.table = table
        sealing = self.open_sealing(table)
        self.desk = MemoryDesk(self.crm)
        self.replicas = MemoryReplicas(self.crm, self.provider, self.desk)
        self.world = World(
            clock=self.clock,
            ids=self.ids,
            comparison=comparison("DE"),
            companies=Companies(table, sealing),
            accounts=Accounts(table, sealing),
            connections=Connections(table, sealing),
            links=Links(table, sealing),
            claims=Claims(table),
            changes=Changes(table),
            spool=Spool(table, sealing),
            history=History(table, sealing),
            pendings=Pendings(table, sealing),
            pre_images=PreImages(table, sealing),
            runs=Runs(table),
            wakes=Wakes(table, self.wakeups, self.clock),
            due=Due(table),
            timetable=Timetable(table),
            leases=Leases(table, self.clock, self.ids),
            replicas=self.replicas,
            meter=self.meter,
            pace=self.pace,
            public_url=self.public_url,
            post=self.post,
        )
        self.app = Application(self.world)

    def open_table(self) -> Table:
        return SqliteTable(self.folder / "tandem.db", self.clock)

    def open_sealing(self, table: Table) -> Sealing:
        return Sealing(LocalVault(table, self.folder / "key"), LocalBlobs(self.folder / "blobs"))

    def connect(self, **rules: object) -> ConnectionId:
        """A connection that isn't started yet."""
        self.company = CompanyId(self.app.add_company("https://beispiel.pipedrive.example", "token").id)
        self.user = self.replicas.desk_of_all.company().me
        account = self.app.add_account(self.company, self.user, "icloud", "anna@example.com", {"password": "secret"})
        connections = self.app.add_connection(account.id, "contacts", {"direction": "two_way", **rules})
        self.connection = ConnectionId(connections.id)
        return self.connection

    def connect_another(self, provider: MemoryContacts, **rules: object) -> ConnectionId:
        """A further connection of the same user, to an account of its own; not started yet."""
        address = f"{len(self.replicas.others)}@example.com"
        account = self.app.add_account(self.company, self.user, "icloud", address, {"password": "secret"})
        self.replicas.others[address] = provider
        self.replicas.addresses[AccountId(account.id)] = address
        made = self.app.add_connection(AccountId(account.id), "contacts", {"direction": "two_way", **rules})
        return ConnectionId(made.id)

    def start(self, **rules: object) -> "Scene":
        self.app.start(self.connect(**rules))
        return self.work()

    def refresh(self) -> "Scene":
        self.app.refresh(self.connection)
        return self.work()

    def work(self, most: int = 200) -> "Scene":
        """Deliver what was sent; `most` is far more than any scene needs."""
        for _ in range(most):
            if not self.wakeups.sent:
                return self
            self.deliver()
        raise AssertionError("the wake-ups never end")

    def deliver(self) -> None:
        sent = self.wakeups.next()
        woken = ConnectionId(sent.body["connection"])
        if sent.queue is Queue.PULL:
            pull_changes(self.world, woken)
        else:
            work_on(self.world, woken, sent.queue)

    def poll(self) -> "Scene":
        """Let the time of the next poll come."""
        self.clock.pass_by(self.world.pace.poll)
        refresh_connections(self.world)
        return self.work()

    def sweep(self) -> "Scene":
        """Let the time of the next sweep come."""
        self.clock.pass_by(self.world.pace.sweep)
        sweep_links(self.world)
        return self.work()

    def look_after(self) -> "Scene":
        """What the schedules do at this moment."""
        refresh_connections(self.world)
        sweep_links(self.world)
        return self.work()

    def hear(
        self, remote: RemoteId, *, is_gone: bool = False, entity: str = "person", successor: RemoteId | None = None
    ) -> "Scene":
        """A webhook of Pipedrive about one item."""
        self.listen(Heard(entity, remote, is_gone, frozenset({self.user}), successor))
        return self.work()

    def hear_of_writes(self, person: RemoteId, *numbers: int) -> "Scene":
        """The webhooks of all edits of a person, or of those with these numbers; as many at once as were kept."""
        traces = self.crm.traces.get(person, [])
        for number in numbers or range(len(traces)):
            self.listen(self.told_of(person, number))
        return self.work()

    def told_of(self, person: RemoteId, number: int) -> Heard:
        trace = self.crm.traces[person][number]
        seal = PublicSealer(self.world.companies.sealing.vault.public_key(self.company)).seal
        word = partial(seal, f"{person}/{number}".encode(), box_context(self.company))
        echo = Echo(trace.author, f"{person}-{number}", word) if trace.by_api else None
        return Heard("person", person, False, frozenset({self.user}), echo=echo)

    def listen(self, heard: Heard) -> int:
        """What a receiver does; nothing is delivered yet."""
        world = self.world
        ears = Ears(world.clock, world.connections, world.claims, world.wakes)
        return record_notification(ears, self.company, heard)

    def hook(self, secret: str) -> Hook | None:
        """What a receiver finds behind this path."""
        return Hooks(self.table).find(secret)

    def view(self) -> ConnectionView:
        return self.app.connection(self.connection)

    def state(self) -> str:
        return self.view().state

    def links(self) -> list[Link]:
        return list(self.world.links.all(self.connection))

    def link(self) -> Link:
        """The only one."""
        (link,) = self.links()
        return link

    def waiting(self, kind: str) -> list[PendingView]:
        """What waits for a person: conflicts, review, held, parked."""
        return list(self.app.pending(self.connection, kind).items)

    def decide(self, kind: str, decision: str) -> "Scene":
        """Decide on all that waits."""
        for one in self.waiting(kind):
            if self.world.pendings.find(self.connection, Kind(kind), one.id) is not None:
                self.app.decide(self.connection, kind, one.id, decision)
        return self.work()

    def names(self) -> tuple[list[str], list[str]]:
        """Given names at the CRM and at the provider, sorted."""
        crm, provider = (
            sorted(contact.name.given for contact in side.live().values()) for side in (self.crm, self.provider)
        )
        return crm, provider

    def person(self) -> RemoteId:
        """The only one that lives."""
        (person,) = self.crm.live()
        return person

    def crm_of(self, given: str) -> RemoteId:
        """The person of that given name."""
        return next(remote for remote, one in self.crm.live().items() if one.name.given == given)

    def contact(self) -> RemoteId:
        (contact,) = self.provider.live()
        return contact

    def quiet(self) -> None:
        """Forget the writes so far."""
        self.crm.writes.clear()
        self.provider.writes.clear()
