"""Another pattern for a calendar's titles: all events are given theirs, slice by slice."""

from dataclasses import replace

from tandem.domain.calendar_rules import AnyRules, CalendarRules
from tandem.domain.comparison import same_text
from tandem.domain.contact import Side
from tandem.domain.content import Content, as_event
from tandem.domain.event import Event, Links
from tandem.domain.link import Link, LinkState
from tandem.domain.showing import dressed
from tandem.domain.why import Why
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.usecases.world import World


def retitle(world: World, connection: Connection) -> None:
    """Note every event that is followed, where another pattern was chosen.

    Idempotent; the next listing goes on with what was cut off, or begins once a backup that was put back is compared.
    """
    if not connection.retitles or connection.restored:
        return
    live = [link for link in world.links.all(connection.id) if link.state is LinkState.LIVE]
    for at in range(0, len(live), world.pace.batch):
        links = live[at : at + world.pace.batch]
        world.links.commit([_due(world, connection, link) for link in links])
    title = title_rule(connection.rules)
    world.connections.change(
        connection.id, lambda one: replace(one, retitles=False) if title_rule(one.rules) == title else one
    )


def title_rule(rules: AnyRules) -> str:
    """The pattern of a calendar's titles; contacts have none."""
    return str(rules.title) if isinstance(rules, CalendarRules) else ""


def renamed(world: World, connection: Connection, made: Agreement, asked: Content, shown: Content) -> Agreement:
    """An activity made again belongs to whoever is still there; where its event's title says otherwise, that is due."""
    event = made.link.provider.base
    if not isinstance(asked, Event) or not isinstance(event, Event) or asked.links == Links():
        return made
    if asked.links == as_event(shown).links and same_text(event.title, _title(connection, as_event(shown))):
        return made
    due = _due(world, connection, made.link)
    return replace(made, link=due.link, others=(*made.others, *due.others))


def _title(connection: Connection, activity: Event) -> str:
    rules = connection.rules
    return dressed(activity, rules.title).title if isinstance(rules, CalendarRules) else activity.title


def _due(world: World, connection: Connection, link: Link) -> Agreement:
    now, event = world.clock.now(), link.provider.remote_id
    note = () if event is None else (world.changes.noted(connection.id, Note(Side.PROVIDER, event, now)),)
    return Agreement(replace(link, reason=Why.RETITLED, changed_at=now), link, note)
