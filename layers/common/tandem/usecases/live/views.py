"""A live check as people see it: plain values, with nothing in them but what was made up."""

from dataclasses import dataclass
from datetime import datetime

from tandem.domain.checkup import GOOD, Fact
from tandem.state.checkups import Checkup
from tandem.state.connections import Connection
from tandem.usecases.world import World


@dataclass(frozen=True, slots=True)
class FactView:
    """An answer to a question: a word (yes, no, nothing, refused, written, gone, unknown_id, there), a number, or names
    of fields by commas. `assumed`: it is as Tandem assumes, or Tandem assumes nothing. `detail`
    shows what was sent and what came back, of what was made up."""

    question: str
    answer: str
    assumed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StepView:
    """`verdict`: ok, differs, failed, not_tried. `reason` says why for the last two, `detail` the
    provider's own word for it."""

    step: str
    verdict: str
    seconds: float
    reason: str
    facts: tuple[FactView, ...]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class UnaskedView:
    """What the documents leave open and no live check can find out by itself."""

    question: str


@dataclass(frozen=True, slots=True)
class CheckupView:
    """`state`: running, done. `step` is the one it is at, "" at the end. `good`: it is done, and no step differs or
    failed."""

    connection: str
    side: str
    provider: str
    kind: str
    state: str
    step: str
    good: bool
    started: datetime
    finished: datetime | None
    steps: tuple[StepView, ...]
    unasked: tuple[UnaskedView, ...]


def checkup_view(world: World, connection: Connection, checkup: Checkup) -> CheckupView:
    account = world.accounts.get(connection.account)
    is_done = checkup.finished is not None
    steps = tuple(
        StepView(
            one.step, one.verdict, round(one.seconds, 1), one.reason, tuple(map(_fact_view, one.facts)), one.detail
        )
        for one in checkup.findings
    )
    unasked = world.replicas.unasked(account, connection.kind, checkup.side)
    return CheckupView(
        connection.id,
        checkup.side,
        account.provider,
        connection.kind,
        "done" if is_done else "running",
        "" if is_done else checkup.step,
        is_done and all(one.verdict in GOOD for one in checkup.findings),
        checkup.started,
        checkup.finished,
        steps,
        tuple(map(UnaskedView, unasked)),
    )


def _fact_view(fact: Fact) -> FactView:
    return FactView(fact.question, fact.answer, fact.is_assumed, fact.detail)
