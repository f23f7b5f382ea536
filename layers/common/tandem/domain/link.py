"""A link says that two remote ids are the same item, and what each side showed when both last agreed."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from tandem.domain.comparison import time_form
from tandem.domain.contact import Field, Side
from tandem.domain.content import Content
from tandem.domain.event import When
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, LinkId, RemoteId, Version
from tandem.domain.why import Why

DOUBTS = frozenset({Why.HELD_RESTORED, Why.HELD_RESTORED_GONE, Why.HELD_RESTORED_NEW})


class LinkState(StrEnum):
    """The closed set of states of a link."""

    LIVE = "live"
    CREATING = "creating"
    """A create was sent or is about to be; its outcome isn't known yet."""
    HELD = "held"
    """A deletion waits for a person."""
    OUT_OF_SCOPE = "out_of_scope"
    """The item left the group or the CRM scope: kept, silent, not deleted."""
    NOT_WANTED = "not_wanted"
    """Deleted in Pipedrive under one-way: the contact is remembered and not made again."""
    UNLINKED = "unlinked"
    """Both items were let go of (`deletes = keep`, `stop --keep`); nothing follows any more."""
    TOMBSTONE = "tombstone"
    """Both items are gone; kept so that nothing comes back."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What was about to be written, noted before the write so that a crash can be told from a success.

    `crm` and `provider` are what each side will show once it is done. What a side in `written` is seen to show of
    that after a crash becomes part of both bases before anything is planned (`recovery.advanced`). The rest is planned
    anew from the old bases; an intent is never replayed.

    `rule` is why, for history. `crm_was` and `provider_was` are what a side showed before its write, where that wasn't
    its base. `tried` is when a create failed in a way that lets it still arrive: it may have been sent long after `at`.
    `instead` is the item, deleted by then, in whose place one is made anew: it bears the same name, and may come back.
    On the fields in `waits` nobody agrees by it: a person has yet to decide on them.
    `unsent`: a create that certainly didn't happen, since nothing was sent or a limit refused it.
    """

    operation: str
    written: frozenset[Side]
    at: datetime
    crm: Content | None = None
    provider: Content | None = None
    rule: str = ""
    crm_was: Content | None = None
    provider_was: Content | None = None
    tried: datetime | None = None
    instead: RemoteId | None = None
    waits: frozenset[Field] = frozenset()
    unsent: bool = False

    def target(self, side: Side) -> Content | None:
        return self.crm if side is Side.CRM else self.provider

    def was(self, side: Side) -> Content | None:
        return self.crm_was if side is Side.CRM else self.provider_was


def agreed(now: Content, before: Content, waits: frozenset[Field]) -> Content:
    """`now`, with what waits as it was `before`."""
    news = {str(name): getattr(before, name) for name in waits if getattr(now, name) != getattr(before, name)}
    return replace(now, **news) if news else now


@dataclass(frozen=True, slots=True)
class Replicated:
    """One side of a link: the item's id there, its last known version, and its base.

    `uid` is the item's identity beside its id where the side has one (a card's UID), so that an item whose
    id changed is recognised. `base` is None until both sides agreed once.
    """

    remote_id: RemoteId | None = None
    version: Version | None = None
    base: Content | None = None
    uid: str = ""

    def agreed_on(self, base: Content) -> "Replicated":
        """With this base instead. A version at which the item showed something else is none of an agreement."""
        return replace(self, base=base, version=self.version if base == self.base else None)


@dataclass(frozen=True, slots=True)
class Link:
    """Two remote ids that are the same item, on one connection.

    `adopted` tells that the person existed before the sync; `made` is the side that Tandem made the item on.
    `mentions` are other things of the CRM that the item shows ("organization/17"), so that their renaming reaches
    it. `asked` is the activity's time that a person is asked about, or decided on, where a move waits or waited.
    `revision` is the stored version that this value was read at, 0 for one never stored.
    """

    id: LinkId
    company: CompanyId
    account: AccountId
    connection: ConnectionId
    state: LinkState = LinkState.LIVE
    crm: Replicated = field(default_factory=Replicated)
    provider: Replicated = field(default_factory=Replicated)
    adopted: bool = False
    made: Side | None = None
    intent: Intent | None = None
    reason: str = ""
    changed_at: datetime | None = None
    mentions: tuple[str, ...] = ()
    revision: int = 0
    asked: When | None = None

    @property
    def is_doubted(self) -> bool:
        """Its bases are a backup's; neither have both sides been equal since, nor has a person decided."""
        return self.reason in DOUBTS

    @property
    def is_due(self) -> bool:
        """To be planned anew though neither side changed."""
        return self.reason == Why.RETITLED

    def is_about(self, when: When) -> bool:
        """Whether what a person is asked, or has answered, is about a move to there. Older links don't tell."""
        return self.asked is None or time_form(self.asked) == time_form(when)

    def side(self, side: Side) -> Replicated:
        return self.crm if side is Side.CRM else self.provider
