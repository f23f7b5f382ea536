"""Builds what the receiver of Microsoft's pushes needs; no HTTP client, no provider's library."""

from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from tandem.bootstrap.edge import edge
from tandem.bootstrap.home import open_home
from tandem.domain.errors import Forged, Rejected
from tandem.providers.document import parsed
from tandem.settings import Settings
from tandem.state.channels import PushChannels
from tandem.state.connections import Connections
from tandem.state.due import Due
from tandem.state.sealing import Sealing
from tandem.state.shut import ShutBlobs, ShutVault
from tandem.state.wakes import Wakes
from tandem.usecases.listening.record_push import PushEars, Renewing

GREETING = "validationToken"
LONGEST = 2048
"""Of a greeting that is said back; Microsoft's have about a hundred signs."""
LARGEST = 256 * 1024
"""Of a push, in signs as it came; what is larger isn't read at all: anybody may send one."""
MOST_STRANGERS = 20
"""Channels of a push that aren't ours, before the rest of it is left unread: each is looked up."""
REPLACED = frozenset({"reauthorizationRequired", "subscriptionRemoved"})
"""Lifecycle events after which a subscription tells nothing more, sooner or later. `missed` is a push as any."""


@dataclass(frozen=True, slots=True)
class MicrosoftReceiver:
    ears: PushEars
    renewing: Renewing

    def greeting(self, event: Mapping[str, Any]) -> str | None:
        """What is to be said back, plainly and at once, when a subscription is opened; None for a push."""
        told = parse_qs(str(event.get("rawQueryString") or "")).get(GREETING)
        return told[0][:LONGEST].encode("utf-8", "replace").decode() if told else None

    def hear(self, event: Mapping[str, Any]) -> None:
        """Several subscriptions may share a push. Raise `Forged` where one of them isn't ours, `Rejected` for nonsense.

        The others are heard all the same: a subscription that we forgot must not silence them.
        """
        forged: list[Forged] = []
        with edge():
            for state, is_over in _told(_items(event)).items():
                try:
                    self._hear(state, is_over=is_over)
                except Forged as one:
                    forged.append(one)
                if len(forged) == MOST_STRANGERS:
                    break
            if forged:
                raise forged[0]

    def _hear(self, state: str, *, is_over: bool) -> None:
        """Name and secret of the channel stand in the client state."""
        name, _, token = state.partition(" ")
        channel = self.ears.verify(name, token)
        if is_over:
            self.renewing.renew(channel)
        self.ears.record(channel)


def _told(items: Iterable[Mapping[str, Any]]) -> dict[str, bool]:
    """Each client state once, however often it comes, and whether its subscription is over: each is looked up."""
    told: dict[str, bool] = {}
    for item in items:
        state, is_over = str(item.get("clientState") or ""), str(item.get("lifecycleEvent")) in REPLACED
        told[state] = told.get(state, False) or is_over
    return told


def _items(event: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    body = event.get("body") or ""
    if len(body) > LARGEST:
        raise Rejected("webhook_too_large")
    try:
        found = parsed(b64decode(body) if event.get("isBase64Encoded") else body)
        items = found["value"]
    except (ValueError, KeyError, TypeError) as error:
        raise Rejected("webhook_unreadable") from error
    if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
        raise Rejected("webhook_unreadable")
    return items


def build(settings: Settings) -> MicrosoftReceiver:
    home = open_home(settings)
    connections = Connections(home.table, Sealing(ShutVault(), ShutBlobs()))
    wakes = Wakes(home.table, home.wakeups, home.clock)
    channels = PushChannels(home.table)
    ears = PushEars(channels, connections, wakes)
    return MicrosoftReceiver(ears, Renewing(channels, Due(home.table), home.clock))
