"""One account's address book at Google: lists, reads of many, and whether the chosen group is still there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tandem.domain.errors import CollectionGone, RateLimited, Rejected, Trouble, Unavailable
from tandem.domain.ids import RemoteId
from tandem.providers.google.call import Call, Json
from tandem.providers.google.client import GoogleClient
from tandem.providers.google.people.sights import CONTACT, Reader, groups_of

PAGE, MOST_READ = 1000, 200
MOST_VALUES = 100
"""A list shows at most so many addresses or numbers of a person (Person, emailAddresses): the rest is read."""
GONE, EXHAUSTED = 5, 8
"""google.rpc.Code."""
WAIT = timedelta(seconds=30)


@dataclass(slots=True)
class Book:
    """`is_there`: the group was found by this one, so it isn't asked for again."""

    client: GoogleClient
    reader: Reader
    is_there: bool = field(default=False)

    def pages(self, query: Mapping[str, str]) -> Iterator[Json]:
        """Pages of contacts, as they come. Raise `Unavailable` for what is no list of persons."""
        asked = {"personFields": self.reader.fields, "sources": CONTACT, "pageSize": str(PAGE), **query}
        for page in self.client.pages(Call("GET", "v1/people/me/connections", asked)):
            found = page.get("connections", [])
            if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
                raise Unavailable("bad_answer", "connections")
            yield {**page, "connections": self._whole(found)}

    def _whole(self, found: Sequence[Json]) -> list[Json]:
        cut = [str(one.get("resourceName")) for one in found if _is_cut(one)]
        whole = self.read(cut) if cut else {}
        known = ((one, whole.get(RemoteId(str(one.get("resourceName"))))) for one in found)
        return [full if full is not None else one for one, full in known]

    def read(self, names: Sequence[str], fields: str = "") -> Mapping[RemoteId, Json | None]:
        """Persons by the name that they were asked for by, whatever they are called now; None for who is not found."""
        found: dict[RemoteId, Json | None] = {}
        for at in range(0, len(names), MOST_READ):
            found |= self._read(names[at : at + MOST_READ], fields or self.reader.fields)
        return found

    def _read(self, names: Sequence[str], fields: str) -> dict[RemoteId, Json | None]:
        query = {"resourceNames": list(names), "personFields": fields, "sources": CONTACT}
        answer = self.client.call(Call("GET", "v1/people:batchGet", query))
        told = answer.get("responses", [])
        if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
            raise Unavailable("bad_answer", "responses")
        found = {RemoteId(str(one.get("requestedResourceName"))): _person(one) for one in told}
        if not found.keys() >= set(names):
            raise Unavailable("bad_answer", "responses")
        return found

    def check_group(self, persons: Sequence[Json]) -> None:
        """Nobody in it may mean that it is gone. Raise `CollectionGone` then: nothing is known of who is in it."""
        group = self.reader.group
        if group is not None and not all(group in _groups(one) for one in persons):
            self.require_group()

    def require_group(self) -> None:
        """Raise `CollectionGone` where the chosen group is gone."""
        if self.reader.group is None or self.is_there:
            return
        try:
            self.client.call(Call("GET", f"v1/{self.reader.group}", {"groupFields": "name"}))
        except Rejected as rejected:
            raise CollectionGone("group_missing") from rejected
        self.is_there = True


def _groups(person: Json) -> frozenset[str]:
    try:
        return groups_of(person)
    except TypeError:
        return frozenset()


def _is_cut(person: Json) -> bool:
    lists = (person.get(name) for name in ("emailAddresses", "phoneNumbers"))
    return any(isinstance(one, list) and len(one) >= MOST_VALUES for one in lists)


def _person(response: Json) -> Json | None:
    """Raise what the status of one response means for all: who is not found is the only one that fails alone."""
    person, status = response.get("person"), response.get("status")
    if isinstance(person, dict):
        return person
    code = status.get("code") if isinstance(status, dict) else None
    if code == GONE:
        return None
    raise _failed(code)


def _failed(code: object) -> Trouble:
    return RateLimited(WAIT) if code == EXHAUSTED else Unavailable("bad_answer", str(code))
