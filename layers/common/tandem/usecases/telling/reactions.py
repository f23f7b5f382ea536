"""One reaction to each error that stops a whole connection. Errors of single records never come this far."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from tandem.domain.errors import (
    AccessRevoked,
    CircuitOpen,
    CollectionGone,
    CursorExpired,
    GrantRevoked,
    RateLimited,
    Retryable,
    Trouble,
)
from tandem.domain.ids import ConnectionId
from tandem.ports import Measure, Queue
from tandem.state.connections import Connection, ConnectionState, Fault, Phase
from tandem.state.timetable import Place
from tandem.usecases.cases.brake import guard
from tandem.usecases.runs.passes import SHORT
from tandem.usecases.runs.waits import LONGEST_BACKOFF, after_circuit, after_limit, chance, sooner, until_retry
from tandem.usecases.telling.tell import tell_soon
from tandem.usecases.world import World

MISSING_SCOPE = "missing_scope"


def react(world: World, connection_id: ConnectionId, queue: Queue, trouble: Trouble, generation: int) -> None:
    """Store what the person sees, and when it goes on. Nothing that was recorded is lost.

    The wake-up of `generation` is done with, so that whoever ends the wait can wake anew.
    """
    if _answer(world, connection_id, queue, trouble):
        return
    account = world.connections.get(connection_id).account
    world.wakes.done(queue, account, connection_id, generation)


def _answer(world: World, connection_id: ConnectionId, queue: Queue, trouble: Trouble) -> bool:
    """Whether the same wake-up comes again by itself."""
    match trouble:
        case AccessRevoked():
            _needs_reconnect(world, connection_id, trouble)
            return False
        case CursorExpired():
            list_anew(world, connection_id)
            return False
        case _:
            return _wait(world, connection_id, queue, trouble, _how_long(world, connection_id, trouble))


def _how_long(world: World, connection_id: ConnectionId, trouble: Trouble) -> timedelta:
    part = chance(world.ids)
    match trouble:
        case RateLimited():
            world.meter.count(Measure.THROTTLES)
            return after_limit(trouble.retry_after, part)
        case CircuitOpen():
            return after_circuit(trouble.retry_after, part)
        case CollectionGone():
            guard(world, connection_id)
            return until_retry(world.connections.get(connection_id).tries, part)
        case Retryable():
            return until_retry(world.connections.get(connection_id).tries, part)
        case _:
            return sooner(LONGEST_BACKOFF, part)


def list_anew(world: World, connection_id: ConnectionId) -> None:
    """List both sides again, with the brake on: a lost cursor is no proof of anything."""
    until = world.clock.now() + world.pace.guard
    _list(world, connection_id, lambda one: replace(one, guarded_until=until))


def look_over(world: World, connection_id: ConnectionId, next_sweep: datetime) -> None:
    """List both sides again, for a sweep: nothing was lost that were a reason for the brake."""
    _list(world, connection_id, lambda one: replace(one, sweep_at=next_sweep))


def _list(world: World, connection_id: ConnectionId, edit: Callable[[Connection], Connection]) -> None:
    changed = world.connections.change(
        connection_id, lambda one: edit(replace(one, phase=Phase.LIST, listed=(), resume=""))
    )
    world.wakes.wake(Queue.PULL, changed.account, connection_id)


def _wait(world: World, connection_id: ConnectionId, queue: Queue, trouble: Trouble, wait: timedelta) -> bool:
    now = world.clock.now()
    waiting = _waiting(trouble, now, now + wait)
    if wait <= SHORT:
        changed = world.connections.change(connection_id, waiting)
        world.wakes.again(queue, changed.account, connection_id, wait)
        return True
    # first into the timetable: who ends the wait must be there before anybody waits
    world.timetable.put(Place(connection_id, world.connections.get(connection_id).account, now + wait))
    world.connections.change(connection_id, lambda one: replace(waiting(one), polls_from=now + wait))
    return False


def _waiting(trouble: Trouble, now: datetime, until: datetime) -> Callable[[Connection], Connection]:
    def edit(one: Connection) -> Connection:
        fault = Fault(trouble.reason, now, trouble.detail)
        state = ConnectionState.WAITING if one.is_active else one.state
        tries = one.tries + int(not isinstance(trouble, CircuitOpen))  # there it didn't try
        return replace(one, state=state, fault=fault, continues=until, tries=tries)

    return edit


def _without_grant(fault: Fault) -> Callable[[Connection], Connection]:
    """A pause or a stop that was asked for meanwhile stays what it is."""

    def edit(one: Connection) -> Connection:
        return replace(one, state=ConnectionState.NEEDS_RECONNECT if one.is_active else one.state, fault=fault)

    return edit


def _needs_reconnect(world: World, connection_id: ConnectionId, trouble: Trouble) -> None:
    tell_soon(world, connection_id)
    fault = Fault(trouble.reason or "access_revoked", world.clock.now(), trouble.detail)
    changed = world.connections.change(connection_id, _without_grant(fault))
    if _is_news(world, changed, trouble):
        world.meter.count(Measure.DEAD_GRANTS)


def _is_news(world: World, connection: Connection, trouble: Trouble) -> bool:
    """A death is told once, however many connections and workers run into it; only other credentials end it.

    A scope that is missing is this connection's alone: the account's others may go on.
    """
    if trouble.reason == MISSING_SCOPE:
        return False
    if isinstance(trouble, GrantRevoked):
        return world.companies.bury_grant(connection.company, connection.user)
    return world.accounts.bury(connection.account)
