"""Channels of a provider's pushes: opened, renewed before they lapse, closed at the end. A poll stands behind each."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from tandem.domain.errors import Trouble
from tandem.domain.ids import ConnectionId
from tandem.ports import Pushes
from tandem.state.channels import PushChannel
from tandem.state.connections import Connection
from tandem.state.due import Duty
from tandem.usecases.world import Opened, World

logger = logging.getLogger("tandem")

OVERLAP = timedelta(days=1)
"""So long before its end a channel is replaced, or at half of its life: a day without a provider costs no push."""
AGAIN = timedelta(minutes=10)
LEAST = timedelta(minutes=5)


def see_to_channels(world: World, connection: Connection, opened: Opened) -> None:
    """Open a channel where none is good for long, close the others. Whatever goes wrong stops no sync. Idempotent."""
    if opened.pushes is None or world.public_url is None:
        return
    try:
        until = _ensure(world, connection, opened.pushes)
    except Trouble as trouble:
        logger.info("channel not opened", extra={"connection": connection.id, "reason": trouble.reason})
        until = world.clock.now() + AGAIN
    world.due.put(Duty.CHANNEL, connection.id, until)


def _ensure(world: World, connection: Connection, pushes: Pushes) -> datetime:
    """When to look again. Tries that failed leave no more than the last one's note."""
    now, known = world.clock.now(), _without_failed(world, world.channels.of(connection.id))
    good = [one for one in known if one.renew_at is not None and one.renew_at > now]
    kept = good[0] if good else _open(world, connection, pushes)
    for one in known:
        if one.id != kept.id:
            _close(world, pushes, one)
    return kept.renew_at or now + AGAIN


def _without_failed(world: World, known: Sequence[PushChannel]) -> list[PushChannel]:
    """What nobody knows to be open. Whoever opens it at this moment notes it again when it is."""
    for one in known:
        if not one.resource:
            world.channels.drop(one)
    return [one for one in known if one.resource]


def _open(world: World, connection: Connection, pushes: Pushes) -> PushChannel:
    """Noted before it is opened: its first push may come before the answer."""
    name, token = f"tandem-{world.ids.new()}", world.ids.secret()
    channel = PushChannel(name, connection.id, connection.account, sha256(token.encode()).hexdigest())
    world.channels.put(channel)
    now = world.clock.now()
    watch = pushes.watch(name, f"{world.public_url}{pushes.path}", token)
    early = max(min(OVERLAP, (watch.expires - now) / 2), LEAST)
    opened = replace(channel, resource=watch.resource, renew_at=watch.expires - early)
    world.channels.put(opened)
    return opened


def _close(world: World, pushes: Pushes, channel: PushChannel) -> None:
    pushes.stop(channel.id, channel.resource)
    world.channels.drop(channel)


def close_channels(world: World, connection: Connection) -> None:
    """At the end of a sync. What the provider does not let us stop lapses there, and is refused here."""
    known = world.channels.of(connection.id)
    try:
        pushes = world.replicas.open(connection).pushes if known else None
        for one in known:
            if pushes is not None and one.resource:
                pushes.stop(one.id, one.resource)
    except Trouble as trouble:
        logger.info("channel not stopped", extra={"connection": connection.id, "reason": trouble.reason})
    for one in known:
        world.channels.drop(one)


def renew_channels(world: World) -> int:
    """Replace each channel whose time has come; how many connections were looked at."""
    due = [entry for entry in world.due.until(world.clock.now()) if entry.duty is Duty.CHANNEL]
    for entry in due:
        _renew(world, entry.connection)
        world.due.drop(entry.duty, entry.connection, entry.at)
    return len(due)


def _renew(world: World, connection_id: ConnectionId) -> None:
    """Whoever stands still is looked at when the sync goes on, which lists both sides."""
    connection = world.connections.find(connection_id)
    if connection is None or not connection.is_active:
        return
    try:
        opened = world.replicas.open(connection)
    except Trouble as trouble:
        logger.info("channel not renewed", extra={"connection": connection_id, "reason": trouble.reason})
        return
    see_to_channels(world, connection, opened)
