"""A live check of one side: its steps, what each found, and the questions that it answers about a real server."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """In this order. `CLEAN` comes in any case."""

    PLACE = "place"
    """A group or a calendar of its own."""
    LIST = "list"
    """All that is there; what an earlier check left is removed."""
    LISTEN = "listen"
    """A channel for pushes is opened."""
    CREATE = "create"
    READ = "read"
    MEMBER = "member"
    """It is in the place that it was made for."""
    TOLD_NEW = "told_new"
    """The list of changes tells of what is new."""
    PUSHED = "pushed"
    CHANGE = "change"
    TOLD_CHANGE = "told_change"
    CLEAR = "clear"
    """A field is emptied."""
    CONFLICT = "conflict"
    """A write that was decided on an older version."""
    BATCH = "batch"
    """Two writes by one request, one of which has to be refused."""
    DELETE = "delete"
    TOLD_GONE = "told_gone"
    CLEAN = "clean"


STEPS = tuple(Step)


class Verdict(StrEnum):
    """`DIFFERS` from what Tandem assumes; a step that was `NOT_TRIED` says why."""

    OK = "ok"
    DIFFERS = "differs"
    FAILED = "failed"
    NOT_TRIED = "not_tried"


GOOD = frozenset({Verdict.OK, Verdict.NOT_TRIED})


class Question(StrEnum):
    """What no document settles, and one or two items can."""

    HOW_MANY = "how_many"
    LEFTOVERS = "leftovers"
    FOUND_AT_ONCE = "found_at_once"
    TRAVELLED = "travelled"
    NO_PLACE = "no_place"
    CHANGED_ON_THE_WAY = "changed_on_the_way"
    STEADY_VERSION = "steady_version"
    FOUND_BY_UID = "found_by_uid"
    IN_PLACE = "in_place"
    SECONDS_TO_FEED = "seconds_to_feed"
    DELETION_LISTED = "deletion_listed"
    SECONDS_TO_PUSH = "seconds_to_push"
    NEW_VERSION = "new_version"
    OTHERS_KEPT = "others_kept"
    EMPTIED = "emptied"
    STALE_CHANGE = "stale_change"
    CULPRIT_NAMED = "culprit_named"
    STALE_REMOVAL = "stale_removal"
    READ_AFTER_DELETE = "read_after_delete"
    FOUND_AFTER_DELETE = "found_after_delete"
    LEFT = "left"


YES, NO, NOTHING = "yes", "no", "nothing"
REFUSED, WRITTEN = "refused", "written"
PERHAPS = "perhaps_all"
GONE, UNKNOWN, THERE = "gone", "unknown_id", "there"


@dataclass(frozen=True, slots=True)
class Fact:
    """An answer: one of the words above, a number, or names of fields by commas.

    `detail` shows more of it, as JSON values of what was made up: what was sent, and what came back.
    """

    question: Question
    answer: str
    is_assumed: bool = True
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a step found. `seconds` it took, waiting and all; `reason` why it failed or was not tried, and
    `detail` the provider's own word for it, where it is one."""

    step: Step
    verdict: Verdict
    seconds: float = 0.0
    reason: str = ""
    facts: tuple[Fact, ...] = ()
    detail: str = ""


def verdict_of(facts: tuple[Fact, ...]) -> Verdict:
    return Verdict.OK if all(one.is_assumed for one in facts) else Verdict.DIFFERS


_WORD = re.compile(r"[\w.:-]{1,60}")


def word_of(detail: str) -> str:
    """A status or a code as it is; nothing of what is more than a word, since it may tell of people."""
    return detail if _WORD.fullmatch(detail) else ""


def yes(truth: bool) -> str:
    return YES if truth else NO
