"""The end of a run: all faults are over, everybody comes back, and the town is left alone until it is at rest."""

from dataclasses import dataclass, replace
from datetime import timedelta

from tandem.ports import Queue
from tandem.state.connections import ConnectionState
from tests.simulation.story.days import Days
from tests.simulation.story.engine import Endless, Engine
from tests.simulation.town import Town

DELIVERIES = 2000
ROUNDS = 3
QUIET_ROUNDS = 1


@dataclass(slots=True)
class Healing:
    town: Town
    engine: Engine
    days: Days

    def heal(self) -> None:
        """Faults off, grants back, then polls and sweeps until nothing is left to do."""
        self._all_well()
        self.engine.finish_all()
        self.town.happen_later(self.town.hub.now + timedelta(minutes=1))
        self.days.wishes.reconnect()
        self.engine.finish_all()
        self._resume()
        self.settle()
        self.poll()
        for number in range(ROUNDS):
            before = self.town.oracle.writes
            self._sweep()
            if number > 0 and self.town.oracle.writes == before:
                return

    def check_quiet(self) -> None:
        """Once nothing happens any more nothing is written any more."""
        before = self.town.oracle.writes
        for _ in range(QUIET_ROUNDS):
            self.poll()
            self._sweep()
        written = self.town.oracle.writes - before
        if written:
            self.town.oracle.fail("I9", f"{written} writes after all was at rest")

    def check_replayed(self) -> None:
        """Every message again, and every webhook: nothing comes of it."""
        before = self.town.oracle.writes
        for connection in self.town.connections():
            for queue in Queue:
                self.town.queues.send(queue, connection.account, {"connection": connection.id})
        for item in self.town.persons.live():
            self.town._announce(None, item)  # the CRM tells it once more
        for item in self.town.activities.live():
            self.town._announce_activity(None, item)
        self.hear_all()
        self.settle()
        if self.town.oracle.writes != before:
            self.town.oracle.fail("I6", f"{self.town.oracle.writes - before} writes after messages came again")

    # --- parts ----------------------------------------------------------------------------------------------

    def _all_well(self) -> None:
        town = self.town
        town.weather.is_fair = True
        town.tell("--- all is well again")
        for truth in town.truths:
            truth.is_revoked = False
            truth.refused.clear()
            truth.unseen.clear()
            for item in [one for one in truth.live() if one.is_broken]:
                truth.put(replace(item, is_broken=False))
        for message in town.queues.waiting:
            message.hidden_until = None

    def _resume(self) -> None:
        for connection in self.town.connections():
            if connection.state is ConnectionState.PAUSED:
                self.town.app.resume(connection.id)
            if connection.state is ConnectionState.DRAFT:
                self.town.app.start(connection.id)
        self.town.queues.redrive()

    def settle(self) -> None:
        """Deliver until nothing waits, whatever time that takes."""
        queues = self.town.queues
        for _ in range(DELIVERIES):
            self.engine.finish_all()
            found = queues.deliverable()
            if found:
                self.engine.deliver(found[0])
                continue
            due = queues.next_due()
            if due is None:
                return
            self.engine.pass_by(max(due - self.town.hub.now, timedelta(seconds=1)))
        self.town.oracle.fail("L1", f"messages never end: {[(str(one.queue), one.body) for one in queues.waiting]}")
        raise Endless

    def hear_all(self) -> None:
        hooks, self.town.hooks = self.town.hooks, []
        for heard in hooks if self.town.traits.hears else ():
            self.engine.hear(heard)
            self.engine.finish_all()
        self.town.hooks.clear()

    def poll(self) -> None:
        self.engine.pass_by(timedelta(minutes=31))
        self.engine.tick("refresh")
        self.engine.finish_all()
        self.settle()

    def _sweep(self) -> None:
        self.engine.pass_by(timedelta(hours=25))
        self.engine.tick("refresh")  # wakes what waited for its day, a removal too
        self.engine.tick("sweep")
        self.engine.finish_all()
        self.settle()
        self.hear_all()
        self.settle()
