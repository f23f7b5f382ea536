"""Both sides of a sync as they are now, and what would come of what is linked: read and decided, never written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.errors import Refused
from tandem.domain.field import Field
from tandem.domain.ids import RemoteId
from tandem.domain.link import Link, LinkState
from tandem.domain.side import Side
from tandem.domain.sight import Absence, Seen, Sight
from tandem.domain.why import Why
from tandem.state.connections import Connection
from tandem.state.links import CLAIMING
from tandem.usecases.cases.decide_cases import Decided, decide
from tandem.usecases.cases.gather import Case
from tandem.usecases.listing.take_stock import FOLLOWED
from tandem.usecases.world import Opened, World


@dataclass(frozen=True)
class Prospect:
    """`connection` is as it stands, `wished` under the rules that are asked about; `shown` is all that was listed."""

    world: World
    connection: Connection
    wished: Connection
    opened: Opened
    shown: Mapping[Side, Mapping[RemoteId, Seen]]
    broken: int

    @property
    def rules(self) -> CalendarRules:
        """Raise `Refused` where it isn't about a calendar."""
        return _of_calendar(self.wished)

    @cached_property
    def links(self) -> Sequence[Link]:
        return list(self.world.links.all(self.connection.id))

    @cached_property
    def followed(self) -> Sequence[Decided]:
        """What would be done about each link. What is being made right now is left out."""
        links = [_due(self, link) for link in self.links if link.state in FOLLOWED]
        known = [link for link in links if link.state is not LinkState.CREATING]
        size = self.world.pace.batch
        return [one for at in range(0, len(known), size) for one in self._decided(known[at : at + size])]

    def _decided(self, links: Sequence[Link]) -> Iterator[Decided]:
        crm, provider = (self._sights(side, links) for side in Side)
        for link in links:
            case = Case(link, _sight(link, Side.CRM, crm), _sight(link, Side.PROVIDER, provider), ())
            yield decide(self.world, self.wished, self.opened, case)

    def _sights(self, side: Side, links: Sequence[Link]) -> Mapping[RemoteId, Sight]:
        """What a listing leaves out is asked for by its id, before anything is said of it."""
        ids = [remote for link in links if (remote := link.side(side).remote_id) is not None]
        missing = [remote for remote in ids if remote not in self.shown[side]]
        source = self.opened.crm if side is Side.CRM else self.opened.provider
        return {**self.shown[side], **(source.read(missing) if missing else {})}

    def unlinked(self, side: Side) -> Sequence[Seen]:
        """In no link's hands, and complete; at the provider, and of events, only what is in scope."""
        held = {link.side(side).remote_id for link in self.links if link.state in CLAIMING}
        free = [one for remote, one in self.shown[side].items() if remote not in held]
        return [one for one in free if self._is_meant(side, one)]

    def _is_meant(self, side: Side, one: Seen) -> bool:
        """A person out of scope is matched, too, so that nobody is made twice."""
        is_person = side is Side.CRM and not isinstance(self.wished.rules, CalendarRules)
        return (one.in_scope or is_person) and Field.WHEN not in one.content.missing


def open_prospect(world: World, connection: Connection, wished: Connection) -> Prospect:
    """Lists both sides whole, once. Raise `Refused` where there is no calendar to list."""
    if isinstance(wished.rules, CalendarRules) and not wished.rules.calendar:
        raise Refused("no_calendar", "calendar")
    opened = world.replicas.open(wished)
    listed = {
        side: [one for page in source.list_all() for one in page.seen]
        for side, source in ((Side.CRM, opened.crm), (Side.PROVIDER, opened.provider))
    }
    shown = {side: {one.remote_id: one for one in items if isinstance(one, Seen)} for side, items in listed.items()}
    broken = sum(not isinstance(one, Seen) for items in listed.values() for one in items)
    return Prospect(world, connection, wished, opened, shown, broken)


def _of_calendar(connection: Connection) -> CalendarRules:
    if not isinstance(connection.rules, CalendarRules):
        raise Refused("no_calendar_sync", "connection")
    return connection.rules


def _due(prospect: Prospect, link: Link) -> Link:
    """Another pattern has all events looked at, as the change of the rule will."""
    rules, before = prospect.wished.rules, prospect.connection.rules
    if not isinstance(rules, CalendarRules) or not isinstance(before, CalendarRules):
        return link
    is_other = rules.title != before.title
    return replace(link, reason=Why.RETITLED) if is_other and link.state is LinkState.LIVE else link


def _sight(link: Link, side: Side, sights: Mapping[RemoteId, Sight]) -> Sight:
    remote = link.side(side).remote_id
    return Absence.NOTHING if remote is None else sights[remote]
