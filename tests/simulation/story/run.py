"""One run, from its first choice to its verdict."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b

from tests.simulation.judging.ledger import Ledger
from tests.simulation.judging.oracle import Violation
from tests.simulation.judging.verdicts import Verdicts
from tests.simulation.persons.people import People
from tests.simulation.persons.wishes import Wishes
from tests.simulation.story.choices import Choices, Record, Source
from tests.simulation.story.days import Days
from tests.simulation.story.engine import Endless, Engine
from tests.simulation.story.faults import Fault, Weather
from tests.simulation.story.healing import Healing
from tests.simulation.story.hub import Hub
from tests.simulation.town import Town, Traits
from tests.simulation.twins.office import ANNA, BEN
from tests.simulation.twins.temper import ICLOUD, TEMPERS

STEPS = (200, 140, 260)


@dataclass(slots=True)
class Outcome:
    """`trace` is a hash over the story: the same choices tell the same story. `steps` is how many there were."""

    violations: list[Violation]
    record: Record
    trace: str
    struck: Counter[Fault]
    steps: int
    calls: int
    writes: int
    in_gap: int
    means: dict[Fault, int]
    errors: list[BaseException] = field(default_factory=list)


class Story:
    """Keeps a hash of all that happened. Who listens hears each line, with the step that it belongs to."""

    def __init__(self, hub: Hub, choices: Choices, listen: Callable[[str], None] | None) -> None:
        self._hub, self._choices, self._listen = hub, choices, listen
        self._hash = blake2b(digest_size=16)
        self._at, self._stamp = hub.now, f"{hub.now:%d %H:%M:%S}"

    def tell(self, line: str) -> None:
        if self._hub.now != self._at:  # to write an instant takes longer than all else here
            self._at, self._stamp = self._hub.now, f"{self._hub.now:%d %H:%M:%S}"
        told = f"{self._stamp} {line}"
        self._hash.update(told.encode())
        if self._listen is not None:
            self._listen(f"{len(self._choices.record) - 1:>4}  {self._hub.now:%a %d %b %H:%M:%S}  {line}")

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


class _Ear(logging.Handler):
    """What the production code logs: read for what must not be in it."""

    def __init__(self, town: Town) -> None:
        super().__init__(logging.DEBUG)
        self._town = town

    def emit(self, record: logging.LogRecord) -> None:
        if "canary" in str(record.__dict__):
            self._town.oracle.fail("I16", f"a log line holds personal data: {record.getMessage()}")


def run(
    source: Source, listen: Callable[[str], None] | None = None, prepare: Callable[[Town], None] | None = None
) -> Outcome:
    """`prepare` may put something else in a place of the town before anything happens: a planted bug."""
    choices = Choices(source)
    hub = Hub()
    story = Story(hub, choices, listen)
    weather = Weather(choices)
    weather.is_fair = True
    ledger = Ledger()
    town = Town(hub, weather, _traits(choices), ledger, story.tell)
    people = People(choices, ledger, story.tell, town.persons)
    engine = Engine(town, choices, workers=1 + choices.pick("workers", 4))
    wishes = Wishes(town, engine, choices)
    days = Days(town, engine, people, wishes, choices)
    steps = source.steps(STEPS)
    hub.on_death = lambda task: _died(town, task)
    with town.planted, _listening(town), suppress(Endless):
        if prepare is not None:
            prepare(town)
        _live(town, engine, people, days, choices, steps)
    return _outcome(town, story, choices)


@contextmanager
def _listening(town: Town) -> Iterator[None]:
    """To the log, all of it."""
    ear, log = _Ear(town), logging.getLogger("tandem")
    log.addHandler(ear)
    log.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        log.removeHandler(ear)
        log.setLevel(logging.NOTSET)


def _outcome(town: Town, story: Story, choices: Choices) -> Outcome:
    return Outcome(
        town.oracle.violations,
        choices.record,
        story.digest,
        town.weather.struck,
        len(choices.record) - 1,
        town.hub.points,
        town.oracle.writes,
        len(town.ledger.in_gap),
        town.weather.means,
        town.oracle.errors,
    )


def _died(town: Town, task: object) -> None:
    town.weather.note(Fault.CRASH)
    town.tell(f"{task.name} dies at {task.at}")


def _traits(choices: Choices) -> Traits:
    return Traits(
        batch=choices.one_of("batch", (100, 3, 10)),
        page=choices.one_of("page", (4, 2, 50)),
        transaction_limit=choices.one_of("transaction", (100, 24, 2000)),
        most_mails=choices.one_of("most mails", (0, 0, 2)),
        rewrites=choices.happens("rewrites", 300),
        hears=not choices.happens("deaf", 250),
    )


def _settle_in(town: Town, people: People, choices: Choices) -> None:
    """Two users, up to three books, a few people everywhere, and the first sync begun."""
    town.settle_in()
    for place in range(1 + choices.pick("books", 3)):
        user = (ANNA, BEN, ANNA)[place]
        if choices.one_of("kind", ("contacts", "contacts", "calendar")) == "calendar":
            _settle_calendar(town, choices, user, f"book{place}")
            continue
        rules = {
            "direction": choices.one_of("direction", ("two_way", "two_way", "one_way")),
            "deletes": choices.one_of("deletes", ("follow", "follow", "follow", "keep")),
            "crm_scope": choices.one_of("scope", ("own", "visible")),
        } | ({"group": "G"} if choices.happens("group", 300) else {})
        town.connect(user, f"book{place}", rules, choices.one_of("provider", (ICLOUD, *TEMPERS)))
    for _ in range(1 + choices.pick("persons", 6)):
        people.add_new(town.persons)
    for _ in range(choices.pick("activities", 6) if town.activities in town.truths else 0):
        people.add_new(town.activities)
    for book in town.books.values():
        for _ in range(choices.pick("contacts", 6)):
            people.add_new(book)
        for _ in range(choices.pick("event twins", 6) if book.has_events else 0):
            people.add_event_twins(town.activities, book)
        for _ in range(0 if book.has_events else choices.pick("twins", 3)):
            people.add_twins(town.persons, book)


def _settle_calendar(town: Town, choices: Choices, user: str, address: str) -> None:
    rules = {
        "mode": choices.one_of("mode", ("all", "all", "crm_only")),
        "deletes": choices.one_of("deletes", ("follow", "follow", "follow", "keep")),
        "private": choices.one_of("private", ("busy_only", "full", "skip")),
    }
    town.connect_calendar(user, address, rules)


def _begin(town: Town, engine: Engine, days: Days, choices: Choices) -> None:
    for connection in town.connections():
        town.oracle.enabled(connection)
        engine.act(f"start {connection.id}", lambda one=connection.id: town.app.start(one))
    for connection in town.connections():
        if town.book_of(connection).has_events and choices.happens("upload", 700):
            days.wishes.upload(connection)


def _spoil(town: Town) -> None:
    """From now on things go wrong."""
    town.weather.is_fair = False
    town.weather.draw()


def _live(town: Town, engine: Engine, people: People, days: Days, choices: Choices, steps: int) -> None:
    healing = Healing(town, engine, days)
    _settle_in(town, people, choices)
    town.pass_by(timedelta(hours=1))
    if town.activities in town.truths and choices.happens("runs already", 600):
        _begin(town, engine, days, choices)
        engine.finish_all()
        healing.settle()
        _spoil(town)
    else:
        _spoil(town)
        _begin(town, engine, days, choices)
    for _ in range(steps):
        town.weather.begin_step()
        days.step()
        if town.oracle.violations:
            return
    healing.heal()
    if not town.oracle.violations:
        Verdicts(town).check()
    if not town.oracle.violations:
        healing.check_quiet()
        healing.check_replayed()
