"""Writes persons, and finds those whose fate is unknown.

Pipedrive has no conditional write: a PATCH carries only what changed, and its answer tells what else did meanwhile.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

from tandem.domain.contact import Contact, Field
from tandem.domain.content import as_contact
from tandem.domain.errors import Rejected, Trouble
from tandem.domain.field import CONTACT_FIELDS
from tandem.domain.ids import LinkId, UserId
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Failed, Removal, Write, Written
from tandem.providers.pipedrive import persons
from tandem.providers.pipedrive.batch import Batch
from tandem.providers.pipedrive.client import Client, Json, Query
from tandem.providers.pipedrive.codes import FieldCodes, Slot
from tandem.providers.pipedrive.envelope import identified, item as item_of, understood
from tandem.providers.pipedrive.operations import CREATE_PERSON, DELETE_PERSON, GET_PERSON, LIST_PERSONS, UPDATE_PERSON
from tandem.providers.pipedrive.organizations import Directory, Found, fold
from tandem.providers.pipedrive.scope import Scope
from tandem.providers.pipedrive.times import read_stamp, stamp

_SLACK = timedelta(minutes=5)


class Writer:
    """`seen_by` gives Pipedrive's number of who sees what is made, as far as the plan is known by then."""

    def __init__(
        self,
        *,
        client: Client,
        directory: Directory,
        codes: FieldCodes,
        user: UserId,
        scope: Scope,
        seen_by: Callable[[], int | None],
        workers: int,
    ) -> None:
        self._client = client
        self._directory = directory
        self._codes = codes
        self._user = user
        self._scope = scope
        self._seen_by = seen_by
        self._workers = workers

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        """Organizations first, then all writes side by side; the outcomes in the order of the writes."""
        try:
            found = self._directory.ids(filter(None, map(_organization, writes)))
        except Trouble as trouble:
            return iter([Failed(trouble) for _ in writes])
        return Batch(partial(self._written, found=found), self._workers).outcomes(writes)

    def find_created(self, wanted: Mapping[LinkId, Contact], since: datetime) -> Mapping[LinkId, Seen]:
        """By the marker; in a company without one, by name, mails and owner among what was added since."""
        created: dict[LinkId, Seen] = {}
        query: Query = {"updated_since": stamp(since - _SLACK), "sort_by": "update_time"}
        for items, _ in self._client.pages(LIST_PERSONS, query):
            for item in items:
                link_id = None if item.get("is_deleted") else self._match(item, wanted, since, created)
                if link_id is not None and link_id not in created:
                    created[link_id] = self._shown(item)
        return created

    def _written(self, write: Write, found: Found) -> Written:
        match write:
            case Creation():
                return self._create(write, found)
            case Change():
                return self._change(write, found)
            case Removal():
                return self._remove(write)
            case _:
                assert_never(write)

    def _create(self, creation: Creation, found: Found) -> Written:
        contact = as_contact(creation.content)
        bodies = list(persons.to_person(contact, self._codes).values())
        if Field.ORGANIZATION not in contact.missing:
            bodies.append(_organization_body(contact.organization, found, ()))
        bodies.append({"owner_id": int(self._user), "visible_to": self._seen_by()})
        if marker := self._codes.get(Slot.MARKER):
            bodies.append({"custom_fields": {marker: creation.link_id}})
        person = identified(item_of(self._client.send(CREATE_PERSON, body=_filled(persons.merged(bodies)))))
        self._scope.admit(person)
        return Written(self._shown(person))

    def _change(self, change: Change, found: Found) -> Written:
        seen, wanted = change.seen, as_contact(change.wanted)
        changed = changed_fields(as_contact(seen.content), wanted, persons.projection(wanted, self._codes))
        bodies = [body for field, body in persons.to_person(wanted, self._codes).items() if field in changed]
        if Field.ORGANIZATION in changed:
            bodies.append(_organization_body(wanted.organization, found, seen.mentions))
        body = persons.merged(bodies)
        if not body:
            return Written(seen)
        person = identified(item_of(self._client.send(UPDATE_PERSON, seen.remote_id, body=body)))
        shown = self._shown(person)
        return Written(shown, _overwritten(seen, shown, changed))

    def _remove(self, removal: Removal) -> Written:
        """What is gone already is removed as well."""
        try:
            self._client.send(DELETE_PERSON, removal.seen.remote_id)
        except Rejected as rejected:
            if rejected.reason not in ("not_found", "gone"):
                raise
            return Written()
        return Written(overwritten=self._edited_last(removal.seen))

    def _edited_last(self, seen: Seen) -> Contact | None:
        """An edit that the deletion took along: a deleted person may still be shown, as it was (migration guide v2)."""
        try:
            last = item_of(self._client.get(GET_PERSON, seen.remote_id))
            return _overwritten(seen, self._shown(last), frozenset())
        except Trouble:
            return None

    def _shown(self, person: Json) -> Seen:
        with understood():
            organization = persons.organization_of(person)
            name = self._directory.name(organization) if organization else ""
            return persons.to_seen(person, self._codes, name, in_scope=self._scope.covers(person))

    def _match(
        self, item: Json, wanted: Mapping[LinkId, Contact], since: datetime, created: Mapping[LinkId, Seen]
    ) -> LinkId | None:
        if marker := self._codes.get(Slot.MARKER):
            with understood():
                link_id = LinkId((item.get("custom_fields") or {}).get(marker) or "")
                return link_id if link_id in wanted else None
        with understood():
            if str(item.get("owner_id")) != self._user or read_stamp(item["add_time"]) < since - _SLACK:
                return None
            shown = _likeness(persons.to_contact(item, self._codes, ""))
        alike = (each for each in wanted if _likeness(persons.projection(wanted[each], self._codes)) == shown)
        return next((each for each in alike if each not in created), None)


