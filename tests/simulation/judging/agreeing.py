"""Whether both sides of a link say the same in the end."""

import re
from dataclasses import dataclass

from tandem.domain.calendar_rules import Private
from tandem.domain.comparison import same_field, same_prose, same_text, time_form
from tandem.domain.contact import Contact, Field, Side
from tandem.domain.event import AllDay, Event, When
from tandem.domain.footer import RULE, without_footer
from tandem.domain.link import Link, LinkState
from tandem.domain.sight import Seen
from tandem.domain.title import compose
from tandem.state.connections import Connection
from tests.simulation.town import Town
from tests.simulation.twins.truth import Item, Truth

SCALARS = ("organization", "job_title", "notes")
NAME = re.compile(r"Name\d+canary")
"""What persons are called, and nothing else is (`Ledger.new_value`)."""


@dataclass(slots=True)
class Agreeing:
    town: Town

    def check(self) -> None:
        for connection in self.town.connections():
            for link in self.town.world.links.all(connection.id):
                self._check_link(connection, link)

    def fail(self, invariant: str, what: str) -> None:
        self.town.oracle.fail(invariant, what)

    def _check_link(self, connection: Connection, link: Link) -> None:
        book = self.town.book_of(connection)
        person = self.town.crm_of(connection).items.get(link.crm.remote_id)
        contact = book.items.get(link.provider.remote_id)
        if link.provider.remote_id and contact is None:
            self.fail("I14", f"{link.id} of {connection.id} holds {link.provider.remote_id}, no card of its book")
        is_turned = connection.id in self.town.oracle.turned
        if link.state is LinkState.CREATING and not _is_hidden(connection, person) and not is_turned:
            self.fail("I1", f"{link.id} is never made")
        if (
            link.is_doubted
            or link.state is not LinkState.LIVE
            or person is None
            or contact is None
            or connection.user in person.hidden_from
        ):
            return
        if person.is_deleted or contact.is_deleted:
            self.fail("I1", f"{link.id} is live: {person.remote_id} {contact.remote_id}, and one of both is deleted")
        elif connection.id in self.town.oracle.undoing | self.town.oracle.turned or link.id in self.town.oracle.kept:
            return  # what was taken back on one side, or differed before, may be there on the other
        elif book.has_events and person.owner == connection.user and not is_skipped(connection, contact):
            self._check_same_event(connection, link, person, contact)
        elif not book.has_events and connection.rules.is_two_way and _is_in_scope(connection, person, contact):
            self._check_equal(link, person, contact, book.most_mails)

    def _check_equal(self, link: Link, person: Item, contact: Item, most_mails: int) -> None:
        for name in SCALARS:
            if getattr(person.content, name) != getattr(contact.content, name):
                self._differs(link, name, person, contact)
        if person.content.name.family != contact.content.name.family:
            self._differs(link, "name", person, contact)
        if not _holds_mails(person.content, contact.content, most_mails):
            self._differs(link, "emails", person, contact)
        if _numbers(person.content) != _numbers(contact.content):
            self._differs(link, "phones", person, contact)

    def _check_same_event(self, connection: Connection, link: Link, activity: Item, event: Item) -> None:
        """The calendar shows the activity under its title of today, above the line with what it belongs to."""
        here, there = activity.content, event.content
        if time_form(here.when) != time_form(there.when) and not _is_first_day(here.when, there.when):
            self._differs(link, "when", activity, event)
        if here.busy != there.busy:
            self._differs(link, "busy", activity, event)
        if not there.private:
            self._check_same_texts(connection, link, activity, event)

    def _has_an_old_title(self, event: Item) -> bool:
        """Out of the bin, put back as it was, or refused as an activity, and nothing below tells names.

        Or another calendar's event of the same activity is, which had its subject from there (docs/reliability.md,
        Titles).
        """
        calendars = [book for book in self.town.books.values() if book.has_events]
        return any(self._is_old(book, one) for book in calendars for one in book.live() if one.origin == event.origin)

    def _is_old(self, book: Truth, event: Item) -> bool:
        was_gone = any(one.is_deleted for one in book.log if one.remote_id == event.remote_id)
        is_old = was_gone or event.remote_id in self.town.ledger.put_back or self._was_refused(event)
        return is_old and RULE not in event.content.description

    def _was_refused(self, event: Item) -> bool:
        links = [link for one in self.town.connections() for link in self.town.world.links.all(one.id)]
        ended = [link for link in links if (link.state, link.reason) == (LinkState.TOMBSTONE, "refused")]
        return any(link.provider.remote_id == event.remote_id for link in ended)

    def _check_same_texts(self, connection: Connection, link: Link, activity: Item, event: Item) -> None:
        here, there = activity.content, event.content
        if not same_text(here.location, there.location):
            self._differs(link, "location", activity, event)
        if not same_prose(here.description, without_footer(there.description)):
            self._differs(link, "description", activity, event)
        if NAME.search(here.title) and not self._has_an_old_title(event):
            self.fail("I1", f"{activity.remote_id} is about {here.title!r}: a person's name is none of its subject")
        agenda = self.town.open(connection).crm
        shown = agenda.read([activity.remote_id])[activity.remote_id]
        is_bare = here.links.person is None
        if is_bare and link.made is Side.CRM and same_text(link.provider.base.title, there.title):
            return  # who typed or copied it there keeps it, until there is something to compose anew
        if _was_taken_so(link, "title", activity, event) and _belonged_so(link, here):
            return  # nothing is written to twins that are linked as they are
        if isinstance(shown, Seen) and not same_text(compose(shown.content, connection.rules.title), there.title):
            self.fail("I1", f"{event.remote_id} is called {there.title!r}, and is {shown.content} ({link.id})")

    def _differs(self, link: Link, name: str, person: Item, contact: Item) -> None:
        if isinstance(person.content, Event) and _was_taken_so(link, name, person, contact):
            return
        here, there = getattr(person.content, name), getattr(contact.content, name)
        self.fail("I1", f"{person.remote_id} and {contact.remote_id} differ in {name}: {here!r}, {there!r} ({link.id})")


