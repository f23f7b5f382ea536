"""Tells the meter what a slice came to: a few counts for all of it, never a word about one item."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from tandem.domain.contact import Side
from tandem.ports import Failed, Measure, Outcome, Written
from tandem.state.changes import ChangeRecord
from tandem.usecases.world import Opened, World


def count_settled(world: World, records: Sequence[ChangeRecord]) -> None:
    """Records that are done with, and how long they had to wait for it."""
    now = world.clock.now()
    world.meter.count(Measure.RECORDS, len(records), Outcome.SETTLED)
    world.meter.observe(Measure.LAG, [_seconds(record.heard_at, now) for record in records])


def _seconds(heard_at: datetime | None, now: datetime) -> float:
    return max((now - (heard_at or now)).total_seconds(), 0.0)


def count_writes(world: World, opened: Opened, side: Side, answers: Iterable[Written | Failed]) -> None:
    """What a side answered to a batch of writes."""
    done = [isinstance(one, Written) for one in answers]
    world.meter.count(Measure.WRITES, sum(done), Outcome.WRITTEN, side, opened.name)
    world.meter.count(Measure.WRITES, len(done) - sum(done), Outcome.FAILED, side, opened.name)
