"""Lets a scenario die at each point, and at each pair of points, and compares how it ends with how it ends uncut.

What a dead process leaves is what the stores and sides hold at that point. Where nothing was written between two
points that is the same, and so is all that follows: it is lived through once and counts for both.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from tests.simulation.crashes.final import Final, differences, final
from tests.simulation.crashes.scenario import AFTER_CARE, ENDING, Scenario, Step, run_all
from tests.simulation.crashes.scene import Scene, built
from tests.simulation.crashes.snapshot import Snapshot, taken
from tests.simulation.judging.oracle import Violation
from tests.simulation.judging.verdicts import Verdicts
from tests.simulation.story.engine import Endless

SHORT = 45
"""A scenario of so many calls dies twice, too, at each pair of points."""


@dataclass
class Place:
    """Where a process dies: all points that leave the same behind. `at` names the first one."""

    step: int
    at: str
    left: Snapshot
    points: int = 0
    calls: int = 0


@dataclass
class Outcome:
    """Each crash is one run of the scenario. `failures` tell where it died and what was wrong."""

    name: str
    calls: int = 0
    crashes: int = 0
    survived: int = 0
    pairs: int = 0
    pairs_survived: int = 0
    failures: list[str] = field(default_factory=list)


def enumerate_crashes(scenario: Scenario) -> Outcome:
    """Raise AssertionError where it fails without any crash."""
    places, whole = uncut(scenario)
    outcome = Outcome(scenario.name, sum(place.calls for place in places))
    is_short = outcome.calls <= SHORT
    for place in places:
        again, wrong = _recovered(scenario, place, whole, is_watched=is_short)
        outcome.crashes += place.points
        outcome.survived += 0 if wrong else place.points
        outcome.failures += [f"{scenario.name} dies at {place.at}: {what}" for what in wrong]
        for second in again:
            _, wrong = _recovered(scenario, second, whole, is_watched=False)
            pairs = place.points * second.points
            outcome.pairs += pairs
            outcome.pairs_survived += 0 if wrong else pairs
            outcome.failures += [f"{scenario.name} dies at {place.at}, then {second.at}: {what}" for what in wrong]
    return outcome


def uncut(scenario: Scenario) -> tuple[list[Place], Final]:
    """The scenario with no crash: where it could have died, and how it ends."""
    scene = begun(scenario)
    places = _watched(scene, scenario.steps)
    run_all(scene, AFTER_CARE)
    wrong = _ended(scene, scenario.tolerates)
    assert not wrong, f"{scenario.name} fails uncut: {wrong}"
    scenario.then(scene)
    return places, final(scene.town)


def places_of(scenario: Scenario) -> list[Place]:
    """Where its workers could die."""
    return _watched(begun(scenario), scenario.steps)


def begun(scenario: Scenario) -> Scene:
    """All is ready for the workers under test."""
    scene = built(scenario.traits)
    scenario.given(scene)
    scenario.when(scene)
    scenario.meanwhile(scene)
    return scene


def _recovered(scenario: Scenario, place: Place, whole: Final, *, is_watched: bool) -> tuple[list[Place], list[str]]:
    """Where the recovery itself could die, and what is wrong at its end."""
    scene = built(scenario.traits, place.left)
    scenario.meanwhile(scene)
    steps = (*scenario.steps, *AFTER_CARE)
    try:
        if is_watched:
            places = _watched(scene, steps, place.step)
        else:
            places = []
            run_all(scene, steps[place.step :])
        wrong = _ended(scene, scenario.tolerates)
    except Endless:
        return [], [str(one) for one in scene.town.oracle.violations]
    return places, wrong or _unlike(scenario, scene, whole)


def _unlike(scenario: Scenario, scene: Scene, whole: Final) -> list[str]:
    try:
        scenario.then(scene)
    except (AssertionError, ValueError) as error:
        return [f"it is not as it should be: {error}"]
    return differences(whole, final(scene.town), scenario.varies)


def _watched(scene: Scene, steps: Sequence[Step], first: int = 0) -> list[Place]:
    places: list[Place] = []
    for number, step in list(enumerate(steps))[first:]:
        scene.hub.watch = lambda where, number=number: _note(scene, places, number, where)
        step.work(scene)
    scene.hub.watch = None
    return places


def _note(scene: Scene, places: list[Place], step: int, where: str) -> None:
    left, task = taken(scene.town), scene.hub.current
    if not places or places[-1].step != step or places[-1].left != left:
        places.append(Place(step, f"{task.name if task else ''} {where}", left))
    places[-1].points += 1
    places[-1].calls += 0 if where.endswith(".") else 1


def _ended(scene: Scene, tolerated: Collection[str]) -> list[str]:
    """A day later; then another one, in which nothing may happen any more."""
    run_all(scene, ENDING)
    oracle = scene.town.oracle
    if not _violations(scene, tolerated):
        Verdicts(scene.town).check()
    if not _violations(scene, tolerated):
        scene.healing.check_replayed()
    before = oracle.writes
    run_all(scene, ENDING)
    if oracle.writes != before:
        oracle.fail("I9", f"{oracle.writes - before} writes after all was at rest")
    troubles = [f"a person is told {trouble!r}" for trouble in scene.troubles]
    return [*(str(one) for one in _violations(scene, tolerated)), *troubles]


def _violations(scene: Scene, tolerated: Collection[str]) -> list[Violation]:
    return [one for one in scene.town.oracle.violations if one.invariant not in tolerated]


def summary(outcomes: Sequence[Outcome]) -> Iterator[str]:
    crashes, survived = sum(one.crashes for one in outcomes), sum(one.survived for one in outcomes)
    pairs, both = sum(one.pairs for one in outcomes), sum(one.pairs_survived for one in outcomes)
    yield f"{survived} of {crashes} crash points survived in {len(outcomes)} scenarios"
    yield f"{both} of {pairs} pairs of crash points survived in {sum(1 for one in outcomes if one.pairs)} short ones"
