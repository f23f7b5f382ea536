"""The canonical event: what an activity or an appointment says, in words that belong to no provider."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from tandem.domain.field import Field


@dataclass(frozen=True, slots=True)
class Timed:
    """From an instant on, for a while. `zone` is the IANA zone that it was planned in, "" where the side keeps none.

    Raise ValueError for a start without a zone of its own, or a length below nothing.
    """

    start: datetime
    length: timedelta = timedelta()
    zone: str = ""

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.length < timedelta():
            raise ValueError("a timed event begins at an instant and lasts")
        object.__setattr__(self, "start", self.start.astimezone(UTC))


@dataclass(frozen=True, slots=True)
class AllDay:
    """Whole days on the calendar's own wall: no instant, no zone. `days` counts the first one."""

    first: date
    days: int = 1

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError("an all-day event has a day")


When = Timed | AllDay


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of the CRM that an activity belongs to. `url` opens it there."""

    id: str
    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    """What an activity belongs to. Of deal and lead there is only one."""

    deal: Thing | None = None
    person: Thing | None = None
    organization: Thing | None = None
    lead: Thing | None = None

    @property
    def named(self) -> list["Thing"]:
        """What has a name, in the order in which it is told: deal, lead, person, organization."""
        return [one for one in (self.deal, self.lead, self.person, self.organization) if one is not None and one.name]


@dataclass(frozen=True, slots=True)
class Event:
    """An event as one side shows it. The CRM's `title` is the activity's subject; a calendar's is all that it shows.

    `missing` names the fields that this side can't show, or may not: they count as unchanged, and are never written.
    """

    when: When
    title: str = ""
    location: str = ""
    description: str = ""
    busy: bool = True
    done: bool = False
    private: bool = False
    links: Links = field(default_factory=Links)
    missing: frozenset[Field] = frozenset()


HIDDEN = frozenset({Field.TITLE, Field.LOCATION, Field.DESCRIPTION})
"""What a private event keeps to itself."""
