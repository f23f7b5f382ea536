"""Bugs in what is kept: links, claims, change records, wake-ups, messages."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from tandem.domain.ids import ConnectionId, LinkId
from tandem.domain.link import LinkState
from tandem.home import Expect, Operation, Put
from tandem.state.changes import ChangeRecord, Changes
from tandem.state.leases import Held, Leases
from tandem.state.links import Agreement, Links
from tandem.usecases.cases import ledger
from tests.simulation.bugs.bug import Bug, instead, refurnish, through
from tests.simulation.bugs.replica import Through


class _Forgetful(Links):
    """What is over is forgotten."""

    def commit(self, agreements: Sequence[Agreement]) -> frozenset[LinkId]:
        failed = super().commit(agreements)
        over = {LinkState.TOMBSTONE, LinkState.NOT_WANTED}
        self.forget([one.link for one in agreements if one.link.state in over and one.link.id not in failed])
        return failed


class _Unconditional(Links):
    """Whoever writes last has it."""

    def _operations(self, agreement: Agreement) -> list[Operation]:
        operations = super()._operations(agreement)
        return [replace(one, expect=Expect.ANY) if isinstance(one, Put) else one for one in operations]


class _Unclaimed(Links):
    """That an item has one link is looked up, and not made sure of by the write itself."""

    def _operations(self, agreement: Agreement) -> list[Operation]:
        return [_taken(one) for one in super()._operations(agreement)]


def _taken(one: Operation) -> Operation:
    is_claim = isinstance(one, Put) and one.key.partition.startswith(("claims/", "uids/"))
    return replace(one, expect=Expect.ANY) if is_claim else one


class _Forward(Changes):
    """A record is done with as soon as it is read."""

    def first(self, connection: ConnectionId, limit: int = 100) -> list[ChangeRecord]:
        records = super().first(connection, limit)
        self.settle(records)
        return records


class _FreeForAll(Leases):
    def take(self, names: Sequence[str], span: timedelta) -> Held:
        return Held("", self.clock.now() + span, dict.fromkeys(names, 0))

    def give_back(self, held: Held) -> None:
        return


class _Gossip(Through):
    """Tells the log whom it wrote."""

    def write(self, writes):
        for write, answer in zip(writes, self.inner.write(writes), strict=True):
            logging.getLogger("tandem").info("written", extra={"shown": repr(write)})
            yield answer


STORES = (
    Bug(
        "no_tombstone",
        "The link is forgotten at the deletion: who was deleted is somebody new the next time.",
        ("I4",),
        lambda town: refurnish(town, links=_Forgetful(town.table, town.sealing)),
    ),
    Bug(
        "no_revision_condition",
        "No lease is taken, and the link is stored whatever became of it meanwhile.",
        ("I1", "I2", "I3", "I5", "I15", "I15b", "C1"),
        lambda town: refurnish(
            town,
            links=_Unconditional(town.table, town.sealing),
            leases=_FreeForAll(town.table, town.clock, town.ids),
        ),
    ),
    Bug(
        "no_claim",
        "Two links may hold one item: that it is free is looked up, and not a condition of the write.",
        ("I1", "I3", "I14", "C1", "I9"),
        lambda town: refurnish(town, links=_Unclaimed(town.table, town.sealing)),
    ),
    Bug(
        "records_go_first",
        "A change record is deleted when it is read, not when its work is done.",
        ("I12",),
        lambda town: refurnish(town, changes=_Forward(town.table)),
    ),
    Bug(
        "loser_not_kept",
        "The value that lost a conflict is kept nowhere.",
        ("I2",),
        swaps=[instead(ledger, "conflicts", lambda *_: [])],
    ),
    Bug(
        "person_in_log",
        "A log line tells what was written, with names and addresses.",
        ("I16",),
        lambda town: through(town, crm=_Gossip, book=_Gossip),
    ),
)
