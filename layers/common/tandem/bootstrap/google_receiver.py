"""Builds what the receiver of Google's pushes needs; no HTTP client, no provider's library."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tandem.bootstrap.edge import edge
from tandem.bootstrap.home import open_home
from tandem.settings import Settings
from tandem.state.channels import PushChannels
from tandem.state.connections import Connections
from tandem.state.sealing import Sealing
from tandem.state.shut import ShutBlobs, ShutVault
from tandem.state.wakes import Wakes
from tandem.usecases.listening.record_push import PushEars

OPENING = "sync"
"""The state of the first push of a channel, which tells of no change (X-Goog-Resource-State)."""


@dataclass(frozen=True, slots=True)
class GoogleReceiver:
    ears: PushEars

    def hear(self, event: Mapping[str, Any]) -> None:
        """Raise `Forged` unless channel and token are ours (headers X-Goog-Channel-ID and -Token)."""
        told = {name.lower(): str(value) for name, value in (event.get("headers") or {}).items()}
        with edge():
            channel = self.ears.verify(told.get("x-goog-channel-id", ""), told.get("x-goog-channel-token", ""))
            if told.get("x-goog-resource-state") != OPENING:
                self.ears.record(channel)


def build(settings: Settings) -> GoogleReceiver:
    home = open_home(settings)
    connections = Connections(home.table, Sealing(ShutVault(), ShutBlobs()))
    wakes = Wakes(home.table, home.wakeups, home.clock)
    return GoogleReceiver(PushEars(PushChannels(home.table), connections, wakes))
