"""Two colleagues share 500 persons, one has them at Google, the other one in Office 365; all three sides are edited."""

from datetime import timedelta

from tests.simulation.judging.ledger import Ledger
from tests.simulation.judging.verdicts import Verdicts
from tests.simulation.persons.people import People
from tests.simulation.persons.wishes import Wishes
from tests.simulation.story.choices import Choices, Seeded
from tests.simulation.story.days import Days
from tests.simulation.story.engine import Engine
from tests.simulation.story.faults import Weather
from tests.simulation.story.healing import Healing
from tests.simulation.story.hub import Hub
from tests.simulation.town import Town, Traits
from tests.simulation.twins.office import ANNA, BEN
from tests.simulation.twins.temper import GOOGLE, OFFICE365

PERSONS = 500
MINUTES = 10
PAUSE = timedelta(seconds=5)
RULES = {"direction": "two_way", "crm_scope": "visible"}


def test_500_persons_of_two_colleagues_at_two_providers_come_to_rest_without_a_double() -> None:
    choices, hub, ledger = Choices(Seeded(2026)), Hub(), Ledger()
    weather = Weather(choices, is_fair=True)
    town = Town(hub, weather, Traits(page=200), ledger, lambda _line: None)
    people = People(choices, ledger, town.tell, town.persons)
    engine = Engine(town, choices, workers=2)
    days = Days(town, engine, people, Wishes(town, engine, choices), choices)
    healing = Healing(town, engine, days)
    _settle_in(town, people, engine, healing)
    assert {len(truth.live()) for truth in town.truths} == {PERSONS}

    edited = _work_for(town, people, engine, healing)

    assert edited == {truth.name: MINUTES * 60 // PAUSE.seconds // 3 for truth in town.truths}
    healing.heal()
    Verdicts(town).check()
    healing.check_quiet()
    assert town.oracle.violations == []
    assert {len(truth.live()) for truth in town.truths} == {PERSONS}
    assert town.oracle.writes > 2 * PERSONS


def _settle_in(town: Town, people: People, engine: Engine, healing: Healing) -> None:
    """200 persons in the CRM alone, 150 in each book; in the end each side has all."""
    town.settle_in()
    town.connect(ANNA, "anna", RULES, GOOGLE)
    town.connect(BEN, "ben", RULES, OFFICE365)
    for truth, count in ((town.persons, 200), (town.books["anna"], 150), (town.books["ben"], 150)):
        for _ in range(count):
            people.add_new(truth)
    town.pass_by(timedelta(hours=1))
    for connection in town.connections():
        engine.act("start", lambda one=connection.id: town.app.start(one))
    engine.finish_all()
    healing.settle()
    healing.poll()
    healing.hear_all()
    healing.settle()


def _work_for(town: Town, people: People, engine: Engine, healing: Healing) -> dict[str, int]:
    """Each side in turn, while webhooks are heard and polls go on."""
    edited = dict.fromkeys((truth.name for truth in town.truths), 0)
    for number in range(MINUTES * 60 // PAUSE.seconds):
        truth = town.truths[number % 3]
        people.edit(truth)
        edited[truth.name] += 1
        engine.pass_by(PAUSE)
        healing.hear_all()
        if number % 12 == 11:
            engine.tick("refresh")
        engine.finish_all()
        _deliver(town, engine)
    return edited


def _deliver(town: Town, engine: Engine) -> None:
    while found := town.queues.deliverable():
        engine.deliver(found[0])
        engine.finish_all()
