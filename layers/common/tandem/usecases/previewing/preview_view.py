"""What a preview answers: plain values, shaped like the JSON API."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PreviewItem:
    """`action`: link, create, update, delete, conflict, review; of a calendar also hold and leave.

    `side` is where it would be written, None where nothing is.
    """

    action: str
    side: str | None
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What a sync would do, by side; nothing was written on either to make it.

    `looked` is when both were listed. `first` leads to the beginning of what was found then, and `next` on in it, as
    long as it is kept.

    `held` would wait for a person. `kept` of a calendar is what was there before and stays as it is until it changes.
    """

    link: int
    create: Mapping[str, int]
    update: Mapping[str, int]
    delete: Mapping[str, int]
    conflicts: int
    review: int
    parked: int
    tokens: int
    days: int
    items: tuple[PreviewItem, ...]
    next: str = ""
    held: int = 0
    kept: Mapping[str, int] = field(default_factory=lambda: {"crm": 0, "provider": 0})
    first: str = ""
    looked: datetime | None = None
