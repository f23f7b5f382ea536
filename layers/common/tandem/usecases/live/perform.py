"""Carries a live check out, slice by slice. Its last step cleans up, whatever became of those before; whoever is cut
off is woken again, and goes on with the step that it was at.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.checkup import PERHAPS, STEPS, Fact, Finding, Question, Step, Verdict, verdict_of, word_of
from tandem.domain.errors import AccessRevoked, RateLimited, Retryable, Trouble
from tandem.domain.ids import ConnectionId
from tandem.ports import Queue
from tandem.state.checkup_name import checked
from tandem.state.checkups import Checkup
from tandem.state.connections import Connection
from tandem.usecases.live import beginning, cleaning, feed, writing
from tandem.usecases.live.bench import Bench, Done, Untried
from tandem.usecases.world import World

logger = logging.getLogger("tandem")

PATIENCE = timedelta(minutes=5)
"""So long a step waits for a side. Google says that its lists show writes after "several minutes"."""
PATIENCE_TO_CLEAN = timedelta(minutes=20)
TRIES_TO_CLEAN = 6
"""So often what is refused is tried again."""
GRACE = timedelta(minutes=10)
"""Who is cut off again and again in one step gives it up, that much later."""
BUSY = timedelta(seconds=1)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=0.5), timedelta(seconds=20)
FATAL = frozenset({Step.LIST, Step.CREATE})
"""Without these nothing else can be tried."""

ACTS: Mapping[Step, Callable[[Bench], Done]] = {
    Step.PLACE: beginning.place,
    Step.LISTEN: feed.listen,
    Step.CREATE: beginning.create,
    Step.READ: beginning.read,
    Step.MEMBER: beginning.member,
    Step.TOLD_NEW: feed.told_new,
    Step.PUSHED: feed.pushed,
    Step.CHANGE: writing.change,
    Step.TOLD_CHANGE: feed.told_change,
    Step.CLEAR: writing.clear,
    Step.CONFLICT: writing.conflict,
    Step.BATCH: writing.batch,
    Step.DELETE: writing.delete,
    Step.TOLD_GONE: feed.told_gone,
    Step.CLEAN: cleaning.clean,
}


def perform(world: World, woken: ConnectionId, queue: Queue) -> None:
    """Work for at most one time slice, then wake again if there is more. Idempotent. A check whose connection is gone
    (its user was erased) is over."""
    generation = world.wakes.generation(queue, woken)
    connection = world.connections.find(checked(woken))
    checkup = world.checkups.find(connection.company, connection.account) if connection else None
    if connection is None or checkup is None or checkup.finished or checkup.connection != connection.id:
        if connection is not None:
            world.wakes.done(queue, connection.account, woken, generation)
        else:
            world.wakes.forget(queue, woken)
        return
    with world.leases.hold(f"account/{connection.account}", world.pace.lease) as is_held:
        wait = _steps(world, connection, checkup) if is_held else BUSY
    if wait is None:
        world.wakes.done(queue, connection.account, woken, generation)
    else:
        world.wakes.again(queue, connection.account, woken, wait)


def _steps(world: World, connection: Connection, checkup: Checkup) -> timedelta | None:
    """How long to wait before going on; None at the end."""
    until = world.clock.now() + world.pace.slice
    while True:
        checkup, wait = _step(Bench(world, connection, _begun(world, connection, checkup)), until)
        if checkup.finished is not None:
            logger.info("checkup done", extra={"connection": connection.id})
            return None
        if wait or world.clock.now() >= until:
            return wait


def _begun(world: World, connection: Connection, checkup: Checkup) -> Checkup:
    """Noted before anything is done: who comes back to it knows that it may have been."""
    begun = replace(
        checkup,
        since=checkup.since or world.clock.now(),
        tries=checkup.tries + 1,
        is_making=checkup.is_making or (checkup.step is Step.CREATE and not checkup.is_broken),
    )
    world.checkups.put(connection.company, begun)
    return begun


def _step(bench: Bench, until: datetime) -> tuple[Checkup, timedelta]:
    """The check after one step, stored, or before it as it stands; and how long to wait."""
    step = bench.checkup.step
    if bench.checkup.is_broken and step is not Step.CLEAN:
        return _found(bench, bench.checkup, Verdict.NOT_TRIED, "after_failure"), timedelta()
    if _age(bench) > _patience(step) + GRACE:
        return _failed(bench, "interrupted"), timedelta()
    try:
        done = beginning.list_all(bench, until) if step is Step.LIST else ACTS[step](bench)
    except Untried as untried:
        return _found(bench, bench.checkup, Verdict.NOT_TRIED, untried.reason), timedelta()
    except Trouble as trouble:
        return _react(bench, trouble)
    return _found(bench, done.checkup, verdict_of(done.facts), "", done), timedelta()


def _react(bench: Bench, trouble: Trouble) -> tuple[Checkup, timedelta]:
    if isinstance(trouble, Retryable) or _may_be_cleaned_yet(bench, trouble):
        return _waits(bench, trouble)
    return _failed(bench, trouble.reason, trouble.detail, is_fatal=isinstance(trouble, AccessRevoked)), timedelta()


def _may_be_cleaned_yet(bench: Bench, trouble: Trouble) -> bool:
    """Somebody may have edited it just now, and a refusal need not be the last word."""
    is_cleaning = bench.checkup.step is Step.CLEAN and not isinstance(trouble, AccessRevoked)
    return is_cleaning and bench.checkup.tries < TRIES_TO_CLEAN


def _waits(bench: Bench, trouble: Trouble) -> tuple[Checkup, timedelta]:
    left = _patience(bench.checkup.step) - _age(bench)
    if left <= timedelta():
        return _failed(bench, trouble.reason, trouble.detail), timedelta()
    told = trouble.retry_after if isinstance(trouble, RateLimited) else timedelta()
    grown = min(FIRST_WAIT * 2.0 ** min(bench.checkup.tries - 1, 10), LONGEST_WAIT)
    if trouble.reason == "listing":
        grown = timedelta(milliseconds=1)
    return _stored(bench), min(max(told, grown), left)


def _stored(bench: Bench) -> Checkup:
    """As the step left it: one that was cut short may have noted how far it had come."""
    found = bench.world.checkups.find(bench.connection.company, bench.connection.account)
    return found or bench.checkup


def _failed(bench: Bench, reason: str, detail: str = "", *, is_fatal: bool = False) -> Checkup:
    step, rules = bench.checkup.step, bench.connection.rules
    is_fatal = is_fatal or step in FATAL or (step is Step.PLACE and isinstance(rules, CalendarRules))
    known = _stored(bench)
    done = Done(known, (Fact(Question.LEFT, PERHAPS, False),)) if step is Step.CLEAN and known.is_making else None
    return _found(
        bench,
        replace(known, is_broken=known.is_broken or is_fatal),
        Verdict.FAILED,
        reason,
        done,
        detail=word_of(detail),
    )


def _found(
    bench: Bench, checkup: Checkup, verdict: Verdict, reason: str, done: Done | None = None, detail: str = ""
) -> Checkup:
    """The check with what its step found, at the next one; stored."""
    now, step = bench.world.clock.now(), bench.checkup.step
    finding = Finding(step, verdict, _age(bench).total_seconds(), reason, done.facts if done else (), detail)
    is_last = step is STEPS[-1]
    following = step if is_last else STEPS[STEPS.index(step) + 1]
    after = replace(
        checkup,
        findings=(*checkup.findings, finding),
        step=following,
        since=None,
        tries=0,
        finished=now if is_last else None,
    )
    bench.world.checkups.put(bench.connection.company, after)
    return after


def _age(bench: Bench) -> timedelta:
    now = bench.world.clock.now()
    return now - (bench.checkup.since or now)


def _patience(step: Step) -> timedelta:
    return PATIENCE_TO_CLEAN if step is Step.CLEAN else PATIENCE
