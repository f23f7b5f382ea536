"""A small town for one scenario: what people do in it beside Tandem, and what Tandem's workers are given to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TypeVar

from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.errors import Refused, Trouble
from tandem.domain.ids import ConnectionId, UserId
from tandem.state.pending import Kind, Pending
from tests.simulation.crashes.snapshot import Snapshot, put_back
from tests.simulation.judging.ledger import Ledger, tokens, with_value, without_first
from tests.simulation.persons.people import People
from tests.simulation.persons.wishes import Wishes
from tests.simulation.story.choices import Choices, Recorded
from tests.simulation.story.days import Days
from tests.simulation.story.engine import Engine
from tests.simulation.story.faults import Weather
from tests.simulation.story.healing import Healing
from tests.simulation.story.hub import Hub, Task
from tests.simulation.town import Town, Traits
from tests.simulation.twins.office import ANNA
from tests.simulation.twins.truth import Item, Truth

T = TypeVar("T")

CRM, BOOK = "crm", "book"
TWO_WAY: Mapping[str, object] = {"direction": "two_way", "deletes": "follow", "crm_scope": "own"}
ONE_WAY: Mapping[str, object] = {"direction": "one_way", "deletes": "follow", "crm_scope": "own"}


class Dead(Exception):
    """The process is gone, with all that it was about to do."""


class WatchedHub(Hub):
    """Tells of each point before a worker could die there; and nothing goes on after a worker died."""

    def __init__(self) -> None:
        super().__init__()
        self.watch: Callable[[str], None] | None = None
        self.in_gap: Callable[[str], None] | None = None
        self.dies_at = 0

    def point(self, where: str) -> None:
        if self.watch is not None and self.current is not None:
            self.watch(where)
        if self.dies_at and self.current is not None and self.points + 1 == self.dies_at:
            self.kill(self.current)
        super().point(where)
        if self.in_gap is not None and self.current is not None:
            self.in_gap(where)

    def advance(self, task: Task, calls: int) -> None:
        super().advance(task, calls)
        if task.is_killed:
            self.current = task  # whatever it had in hand is what it leaves
            raise Dead


@dataclass
class Scene:
    """One company, one user at work. Items are called by the given name that their contact has on both sides."""

    town: Town
    hub: WatchedHub
    engine: Engine
    days: Days
    healing: Healing
    troubles: list[BaseException] = field(default_factory=list)

    @property
    def connection(self) -> ConnectionId:
        return self.town.connections()[0].id

    def side(self, name: str) -> Truth:
        return self.town.persons if name == CRM else self.town.books[name]

    # --- setting up -----------------------------------------------------------------------------------------

    def connect(self, rules: Mapping[str, object] = TWO_WAY, user: UserId = ANNA, book: str = BOOK) -> None:
        self.town.connect(user, book, rules)

    def start(self) -> None:
        """The first sync of all that isn't begun, done with no crash; then some hours pass."""
        for connection in self.town.connections():
            self.town.app.start(connection.id)
        self.rest()

    def rest(self) -> None:
        """Until nothing waits."""
        self.hear_all()
        self.settle()
        self.hear_all()
        self.settle()
        self.town.pass_by(timedelta(hours=2))

    def poll(self) -> None:
        """Polls and all that comes of it, with no crash."""
        self.town.pass_by(timedelta(minutes=31))
        self.tick("refresh")
        self.settle()

    # --- what people do -------------------------------------------------------------------------------------

    def contact(self, name: str, **fields: object) -> Contact:
        """Someone with an address of their own."""
        ledger = self.town.ledger
        family, mail = ledger.new_value("name"), Entry(ledger.new_value("emails"), "work", primary=True)
        contact = Contact(Name(name, family=family), (mail,), job_title=ledger.new_value("job_title"))
        return replace(contact, **fields)

    def add(self, side: str, contact: Contact, owner: UserId = ANNA) -> Item:
        truth = self.side(side)
        remote = truth.new_id()
        is_person = side == CRM
        uid, owned = ("", owner) if is_person else (f"uid-{remote}", None)
        return self._act(truth, Item(remote, contact, uid=uid, raw=f"X-{remote}", owner=owned))

    def item(self, side: str, name: str) -> Item:
        """The one that is there; raise ValueError where there is none, or more than one."""
        (found,) = self.items(side, name)
        return found

    def items(self, side: str, name: str) -> list[Item]:
        return [one for one in self.side(side).live() if one.origin == name]

    def edits(self, side: str, name: str, field_name: str, value: str = "") -> str:
        """Types a new value there; return it."""
        item = self.item(side, name)
        typed = value or self.town.ledger.new_value(field_name)
        is_set = field_name in {"emails", "phones"}
        base = item.content if is_set else without_first(item.content, field_name)
        self.changes(side, name, with_value(base, field_name, typed))
        return typed

    def edits_in_gap(self, name: str, field_name: str, value: str) -> None:
        """A person types it at the CRM between Tandem's next read and its write; once, whoever dies meanwhile."""

        def look(where: str) -> None:
            is_typed = any(value in str(one.content) for one in self.town.persons.log)
            if where == "crm.write" and not is_typed:
                self.edits(CRM, name, field_name, value)

        self.hub.in_gap = look

    def clears(self, side: str, name: str, field_name: str) -> None:
        self.changes(side, name, without_first(self.item(side, name).content, field_name))

    def changes(self, side: str, name: str, contact: Contact) -> None:
        item = self.item(side, name)
        self._act(self.side(side), replace(item, content=contact, by_tandem=False))

    def touches(self, side: str, name: str) -> None:
        """Another version of the same content."""
        self.side(side).put(self.item(side, name))

    def deletes(self, side: str, name: str) -> None:
        self._act(self.side(side), replace(self.item(side, name), is_deleted=True))

    def restores(self, side: str, name: str) -> None:
        (gone,) = [one for one in self.side(side).gone() if one.origin == name]
        self.town.ledger.excused.add(name)
        self._act(self.side(side), replace(gone, is_deleted=False, by_tandem=False))

    def moves(self, name: str) -> None:
        """The card is under another id, with its old UID."""
        book, item = self.side(BOOK), self.item(BOOK, name)
        book.put(replace(item, is_deleted=True))
        book.put(replace(item, remote_id=book.new_id(), by_tandem=False))

    def merges(self, loser: str, survivor: str) -> None:
        self.merges_items(self.item(CRM, loser), self.item(CRM, survivor))

    def merges_items(self, lost: Item, kept: Item) -> None:
        """In the CRM, two persons become one: the survivor keeps its values."""
        self.town.ledger.excused |= {lost.origin, kept.origin}
        self.town.ledger.is_over(tokens(lost.content))
        self.town.persons.put(replace(lost, is_deleted=True))
        self.town.merged(lost.remote_id, kept.remote_id)

    def changes_item(self, side: str, name: str, **news: object) -> None:
        """Something beside the contact: its owner, its group, who may see it."""
        self._act(self.side(side), replace(self.item(side, name), **news))

    def _act(self, truth: Truth, item: Item) -> Item:
        before = truth.items.get(item.remote_id)
        after = truth.put(item)
        self.town.ledger.acted(truth.name, before, after)
        return after

    # --- what Tandem's workers do ---------------------------------------------------------------------------

    def hear_all(self) -> None:
        """One webhook after the other; what a dead receiver was told is told again."""
        while self.town.hooks:
            self.engine.hear(self.town.hooks.pop(0))
            self.engine.finish_all()

    def settle(self) -> None:
        self.healing.settle()

    def tick(self, name: str) -> None:
        self.engine.tick(name)
        self.engine.finish_all()

    def wants(self, name: str, act: Callable[[], object]) -> None:
        """A person asks for something, and asks again where no answer came; that it is done by now is an answer."""
        task = self.engine.act(name, act)
        self.engine.finish_all()
        if task.error is not None and not (isinstance(task.error, Trouble) and isinstance(task.error, Refused)):
            self.troubles.append(task.error)

    def waiting(self, kind: Kind) -> list[Pending]:
        return self.peek(lambda: self.town.world.pendings.page(self.connection, kind, limit=1000))

    def decide(self, kind: Kind, decision: str) -> None:
        """On the first that waits, if any still does."""
        connection = self.connection
        waiting = self.waiting(kind)
        if waiting:
            self.days.wishes.answer_for(connection, waiting[0], decision)
            self.wants(decision, lambda: self.town.app.decide(connection, kind, waiting[0].key, decision))

    def peek(self, look: Callable[[], T]) -> T:
        """Seen behind the workers' backs."""
        return self.days.wishes.peek(look)


def built(traits: Traits = Traits(), left: Snapshot | None = None) -> Scene:  # noqa: B008  (frozen)
    """A new process; over what another one left, if that is given."""
    hub = WatchedHub()
    choices = Choices(Recorded([{}]))
    weather = Weather(choices, is_fair=True)
    ledger = Ledger()
    town = Town(hub, weather, traits, ledger, lambda _line: None)
    engine = Engine(town, choices)
    wishes = Wishes(town, engine, choices)
    days = Days(town, engine, People(choices, ledger, town.tell), wishes, choices)
    if left is None:
        town.settle_in()
    else:
        put_back(town, left)
    return Scene(town, hub, engine, days, Healing(town, engine, days))
