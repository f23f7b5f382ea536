"""One meeting that several users of a company have in their calendars is one activity: others link to the first's."""

from collections.abc import Iterable, Sequence

from tandem.domain.ids import RemoteId
from tandem.domain.side import Side
from tandem.domain.sight import Seen
from tandem.state.connections import Connection
from tandem.usecases.gather import Stranger
from tandem.usecases.world import World

MEETING, SERIES = "meeting/", "series/"


def series_of(mentions: Iterable[str]) -> str:
    """The provider's id of the series that an item is an occurrence of, "" for none."""
    return next((one.removeprefix(SERIES) for one in mentions if one.startswith(SERIES)), "")


def meetings_in(mentions: Iterable[str]) -> tuple[str, ...]:
    """The names that a meeting has in all calendars."""
    return tuple(one for one in mentions if one.startswith(MEETING))


def met_before(world: World, connection: Connection, arrivals: Sequence[Stranger]) -> list[tuple[RemoteId, RemoteId]]:
    """Activities that colleagues' connections hold, each with the event here that is the same meeting."""
    found = {one.remote_id: activity for one in arrivals if (activity := _activity(world, connection, one)) is not None}
    held = world.links.claimed(connection.id, connection.account, Side.CRM, list(found.values())) if found else {}
    return [(activity, event) for event, activity in found.items() if activity not in held]


def _activity(world: World, connection: Connection, one: Stranger) -> RemoteId | None:
    if one.side is Side.CRM or not isinstance(one.sight, Seen):
        return None
    pairs = [
        pair for name in meetings_in(one.sight.mentions) for pair in world.claims.mentioning(connection.company, name)
    ]
    return next((activity for holder, activity in pairs if holder != connection.id), None)
