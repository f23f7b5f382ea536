"""Which persons a connection holds: those of its user, all that the user sees, or those of a Pipedrive filter.

Of activities it holds those of its user, of the types that were chosen.
"""

import threading
from dataclasses import dataclass
from typing import Protocol

from tandem.domain.errors import AccessRevoked, Refused, Rejected
from tandem.domain.ids import UserId
from tandem.domain.rules import CrmScope
from tandem.providers.pipedrive.client import Client, Json
from tandem.providers.pipedrive.envelope import identified
from tandem.providers.pipedrive.operations import LIST_PERSONS


class Scope(Protocol):
    """`covers` tells of a person whether it is in; `refresh` asks again what may have changed.

    `admit` is told of a person that was just made: it counts as in until the next `refresh`.
    """

    def covers(self, person: Json) -> bool: ...

    def admit(self, person: Json) -> None: ...

    def refresh(self) -> None: ...


class Own:
    def __init__(self, user: UserId) -> None:
        self._user = user

    def covers(self, person: Json) -> bool:
        return str(person.get("owner_id")) == self._user

    def admit(self, person: Json) -> None:
        """A person tells its owner itself."""

    def refresh(self) -> None:
        """As above."""


class Visible:
    def covers(self, person: Json) -> bool:  # noqa: ARG002  # what comes back is visible
        return True

    def admit(self, person: Json) -> None:
        """Pipedrive itself shows what is visible."""

    def refresh(self) -> None:
        """As above."""


class Filtered:
    """Only a listing tells who is in a filter, so the ids are listed once and kept until `refresh`. Thread-safe."""

    def __init__(self, client: Client, filter_id: str) -> None:
        self._client = client
        self._filter_id = filter_id
        self._lock = threading.Lock()
        self._ids: set[int] | None = None

    def covers(self, person: Json) -> bool:
        return person["id"] in self._listed()

    def admit(self, person: Json) -> None:
        self._listed().add(person["id"])

    def refresh(self) -> None:
        self._ids = None

    def _listed(self) -> set[int]:
        with self._lock:
            if self._ids is None:
                self._ids = self._list()
            return self._ids

    def _list(self) -> set[int]:
        """Without its filter a connection knows nothing of its scope: its owner has to choose another."""
        try:
            pages = self._client.pages(LIST_PERSONS, {"filter_id": self._filter_id})
            return {identified(item)["id"] for items, _ in pages for item in items}
        except Rejected as error:
            raise AccessRevoked("crm_filter_gone", error.reason) from error


@dataclass(frozen=True, slots=True)
class Agenda:
    """`types` are keys of activity types, None for all."""

    user: UserId
    types: frozenset[str] | None = None

    def covers(self, activity: Json) -> bool:
        """One without a date is on nobody's calendar."""
        is_mine = str(activity.get("owner_id")) == self.user
        is_chosen = self.types is None or str(activity.get("type")) in self.types
        return is_mine and is_chosen and bool(activity.get("due_date"))


def scope_of(chosen: CrmScope, user: UserId, client: Client) -> Scope:
    """Raise `Refused` for a scope that doesn't exist."""
    match chosen.kind:
        case "own":
            return Own(user)
        case "visible":
            return Visible()
        case "filter" if chosen.filter_id.isdecimal():
            return Filtered(client, chosen.filter_id)
        case _:
            raise Refused("unknown_crm_scope")
