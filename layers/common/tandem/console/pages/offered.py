"""What the other side has to choose from, asked live. Where it doesn't answer, the page still comes, and says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tandem.console.pages.page import Visit
from tandem.console.problems import problem_of
from tandem.domain.errors import Trouble
from tandem.domain.ids import AccountId

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Offered(Generic[T]):
    """`trouble` is why nothing is offered, as a sentence; empty where it could be asked."""

    items: Sequence[T]
    trouble: str = ""


def offered(visit: Visit, ask: Callable[[AccountId], Sequence[T]]) -> Offered[T]:
    try:
        return Offered(ask(AccountId(visit.account.id)))
    except Trouble as trouble:
        return Offered((), sentence_of(visit, trouble))


def sentence_of(visit: Visit, trouble: Trouble) -> str:
    problem = problem_of(trouble)
    return visit.reader.sentence(problem.reason, problem.detail)
