"""What a planted bug is: something else in a place of the town, or in a place of production code for one run."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from tandem.usecases.application import Application
from tests.simulation.judging.oracle import Violation
from tests.simulation.story.run import Outcome
from tests.simulation.town import Town


@dataclass(frozen=True, slots=True)
class Swap:
    """In `module`, or in a class, `name` is replaced by what `make` makes of the honest one."""

    module: ModuleType | type
    name: str
    make: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Bug:
    """`sentence` says what the engine does wrong; `invariants` are those that may catch it."""

    name: str
    sentence: str
    invariants: tuple[str, ...]
    plant: Callable[[Town], None] = lambda _town: None
    swaps: Sequence[Swap] = ()

    def prepare(self, town: Town) -> None:
        """Plant it for the time of one run; `town.planted` takes it out again, whatever happens."""
        for swap in self.swaps:
            town.planted.enter_context(_swapped(swap))
        self.plant(town)

    def caught(self, outcome: Outcome) -> Violation | None:
        """The first violation, if it is one that this bug explains."""
        first = outcome.violations[0] if outcome.violations else None
        return first if first is not None and first.invariant in self.invariants else None


@contextmanager
def _swapped(swap: Swap) -> Iterator[None]:
    honest = vars(swap.module)[swap.name]
    setattr(swap.module, swap.name, swap.make(honest))
    try:
        yield
    finally:
        setattr(swap.module, swap.name, honest)


def instead(module: ModuleType | type, name: str, other: Any) -> Swap:
    """A swap that has no need of the honest one."""
    return Swap(module, name, lambda _honest: other)


# --- the places of a town ----------------------------------------------------------------------------------


def refurnish(town: Town, **parts: Any) -> None:
    """Other stores for the use cases; the oracle keeps the honest ones."""
    town.world = replace(town.world, **parts)
    town.app = Application(town.world)


def through(
    town: Town,
    crm: Callable[[Any], Any] = lambda honest: honest,
    book: Callable[[Any], Any] = lambda honest: honest,
) -> None:
    """Every replica that is opened from now on is reached through these."""
    honest = town.open

    def opening(connection: Any) -> Any:
        opened = honest(connection)
        provider = book(opened.provider)
        return replace(opened, crm=crm(opened.crm), provider=provider, writer=provider if opened.writer else None)

    town.open = opening
