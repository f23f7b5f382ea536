"""A golden scenario: what was before, what people did, what the workers then do, and what must come of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from tandem.domain.ids import ConnectionId
from tandem.state.pending import Kind
from tandem.usecases.application import Application
from tests.simulation.crashes.scene import Scene
from tests.simulation.town import Traits

Act = Callable[[Scene], object]


def nothing(scene: Scene) -> None:
    """Nobody does anything."""


class Step(NamedTuple):
    """One thing after the other. After a crash the step that was cut off is begun anew, then the rest follows."""

    name: str
    work: Act


@dataclass(frozen=True)
class Scenario:
    """`given` and `when` happen without a crash. `then` looks at the end, which is the same after each crash.

    `tolerates`: invariants that a person wants broken here. `varies`: parts of the end that may be other ones after a
    crash, as it goes by who comes first; `then` looks at each end. `meanwhile` is begun with each process: it is what
    people do while the workers work.
    """

    name: str
    given: Act
    when: Act
    then: Act
    steps: tuple[Step, ...]
    traits: Traits = field(default_factory=Traits)
    tolerates: frozenset[str] = frozenset()
    varies: frozenset[str] = frozenset()
    meanwhile: Act = nothing


def passes(wait: timedelta) -> Step:
    return Step(f"{wait} pass", lambda scene: scene.town.pass_by(wait))


HEAR = Step("webhooks", Scene.hear_all)
SETTLE = Step("queues", Scene.settle)
REFRESH = Step("polls", lambda scene: scene.tick("refresh"))
SWEEP = Step("sweeps", lambda scene: scene.tick("sweep"))

HEARD = (HEAR, SETTLE)
POLLED = (passes(timedelta(minutes=31)), REFRESH, SETTLE)
SWEPT = (passes(timedelta(hours=25)), SWEEP, SETTLE)
HEARD_AND_POLLED = (*HEARD, *POLLED)

AFTER_CARE = (HEAR, SETTLE, passes(timedelta(minutes=3)), SWEEP, SETTLE)
"""What comes by itself within minutes: messages are visible again, lost ones are sent again."""

ENDING = (*POLLED, HEAR, SETTLE, *SWEPT, HEAR, SETTLE)
"""A day goes by, with its poll and its sweep."""


def asks(name: str, act: Callable[[Application, ConnectionId], object]) -> Step:
    """A person wants something of the application."""
    return Step(
        name, lambda scene: scene.wants(name, lambda connection=scene.connection: act(scene.town.app, connection))
    )


def decides(kind: Kind, decision: str) -> Step:
    """A person answers the first that waits."""
    return Step(decision, lambda scene: scene.decide(kind, decision))


def in_turn(*acts: Act) -> Act:
    def work(scene: Scene) -> None:
        for act in acts:
            act(scene)

    return work


def run_all(scene: Scene, steps: Sequence[Step]) -> None:
    for step in steps:
        step.work(scene)
