"""All that a use case may reach: the stores, the way to the replicas, the clock. Built once, by `bootstrap`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from tandem.domain.calendar_rules import AnyRules
from tandem.domain.comparison import Comparison
from tandem.domain.content import as_event
from tandem.domain.ids import CompanyId, UserId
from tandem.domain.merge import Projections
from tandem.domain.rules import Rules
from tandem.domain.showing import dressed
from tandem.domain.side import Side
from tandem.ports import (
    Calendars,
    Clock,
    Crm,
    Groups,
    Heirs,
    Ids,
    Meter,
    Places,
    Post,
    ProviderName,
    Pushes,
    Replica,
    Source,
    TokenBudget,
)
from tandem.state.accounts import Account, Accounts
from tandem.state.baseline import Baseline
from tandem.state.brakes import Brakes
from tandem.state.changes import Changes
from tandem.state.channels import PushChannels
from tandem.state.checkups import Checkups
from tandem.state.claims import Claims
from tandem.state.companies import Companies, Grant
from tandem.state.connections import Connection, Connections
from tandem.state.consents import Consents
from tandem.state.due import Due
from tandem.state.erasures import Erasures
from tandem.state.history import History
from tandem.state.leases import Leases
from tandem.state.links import Links
from tandem.state.pending import Pendings
from tandem.state.pre_images import PreImages
from tandem.state.previews import Previews
from tandem.state.runs import Runs
from tandem.state.sign_ins import SignIns
from tandem.state.spool import Spool
from tandem.state.tellings import Tellings
from tandem.state.timetable import Timetable
from tandem.state.undoings import Undoings
from tandem.state.wakes import Wakes


@dataclass(frozen=True, slots=True)
class Opened:
    """Both sides of a connection. `writer` is None in one-way mode: then nobody can write to the provider.

    `name` is the provider's, for whoever counts. `pushes` and `heirs` None: there are none.
    `batch`: a slice of so many items fills the provider's requests, where that is more than a slice usually has.
    """

    crm: Replica
    desk: Crm
    provider: Source
    writer: Replica | None
    name: ProviderName
    pushes: Pushes | None = None
    heirs: Heirs | None = None
    batch: int = 0

    def views(self, rules: AnyRules) -> Projections:
        """What each side would show of what was written there; an activity under its title."""
        if isinstance(rules, Rules):
            return Projections(self.crm.projection, self.provider.projection)
        return Projections(
            self.crm.projection, lambda one: self.provider.projection(dressed(as_event(one), rules.title))
        )


class Replicas(Protocol):
    """Opens replicas with the grants that are stored; only `bootstrap` knows the classes behind it."""

    def open(self, connection: Connection) -> Opened:
        """Raise `Refused` ("no_grant") where the connection's user gave no CRM grant."""
        ...

    def desk(self, grant: Grant) -> Crm: ...

    def groups(self, account: Account) -> Groups: ...

    def calendars(self, account: Account) -> Calendars:
        """Raise `Refused` where the provider has none."""
        ...

    def places(self, account: Account, kind: str) -> Places | None:
        """How a live check makes a group or a calendar of its own; None where nothing of the kind is known."""
        ...

    def unasked(self, account: Account, kind: str, side: Side) -> Sequence[str]:
        """What the documents of that side leave open and no live check can find out, in stable words."""
        ...

    def check(self, provider: str, address: str, credentials: Mapping[str, str]) -> Mapping[str, str]:
        """Try the credentials; return them with what was discovered. Raise `AccessRevoked`, `Unavailable`."""
        ...

    def consent_page(self, provider: str, redirect: str, state: str, challenge: str, address: str) -> str:
        """Where a person agrees that we act for them. Raise `Refused` where the provider has no such page."""
        ...

    def redeem(self, provider: str, code: str, verifier: str, redirect: str) -> tuple[str, Mapping[str, str]]:
        """The address and the credentials that a code from there is good for. Raise `Refused`, `Unavailable`."""
        ...

    def has_crm_page(self) -> bool:
        """Whether we are registered at the CRM, so that its users can sign in there."""
        ...

    def crm_consent_page(self, redirect: str, state: str) -> str:
        """Where a user of the CRM agrees that we act for them. Raise `Refused` where we aren't registered there."""
        ...

    def redeem_at_crm(self, code: str, redirect: str) -> Mapping[str, str]:
        """The CRM credentials that a code from there is good for. Raise `Refused`, `Unavailable`."""
        ...

    def onlooker(self, token: str) -> tuple[CompanyId, UserId]:
        """Who looks on from inside the CRM. Raise `Forged`; `Refused` where we aren't registered there."""
        ...

    def tokens(self, company: CompanyId) -> TokenBudget: ...

    def revoke(self, grant: Grant) -> bool:
        """Take the grant back at the CRM; False where it can't be, as with a personal token. Idempotent."""
        ...

    def forget(self, company: CompanyId) -> None:
        """Grants or fields of this company changed: open anew from what is stored."""
        ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how long.

    `poll` is the shortest time between two polls, `slowest_poll` the longest, where nothing happens; never less than
    `poll`. `crm_poll`: the CRM is asked at least that often where webhooks are heard, elsewhere with each poll.
    `settle`: how long a create of unknown outcome may still arrive at the other side. `still`: after a stop, who was at
    work then has ended by so long: longer than any function lasts, and than an opened key is kept. `gather`: how long
    changes that came while we worked wait for company, since a hundred are read by the request that reads one. `lull`:
    after a look that found nothing, pushes that came meanwhile wait so long for the rest of their crowd.
    """

    poll: timedelta = timedelta(minutes=5)
    slowest_poll: timedelta = timedelta(minutes=30)
    crm_poll: timedelta = timedelta(hours=1)
    sweep: timedelta = timedelta(days=1)
    settle: timedelta = timedelta(seconds=10)
    slice: timedelta = timedelta(seconds=40)
    lease: timedelta = timedelta(minutes=2)
    guard: timedelta = timedelta(hours=1)
    still: timedelta = timedelta(minutes=6)
    gather: timedelta = timedelta()
    lull: timedelta = timedelta()
    batch: int = 100


@dataclass(frozen=True, slots=True)
class World:
    """`public_url` is where pushes reach us, None where they can't. `token_share`: our part of the daily tokens.

    `is_rushed`: pushes pour in that share this processor with us, and whoever sends them waits. `post` None: no letters
    are written; `language` is that of letters to whoever has none.
    """

    clock: Clock
    ids: Ids
    comparison: Comparison
    companies: Companies
    accounts: Accounts
    connections: Connections
    links: Links
    claims: Claims
    changes: Changes
    spool: Spool
    history: History
    pendings: Pendings
    pre_images: PreImages
    runs: Runs
    wakes: Wakes
    due: Due
    timetable: Timetable
    leases: Leases
    replicas: Replicas
    meter: Meter
    pace: Pace = field(default_factory=Pace)
    public_url: str | None = None
    token_share: float = 0.5
    is_rushed: Callable[[], bool] = bool  # False: nobody shares it
    post: Post | None = None
    language: str = "en"

    @property
    def erasures(self) -> Erasures:
        return Erasures(self.links.table)

    @property
    def checkups(self) -> Checkups:
        return Checkups(self.links.table, self.links.sealing)

    @property
    def baseline(self) -> Baseline:
        return Baseline(self.links.table)

    @property
    def previews(self) -> Previews:
        return Previews(self.links.table, self.links.sealing)

    @property
    def channels(self) -> PushChannels:
        return PushChannels(self.links.table)

    @property
    def consents(self) -> Consents:
        return Consents(self.links.table, self.links.sealing)

    @property
    def tellings(self) -> Tellings:
        return Tellings(self.links.table)

    @property
    def sign_ins(self) -> SignIns:
        return SignIns(self.links.table)

    @property
    def undoings(self) -> Undoings:
        return Undoings(self.links.table)

    @property
    def brakes(self) -> Brakes:
        return Brakes(self.links.table, self.connections, self.clock)
