"""How much was made, changed and deleted of a connection, day by day, in the zone of whoever looks."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from tandem.domain.deed import Act
from tandem.domain.ids import ConnectionId
from tandem.usecases.world import World

DAYS = 30
"""As long as the history is kept."""


@dataclass(frozen=True, slots=True)
class DayView:
    """How many items were made, changed and deleted on a day, on both sides together. `day` is as 2026-11-23."""

    day: str
    create: int = 0
    update: int = 0
    delete: int = 0

    @property
    def total(self) -> int:
        return self.create + self.update + self.delete


def by_day(world: World, connection: ConnectionId, zone: tzinfo) -> tuple[DayView, ...]:
    """The last thirty days, today last, with those on which nothing happened. One read, of a row for each day."""
    today = world.clock.now().astimezone(zone).date()
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    counts: dict[date, dict[Act, int]] = {day: {} for day in days}
    first = datetime.combine(days[0], time(), zone)
    for slot in world.history.counts_since(connection, first):
        of_day = counts.get(slot.at.astimezone(zone).date(), {})
        for act, number in slot.counts.items():
            of_day[act] = of_day.get(act, 0) + number
    return tuple(DayView(day.isoformat(), **{str(act): n for act, n in found.items()}) for day, found in counts.items())
