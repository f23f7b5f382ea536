"""Which persons a connection holds: those of its user, all that the user sees, or those of a Pipedrive filter."""

from typing import Protocol

from tandem.domain.errors import Refused
from tandem.domain.ids import UserId
from tandem.domain.rules import CrmScope
from tandem.providers.pipedrive.client import Client, Json
from tandem.providers.pipedrive.operations import LIST_PERSONS


class Scope(Protocol):
    """`covers` tells of a person whether it is in; `refresh` asks again what may have changed."""

    def covers(self, person: Json) -> bool: ...

    def refresh(self) -> None: ...


class Own:
    def __init__(self, user: UserId) -> None:
        self._user = user

    def covers(self, person: Json) -> bool:
        return str(person.get("owner_id")) == self._user

    def refresh(self) -> None:
        """A person tells its owner itself."""


class Visible:
    def covers(self, person: Json) -> bool:  # noqa: ARG002  # what comes back is visible
        return True

    def refresh(self) -> None:
        """Pipedrive itself shows what is visible."""


class Filtered:
    """Only a listing tells who is in a filter, so the ids are listed once and kept until `refresh`."""

    def __init__(self, client: Client, filter_id: str) -> None:
        self._client = client
        self._filter_id = filter_id
        self._ids: frozenset[int] | None = None

    def covers(self, person: Json) -> bool:
        if self._ids is None:
            pages = self._client.pages(LIST_PERSONS, {"filter_id": self._filter_id})
            self._ids = frozenset(item["id"] for items, _ in pages for item in items)
        return person["id"] in self._ids

    def refresh(self) -> None:
        self._ids = None


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
