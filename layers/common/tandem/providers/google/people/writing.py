"""Writes to an address book: batches one after the other, each change in the version that it was decided on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from json import loads
from typing import NamedTuple

from tandem.domain.content import as_contact
from tandem.domain.errors import (
    AccessRevoked,
    CollectionGone,
    RateLimited,
    Rejected,
    StaleVersion,
    Trouble,
    Unavailable,
)
from tandem.domain.ids import RemoteId
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Failed, Removal, Write, Written
from tandem.providers.google.call import Call, Json
from tandem.providers.google.people.batches import each_alone, sent_whole
from tandem.providers.google.people.book import Book
from tandem.providers.google.people.elements import elements, own
from tandem.providers.google.people.person import new_fields, to_fields
from tandem.providers.google.people.sights import CONTACT, MARKER, READ, marks_in, source_of

MOST, MOST_DELETED = 200, 500
MINE = "contactGroups/myContacts"
STOPS = (AccessRevoked, RateLimited, CollectionGone)


class Planned(NamedTuple):
    """A change with the person as read, and the fields that it writes."""

    at: int
    name: RemoteId
    person: Json
    fields: Json


@dataclass(slots=True)
class Writer:
    """One round of writes; after a dead grant or a limit the rest isn't tried."""

    book: Book
    stopped: Trouble | None = None
    answers: dict[int, Written | Failed] = field(default_factory=dict)

    def write(self, writes: Sequence[Write]) -> list[Written | Failed]:
        """Creations, then changes, then removals; answers in the order of the writes."""
        creations = [(at, one) for at, one in enumerate(writes) if isinstance(one, Creation)]
        for start in range(0, len(creations), MOST):
            self._create(creations[start : start + MOST])
        planned = [one for at, write in enumerate(writes) if isinstance(write, Change) for one in self._plan(at, write)]
        for chunk in packed(planned):
            self._change(chunk)
        removals = [(at, one.seen) for at, one in enumerate(writes) if isinstance(one, Removal)]
        for start in range(0, len(removals), MOST_DELETED):
            self._remove(removals[start : start + MOST_DELETED])
        return [self.answers[at] for at in range(len(writes))]

    def _answer(self, at: int, answer: Written | Failed) -> None:
        self.answers[at] = answer
        if isinstance(answer, Failed) and isinstance(answer.error, STOPS):
            self.stopped = self.stopped or answer.error

    def _is_stopped(self, places: Sequence[int]) -> bool:
        if self.stopped is not None:
            self.answers |= {at: Failed(self.stopped) for at in places}
        return self.stopped is not None

    # --- creations -----------------------------------------------------------------------------------------

    def _create(self, chunk: Sequence[tuple[int, Creation]]) -> None:
        if self._is_stopped([at for at, _ in chunk]):
            return
        found = each_alone([one for _, one in chunk], lambda at, _: str(at), self._send_new)
        made = _by_mark({id(one): one for one in found if isinstance(one, dict)}.values())
        for (at, creation), outcome in zip(chunk, self._judged(found), strict=True):
            person = made.get(creation.link_id, Unavailable("bad_answer", "created"))
            self._answer(at, _shown(self.book, outcome if isinstance(outcome, Trouble) else person))

    def _send_new(self, creations: Sequence[Creation]) -> object:
        contacts = [{"contactPerson": self._new(one)} for one in creations]
        body = {"contacts": contacts, "readMask": READ, "sources": [CONTACT]}
        return sent_whole(self.book.client, Call("POST", "v1/people:batchCreateContacts", body=body))

    def _new(self, creation: Creation) -> Json:
        """In the chosen group, and in My Contacts: in no group Google shows nobody."""
        groups = dict.fromkeys((self.book.reader.group or MINE, MINE))
        memberships = [{"contactGroupMembership": {"contactGroupResourceName": one}} for one in groups]
        mark = [{"key": MARKER, "value": creation.link_id}]
        return {**new_fields(as_contact(creation.content)), "memberships": memberships, "clientData": mark}

    def _judged(self, outcomes: Sequence[object]) -> Sequence[object]:
        """What is refused may be so because the chosen group is gone."""
        if not any(isinstance(one, Rejected) for one in outcomes):
            return outcomes
        try:
            self.book.require_group()
        except Trouble as trouble:
            return [trouble if isinstance(one, Rejected) else one for one in outcomes]
        return outcomes

    # --- changes -------------------------------------------------------------------------------------------

    def _plan(self, at: int, change: Change) -> Iterator[Planned]:
        """None for what is as it is to be already: that costs no request."""
        if not change.seen.raw:
            self._answer(at, Failed(Rejected("no_version")))
            return
        person: Json = loads(change.seen.raw)
        fields = to_fields(person, as_contact(change.seen.content), as_contact(change.wanted))
        if fields:
            yield Planned(at, change.seen.remote_id, person, fields)
        else:
            self._answer(at, Written(change.seen))

    def _change(self, chunk: Sequence[Planned]) -> None:
        if self._is_stopped([one.at for one in chunk]):
            return
        found = each_alone(chunk, lambda _, one: one.name, self._send_changed)
        for one, outcome in zip(chunk, found, strict=True):
            self._answer(one.at, _shown(self.book, _changed(outcome, one.name)))

    def _send_changed(self, chunk: Sequence[Planned]) -> object:
        """One mask is for all. What somebody else changes is sent as it was read: another version refuses it."""
        mask = dict.fromkeys(name for one in chunk for name in one.fields)
        contacts = {one.name: _body(one, list(mask)) for one in chunk}
        body = {"contacts": contacts, "updateMask": ",".join(mask), "readMask": READ, "sources": [CONTACT]}
        return sent_whole(self.book.client, Call("POST", "v1/people:batchUpdateContacts", body=body))

    # --- removals ------------------------------------------------------------------------------------------

    def _remove(self, chunk: Sequence[tuple[int, Seen]]) -> None:
        """Google deletes whatever the version: it is asked for right before. The trash keeps it for 30 days."""
        if self._is_stopped([at for at, _ in chunk]):
            return
        try:
            now = self.book.read([seen.remote_id for _, seen in chunk], "metadata")
        except Trouble as trouble:
            self._fail(chunk, trouble)
            return
        left: list[tuple[int, Seen]] = []
        for at, seen in chunk:
            person = now[seen.remote_id]
            source = source_of(person) if person is not None else None
            if source is None:
                self._answer(at, Written())
            elif (person or {}).get("resourceName") != seen.remote_id or source.get("etag") != seen.version:
                self._answer(at, Failed(StaleVersion("etag")))
            else:
                left.append((at, seen))
        self._delete(left)

    def _delete(self, chunk: Sequence[tuple[int, Seen]]) -> None:
        outcomes = each_alone([seen.remote_id for _, seen in chunk], lambda _, name: name, self._send_removed)
        for (at, _), outcome in zip(chunk, outcomes, strict=True):
            is_gone = isinstance(outcome, Rejected) and outcome.reason == "not_found"
            self._answer(at, Failed(outcome) if isinstance(outcome, Trouble) and not is_gone else Written())

    def _send_removed(self, names: Sequence[RemoteId]) -> object:
        body = {"resourceNames": list(names)}
        return sent_whole(self.book.client, Call("POST", "v1/people:batchDeleteContacts", body=body))

    def _fail(self, chunk: Sequence[tuple[int, Seen]], trouble: Trouble) -> None:
        for at, _ in chunk:
            self._answer(at, Failed(trouble))


