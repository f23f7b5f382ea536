"""What persons want of Tandem: decisions, starts and stops, other rules, new grants, and to have things taken back."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from tandem.domain.comparison import time_form
from tandem.domain.errors import Refused
from tandem.domain.ids import AccountId, ConnectionId, RemoteId
from tandem.domain.link import Link
from tandem.domain.why import Why
from tandem.state.connections import Connection
from tandem.state.pending import Kind, Pending
from tests.simulation.judging.oracle import behind
from tests.simulation.persons.appointments import time_of
from tests.simulation.story.choices import Choices
from tests.simulation.story.engine import Engine
from tests.simulation.town import Town
from tests.simulation.twins.truth import Truth

T = TypeVar("T")

DECISIONS = {
    Kind.HELD: ("restore", "release"),
    Kind.REVIEW: ("separate", "link"),
    Kind.PARKED: ("retry",),
    Kind.CONFLICT: ("dismiss", "swap"),
}
STEERING = ("refresh", "start", "pause", "resume", "reconnect", "rules", "stop", "start", "all held", "deploy")
RULES = {
    "deletes": ("follow", "keep"),
    "direction": ("two_way", "one_way"),
    "crm_scope": ("own", "visible"),
    "conflict": ({"job_title": "provider"}, {"job_title": "crm", "notes": "provider"}),
}


OF_CALENDARS = {
    "deletes": ("follow", "keep"),
    "mode": ("all", "crm_only"),
    "private": ("busy_only", "full", "skip"),
    "title": ("{deal} > {person} > {organization} > {subject}", "{subject} - {person}"),
    "conflict": ({"title": "provider"}, {"title": "crm", "when": "provider"}),
}


@dataclass(slots=True)
class Wishes:
    """Each is work like any other: it may die in the middle. What a person wanted is no fault of Tandem's."""

    town: Town
    engine: Engine
    choices: Choices

    # --- decisions ------------------------------------------------------------------------------------------

    def decide_any(self) -> None:
        connection = self._any()
        kind = self.choices.one_of("decide what", tuple(DECISIONS))
        waiting = self.peek(lambda: self.town.world.pendings.page(connection.id, kind))
        if waiting:
            one = self.choices.one_of("decide on", waiting)
            self.decide(connection.id, one, self.choices.one_of("decision", DECISIONS[kind]))

    def decide(self, connection: ConnectionId, one: Pending, decision: str) -> None:
        self.answer_for(connection, one, decision)
        act = lambda: self.town.app.decide(connection, one.kind, one.key, decision)  # noqa: E731  # short and local
        self.engine.act(f"{decision} of {one.kind} {one.key}", _willing(act))

    def answer_for(self, connection: ConnectionId, one: Pending, decision: str) -> None:
        if one.link is not None:
            links = self.peek(lambda: self.town.world.links.get(connection, [one.link]))
            self._excuse(remote for link in links.values() for remote in _remotes(link))
            self._answer_moves(links.values(), decision)
            self.town.oracle.kept |= {key for key, link in links.items() if link.is_doubted and decision == "restore"}
        if decision == "release":
            self.town.oracle.released.add(one.link)
        if one.kind is Kind.REVIEW:
            self._excuse(RemoteId(key.split(":", 1)[1]) for key in one.content.get("group", []))
        if one.kind is Kind.CONFLICT:
            self._settle(connection, one, decision)

    def _answer_moves(self, links: Iterable[Link], decision: str) -> None:
        """Of a meeting that was moved: who keeps its time gives up the one that they are asked about, and no later one.

        Nor is it moved to any other than they let it be.
        """
        for link in links:
            if link.reason != Why.HELD_MOVE or link.asked is None:
                continue
            if decision == "restore":
                self.town.ledger.is_over({("when", time_of(link.asked))})
            else:
                self.town.oracle.let_move.setdefault(link.id, set()).add(time_form(link.asked))

    def _settle(self, connection: ConnectionId, one: Pending, decision: str) -> None:
        """The value that lost is given up; or the one that won is, and both are seen by who swaps them."""
        given_up = one.content if decision == "swap" else one.content.get("lost")
        text = json.dumps(given_up, ensure_ascii=False)  # as `Verdicts` look for it
        plain = text.replace(" ", "")
        values = [value for known in self.town.ledger.open_.values() for value in known]
        self.town.ledger.is_over(value for value in values if value[1].replace(" ", "") in plain)
        if decision == "swap":
            self.town.oracle.undoing.add(connection)

    def _all_held(self, connection: Connection) -> None:
        decision = self.choices.one_of("decision on all", ("restore", "release"))
        self.engine.act(
            f"{decision} of all held of {connection.id}", _willing(lambda: self._answer_all(connection.id, decision))
        )

    def _answer_all(self, connection: ConnectionId, decision: str) -> None:
        """It is about all that is held when the answer comes, which may be more than when the person looked."""
        self._answer_for_all(connection, decision)
        if decision == "release":
            self.town.oracle.releasing[connection] += 1
        try:
            self.town.app.decide_all(connection, decision)
        finally:
            self.town.oracle.releasing[connection] -= decision == "release"
            self._answer_for_all(connection, decision)

    def _answer_for_all(self, connection: ConnectionId, decision: str) -> None:
        for one in self.peek(lambda: self.town.world.pendings.page(connection, Kind.HELD)):
            self.answer_for(connection, one, decision)

    # --- steering -------------------------------------------------------------------------------------------

    def steer(self) -> None:
        connection = self._any()
        is_calendar = self.town.book_of(connection).has_events
        how = self.choices.one_of("steer", (*STEERING, "upload", "upload") if is_calendar else STEERING)
        app, one = self.town.app, connection.id
        match how:
            case "stop":
                self._excuse_all()
                self.town.oracle.stopped.add(one)
                self.town.ledger.stops(one)
                remove = self.choices.happens("remove", 500)
                self.engine.act(f"stop {one}", _willing(lambda: app.stop(one, remove)))
            case "reconnect":
                self.reconnect()
            case "rules":
                self._change_rules(connection)
            case "all held":
                self._all_held(connection)
            case "deploy":
                self.town.deploy()
            case "upload":
                self.upload(connection)
            case _:
                self.town.ledger.blind -= {one} if how == "start" else set()
                self.engine.act(f"{how} {one}", _willing(lambda: getattr(app, how)(one)))

    def upload(self, connection: Connection) -> None:
        past = self.choices.happens("past", 500)
        self.town.oracle.uploaded.add(connection.id)
        act = lambda: self.town.app.upload_unsynced(connection.id, past)  # noqa: E731  # short and local
        self.engine.act(f"upload to {connection.id}", _willing(act))

    def _change_rules(self, connection: Connection) -> None:
        is_calendar = self.town.book_of(connection).has_events
        name, values = self.choices.one_of("rule", tuple((OF_CALENDARS if is_calendar else RULES).items()))
        value = self.choices.one_of("rule value", values)
        if name == "direction":
            self.town.oracle.turned.add(connection.id)
        if name == "direction" and value == "two_way":
            self.town.oracle.two_way.add(connection.id)
        self._excuse_all()
        self.engine.act(f"{name} = {value}", _willing(lambda: self.town.app.set_rules(connection.id, {name: value})))

    def reconnect(self) -> None:
        """Whoever's grant died gives a new one; with a live one it is a reconnect all the same."""
        for truth in self._truths():
            truth.is_revoked = False
        for token in ("anna", "ben"):
            self.engine.act(f"grant of {token}", lambda token=token: self.town.grant(token))
        for account, address in self.town.addresses.items():
            user = self.peek(lambda account=account: self.town.world.accounts.get(AccountId(account))).user
            self.engine.act(f"reconnect {address}", lambda user=user, address=address: self.town.renew(user, address))

    # --- back in time ---------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Of a whole run, or of one record in it. Whoever wants that takes back what others may have seen and kept."""
        connection = self._any()
        entries = self.peek(lambda: self.town.app.history(connection.id)).items
        if not entries:
            return
        one = self.choices.one_of("undo which", entries)
        self._excuse_all()
        self.town.oracle.undoing.add(connection.id)
        if self.choices.happens("undo run", 300) and one.run:
            self.engine.act(f"undo of {one.run}", _willing(lambda: self.town.app.undo_run(one.run)))
        else:
            record = self.choices.happens("undo record", 500)
            self.engine.act(f"undo of {one.id}", _willing(lambda: self.town.app.undo_entry(one.id, record)))

    def put_back(self) -> None:
        """The last backup: all workers end, the table is what it was, and Tandem is told."""
        if self.town.backup is None:
            return
        for task in list(self.engine.tasks):
            self.town.hub.kill(task)
            self.engine.advance(task, 1)
        self._excuse_all()
        self.town.put_back()

    # --- parts ----------------------------------------------------------------------------------------------

    def _any(self) -> Connection:
        return self.choices.one_of("which connection", self.town.connections())

    def _truths(self) -> tuple[Truth, ...]:
        return self.town.truths

    def _excuse(self, remotes: object) -> None:
        known = {remote: item for truth in self._truths() for remote, item in truth.items.items()}
        self.town.ledger.excused |= {known[remote].origin for remote in remotes if remote in known}

    def _excuse_all(self) -> None:
        """Links are forgotten, or what they cover: what was one may be found as two later."""
        self.town.ledger.excused |= {item.origin for truth in self._truths() for item in truth.items.values()}

    def peek(self, look: Callable[[], T]) -> T:
        """Seen behind the workers' backs, without faults."""
        with behind(self.town.hub, self.town.weather):
            return look()


def _remotes(link: Link) -> list[RemoteId]:
    return [one.remote_id for one in (link.crm, link.provider) if one.remote_id is not None]


def _willing(act: Callable[[], object]) -> Callable[[], None]:
    """A refusal is an answer, too."""

    def work() -> None:
        try:
            act()
        except Refused:
            return

    return work
