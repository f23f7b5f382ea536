"""Who may be whose twin, put together from the single items that wait: both sides of each doubt."""

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.console.app import App
from tandem.domain.ids import ConnectionId
from tandem.usecases.seeing.views import PendingView

MOST_LISTINGS = 20
"""Of 50 items each: what of a doubt lies behind them isn't shown before some are decided."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """`crm` and `provider` are those that wait still; others of the group may be linked already."""

    crm: tuple[PendingView, ...]
    provider: tuple[PendingView, ...]

    @property
    def id(self) -> str:
        return (*self.crm, *self.provider)[0].id

    @property
    def reason(self) -> str:
        return (*self.crm, *self.provider)[0].reason

    @property
    def is_pair(self) -> bool:
        return len(self.crm) == len(self.provider) == 1

    @property
    def pairs(self) -> Sequence[tuple[PendingView, PendingView]]:
        return [(person, contact) for person in self.crm for contact in self.provider]


def doubts_of(app: App, connection: ConnectionId) -> Sequence[Doubt]:
    """In order of their ids."""
    groups: dict[frozenset[str], list[PendingView]] = {}
    for one in _waiting(app, connection):
        groups.setdefault(frozenset(one.group) or frozenset({one.id}), []).append(one)
    return sorted(map(_doubt, groups.values()), key=lambda it: it.id)


def _doubt(members: Sequence[PendingView]) -> Doubt:
    by_id = sorted(members, key=lambda it: it.id)
    return Doubt(
        tuple(one for one in by_id if one.side != "provider"), tuple(one for one in by_id if one.side == "provider")
    )


def _waiting(app: App, connection: ConnectionId) -> Sequence[PendingView]:
    found: list[PendingView] = []
    after = ""
    for _ in range(MOST_LISTINGS):
        listing = app.pending(connection, "review", after)
        found += listing.items
        after = listing.next
        if not after:
            break
    return found
