"""The calendars of an account, live (calendar:v3, calendarList and calendars)."""

from collections.abc import Sequence
from urllib.parse import quote

from tandem.domain.errors import CollectionGone, Rejected
from tandem.ports import Group
from tandem.providers.google.access import WRITABLE, items_of
from tandem.providers.google.call import Call, Json, named
from tandem.providers.google.client import GoogleClient


class GoogleCalendars:
    def __init__(self, *, client: GoogleClient) -> None:
        self._client = client

    def calendars(self) -> Sequence[Group]:
        """Those that may be written, the account's own first. Raise `Unavailable` for what is no list of calendars."""
        pages = self._client.pages(Call("GET", "users/me/calendarList", {"maxResults": "250"}))
        found = [item for page in pages for item in items_of(page)]
        groups = [_group(item) for item in found if str(item.get("accessRole")) in WRITABLE and not item.get("deleted")]
        return sorted(groups, key=lambda one: (not one.is_default, one.name.casefold()))

    def create(self, name: str) -> Group:
        """In the zone of the account's own calendar: Google doesn't say which one it would take."""
        body = {"summary": name, "timeZone": self.zone("primary")}
        made = self._client.call(Call("POST", "calendars", body=body))
        return Group(named(made, "id"), str(made.get("summary", name)))

    def zone(self, calendar: str) -> str:
        """The IANA zone that the calendar is kept in. Raise `CollectionGone`.

        The calendar itself is asked: a person may have taken it off the list, and uses it all the same.
        """
        try:
            told = self._client.call(Call("GET", f"calendars/{quote(calendar, safe='')}"))
        except Rejected as rejected:
            raise CollectionGone("calendar_missing") from rejected
        return str(told.get("timeZone") or "UTC")


def _group(item: Json) -> Group:
    name = item.get("summaryOverride") or item.get("summary") or item["id"]
    return Group(str(item["id"]), str(name), is_default=bool(item.get("primary")))
