"""What another pattern would make of a calendar's titles: all that is to come, before and after. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tandem.domain.action import Update
from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.content import as_event
from tandem.domain.errors import Refused
from tandem.domain.event import Event, Timed
from tandem.domain.ids import ConnectionId
from tandem.domain.side import Side
from tandem.domain.sight import Seen
from tandem.domain.title import Pattern, compose
from tandem.usecases.cases.decide_cases import Decided
from tandem.usecases.listing.upload_unsynced import is_over
from tandem.usecases.previewing.prospect import Prospect, open_prospect
from tandem.usecases.previewing.wish import wished
from tandem.usecases.world import World

PAGE = 100


@dataclass(frozen=True, slots=True)
class TitleExample:
    """A title as it is and as it would be. `start` is an instant, or a day."""

    start: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TitlesView:
    """What another pattern would make of the titles of all that is to come; nothing was written to make it.

    `coming` are the events that are kept in step, `retitled` those that would get another title: they are the `items`.
    Where there are no events yet, the items are what activities would be called, and `retitled` is 0.
    """

    title: str
    coming: int
    retitled: int
    items: tuple[TitleExample, ...]
    next: str = ""


@dataclass(frozen=True, slots=True)
class Retitling:
    event: Event
    after: str


def preview_titles(world: World, connection_id: ConnectionId, title: str, after: str = "") -> TitlesView:
    """`after` is the number of items seen before. Raise `Refused` for what is no pattern, or no calendar."""
    connection = world.connections.get(connection_id)
    if not isinstance(connection.rules, CalendarRules):
        raise Refused("no_calendar_sync", "connection")
    prospect = open_prospect(world, connection, wished(world, connection, {"title": title}))
    coming = [one for one in map(_retitling, prospect.followed) if one is not None and _is_coming(prospect, one.event)]
    changed = [one for one in coming if one.after != one.event.title]
    shown = changed if coming else _of_activities(prospect, connection.rules.title)
    items = [TitleExample(_start(one.event), one.event.title, one.after) for one in sorted(shown, key=_order)]
    first = int(after or 0)
    end = first + PAGE
    more = str(end) if end < len(items) else ""
    return TitlesView(str(prospect.rules.title), len(coming), len(changed), tuple(items[first:end]), more)


def _retitling(one: Decided) -> Retitling | None:
    if not isinstance(one.case.provider, Seen):
        return None
    event = as_event(one.case.provider.content)
    wanted = one.action.provider if isinstance(one.action, Update) else None
    return Retitling(event, as_event(wanted).title if wanted is not None else event.title)


def _of_activities(prospect: Prospect, before: Pattern) -> Sequence[Retitling]:
    """What the events would be called that these activities would become, by the pattern of today and by this one."""
    events = [as_event(one.content) for one in prospect.unlinked(Side.CRM)]
    return [_composed(one, before, prospect.rules.title) for one in events if _is_coming(prospect, one)]


def _composed(activity: Event, before: Pattern, after: Pattern) -> Retitling:
    return Retitling(replace(activity, title=compose(activity, before)), compose(activity, after))


def _is_coming(prospect: Prospect, event: Event) -> bool:
    return not is_over(event, prospect.world.clock.now())


def _start(event: Event) -> str:
    return (event.when.start if isinstance(event.when, Timed) else event.when.first).isoformat()


def _order(one: Retitling) -> tuple[str, str]:
    return _start(one.event), one.event.title
