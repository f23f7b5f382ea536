"""What is to be made on one side after what was seen on the other, and what came of it."""

from dataclasses import dataclass, field
from datetime import datetime

from tandem.domain.contact import Side
from tandem.domain.content import Content
from tandem.domain.errors import Trouble
from tandem.domain.link import Link
from tandem.domain.sight import Seen
from tandem.domain.why import Why
from tandem.ports import Operation
from tandem.state.births import Right


@dataclass(frozen=True, slots=True)
class Making:
    """An item to make on `side` after `source`, which was seen on the other. `link` is what is stored, if anything.

    `born` is noted with the intent, so that no other connection makes the same.
    """

    side: Side
    source: Seen
    content: Content
    rule: str
    link: Link | None = None
    used: tuple[Operation, ...] = ()
    born: Right = field(default_factory=Right)


NEW = {Side.CRM: Why.NEW_AT_PROVIDER, Side.PROVIDER: Why.NEW_AT_CRM}
"""Why an item is made on a side: it is new on the other."""


@dataclass(frozen=True, slots=True)
class Made:
    """`open_until`: some outcomes can't be told before then. `trouble` stops the whole connection for now."""

    open_until: datetime | None = None
    trouble: Trouble | None = None

    @property
    def is_open(self) -> bool:
        """Whether the same makings have to be looked at again."""
        return self.open_until is not None or self.trouble is not None
