"""Contacts that Tandem made, found by the mark that they were sent with; there is no question that asks for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.domain.ids import LinkId
from tandem.domain.sight import Seen
from tandem.providers.google.call import Json
from tandem.providers.google.people.book import Book
from tandem.providers.google.people.sights import marks_in, source_of

EARLIER = timedelta(hours=1)
"""Our clock and Google's may differ."""


@dataclass(frozen=True, slots=True)
class Marked:
    book: Book

    def find(self, links: Sequence[LinkId], since: datetime | None) -> Mapping[LinkId, Seen]:
        """From what was changed last back to `since`, or to the first contact. Of two with one mark, the newer."""
        found: dict[LinkId, Seen] = {}
        wanted = frozenset(links)
        for page in self.book.pages({"sortOrder": "LAST_MODIFIED_DESCENDING"}):
            persons: list[Json] = page["connections"]
            for person, mark in ((one, LinkId(mark)) for one in persons for mark in marks_in(one)):
                sight = self.book.reader.sight(person) if mark in wanted - found.keys() else None
                if isinstance(sight, Seen):
                    found[mark] = sight
            if found.keys() == wanted or (since is not None and _is_older(persons, since - EARLIER)):
                break
        return found


def _is_older(persons: Sequence[Json], since: datetime) -> bool:
    """Whether the last of them, and so all that follow, were changed before; False where nobody can tell."""
    told = (source_of(persons[-1]) or {}).get("updateTime") if persons else None
    try:
        return datetime.fromisoformat(str(told)) < since
    except (ValueError, TypeError):
        return False


def contact_name(uid: str) -> str:
    """The resource name of a contact that no profile is known of, by the id of its source; empty for what is none."""
    try:
        return f"people/c{int(uid, 16)}"
    except ValueError:
        return ""