def is_skipped(connection: Connection, event: Item) -> bool:
    return event.content.private and connection.rules.private is Private.SKIP


def _was_taken_so(link: Link, name: str, activity: Item, event: Item) -> bool:
    """What differed when the two were found to be one stays so until somebody changes it: nothing is written then."""
    pairs = ((link.crm.base, activity), (link.provider.base, event))
    return link.adopted and all(
        base is not None and same_field(Field(name), base, item.content) for base, item in pairs
    )


def _belonged_so(link: Link, activity: Event) -> bool:
    """To the same as when the two were found to be one, whatever that is called today."""
    then = link.crm.base.links.person
    return then is not None and activity.links.person is not None and then.id == activity.links.person.id


def _is_first_day(activity: When, event: When) -> bool:
    """Of several days the CRM has the first."""
    return isinstance(activity, AllDay) and isinstance(event, AllDay) and activity.first == event.first


def _is_hidden(connection: Connection, person: Item | None) -> bool:
    return person is not None and connection.user in person.hidden_from


def _is_in_scope(connection: Connection, person: Item, contact: Item) -> bool:
    rules = connection.rules
    is_out = rules.crm_scope.kind == "own" and person.owner != connection.user
    return not is_out and connection.user not in person.hidden_from and (rules.group is None or contact.in_group)


def _numbers(contact: Contact) -> set[str]:
    return {one.value.replace(" ", "") for one in contact.phones}


def _holds_mails(person: Contact, contact: Contact, most: int) -> bool:
    here = {one.value for one in person.emails}
    there = {one.value for one in contact.emails}
    if not most:
        return here == there
    return there <= here and len(there) == min(most, len(here))
