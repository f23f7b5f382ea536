"""Pushes about one calendar: Google posts to an address of ours whenever an event changes (Events: watch).

A channel is never prolonged: another one is opened before it lapses, and the old one is stopped.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from tandem.domain.errors import Rejected, Unavailable
from tandem.ports import Watch
from tandem.providers.google.call import Call
from tandem.providers.google.client import GoogleClient


@dataclass(frozen=True, slots=True)
class GoogleWatch:
    """Implements `Pushes`."""

    client: GoogleClient
    calendar: str
    path: str = "/hooks/google"

    def watch(self, channel: str, url: str, token: str) -> Watch:
        path = f"calendars/{quote(self.calendar, safe='')}/events/watch"
        body = {"id": channel, "type": "web_hook", "address": url, "token": token}
        told = self.client.call(Call("POST", path, body=body))
        try:
            return Watch(str(told["resourceId"]), datetime.fromtimestamp(int(told["expiration"]) / 1000, UTC))
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise Unavailable("bad_answer", "watch") from error

    def stop(self, channel: str, resource: str) -> None:
        """One that is not known any more is stopped already."""
        try:
            self.client.call(Call("POST", "channels/stop", body={"id": channel, "resourceId": resource}))
        except Rejected as rejected:
            if rejected.reason not in {"not_found", "gone"}:
                raise
