"""The random part of a run: what happens next, drawn step by step."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from tandem.domain.ids import RemoteId
from tests.simulation.persons.people import People
from tests.simulation.persons.wishes import Wishes
from tests.simulation.story.choices import Choices
from tests.simulation.story.engine import Engine
from tests.simulation.story.faults import Fault
from tests.simulation.town import Town
from tests.simulation.twins.truth import Truth

WEIGHTS = {
    "work": 300,
    "deliver": 130,
    "hear": 70,
    "edit": 90,
    "time": 60,
    "refresh": 20,
    "sweep": 8,
    "add": 18,
    "remove": 16,
    "restore": 6,
    "move": 6,
    "regroup": 5,
    "reassign": 5,
    "merge": 3,
    "empty": 1,
    "decide": 18,
    "steer": 14,
    "mishap": 12,
    "redrive": 4,
    "undo": 5,
    "back up": 3,
    "put back": 1,
}
"""What is new comes last: so what was recorded before still means the same."""
CALLS = (60, 5, 1, 200, 15)
WAITS = (2, 11, 45, 130, 400, 4000, 30000)


@dataclass(slots=True)
class Days:
    town: Town
    engine: Engine
    people: People
    wishes: Wishes
    choices: Choices

    def step(self) -> None:
        what = self.choices.weighted("what", WEIGHTS)
        acts: dict[str, Callable[[], None]] = {
            "work": self._work,
            "deliver": self._deliver,
            "hear": self._hear,
            "time": self._time,
            "refresh": lambda: self._tick("refresh"),
            "sweep": lambda: self._tick("sweep"),
            "decide": self.wishes.decide_any,
            "steer": self.wishes.steer,
            "undo": self.wishes.undo,
            "back up": self.town.back_up,
            "put back": self.wishes.put_back,
            "mishap": self._mishap,
            "redrive": self._redrive,
        }
        acts.get(what, lambda: self._people(what))()

    # --- work -----------------------------------------------------------------------------------------------

    def _work(self) -> None:
        ready = self.town.hub.ready()
        if not ready:
            self._deliver()
            return
        task = self.choices.one_of("whose turn", ready)
        if self.town.weather.strikes(Fault.SLOW):
            self.engine.pass_by(timedelta(seconds=self.choices.one_of("slow", (30, 60, 110))))
        self.engine.advance(task, self.choices.one_of("calls", CALLS))

    def _deliver(self) -> None:
        queues = self.town.queues
        if len(self.town.hub.tasks) >= self.engine.workers:
            return
        found = queues.deliverable()
        if not found:
            due = queues.next_due()
            if due is not None and not self.town.hub.tasks:
                self.engine.pass_by(min(max(due - self.town.hub.now, timedelta()), timedelta(minutes=10)))
            return
        message = self.choices.one_of("which message", found)
        self.engine.deliver(message)
        if self.town.weather.strikes(Fault.QUEUE_EARLY):
            message.hidden_until = None

    def _hear(self) -> None:
        hooks, weather = self.town.hooks, self.town.weather
        if not hooks or len(self.town.hub.tasks) > self.engine.workers:
            return
        place = self.choices.pick("which webhook", len(hooks)) if weather.strikes(Fault.HOOK_LATE) else 0
        heard = hooks.pop(place)
        if weather.strikes(Fault.HOOK_LOST):
            return
        if weather.strikes(Fault.HOOK_TWICE):
            hooks.append(heard)
        if weather.strikes(Fault.HOOK_FOREIGN):
            hooks.append(replace(heard, remote_id=RemoteId("crm/unknown")))
        if self.town.traits.hears and self.town.office.hooks:
            self.engine.hear(heard)

    def _tick(self, name: str) -> None:
        self.engine.tick(name)
        if self.town.weather.strikes(Fault.SCHEDULE_TWICE):
            self.engine.tick(name)

    def _time(self) -> None:
        self.engine.pass_by(timedelta(seconds=self.choices.one_of("wait", WAITS)))

    def _redrive(self) -> None:
        self.town.queues.redrive()

    # --- people ---------------------------------------------------------------------------------------------

    def _side(self) -> Truth:
        events = tuple(one for one in self.town.truths if one.has_events)
        return self.choices.one_of("which side", (*self.town.truths, *events, *events))

    def _book(self) -> Truth:
        return self.choices.one_of("which book", tuple(self.town.books.values()))

    def _in_book(self, of_cards: Callable[[Truth], None], of_events: Callable[[Truth], None]) -> None:
        book = self._book()
        (of_events if book.has_events else of_cards)(book)

    def _of_crm(self) -> Truth:
        return self.choices.one_of("which of the CRM", tuple(one for one in self.town.truths if one.is_crm))

    def _people(self, what: str) -> None:
        match what:
            case "edit":
                self.people.edit(self._side())
            case "add":
                self.people.add_new(self._side())
            case "remove":
                self.people.remove(self._side())
            case "restore":
                self.people.restore(self._side())
            case "move":
                self._in_book(self.people.move, self.people.begin_series)
            case "regroup":
                self._in_book(self.people.regroup, self.people.end_series)
            case "reassign":
                self.people.reassign(self._of_crm())
            case "empty":
                self.people.remove_all(self._side())
            case "merge":
                pair = self.people.merge(self.town.persons)
                if pair is not None:
                    self.town.merged(*pair)

    # --- mishaps --------------------------------------------------------------------------------------------

    def _mishap(self) -> None:
        truth, weather = self._side(), self.town.weather
        how = self.choices.one_of(
            "mishap", (Fault.BROKEN, Fault.REVOKED, Fault.REJECTED, Fault.UNSEEN, Fault.HOOKS_GONE)
        )
        if not weather.strikes(how) and not self.choices.happens("mishap anyway", 300):
            return
        weather.note(how)
        self.town.tell(f"mishap: {how} at {truth.name}")
        live = truth.live()
        item = self.choices.one_of("mishap whom", live) if live else None
        if item is not None and truth.has_events and item.origin in self.people.twins:
            self.people.ledger.excused.add(item.origin)  # they are looked for once, as the sync is enabled
        match how:
            case Fault.REVOKED:
                truth.is_revoked = True
            case Fault.HOOKS_GONE:
                self.town.office.hooks.clear()
            case Fault.BROKEN if item is not None:
                truth.put(replace(item, is_broken=not item.is_broken))
            case Fault.REJECTED if item is not None:
                truth.refused ^= {item.remote_id}
            case Fault.UNSEEN if item is not None:
                truth.unseen ^= {item.remote_id}
