"""What can go wrong, how often it does in a run, and how often it did."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from tests.simulation.story.choices import Choices


class Fault(StrEnum):
    """Struck at a call of a port, unless said otherwise."""

    CRASH = "a worker dies at a call"
    TABLE_BEFORE = "the table fails before it writes"
    TABLE_AFTER = "the table writes and the answer is lost"
    TABLE_CONFLICT = "an operation fails over its own write, which was sent twice"
    TABLE_THROTTLED = "a read of the table is throttled"
    QUEUE_LOST = "the queue fails before it takes a message"
    QUEUE_AFTER = "the queue takes a message and the answer is lost"
    QUEUE_TWICE = "a message is delivered again though it was done"
    QUEUE_EARLY = "a message is visible again while its worker lives"
    BLOB_DOWN = "the blobs are out of reach"
    DOWN_BEFORE = "a side gives no answer, nothing was done"
    DOWN_AFTER = "a side did the write and the answer is lost"
    LATE_CREATE = "a create arrives after its answer was given up"
    LIMITED = "a side asks to wait"
    LIMITED_LONG = "a side's budget of the day is gone"
    REVOKED = "a grant is dead"
    EXPIRED = "a cursor is no longer known"
    CUT_LISTING = "a listing breaks off in the middle"
    STALE_LISTING = "a listing shows what was a while ago"
    TWICE_LISTED = "a feed names an item twice"
    STALE_WRITE = "a write is refused for its version though nobody changed the item"
    REJECTED = "a side refuses a record for a while"
    BROKEN = "an item can't be read for a while"
    UNSEEN = "an item is left out of an answer"
    NO_ETAG = "a write's answer has another version by the next look"
    EMPTY_LISTING = "a listing says that there is nothing"
    INDEX_LAG = "a search does not know yet what was made"
    HOOK_LOST = "a webhook gets lost"
    HOOK_TWICE = "a webhook comes again"
    HOOK_LATE = "a webhook overtakes others"
    HOOK_FOREIGN = "a webhook tells of an item that nobody knows"
    HOOKS_GONE = "the CRM deletes our webhooks"
    SCHEDULE_TWICE = "a schedule fires twice"
    SKEWED = "a worker's clock is wrong"
    SLOW = "a worker stands still for minutes"


AT_EVENTS = frozenset(
    {Fault.HOOK_LATE, Fault.HOOK_FOREIGN, Fault.HOOKS_GONE, Fault.SCHEDULE_TWICE, Fault.SKEWED, Fault.SLOW}
    | {Fault.CRASH, Fault.REVOKED, Fault.BROKEN, Fault.REJECTED, Fault.UNSEEN}
)
"""Struck by the engine between calls; all others by the twins."""

RATES = (0, 0, 160, 60, 20)
"""Calls between two strikes, on average; half of the faults stay away from a run, or nearly so."""

SELDOM_ASKED = (0, 0, 30, 12, 5)
"""For what a run asks about five to thirty times."""
HARDLY_ASKED = (0, 0, 8, 4, 2)
"""For what a run asks about a few times, if at all."""

RATES_OF = dict.fromkeys(
    (
        *(Fault.QUEUE_LOST, Fault.QUEUE_AFTER, Fault.QUEUE_TWICE, Fault.QUEUE_EARLY, Fault.SCHEDULE_TWICE),
        *(Fault.DOWN_BEFORE, Fault.LIMITED, Fault.HOOK_LOST, Fault.HOOK_TWICE, Fault.HOOK_LATE, Fault.HOOK_FOREIGN),
    ),
    SELDOM_ASKED,
) | dict.fromkeys(
    (
        *(Fault.DOWN_AFTER, Fault.LATE_CREATE, Fault.STALE_WRITE, Fault.NO_ETAG, Fault.REJECTED, Fault.INDEX_LAG),
        *(Fault.EXPIRED, Fault.CUT_LISTING, Fault.STALE_LISTING, Fault.TWICE_LISTED, Fault.EMPTY_LISTING),
        *(Fault.BLOB_DOWN, Fault.UNSEEN),
    ),
    HARDLY_ASKED,
)


@dataclass(slots=True)
class Weather:
    """Each run draws its own weather. Struck is counted by kind."""

    choices: Choices
    struck: Counter[Fault] = field(default_factory=Counter)
    is_fair: bool = False
    means: dict[Fault, int] = field(default_factory=dict)
    _left: dict[Fault, int] = field(default_factory=dict)
    _places: dict[Fault, int] = field(default_factory=dict)
    """At which of this step's calls it strikes next: what is recorded."""

    def draw(self) -> None:
        """How often each fault strikes is not recorded: when it struck is."""
        drawn = {fault: self.choices.source.draw(f"rate/{fault.name}", len(RATES)) for fault in Fault}
        self.means = {fault: RATES_OF.get(fault, RATES)[place] for fault, place in drawn.items()}
        self._ask()

    def begin_step(self) -> None:
        if self.choices.begin():
            self._ask()
        else:
            self._places = dict(self._left)

    def _ask(self) -> None:
        gaps = {fault: self._next(fault) for fault in Fault}
        self._left = {fault: gap for fault, gap in gaps.items() if gap}
        self._places = dict(self._left)

    def strikes(self, fault: Fault) -> bool:
        """Whether it strikes at this call."""
        if self.is_fair:
            return False
        left = self._left.get(fault, 0)
        if left == 0:
            return False
        self._left[fault] = left - 1
        if left > 1:
            return False
        self._struck(fault)
        return True

    def note(self, fault: Fault) -> None:
        self.struck[fault] += 1

    def _struck(self, fault: Fault) -> None:
        self.note(fault)
        self.choices.note(fault.name, self._places[fault])
        gap = self._next(fault)
        self._left[fault] = gap
        self._places[fault] += gap

    def _next(self, fault: Fault) -> int:
        return self.choices.source.gap(fault.name, self.means[fault])
