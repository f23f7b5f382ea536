"""How a calendar shows an activity: under the composed title, with its links below the description."""

from dataclasses import replace

from tandem.domain.calendar_rules import AnyRules, CalendarRules
from tandem.domain.content import Content, as_event
from tandem.domain.event import HIDDEN, Event, Links
from tandem.domain.footer import with_footer
from tandem.domain.side import Side
from tandem.domain.title import Pattern, compose

BUSY_TITLE = "Busy"
"""All that is told of a private event, in the word that calendars themselves use for it."""


def dressed(event: Event, pattern: Pattern) -> Event:
    """The activity as it is to stand in a calendar. Of what is dressed already nothing changes."""
    is_linked = event.links != Links()
    description = with_footer(event.description, event.links) if is_linked else event.description
    return replace(event, title=compose(event, pattern), description=description, links=Links(), done=False)


def shown_on(side: Side, content: Content, rules: AnyRules) -> Content:
    """What is to be made on that side of what the other one shows."""
    if side is Side.CRM or not isinstance(rules, CalendarRules):
        return content
    return dressed(as_event(content), rules.title)


def veiled(event: Event) -> Event:
    """What is left to read of it when it is private."""
    return replace(event, title=BUSY_TITLE, location="", description="")


def masked(event: Event) -> Event:
    """A private event of which others may know nothing but when one is busy; what it hides is never written back."""
    return replace(veiled(event), missing=event.missing | HIDDEN)
