"""A provider's push says only "look": its connection is woken to pull. Never calls a provider."""

import hmac
from dataclasses import dataclass, replace
from hashlib import sha256

from tandem.domain.errors import Forged
from tandem.home import Clock, Queue
from tandem.state.channels import PushChannel, PushChannels
from tandem.state.checkup_name import is_checkup
from tandem.state.connections import Connections
from tandem.state.due import Due, Duty
from tandem.state.wakes import Wakes


@dataclass(frozen=True, slots=True)
class PushEars:
    """The little of the world that a receiver needs."""

    channels: PushChannels
    connections: Connections
    wakes: Wakes

    def verify(self, name: str, token: str) -> PushChannel:
        """Raise `Forged` unless the channel is one of ours and brings its secret. Takes constant time."""
        channel = self.channels.find(name)
        stored = channel.token_sha256 if channel else ""
        is_ours = hmac.compare_digest(sha256(token.encode("utf-8", "surrogatepass")).hexdigest(), stored)
        if channel is None or not is_ours:
            raise Forged("unknown_channel")
        return channel

    def record(self, channel: PushChannel) -> None:
        """Wake the pull of its connection, unless nobody listens there; of a live check's, note when. Idempotent."""
        if is_checkup(channel.connection):
            self.channels.put(replace(channel, heard_at=self.wakes.clock.now()))
            return
        connection = self.connections.find(channel.connection)
        if connection is not None and connection.is_active:
            self.wakes.wake(Queue.PULL, connection.account, connection.id)


@dataclass(frozen=True, slots=True)
class Renewing:
    """What a receiver needs where a provider tells that a channel is over, or soon will be."""

    channels: PushChannels
    due: Due
    clock: Clock

    def renew(self, channel: PushChannel) -> None:
        """Have it replaced at the next look at channels, which isn't for the receiver to do. Idempotent."""
        now = self.clock.now()
        self.channels.put(replace(channel, renew_at=now))
        self.due.put(Duty.CHANNEL, channel.connection, now)
