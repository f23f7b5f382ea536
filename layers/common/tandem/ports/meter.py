"""What is counted for whoever watches, and what counts are told apart by."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from tandem.domain.contact import Side
from tandem.ports.provider import ProviderName


class Measure(StrEnum):
    """What is measured; each word is the name of its metric."""

    RECORDS = "records"
    """What became of change records, by outcome."""
    WRITES = "writes"
    """Writes to a side, by outcome, side and provider."""
    LAG = "lag"
    """Seconds from when a change was last heard of to when it was settled."""
    THROTTLES = "throttles"
    """A side told a connection to wait."""
    TOKENS = "tokens"
    """Tokens of Pipedrive that were reserved."""
    BUDGET_USED = "budget_used"
    """How much of its share of today's tokens a company used, in percent."""
    DEAD_GRANTS = "dead_grants"
    DEAD_CHANNELS = "dead_channels"
    """Webhooks that were gone at the CRM, and were made again."""
    HEALED = "healed"
    """Wake-ups that got lost, and were sent again."""
    OVERWRITTEN = "overwritten"
    """Edits at the CRM that a write of ours overwrote unseen, found afterwards and kept as conflicts."""
    REFRESHED = "refreshed"
    """Connections whose poll was due."""
    SWEEPS = "sweeps"
    """Sweeps begun."""
    LETTERS = "letters"
    """Letters that a mail server took."""
    LETTERS_LOST = "letters_lost"
    """Letters that were given up; what they told stands in the console."""


class Outcome(StrEnum):
    """Of a change record: settled, parked, held. Of a write: written, failed."""

    SETTLED = "settled"
    PARKED = "parked"
    HELD = "held"
    WRITTEN = "written"
    FAILED = "failed"


Label = Outcome | Side | ProviderName
"""What a count is told apart by: members of closed sets, so that no id, name or address can ever be one."""


class Meter(Protocol):
    """Counts for whoever watches. Nothing else depends on it: it neither raises nor waits."""

    def count(self, measure: Measure, amount: int = 1, *labels: Label) -> None:
        """Add to the total of this measure under just these labels, in whatever order. 0 leaves no trace."""
        ...

    def observe(self, measure: Measure, values: Sequence[float]) -> None:
        """Note values that are looked at one by one, not added up: seconds, percent."""
        ...
