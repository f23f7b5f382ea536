"""The random part of a run: what happens next, drawn step by step."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from tandem.domain.errors import Refused
from tandem.domain.ids import AccountId, ConnectionId, RemoteId
from tandem.state.connections import Connection
from tandem.state.pending import Kind, Pending
from tests.simulation.choices import Choices
from tests.simulation.engine import Engine
from tests.simulation.faults import Fault
from tests.simulation.oracle import behind
from tests.simulation.people import People
from tests.simulation.town import Town
from tests.simulation.truth import Truth

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
}
DECISIONS = {
    Kind.HELD: ("restore", "release"),
    Kind.REVIEW: ("separate", "link"),
    Kind.PARKED: ("retry",),
    Kind.CONFLICT: ("dismiss",),
}
CALLS = (60, 5, 1, 200, 15)
WAITS = (2, 11, 45, 130, 400, 4000, 30000)


@dataclass(slots=True)
class Days:
    town: Town
    engine: Engine
    people: People
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
            "decide": self._decide,
            "steer": self._steer,
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
        return self.choices.one_of("which side", (self.town.persons, *self.town.books.values()))

    def _book(self) -> Truth:
        return self.choices.one_of("which book", tuple(self.town.books.values()))

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
                self.people.move(self._book())
            case "regroup":
                self.people.regroup(self._book())
            case "reassign":
                self.people.reassign(self.town.persons)
            case "empty":
                self.people.remove_all(self._side())
            case "merge":
                pair = self.people.merge(self.town.persons)
                if pair is not None:
                    self.town.merged(*pair)

    def _any(self) -> Connection:
        return self.choices.one_of("which connection", self.town.connections())

    def _decide(self) -> None:
        connection = self._any()
        kind = self.choices.one_of("decide what", tuple(DECISIONS))
        waiting = self.peek(lambda: self.town.world.pendings.page(connection.id, kind))
        if not waiting:
            return
        one = self.choices.one_of("decide on", waiting)
        self.decide(connection.id, one, self.choices.one_of("decision", DECISIONS[kind]))

    def decide(self, connection: ConnectionId, one: Pending, decision: str) -> None:
        self._answer_for(connection, one, decision)

        def work() -> None:
            self.town.app.decide(connection, one.kind, one.key, decision)

        self.engine.act(f"{decision} of {one.kind} {one.key}", work)

    def _answer_for(self, connection: ConnectionId, one: Pending, decision: str) -> None:
        """What a person decided is no fault of Tandem's."""
        ledger, oracle = self.town.ledger, self.town.oracle
        if one.link is not None:
            links = self.peek(lambda: self.town.world.links.get(connection, [one.link]))
            origins = {self._origin(remote) for link in links.values() for remote in self._remotes(link)}
            ledger.excused |= origins - {""}
            if decision == "release":
                oracle.released.add(one.link)
        if one.kind is Kind.REVIEW:
            group = [key.split(":", 1)[1] for key in one.content.get("group", [])]
            ledger.excused |= {self._origin(RemoteId(remote)) for remote in group} - {""}
        if decision == "dismiss":
            text = str(one.content.get("lost"))
            ledger.is_over(
                token
                for known in ledger.open_.values()
                for token in list(known)
                if token[1].replace(" ", "") in text.replace(" ", "")
            )

    def _remotes(self, link: object) -> list[RemoteId]:
        sides = (link.crm, link.provider)
        return [one.remote_id for one in sides if one.remote_id is not None]

    def _origin(self, remote: RemoteId) -> str:
        for truth in (self.town.persons, *self.town.books.values()):
            if remote in truth.items:
                return truth.items[remote].origin
        return ""

    def _steer(self) -> None:
        connection = self._any()
        how = self.choices.one_of(
            "steer", ("refresh", "start", "pause", "resume", "reconnect", "rules", "stop", "start")
        )
        app, one = self.town.app, connection.id
        match how:
            case "stop":
                self._excuse_all()
                remove = self.choices.happens("remove", 500)
                self.engine.act(f"stop {one}", _willing(lambda: app.stop(one, remove)))
            case "reconnect":
                self.reconnect()
            case "rules":
                self._change_rules(connection)
            case _:
                self.engine.act(f"{how} {one}", _willing(lambda: getattr(app, how)(one)))

    def _change_rules(self, connection: Connection) -> None:
        name, values = self.choices.one_of("rule", tuple(RULES.items()))
        value = self.choices.one_of("rule value", values)
        if name == "direction" and value == "two_way":
            self.town.oracle.two_way.add(connection.id)
        self._excuse_all()
        self.engine.act(f"{name} = {value}", _willing(lambda: self.town.app.set_rules(connection.id, {name: value})))

    def _excuse_all(self) -> None:
        """Links are forgotten, or what they cover: what was one may be found as two later."""
        truths = (self.town.persons, *self.town.books.values())
        self.town.ledger.excused |= {item.origin for truth in truths for item in truth.items.values()}

    def reconnect(self) -> None:
        """Whoever's grant died gives a new one; with a live one it is a reconnect all the same."""
        for truth in (self.town.persons, *self.town.books.values()):
            truth.is_revoked = False
        town = self.town
        for token in ("anna", "ben"):
            self.engine.act(
                f"grant of {token}",
                lambda token=token: town.app.add_company("https://beispiel.pipedrive.example", token),
            )
        for account, address in town.addresses.items():
            user = self.peek(lambda account=account: town.world.accounts.get(AccountId(account))).user
            self.engine.act(
                f"reconnect {address}",
                lambda user=user, address=address: town.renew(user, address),
            )

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

    def peek(self, look: Callable[[], object]) -> object:
        """Seen behind the workers' backs, without faults."""
        with behind(self.town.hub, self.town.weather):
            return look()


RULES = {
    "deletes": ("follow", "keep"),
    "direction": ("two_way", "one_way"),
    "crm_scope": ("own", "visible"),
    "conflict": ({"job_title": "provider"}, {"job_title": "crm", "notes": "provider"}),
}


def _willing(act: Callable[[], object]) -> Callable[[], None]:
    """A refusal is an answer, too."""

    def work() -> None:
        try:
            act()
        except Refused:
            return

    return work
