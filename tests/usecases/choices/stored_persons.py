"""The company on the stand-in of Pipedrive, with the real adapter for Tandem."""

from collections.abc import Mapping
from typing import Any

from tandem.domain.contact import Contact
from tandem.domain.ids import UserId
from tandem.domain.rules import CrmScope
from tandem.ports import Replica
from tandem.providers.pipedrive.operations import Operation
from tests.providers.pipedrive.office import ANNA, BEN, Office
from tests.usecases.choices.people import FAMILY, TITLE


class StoredPersons:
    def __init__(self, office: Office) -> None:
        self.office = office
        self.title = office.codes.custom["job_title"]
        self.known: dict[str, str] = {}
        for person in office.stored():
            office.edit("delete", id=person["id"])

    def replica(self, scope: str) -> Replica:
        kind, _, number = scope.partition(":")
        return self.office.contacts(CrmScope(kind, number))

    def scope(self, kind: str) -> str:
        return f"filter:{self._filter()}" if kind == "filter" else kind

    def _filter(self) -> int:
        wanted = {"object": "person", "field_id": "last_name", "operator": "=", "value": FAMILY, "extra_value": None}
        glued = [{"glue": "and", "conditions": [wanted]}, {"glue": "or", "conditions": []}]
        body = {"name": FAMILY, "type": "people", "conditions": {"glue": "and", "conditions": glued}}
        made = self.office.client.send(Operation("POST", "/api/v1/filters", 10), body=body)["data"]
        return int(made["id"])

    def replica_of_colleague(self) -> Replica:
        return self.office.contacts(user=BEN)

    def desk(self) -> Any:
        return self.office.crm()

    def desk_of_colleague(self) -> Any:
        return self.office.crm(BEN)

    def colleague(self) -> UserId:
        return BEN

    def add(self, contact: Contact, *, by_colleague: bool = False) -> None:
        patch = {
            "name": f"{contact.name.given} {contact.name.family}",
            "first_name": contact.name.given,
            "last_name": contact.name.family,
            "emails": [{"value": one.value, "label": "other", "primary": True} for one in contact.emails],
            "owner_id": int(BEN if by_colleague else ANNA),
        }
        self.office.edit("create", patch=patch)

    def retitle(self, given: str, title: str = TITLE) -> str:
        return self._change(given, custom_fields={self.title: title})

    def rename(self, given: str, family: str) -> str:
        return self._change(given, name=f"{given} {family}", last_name=family)

    def hand_over(self, given: str) -> str:
        return self._change(given, owner_id=int(BEN))

    def deal(self, given: str) -> str:
        person = self._of(given)
        self.office.edit("create", "deal", patch={"title": "Turbine", "person_id": int(person)})
        return person

    def remove(self, given: str) -> str:
        person = self._of(given)
        self.office.edit("delete", id=int(person))
        return person

    def _change(self, given: str, **patch: object) -> str:
        person = self._of(given)
        self.office.edit("change", id=int(person), patch=patch)
        return person

    def _of(self, given: str) -> str:
        if given not in self.known:
            self.known = dict(self.ids())
        return self.known[given]

    def ids(self) -> Mapping[str, str]:
        return {given: str(row["id"]) for given, row in self._rows().items()}

    def titles(self) -> Mapping[str, str]:
        return {given: (row["custom_fields"] or {}).get(self.title) or "" for given, row in self._rows().items()}

    def pictured(self) -> frozenset[str]:
        return frozenset(given for given, row in self._rows().items() if row["picture_id"])

    def _rows(self) -> dict[str, dict[str, Any]]:
        rows = self.office.stored()
        found = {row["first_name"]: row for row in rows}
        assert len(found) == len(rows), "somebody is there twice"
        return found
