"""What was seen of an item when a side was asked for it: the input of every decision."""

from dataclasses import dataclass
from enum import StrEnum

from tandem.domain.content import Content
from tandem.domain.ids import RemoteId, UserId, Version


@dataclass(frozen=True, slots=True)
class Seen:
    """The item is there.

    `raw` is the text that the adapter read, handed back unread with a write so that what isn't mapped stays
    as it was. `in_scope` is the adapter's word on group, owner or filter. `owner` and `marker` are the CRM's
    only: who owns the person, and the link id that Tandem wrote into a person that it made. `mentions` are things
    of the CRM whose own change alters this item ("organization/17"). `meeting`: others are invited, or it is theirs.
    `declined`: out of scope just because the calendar's owner won't come; nothing is made of it, but what was made
    before is followed.
    """

    remote_id: RemoteId
    version: Version
    content: Content
    uid: str = ""
    raw: str = ""
    in_scope: bool = True
    owner: UserId | None = None
    marker: str = ""
    mentions: tuple[str, ...] = ()
    photo: bytes | None = None
    meeting: bool = False
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Proof that the item was deleted, not merely absent. `successor` is where a merge moved it.

    `by_series`: an occurrence that nobody deleted by itself; its series has it no more.
    """

    remote_id: RemoteId
    successor: RemoteId | None = None
    by_series: bool = False


@dataclass(frozen=True, slots=True)
class Unseen:
    """The item was asked for and left out of the answer: perhaps invisible, proof of nothing."""

    remote_id: RemoteId


@dataclass(frozen=True, slots=True)
class Broken:
    """The item is there and makes no sense (a malformed card): its record is parked with `reason`."""

    remote_id: RemoteId
    version: Version
    reason: str
    detail: str = ""


class Absence(StrEnum):
    """Nothing is known on this side: the link has no item there."""

    NOTHING = "nothing"


Sight = Seen | Tombstone | Unseen | Broken | Absence
