"""Pushes about contacts: Graph posts to an address of ours whenever a contact of a folder changes.

A subscription watches one folder, lasts a week at most, and is replaced before it ends, as any channel. What it was
opened for, and the secret, stand in its client state.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.domain.errors import Rejected, Trouble, Unavailable
from tandem.ports import Clock, Watch
from tandem.providers.microsoft.answers import NOT_FOUND, identified
from tandem.providers.microsoft.call import Call, part
from tandem.providers.microsoft.client import GraphClient
from tandem.providers.microsoft.folders import DEFAULT, Folders
from tandem.providers.microsoft.scope import scope_of

LONGEST = timedelta(minutes=10_080) - timedelta(minutes=10)
"""A week less ten minutes: clocks differ (learn.microsoft.com/graph/api/resources/subscription)."""
OLDER = timedelta(minutes=4_230) - timedelta(minutes=10)
"""What older pages of the documentation say; taken where the longer life is refused."""
MOST = 20
"""Folders of a mailbox that push; changes in further ones are polled."""


@dataclass(frozen=True, slots=True)
class GraphWatch:
    """Implements `Pushes`. `group` is that of the connection; `resource` holds the ids of all that was opened."""

    client: GraphClient
    clock: Clock
    group: str | None
    path: str = "/hooks/microsoft"

    def watch(self, channel: str, url: str, token: str) -> Watch:
        opened: list[Watch] = []
        try:
            for resource in self._resources():
                opened.append(self._opened(resource, url, f"{channel} {token}"))
        except Trouble:
            self.stop(channel, " ".join(one.resource for one in opened))
            raise
        return Watch(" ".join(one.resource for one in opened), min(one.expires for one in opened))

    def stop(self, channel: str, resource: str) -> None:  # noqa: ARG002
        """One that is not known any more is stopped already."""
        for subscription in resource.split():
            try:
                self.client.call(Call("DELETE", f"subscriptions/{part(subscription)}"))
            except Rejected as rejected:
                if rejected.reason != NOT_FOUND:
                    raise

    def _resources(self) -> list[str]:
        scope = scope_of(self.group)
        if scope.folder:
            return [f"me/contactFolders/{scope.folder}/contacts"]
        others = [one.id for one in Folders(self.client).all() if not one.is_default and one.id != DEFAULT]
        return ["me/contacts", *(f"me/contactFolders/{one}/contacts" for one in others)][:MOST]

    def _opened(self, resource: str, url: str, state: str) -> Watch:
        try:
            return self._asked(resource, url, state, LONGEST)
        except Rejected as rejected:
            if rejected.detail not in {"InvalidRequest", "ExtensionError"}:
                raise
            return self._asked(resource, url, state, OLDER)

    def _asked(self, resource: str, url: str, state: str, life: timedelta) -> Watch:
        until = (self.clock.now() + life).strftime("%Y-%m-%dT%H:%M:%SZ")
        body = {
            "changeType": "created,updated,deleted",
            "notificationUrl": url,
            "lifecycleNotificationUrl": url,
            "resource": resource,
            "expirationDateTime": until,
            "clientState": state,
        }
        told = identified(self.client.call(Call("POST", "subscriptions", body=body)))
        try:
            expires = datetime.fromisoformat(str(told["expirationDateTime"]))
        except (KeyError, ValueError) as error:
            raise Unavailable("bad_answer", "watch") from error
        if expires.tzinfo is None:
            raise Unavailable("bad_answer", "watch")
        return Watch(told["id"], expires)
