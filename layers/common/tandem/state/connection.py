"""A connection as it is stored: its rules, what a person sees of it first, and where its work stands."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tandem.domain.calendar_rules import AnyRules
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, RunId, UserId
from tandem.domain.rules import Rules
from tandem.home import Queue
from tandem.state.answer import Answer
from tandem.state.undo import Undo
from tandem.state.upload import Upload


class ConnectionState(StrEnum):
    """What the person sees first. `waiting`: the provider or the budget lets us go on at `continues`."""

    DRAFT = "draft"
    PENDING = "pending"
    RUNNING = "running"
    UP_TO_DATE = "up_to_date"
    PAUSED = "paused"
    NEEDS_RECONNECT = "needs_reconnect"
    WAITING = "waiting"
    STOPPED = "stopped"


class Phase(StrEnum):
    """Where a full listing stands: nothing under way, listing both sides, writing what was decided."""

    NONE = ""
    LIST = "list"
    APPLY = "apply"


class Leaving(StrEnum):
    """How a stop lets go of the links: what Tandem made stays, or is removed."""

    NO = ""
    KEEP = "keep"
    REMOVE = "remove"


QUEUES = {"contacts": Queue.RECONCILE_CONTACTS, "calendar": Queue.RECONCILE_EVENTS}
"""Where wake-ups to reconcile go, by the kind of the connection."""
DEAF = frozenset({ConnectionState.DRAFT, ConnectionState.STOPPED})
IDLE = DEAF | {ConnectionState.PAUSED}


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong last, as a stable word."""

    reason: str
    at: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """`user` is the Pipedrive user it works for. `listed` are the sides that the listing under way has finished.

    `polls_from`: its polls are counted from then, as the timetable has it. `guarded_until`: the brake is on until then
    (after a reconnect, a lost cursor, a change of scope). `tries` counts failures in a row, for the backoff. `leaving`:
    a stop that isn't done yet. `crm_pulled_at`: the CRM was last asked then; where webhooks are heard, that need not be
    often. `restored`: a backup was put back, and both sides were not compared in full since; until then nothing is
    written. `answer`: a person's, to all that is held. `undo`: what a person wants to be taken back; `upload`:
    to be uploaded. `listing_since`:
    the listing under way began then. `retitles`: another pattern was chosen, and not every event was told of it.
    """

    id: ConnectionId
    company: CompanyId
    account: AccountId
    user: UserId
    kind: str = "contacts"
    rules: AnyRules = field(default_factory=Rules)
    state: ConnectionState = ConnectionState.DRAFT
    phase: Phase = Phase.NONE
    run: RunId | None = None
    listed: tuple[str, ...] = ()
    resume: str = ""
    fault: Fault | None = None
    continues: datetime | None = None
    guarded_until: datetime | None = None
    polls_from: datetime | None = None
    sweep_at: datetime | None = None
    leaving: Leaving = Leaving.NO
    crm_pulled_at: datetime | None = None
    tries: int = 0
    restored: bool = False
    answer: Answer | None = None
    undo: Undo | None = None
    listing_since: datetime | None = None
    upload: Upload | None = None
    retitles: bool = False
    revision: int = 0

    @property
    def queue(self) -> Queue:
        """Where a wake-up to reconcile it goes."""
        return QUEUES[self.kind]

    @property
    def is_active(self) -> bool:
        return self.state not in IDLE

    @property
    def listens(self) -> bool:
        """A pause keeps what is heard, for the resume."""
        return self.state not in DEAF
