"""What waits for a person over several connections, a page at a time, each connection's together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile

from tandem.console.app import App
from tandem.console.pages.doubts import Doubt, doubts_of
from tandem.console.pages.scope import KINDS
from tandem.domain.ids import ConnectionId
from tandem.usecases.seeing.views import ConnectionView, PendingView

PAGE = 50

Entries = Sequence[PendingView] | Sequence[Doubt]


@dataclass(frozen=True, slots=True)
class Part:
    """What of one connection waits, as far as this page shows it."""

    connection: ConnectionView
    entries: Entries

    @property
    def items(self) -> Sequence[str]:
        """The ids that an answer to all that is shown is about: one of each doubt is enough."""
        return [one.id for one in self.entries]


@dataclass(frozen=True, slots=True)
class Waiting:
    """`next` goes back in as `place`, empty at the end."""

    parts: Sequence[Part]
    next: str = ""


def counts_of(connections: Sequence[ConnectionView]) -> Mapping[str, int]:
    return {kind: sum(one.counts.get(kind, 0) for one in connections) for kind in KINDS}


def waiting(app: App, connections: Sequence[ConnectionView], kind: str, place: str = "") -> Waiting:
    """`place` names a connection and, behind a space, the last item that was shown of it."""
    started, _, after = place.partition(" ")
    having = [one for one in connections if one.counts.get(kind, 0)]
    rest = list(dropwhile(lambda one: one.id != started, having)) if started else having
    parts: list[Part] = []
    for index, connection in enumerate(rest):
        entries, following = _entries(app, ConnectionId(connection.id), kind, after)
        parts.append(Part(connection, entries))
        after = ""
        if following:
            return Waiting(parts, f"{connection.id} {following}")
        if _shown(parts) >= PAGE and index + 1 < len(rest):
            return Waiting(parts, f"{rest[index + 1].id} ")
    return Waiting([part for part in parts if part.entries])


def _shown(parts: Sequence[Part]) -> int:
    return sum(len(part.entries) for part in parts)


def _entries(app: App, connection: ConnectionId, kind: str, after: str) -> tuple[Entries, str]:
    if kind != "review":
        listing = app.pending(connection, kind, after)
        return listing.items, listing.next
    rest = [one for one in doubts_of(app, connection) if one.id > after]
    return rest[:PAGE], rest[PAGE - 1].id if len(rest) > PAGE else ""
