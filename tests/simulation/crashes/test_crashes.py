"""Wherever a process dies, and wherever its recovery dies, all ends as if nobody had died."""

from dataclasses import replace
from pathlib import Path

import pytest

from tandem.state.connections import Connection
from tandem.usecases.world import Opened
from tests.simulation.crashes.enumeration import Outcome, begun, enumerate_crashes, places_of
from tests.simulation.crashes.scenario import run_all
from tests.simulation.crashes.scenarios import SCENARIOS
from tests.simulation.crashes.scene import Dead, Scene
from tests.simulation.crashes.snapshot import Snapshot, taken
from tests.simulation.crashes.table import BEGIN, END, put_into_page
from tests.simulation.town import Town
from tests.simulation.twins.office import PersonsPort

KILLED = ("two_way/crm changed, provider changed otherwise", "two_way/crm without, provider new")


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_ends_the_same_wherever_it_dies(name: str, outcomes: dict[str, Outcome]) -> None:
    one = outcomes[name]

    assert not one.failures, "\n".join(one.failures[:5])
    assert 0 < one.crashes == one.survived
    assert one.pairs == one.pairs_survived


def test_all_crashes_are_survived(outcomes: dict[str, Outcome]) -> None:
    crashes = sum(one.crashes for one in outcomes.values())

    assert sum(one.survived for one in outcomes.values()) == crashes > 13_000


@pytest.mark.parametrize("name", KILLED)
def test_what_is_left_at_a_point_is_what_a_worker_leaves_that_is_killed_there(name: str) -> None:
    lefts = [place.left for place in places_of(SCENARIOS[name]) for _ in range(place.points)]

    assert [left_by_killed(name, at) for at in range(1, len(lefts) + 1)] == lefts


def left_by_killed(name: str, at: int) -> Snapshot:
    scene = begun(SCENARIOS[name])
    scene.hub.dies_at = scene.hub.points + at
    with pytest.raises(Dead):
        run_all(scene, SCENARIOS[name].steps)
    return taken(scene.town)


class Blind(PersonsPort):
    """A planted bug: what an earlier try made is never found."""

    __slots__ = ()

    def find_created(self, wanted: object, since: object, held: object = None) -> dict[object, object]:
        return {}


def make_blind(scene: Scene) -> None:
    town = scene.town

    def open_blindly(connection: Connection) -> Opened:
        return replace(Town.open(town, connection), crm=Blind(town.persons, town.around, connection))

    town.open = open_blindly


def test_a_create_that_is_repeated_blindly_is_caught() -> None:
    scenario = SCENARIOS["two_way/crm without, provider new"]

    outcome = enumerate_crashes(replace(scenario, meanwhile=make_blind))

    assert 0 < outcome.survived < outcome.crashes
    assert any("I3: Kim is on crm 2 times" in failure for failure in outcome.failures)


def test_the_table_goes_between_its_marks_and_nothing_else_changes(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")

    put_into_page([Outcome("a/b", 3, 6, 6, 36, 36)], page)

    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{BEGIN}\n6 of 6 crash points survived in 1 scenarios.\n")
    assert "| a/b | 3 | 6 of 6 | 36 of 36 |" in text
    assert text.endswith(f"|\n{END}\nafter\n")
