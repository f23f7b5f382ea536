"""What was done to one item, as history tells it: enough to take it back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tandem.domain.contact import Contact, Field, Side


class Act(StrEnum):
    """The closed set of what history tells of."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    LINK = "link"
    """Two items that were there became one link."""
    UNLINK = "unlink"
    """The two were let go of, by an undo."""
    RELINK = "relink"
    """The item is known under another id."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One write on one side. `before` and `after` hold just the `fields` that it changed."""

    side: Side
    act: Act
    fields: frozenset[Field] = frozenset()
    before: Contact = field(default_factory=Contact)
    after: Contact = field(default_factory=Contact)


Values = Mapping[str, tuple[object, object]]
"""Field -> (before, after), as JSON values."""
