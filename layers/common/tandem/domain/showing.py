"""How a calendar shows an activity: under the composed title, with its links below the description."""

from dataclasses import replace

from tandem.domain.calendar_rules import AnyRules, CalendarRules
from tandem.domain.content import Content, as_event
from tandem.domain.event import HIDDEN, Event, Links
from tandem.domain.field import Field
from tandem.domain.footer import named_below, with_footer, without_footer
from tandem.domain.side import Side
from tandem.domain.title import Pattern, compose, take_off

COMPOSED = frozenset({Field.TITLE, Field.DESCRIPTION})
"""The fields of a calendar's event that hold more than what a person typed."""
BUSY_TITLE = "Busy"
"""All that is told of a private event, in the word that calendars themselves use for it."""


def dressed(event: Event, pattern: Pattern) -> Event:
    """The activity as it is to stand in a calendar. Of what is dressed already nothing changes."""
    is_linked = event.links != Links()
    description = with_footer(event.description, event.links) if is_linked else event.description
    return replace(event, title=compose(event, pattern), description=description, links=Links(), done=False)


def undressed(event: Event, activity: Event, pattern: Pattern) -> Event:
    """What a calendar's event says for itself, though it was dressed when the activity's deal had another name."""
    known = replace(activity, done=True)  # so that the mark comes off, whether it is done today or not
    subject = take_off(event.title, known, pattern).subject
    return replace(event, title=subject, description=without_footer(event.description))


def own_words(content: Content) -> Content:
    """An event without the lines below its description, which nobody typed; all else as it is."""
    return replace(content, description=without_footer(content.description)) if isinstance(content, Event) else content


def clothed(event: Event, activity: Event, pattern: Pattern) -> Event:
    """An undressed event as a calendar is to show it, composed of the activity as that is today."""
    shown = dressed(replace(activity, title=event.title, description=event.description), pattern)
    return replace(event, title=shown.title, description=shown.description)


def shown_on(side: Side, content: Content, rules: AnyRules, was: Content | None = None) -> Content:
    """What is to be made on that side of what the other one shows, be it anew after `was`."""
    if side is Side.CRM:
        return told_to_crm(content, was, rules)
    return dressed(as_event(content), rules.title) if isinstance(rules, CalendarRules) else content


def told_to_crm(content: Content, was: Content | None, rules: AnyRules) -> Content:
    """What is to be made in the CRM: an event without what was once composed around it.

    Made anew after `was` it belongs to what it belonged to, and is done if it was.
    """
    if not isinstance(rules, CalendarRules):
        return content
    event = as_event(content)
    known = as_event(was) if was is not None else Event(event.when)
    links = known.links if known.links != Links() else named_below(event.description)
    subject = take_off(event.title, Event(event.when, links=links, done=known.done), rules.title).subject
    body = without_footer(event.description)
    return replace(event, title=subject or event.title, description=body, links=known.links, done=known.done)


def veiled(event: Event) -> Event:
    """What is left to read of it when it is private."""
    return replace(event, title=BUSY_TITLE, location="", description="")


def masked(event: Event) -> Event:
    """A private event of which others may know nothing but when one is busy; what it hides is never written back."""
    return replace(veiled(event), missing=event.missing | HIDDEN)
