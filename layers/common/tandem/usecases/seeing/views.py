"""What the use cases answer to people: plain values, shaped like the JSON API, with nothing secret in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """One page; `next` goes back in as `after`, empty at the end."""

    items: tuple[T, ...]
    next: str = ""


@dataclass(frozen=True, slots=True)
class UserView:
    """`granted`: this user's own CRM grant is here, so an account can be connected for them."""

    id: str
    name: str
    email: str
    is_admin: bool
    granted: bool


@dataclass(frozen=True, slots=True)
class CompanyView:
    """`webhooks`: pushes are heard; else each user is polled. `tokens`: how many we may spend at the CRM in a day."""

    id: str
    name: str
    plan: str | None
    users: tuple[UserView, ...]
    webhooks: bool = False
    tokens: int = 0
    tokens_spent: int = 0


@dataclass(frozen=True, slots=True)
class AccountView:
    """`state`: connected, needs_reconnect."""

    id: str
    company: str
    user: str
    provider: str
    address: str
    state: str


@dataclass(frozen=True, slots=True)
class ErrorView:
    """`reason` is the stable word that translations key on; `detail` holds no personal data."""

    reason: str
    detail: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RunView:
    """`kind`: first, refresh, sweep, change, restored, stop, release, restore. `state`: running, done, failed."""

    id: str
    connection: str
    kind: str
    state: str
    started: datetime
    finished: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)  # by outcome
    done: int = 0
    total: int | None = None
    error: ErrorView | None = None


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """`state`: draft, pending, running, up_to_date, paused, needs_reconnect, held, waiting, stopped.

    `waiting` is a provider out of reach or a budget spent: `last_error` says which and `continues` when.
    `counts`: linked, pending, held, review, parked, conflicts. `progress`: done, total (None: not known yet).
    `restored`: a backup was put back, nothing is written until all is compared. `next_poll`: if none is pushed.
    """

    id: str
    kind: str
    provider: str
    account: str
    state: str
    rules: Mapping[str, object]
    counts: Mapping[str, int]
    progress: Mapping[str, int | None]
    last_run: RunView | None = None
    last_error: ErrorView | None = None
    continues: datetime | None = None
    restored: bool = False
    next_poll: datetime | None = None


@dataclass(frozen=True, slots=True)
class LinkView:
    id: str
    name: str
    crm_id: str | None
    provider_id: str | None
    state: str
    changed: datetime | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class HistoryView:
    """One write that was made: `action` create, update, delete, link, unlink, relink; `rule` is why.

    `id` is what an undo takes, and `run` what an undo of all of it takes.
    """

    id: str
    when: datetime
    run: str
    link: str
    name: str
    side: str
    action: str
    fields: tuple[FieldChange, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class UndoItem:
    """`action`: create, update, delete, hold, link, unlink, leave. `fields` are what shows now, and what would.

    `side` is where it would be written, or is left alone; None where nothing is.
    """

    action: str
    side: str | None
    name: str
    fields: tuple[FieldChange, ...]
    why: str


@dataclass(frozen=True, slots=True)
class UndoPreviewView:
    """What an undo would write by side, what would wait for a person (`held`), and what would be left alone."""

    create: Mapping[str, int]
    update: Mapping[str, int]
    delete: Mapping[str, int]
    held: int
    left: int
    items: tuple[UndoItem, ...]
    next: str = ""


@dataclass(frozen=True, slots=True)
class ExportView:
    """A page of all that is known: each item names its `part`. `next` goes back in as `after`, empty at the end.

    Parts: company, user, grant, account, connection, link, history, waiting, run, change, listed_crm, listed_provider,
    preview, pre_image, undoing, counts, tally, brake.
    `unreadable` of an item is why what was sealed is missing from it.
    """

    items: tuple[Mapping[str, object], ...]
    next: str = ""


@dataclass(frozen=True, slots=True)
class ErasureView:
    """`kind`: company, user. `state`: running, done. `counts` by kind of what was dropped.

    `left` is what could not be taken back at the CRM: webhooks, grants, api_tokens.
    """

    id: str
    kind: str
    state: str
    requested: datetime
    finished: datetime | None
    counts: Mapping[str, int]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PendingView:
    """Something that waits for a person or a retry: `kind` conflicts, review, held, parked.

    Of a conflict: the `field`, the value that `won`, as the link has it now, and the one that `lost`, on `side`; of a
    review: `group`, the ids of all that could be the same, and `known`, which tells it from them. `undo`: one wants
    what is held, and nobody has done it.
    """

    id: str
    kind: str
    name: str
    reason: str
    since: datetime
    side: str | None = None
    remote_id: str | None = None
    detail: str = ""
    retry_at: datetime | None = None
    field: str | None = None
    won: object = None
    lost: object = None
    group: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    undo: bool = False
