"""One meeting that several users of a company have in their calendars is one activity: others link to the first's."""

from collections.abc import Iterable, Sequence

from tandem.domain.ids import ConnectionId, RemoteId
from tandem.domain.side import Side
from tandem.domain.sight import Seen
from tandem.state.connections import Connection
from tandem.usecases.cases.gather import Stranger
from tandem.usecases.world import World

MEETING, SERIES = "meeting/", "series/"


def series_of(mentions: Iterable[str]) -> str:
    """The provider's id of the series that an item is an occurrence of, "" for none."""
    return next((one.removeprefix(SERIES) for one in mentions if one.startswith(SERIES)), "")


def meetings_in(mentions: Iterable[str]) -> tuple[str, ...]:
    """The names that a meeting has in all calendars."""
    return tuple(one for one in mentions if one.startswith(MEETING))


def met_before(world: World, connection: Connection, arrivals: Sequence[Stranger]) -> list[tuple[RemoteId, RemoteId]]:
    """Activities that colleagues' connections hold, each with the event here that is the same meeting.

    All are looked up at once: a calendar that is new to the company may have hundreds.
    """
    names = {one.remote_id: _names(one) for one in arrivals}
    known = world.claims.mentioning_each(connection.company, [name for each in names.values() for name in each])
    theirs = {
        name: activity for name, pairs in known.items() if (activity := _of_others(connection, pairs)) is not None
    }
    found = {event: theirs[name] for event, each in names.items() for name in reversed(each) if name in theirs}
    held = world.links.claimed(connection.id, connection.account, Side.CRM, list(found.values())) if found else {}
    return [(activity, event) for event, activity in found.items() if activity not in held]


def _names(one: Stranger) -> tuple[str, ...]:
    """Whatever the CRM's own side mentions is no meeting."""
    return meetings_in(one.sight.mentions) if isinstance(one.sight, Seen) and one.side is Side.PROVIDER else ()


def _of_others(connection: Connection, pairs: Iterable[tuple[ConnectionId, RemoteId]]) -> RemoteId | None:
    return next((activity for holder, activity in pairs if holder != connection.id), None)
