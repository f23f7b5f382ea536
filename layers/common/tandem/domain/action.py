"""What `plan` decides: one action per link, as a value; carrying it out is somebody else's."""

from dataclasses import dataclass, field as member

from tandem.domain.contact import Field, Side
from tandem.domain.content import Content
from tandem.domain.link import LinkState
from tandem.domain.sight import Seen


@dataclass(frozen=True, slots=True)
class Loss:
    """A true conflict: both sides changed `field` differently; `side` lost, and this is the contact it showed.

    `swapped` is how crm and provider would show the field had `side` won; None where that is just the loser's value.
    """

    field: Field
    side: Side
    loser: Content
    swapped: tuple[Content, Content] | None = member(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Hold:
    """A deletion of `side`, or a move there, that a person must decide on; `rule` says why it isn't just done.

    `reason` is what the link remembers, where that isn't the rule. `fields`: just these wait; none means all of it.
    """

    side: Side
    rule: str
    reason: str = ""
    fields: frozenset[Field] = frozenset()


@dataclass(frozen=True, slots=True)
class Create:
    """Make the item on `side`; after "edit beats delete", anew."""

    side: Side
    content: Content
    rule: str


@dataclass(frozen=True, slots=True)
class Update:
    """Write to one side or both; None leaves a side alone. Covers the first merge of adopted twins.

    `holds` is the part that waits for a person, on which both sides go on to differ.
    """

    crm: Content | None
    provider: Content | None
    rule: str
    losses: tuple[Loss, ...] = member(default_factory=tuple)
    holds: Hold | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete what `seen` shows on `side`, if the brake lets it."""

    side: Side
    seen: Seen
    rule: str


@dataclass(frozen=True, slots=True)
class Settle:
    """Write to no replica; record what both sides show as their bases. `losses` stays for the conflict log.

    `holds` as for an update.
    """

    rule: str
    losses: tuple[Loss, ...] = member(default_factory=tuple)
    holds: Hold | None = None


@dataclass(frozen=True, slots=True)
class Become:
    """Change the link's state only: out of scope, not wanted, unlinked, tombstone, live again."""

    state: LinkState
    rule: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to do, nothing to record."""

    rule: str = "nothing"


Action = Create | Update | Delete | Settle | Become | Hold | Nothing
