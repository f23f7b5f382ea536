"""How a calendar shows an activity: under the composed title, with its links below the description."""

from dataclasses import replace

from tandem.domain.event import HIDDEN, Event, Links
from tandem.domain.footer import with_footer
from tandem.domain.title import Pattern, compose

BUSY_TITLE = "Busy"
"""All that is told of a private event, in the word that calendars themselves use for it."""


def dressed(event: Event, pattern: Pattern) -> Event:
    """The activity as it is to stand in a calendar. Of what is dressed already nothing changes."""
    return replace(
        event,
        title=compose(event, pattern),
        description=with_footer(event.description, event.links),
        links=Links(),
        done=False,
    )


def masked(event: Event) -> Event:
    """A private event of which others may know nothing but when one is busy; what it hides is never written back."""
    return replace(event, title=BUSY_TITLE, location="", description="", missing=event.missing | HIDDEN)
