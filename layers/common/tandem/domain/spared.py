"""What an undo leaves alone, and why."""

from dataclasses import dataclass
from enum import StrEnum

from tandem.domain.contact import Field, Side
from tandem.domain.content import Content


class Spared(StrEnum):
    """Why something is left alone; stable words."""

    EDITED = "undo_edited"
    """It shows neither what was written nor what stood there before: somebody edited it since."""
    GONE = "undo_gone"
    UNSEEN = "undo_unseen"
    HELD = "undo_held"
    OUT_OF_SCOPE = "undo_out_of_scope"
    NOT_LINKED = "undo_not_linked"
    """The link was let go of, or forgotten, since."""
    ONE_WAY = "undo_one_way"
    NAMELESS = "undo_nameless"
    """There was no name before, and neither side can do without one."""
    COMPOSED = "undo_composed"
    """Only what is composed around a subject was written: that shows what the activity belongs to today."""
    PRIVATE = "undo_private"
    """The event is private, and hides what would be put back."""
    MEETING = "undo_meeting"
    """Others are invited, and would find it at another time."""
    TWIN = "undo_twin"
    """Somebody like that is there again."""
    NOT_IN_STEP = "undo_not_in_step"
    """What happened since can't be settled."""
    REFUSED = "undo_refused"
    EXPIRED = "undo_expired"
    PICTURE = "undo_picture"


LOSSLESS = frozenset({Spared.COMPOSED})
"""Where nothing that anybody typed is in question: a preview says so, and no conflict remains of it."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is left alone on `side`: one field, or the whole item. `would` is what would have been put there."""

    side: Side
    why: Spared
    field: Field | None = None
    now: Content | None = None
    would: Content | None = None