def changed_fields(seen: Contact, wanted: Contact, shown: Contact) -> frozenset[Field]:
    """The fields to send: those that differ, and would still differ if they were written as Pipedrive shows them."""
    missing = seen.missing | wanted.missing
    return frozenset(
        field
        for field in CONTACT_FIELDS
        if field not in missing and _value(seen, field) not in (_value(wanted, field), _value(shown, field))
    )


def _overwritten(before: Seen, after: Seen, sent: AbstractSet[Field]) -> Contact | None:
    """The unsent fields that differ from what was seen; an organization's new name is no edit of the person."""
    then, now = as_contact(before.content), as_contact(after.content)
    same = then.missing | now.missing | sent
    same |= {field for field in CONTACT_FIELDS if _value(then, field) == _value(now, field)}
    if before.mentions == after.mentions:
        same |= {Field.ORGANIZATION}
    return None if same >= set(CONTACT_FIELDS) else replace(now, missing=frozenset(same))


def _value(contact: Contact, field: Field) -> object:
    """What tells whether a field differs: a whole name follows from its parts, an organization's case means nothing."""
    match field:
        case Field.NAME:
            return persons.to_name(contact)
        case Field.ORGANIZATION:
            return fold(contact.organization)
        case _:
            return getattr(contact, field.value)


def _organization(write: Write) -> str:
    """The name that has to be found for a write, "" for none."""
    match write:
        case Creation(content=Contact() as wanted):
            return "" if Field.ORGANIZATION in wanted.missing else wanted.organization
        case Change(seen=Seen(content=Contact() as then), wanted=Contact() as wanted):
            is_same = fold(then.organization) == fold(wanted.organization)
            return "" if is_same or Field.ORGANIZATION in wanted.missing else wanted.organization
        case _:
            return ""


def _organization_body(name: str, found: Found, mentions: Sequence[str]) -> Json:
    """Of several with one name the person's own, else the oldest. One that may not be created is left out."""
    outcome = found[fold(name)] if fold(name) else None
    if isinstance(outcome, Rejected):
        return {}
    if isinstance(outcome, Trouble):
        raise outcome
    own = [each for each in outcome or () if f"organization/{each}" in mentions]
    return {"org_id": (own or list(outcome))[0] if outcome else None}


def _filled(body: Json) -> Json:
    """A new person has nothing to clear."""
    filled = {key: value for key, value in body.items() if value is not None and value != []}
    if "custom_fields" in filled:
        filled["custom_fields"] = {code: value for code, value in body["custom_fields"].items() if value is not None}
    return filled


def _likeness(contact: Contact) -> tuple[str, str, frozenset[str]]:
    return contact.name.given, contact.name.family, frozenset(entry.value.casefold() for entry in contact.emails)
