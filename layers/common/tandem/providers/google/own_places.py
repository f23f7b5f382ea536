"""A contact group and a calendar of a live check's own (contactGroups, calendars): found by name, made, removed."""

from urllib.parse import quote

from tandem.domain.errors import CollectionGone, Rejected
from tandem.providers.google.access import items_of
from tandem.providers.google.calendars import GoogleCalendars
from tandem.providers.google.call import Call, named
from tandem.providers.google.client import GoogleClient
from tandem.providers.google.people.groups import GoogleGroups


class OwnGroups:
    """The port `Places`. A group leaves its contacts where they are (`deleteContacts` is false)."""

    def __init__(self, *, client: GoogleClient) -> None:
        self._client = client

    def named(self, name: str) -> str:
        return next((one.id for one in GoogleGroups(client=self._client).groups() if one.name == name), "")

    def make(self, name: str) -> str:
        made = self._client.call(Call("POST", "v1/contactGroups", body={"contactGroup": {"name": name}}))
        return named(made, "resourceName")

    def remove(self, place: str) -> None:
        _removed(self._client, f"v1/{place}", {"deleteContacts": "false"})


class OwnCalendars:
    """The port `Places`. A calendar goes with all that is in it, so it has to be empty."""

    def __init__(self, *, client: GoogleClient) -> None:
        self._client, self._calendars = client, GoogleCalendars(client=client)

    def named(self, name: str) -> str:
        found = (one.id for one in self._calendars.calendars() if one.name == name and not one.is_default)
        return next(found, "")

    def make(self, name: str) -> str:
        return self._calendars.create(name).id

    def remove(self, place: str) -> None:
        path = f"calendars/{quote(place, safe='')}"
        try:
            pages = list(self._client.pages(Call("GET", f"{path}/events", {"maxResults": "250"})))
        except Rejected as rejected:
            if rejected.reason in _GONE:
                return
            raise
        except CollectionGone:
            return
        if any(one.get("status") != "cancelled" for page in pages for one in items_of(page)):
            raise Rejected("place_not_empty")
        _removed(self._client, path, {})


_GONE = frozenset({"not_found", "gone"})


def _removed(client: GoogleClient, path: str, query: dict[str, str]) -> None:
    try:
        client.call(Call("DELETE", path, query))
    except Rejected as rejected:
        if rejected.reason not in _GONE:
            raise
