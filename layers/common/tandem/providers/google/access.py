"""Whether a calendar is still there and may be written: only then an event that is missing proves anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from tandem.domain.errors import CollectionGone, Rejected, Trouble, Unavailable
from tandem.providers.google.call import Call, Json, named
from tandem.providers.google.client import GoogleClient

WRITABLE = frozenset({"owner", "writer"})
"""Who has less is shown events without what is private, or without anything but their time."""


@dataclass(frozen=True, slots=True)
class Access:
    """One account's way to one calendar."""

    client: GoogleClient
    calendar: str

    @property
    def path(self) -> str:
        return f"calendars/{quote(self.calendar, safe='')}/events"

    def event(self, remote: str) -> str:
        return f"{self.path}/{quote(remote, safe='')}"

    def pages(self, path: str, query: dict[str, str]) -> Iterator[Json]:
        """Pages of a calendar that may be written. Raise `CollectionGone`, and what the client raises."""
        for page in self.client.pages(Call("GET", path, query)):
            if str(page.get("accessRole", "owner")) not in WRITABLE:
                raise CollectionGone("calendar_read_only")
            yield page

    def check(self) -> None:
        """Raise `CollectionGone` where the calendar was deleted, or is closed to this account."""
        try:
            next(self.pages(self.path, {"maxResults": "1", "fields": "accessRole"}))
        except Rejected as rejected:
            raise CollectionGone("calendar_missing") from rejected

    def judged(self, outcomes: Sequence[Json | Trouble]) -> Sequence[Json | Trouble]:
        """What was not found may be gone with all of its calendar."""
        if not any(map(is_missing, outcomes)):
            return outcomes
        try:
            self.check()
        except Trouble as trouble:
            return [trouble if is_missing(one) else one for one in outcomes]
        return outcomes


def is_missing(outcome: Json | Trouble) -> bool:
    return isinstance(outcome, Rejected) and outcome.reason == "not_found"


def items_of(page: Json) -> list[Json]:
    """Raise `Unavailable` for what is no list of events, or of calendars, each with an id."""
    items = page.get("items", [])
    if not isinstance(items, list) or not all(isinstance(one, dict) and named(one, "id") for one in items):
        raise Unavailable("bad_answer", "items")
    return items