def packed(planned: Sequence[Planned]) -> list[list[Planned]]:
    """Batches of 200, as few as there can be: those that write the same fields together where they fill one.

    Nobody is in one batch twice: the later change finds another version than its own.
    """
    by_mask: dict[tuple[str, ...], list[Planned]] = {}
    again: list[Planned] = []
    names: set[RemoteId] = set()
    for one in planned:
        (again if one.name in names else by_mask.setdefault(tuple(sorted(one.fields)), [])).append(one)
        names.add(one.name)
    full: list[list[Planned]] = []
    rest: list[Planned] = []
    for _, group in sorted(by_mask.items()):
        whole = len(group) - len(group) % MOST
        full += [group[at : at + MOST] for at in range(0, whole, MOST)]
        rest += group[whole:]
    full += [rest[at : at + MOST] for at in range(0, len(rest), MOST)]
    return full + (packed(again) if again else [])


def _body(one: Planned, mask: Sequence[str]) -> Json:
    version: Json = {name: one.person[name] for name in ("etag", "metadata") if name in one.person}
    as_read = {name: [own(each) for each in elements(one.person, name)] for name in mask}
    return {"resourceName": one.name, **version, **as_read, **one.fields}


def _by_mark(answers: Iterable[Json]) -> dict[str, Json]:
    """The persons that were made, by the links that they bear: nobody says that they come in order.

    What makes no sense bears none: nobody knows then what was made.
    """
    found = (person for answer in answers for person in _persons(answer.get("createdPeople")))
    return {mark: person for person in found for mark in marks_in(person)}


def _persons(responses: object) -> Iterator[Json]:
    told = responses if isinstance(responses, list) else []
    found = (one.get("person") for one in told if isinstance(one, dict))
    return (person for person in found if isinstance(person, dict))


def _changed(outcome: object, name: RemoteId) -> Json | Trouble:
    if isinstance(outcome, Trouble):
        return outcome
    results = outcome.get("updateResult") if isinstance(outcome, dict) else None
    result = results.get(name) if isinstance(results, dict) else None
    return next(_persons([result]), Unavailable("bad_answer", "updated"))


def _shown(book: Book, outcome: Json | Trouble) -> Written | Failed:
    """What the answer of a write shows."""
    if isinstance(outcome, Trouble):
        return Failed(outcome)
    sight = book.reader.sight(outcome)
    return Written(sight) if isinstance(sight, Seen) else Failed(Unavailable("bad_answer", "person"))
