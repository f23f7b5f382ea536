"""A link as an undo finds it: what both sides show now, and how what was written then would look today."""

from dataclasses import dataclass

from tandem.domain.calendar_rules import AnyRules, CalendarRules
from tandem.domain.content import Content, as_event
from tandem.domain.deletion import Facts
from tandem.domain.event import Event
from tandem.domain.field import Field
from tandem.domain.link import Link
from tandem.domain.merge import Projections
from tandem.domain.showing import clothed, undressed
from tandem.domain.side import Side
from tandem.domain.sight import Seen, Sight
from tandem.domain.title import compose


@dataclass(frozen=True, slots=True)
class Standing:
    """A link as it stands, with what both sides show."""

    link: Link
    crm: Sight
    provider: Sight
    rules: AnyRules
    views: Projections
    facts: Facts

    def sight(self, side: Side) -> Sight:
        return self.crm if side is Side.CRM else self.provider

    def may_write(self, side: Side) -> bool:
        return side is Side.CRM or self.rules.is_two_way

    @property
    def activity(self) -> Event | None:
        """What a calendar's event is composed of today; None for contacts, and for what is no longer known."""
        sent = self.link.intent.crm if self.link.intent is not None else None
        known = self.crm.content if isinstance(self.crm, Seen) else self.link.crm.base or sent
        return known if isinstance(known, Event) else None

    @property
    def hidden(self) -> frozenset[Field]:
        """What a private event keeps to itself: it is put back on neither side."""
        return self.provider.content.missing if isinstance(self.provider, Seen) else frozenset()

    def bare(self, side: Side, content: Content) -> Content:
        """Of a calendar's event what it says for itself; anything else as it is."""
        if self.activity is None or side is Side.CRM or not isinstance(self.rules, CalendarRules):
            return content
        return undressed(as_event(content), self.activity, self.rules.title)

    def today(self, side: Side, content: Content) -> Content:
        """The same words as they are shown today, whatever a deal was called when they were written."""
        bare = self.bare(side, content)
        if bare is content or self.activity is None or not isinstance(self.rules, CalendarRules):
            return content
        return clothed(as_event(bare), self.activity, self.rules.title)

    def is_retitled(self, side: Side, before: Content, now: Content) -> bool:
        """Whether a calendar shows today just what is composed of the activity, and of the same subject as before."""
        if self.bare(side, now) is now or self.activity is None or not isinstance(self.rules, CalendarRules):
            return False
        is_composed = as_event(now).title == compose(self.activity, self.rules.title)
        return is_composed and self.activity.title in as_event(before).title
