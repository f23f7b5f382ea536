"""A made-up activity, to show what a pattern makes of one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tandem.domain.event import Event, Links, Thing, Timed

_NAMES = {"deal": "Relaunch 2027", "person": "Anna Schmidt", "organization": "Nordlicht GmbH"}
EXAMPLE = Event(
    Timed(datetime(2027, 1, 12, 9, tzinfo=UTC), timedelta(hours=1)),
    "Kick-off",
    links=Links(**{part: Thing("1", name) for part, name in _NAMES.items()}),
)
WITHOUT_DEAL = replace(EXAMPLE, links=replace(EXAMPLE.links, deal=None))
