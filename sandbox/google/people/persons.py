"""The methods of `people`: single persons and batches. A batch is done as a whole, or not at all."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.google.answers import Answer, told
from sandbox.google.calls import Call
from sandbox.google.people.bodies import (
    check_version,
    checked_groups,
    fields_of,
    memberships,
    read_mask,
    update_mask,
)
from sandbox.google.people.book import Book, groups_of
from sandbox.google.people.refusals import PeopleRefused, bad, missing
from sandbox.google.people.shown import shown
from sandbox.google.people.words import SOURCES
from sandbox.rows import Row

MOST_READ = MOST_WRITTEN = 200
MOST_DELETED = 500
DETAILS = "type.googleapis.com/google.people.v1.{}ErrorDetails"
MINE = "contactGroups/myContacts"


class Persons:
    def __init__(self, book: Book) -> None:
        self._book = book

    # --- reading -------------------------------------------------------------------------------------------

    def get(self, call: Call) -> Answer:
        fields = read_mask(call.one("personFields"))
        return told(self._shown(self._found(call, f"people/{call.args[0]}"), fields))

    def batch_get(self, call: Call) -> Answer:
        """Each name has a response, in the order of the names; one that is not found fails alone."""
        names, fields = call.many("resourceNames"), read_mask(call.one("personFields"))
        if not names or len(names) > MOST_READ:
            raise bad(f"Request must have between 1 and {MOST_READ} resource names.")
        check_sources(call)
        return told({"responses": [self._response(call, name, fields) for name in names]})

    def _response(self, call: Call, name: str, fields: list[str]) -> Row:
        try:
            person = self._shown(self._found(call, name), fields)
        except PeopleRefused as refused:
            return {"requestedResourceName": name, "httpStatusCode": refused.status, "status": refused.as_status()}
        return {"requestedResourceName": name, "httpStatusCode": 200, "person": person, "status": {}}

    def _found(self, call: Call, name: str) -> Row:
        found = self._book.find(call.account["id"], name)
        if found is None:
            raise missing()
        return found

    def _shown(self, body: Row, fields: list[str]) -> Row:
        return shown(self._book.world, body, fields)

    # --- one by one ----------------------------------------------------------------------------------------

    def create(self, call: Call) -> Answer:
        made = self._new(call, call.fields)
        return told(self._shown(self._book.make(call.account["id"], made), read_mask(_or_all(call, made))))

    def update(self, call: Call) -> Answer:
        held = self._found(call, f"people/{call.args[0]}")
        fields = update_mask(call.one("updatePersonFields"))
        stored = self._book.put(call.account["id"], self._changed(call, held, call.fields, fields))
        return told(self._shown(stored, read_mask(_or_all(call, stored["fields"]))))

    def delete(self, call: Call) -> Answer:
        self.remove(call.account["id"], self._found(call, f"people/{call.args[0]}"))
        return told({})

    def remove(self, email: str, body: Row) -> Row:
        """The trash of Google's own pages has it for 30 days; no API reaches it."""
        return self._book.put(email, {**body, "deleted": True})

    # --- many at once --------------------------------------------------------------------------------------

    def batch_create(self, call: Call) -> Answer:
        contacts = call.fields.get("contacts") or []
        _check_count(contacts, MOST_WRITTEN)
        keyed = {str(at): one.get("contactPerson") or {} for at, one in enumerate(contacts)}
        new = _all_or_none(keyed, lambda _, person: self._new(call, person), "BatchCreateContacts")
        made = [self._book.make(call.account["id"], fields) for fields in new.values()]
        return self._answered(call, "createdPeople", made)

    def batch_update(self, call: Call) -> Answer:
        contacts = call.fields.get("contacts") or {}
        _check_count(contacts, MOST_WRITTEN)
        fields = update_mask(call.fields.get("updateMask"), "updateMask")

        def changed(name: str, person: Row) -> Row:
            return self._changed(call, self._found(call, name), person, fields)

        new = _all_or_none(contacts, changed, "BatchUpdateContacts")
        stored = {name: self._book.put(call.account["id"], body) for name, body in new.items()}
        return self._answered(call, "updateResult", stored)

    def batch_delete(self, call: Call) -> Answer:
        names = call.fields.get("resourceNames") or []
        _check_count(names, MOST_DELETED)
        for body in [self._found(call, name) for name in names]:
            self.remove(call.account["id"], body)
        return told({})

    def _answered(self, call: Call, name: str, bodies: Any) -> Answer:
        """Nothing is told where no field is asked for."""
        if not call.fields.get("readMask"):
            return told({})
        fields = read_mask(call.fields["readMask"], "readMask")
        if isinstance(bodies, dict):
            return told({name: {key: self._written(key, body, fields) for key, body in bodies.items()}})
        return told({name: [self._written(body["name"], body, fields) for body in bodies]})

    def _written(self, name: str, body: Row, fields: list[str]) -> Row:
        person = self._shown(body, fields)
        return {"requestedResourceName": name, "httpStatusCode": 200, "person": person, "status": {}}

    # --- what is sent --------------------------------------------------------------------------------------

    def _new(self, call: Call, person: Row) -> Row:
        """Whoever is in no group is in My Contacts."""
        fields = fields_of(person)
        if not {name for name in fields if name not in ("memberships", "clientData")}:
            raise bad("Request must have at least one field of the person.")
        groups = checked_groups(self._book, call.account["id"], fields.get("memberships", []), [])
        return {**fields, "memberships": groups or memberships([MINE])}

    def _changed(self, call: Call, body: Row, person: Row, mask: list[str]) -> Row:
        check_version(body, person)
        sent = fields_of({name: person.get(name) for name in mask})
        if "memberships" in mask:
            wanted = checked_groups(self._book, call.account["id"], sent.get("memberships", []), groups_of(body))
            if not wanted:
                raise bad("A contact must always have at least one contact group membership.")
            sent["memberships"] = wanted
        kept = {name: value for name, value in body["fields"].items() if name not in mask}
        return {**body, "fields": {**kept, **sent}}


def check_sources(call: Call) -> None:
    unknown = [one for one in call.many("sources") if one not in SOURCES]
    if unknown:
        raise bad(f"Source type {unknown[0]} is not supported here.")


def _or_all(call: Call, fields: Row) -> str:
    """Without a mask all fields come that the person has."""
    return call.one("personFields") or ",".join([*fields, "metadata"])


def _check_count(found: Any, most: int) -> None:
    if not 1 <= len(found) <= most:
        raise bad(f"Request must have between 1 and {most} contacts.")


def _all_or_none(sent: Mapping[str, Row], work: Callable[[str, Row], Row], method: str) -> dict[str, Row]:
    """What each becomes. Raises Refused with what is wrong of each that is."""
    done: dict[str, Row] = {}
    wrong: dict[str, Row] = {}
    first: PeopleRefused | None = None
    for key, person in sent.items():
        try:
            done[key] = work(key, person)
        except PeopleRefused as refused:
            first = first or refused
            wrong[key] = refused.as_status()
    if first is not None:
        detail = {"@type": DETAILS.format(method), "contactErrors": wrong}
        raise PeopleRefused(400, str(first), "INVALID_ARGUMENT", details=(detail,))
    return done
