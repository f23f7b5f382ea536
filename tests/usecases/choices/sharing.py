"""Two users of one company whose address books hold the same people, and what the two of them and others then do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tandem.domain.ids import AccountId, ConnectionId, RemoteId
from tandem.usecases.listening.record_notification import Heard
from tests.usecases.choices.people import Book, Persons, somebody
from tests.usecases.choices.story import Watched
from tests.usecases.scene import Scene

TABLE = """
 what is done                             | the person shows | deleted from    | waits
------------------------------------------|------------------|-----------------|-------------------------
 nothing                                  |                  |                 |
 changed in Anna's book                   | Anna's           |                 |
 changed in Ben's book                    | Ben's            |                 |
 changed in Pipedrive                     | Pipedrive's      |                 |
 changed in Anna's book and in Ben's book | Anna's           |                 | conflict of Ben's
 changed in Ben's book and in Pipedrive   | Pipedrive's      |                 | conflict of Ben's
 deleted in Anna's book                   |                  | Anna's book     | held_shared of Anna's
 deleted in Ben's book                    |                  | Ben's book      | held_adopted of Ben's
 deleted in Pipedrive                     |                  | Pipedrive       |
"""
"""Under either direction of each of both. Whose connection is two-way, their book shows what the person shows, and
loses who was deleted in Pipedrive; one-way it keeps its own, and of two values that differ the book's is the one that
stays. Anna's sync made the persons, so for Ben's they were there before."""

ADDRESS = "ben@example.com"


@dataclass(frozen=True, slots=True)
class Row:
    deed: str
    shown: str
    deleted: str
    waits: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """None is who isn't there."""

    in_pipedrive: str | None
    at_anna: str | None
    at_ben: str | None
    waits: str


ROWS = [Row(*(cell.strip() for cell in line.split("|"))) for line in TABLE.strip("\n").splitlines()[2:]]


def outcomes(anna: str, ben: str) -> dict[str, Outcome]:
    """By what is done, under their directions."""
    return {row.deed: _outcome(row, anna, ben) for row in ROWS}


def _outcome(row: Row, anna: str, ben: str) -> Outcome:
    shown = "Ben's" if row.waits.startswith("conflict") and ben == "one_way" else row.shown
    crm = None if row.deleted == "Pipedrive" else shown
    return Outcome(crm, _in_book(row, shown, "Anna's", anna), _in_book(row, shown, "Ben's", ben), row.waits)


def _in_book(row: Row, shown: str, whose: str, direction: str) -> str | None:
    if row.deleted == f"{whose} book" or (row.deleted == "Pipedrive" and direction == "two_way"):
        return None
    own = whose if f"changed in {whose} book" in row.deed or f"and in {whose} book" in row.deed else ""
    return shown if direction == "two_way" else own


@dataclass
class Shared:
    scene: Scene
    persons: Persons
    books: Mapping[str, Book]
    directions: Mapping[str, str]
    names: dict[str, str] = field(default_factory=dict)
    sides: list[Watched] = field(default_factory=list)

    def play(self) -> dict[str, Outcome]:
        self.names = {row.deed: f"Nr{number}" for number, row in enumerate(ROWS)}
        for book in self.books.values():
            for given in self.names.values():
                book.add(somebody(given))
        self._start()
        for deed, given in self.names.items():
            self._do(deed, given)
        self.go_round()
        return self.told()

    def go_round(self) -> int:
        """Both look at everything, in turns; how much that wrote."""
        before = self._written()
        for _ in range(2):
            for connection in self.connections.values():
                self.scene.app.refresh(connection)
                self.scene.work()
            for person in self.persons.ids().values():
                self._listen(RemoteId(person))
            self.scene.work()
        self.scene.poll().sweep()
        return self._written() - before

    def told(self) -> dict[str, Outcome]:
        crm = self.persons.titles()
        anna, ben = (book.titles() for book in self.books.values())
        waits = dict(self._waiting())
        return {
            deed: Outcome(crm.get(given), anna.get(given), ben.get(given), waits.get(given, ""))
            for deed, given in self.names.items()
        }

    def _waiting(self) -> Iterator[tuple[str, str]]:
        for whose, connection in self.connections.items():
            for kind in ("conflicts", "review", "held", "parked"):
                for one in self.scene.app.pending(connection, kind).items:
                    yield one.name.split()[0], f"{'conflict' if kind == 'conflicts' else one.reason} of {whose}"

    def _written(self) -> int:
        return sum(side.writes for side in self.sides)

    # --- two users -----------------------------------------------------------------------------------------

    def _start(self) -> None:
        replicas = self.scene.replicas
        anna, ben = (self._opened(whose) for whose in self.books)
        replicas.crm, replicas.provider, replicas.others[ADDRESS] = Watched(self.persons.replica("visible")), anna, ben
        replicas.crms[self.persons.colleague()] = Watched(self.persons.replica_of_colleague())
        self.sides = [replicas.crm, anna, ben, replicas.crms[self.persons.colleague()]]
        replicas.desk_of_all = self.persons.desk_of_colleague()
        self.scene.app.add_company("https://beispiel.pipedrive.example", "token of Ben")
        replicas.desk_of_all = self.persons.desk()
        self.scene.start(direction=self.directions["Anna's"], crm_scope="visible")
        self.connections = {"Anna's": self.scene.connection, "Ben's": self._ben()}
        self.scene.app.start(self.connections["Ben's"])
        self.scene.work()

    def _opened(self, whose: str) -> Watched:
        book = self.books[whose]
        return Watched(book.replica() if self.directions[whose] == "two_way" else book.source())

    def _ben(self) -> ConnectionId:
        account = self.scene.app.add_account(
            self.scene.company, self.persons.colleague(), "icloud", ADDRESS, {"password": "secret"}
        )
        self.scene.replicas.addresses[AccountId(account.id)] = ADDRESS
        rules = {"direction": self.directions["Ben's"], "crm_scope": "visible"}
        return ConnectionId(self.scene.app.add_connection(AccountId(account.id), "contacts", rules).id)

    # --- what people do ------------------------------------------------------------------------------------

    def _do(self, deed: str, given: str) -> None:
        verb, _, where = deed.partition(" in ")
        for place in where.split(" and in "):
            if place == "Pipedrive":
                self._in_pipedrive(verb, given)
            elif place:
                book, whose = self.books[place.removesuffix(" book")], place.removesuffix(" book")
                book.retitle(given, whose) if verb == "changed" else book.remove(given)

    def _in_pipedrive(self, verb: str, given: str) -> None:
        if verb == "changed":
            self._listen(RemoteId(self.persons.retitle(given, "Pipedrive's")))
        else:
            self._listen(RemoteId(self.persons.remove(given)), is_gone=True)

    def _listen(self, person: RemoteId, *, is_gone: bool = False) -> None:
        users = frozenset({self.scene.user, self.persons.colleague()})
        self.scene.listen(Heard("person", person, is_gone, users))
