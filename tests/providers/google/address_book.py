"""One person's contacts on the stand-in with the adapter around them: what the adapter's tests start from."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tandem.domain.contact import Address, Birthday, Contact, Entry, Name
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.sight import Seen
from tandem.ports import Replica, Write, Written
from tandem.providers.google.client import GoogleClient
from tandem.providers.google.grant import GoogleGrant
from tandem.providers.google.people.contacts import GoogleContacts, GoogleContactsSource
from tandem.providers.google.people.groups import GoogleGroups
from tests.providers.google.office import Office, TurnedClock
from tests.sandbox.google.desk import Row

LATER = timedelta(hours=1)
TYPED_LABELS = {"fax": "otherFax", "work fax": "workFax", "home fax": "homeFax"}


@dataclass
class AddressBook:
    """`group` is what replicas are opened for. By their clock it is an hour later: what was sent shows by then."""

    office: Office
    group: str | None = None
    clock: TurnedClock = field(default_factory=lambda: TurnedClock(datetime.now(UTC) + LATER))

    # --- as Tandem sees it ---------------------------------------------------------------------------------

    def client(self, grant: GoogleGrant | None = None) -> GoogleClient:
        said = self.office.standin.said
        return GoogleClient(
            api_url=said["people_url"], transport=self.office.transport, grant=grant or self.office.grant()
        )

    def contacts(self, grant: GoogleGrant | None = None) -> GoogleContacts:
        return GoogleContacts(client=self.client(grant), group=self.group, clock=self.clock)

    def source(self) -> GoogleContactsSource:
        return GoogleContactsSource(client=self.client(), group=self.group, transport=self.office.transport)

    def groups(self) -> GoogleGroups:
        return GoogleGroups(client=self.client())

    # --- as its person uses it -----------------------------------------------------------------------------

    def edit(self, do: str, **what: Any) -> Row:
        told: Row = self.office.standin.control("people/edit", {"do": do, "email": self.office.email, **what})
        return told

    def add(self, contact: Contact) -> RemoteId:
        return self.type(as_typed(contact))

    def type(self, fields: Row, *groups: str) -> RemoteId:
        """In the chosen group, too."""
        into = [*groups, *([self.group] if self.group else [])]
        return RemoteId(self.edit("create", contact=fields, groups=into)["name"])

    def change(self, remote: str, **fields: Any) -> Row:
        return self.edit("change", person=remote, contact=fields)

    def new_group(self, name: str) -> str:
        return str(self.edit("make_group", name=name)["resourceName"])

    def photo(self, remote: str, content: bytes) -> None:
        self.edit("set_photo", person=remote, photo=b64encode(content).decode())

    def kept(self, remote: str) -> Row:
        """The fields of a person, as Google keeps them."""
        found: Row = next(one["fields"] for one in self.everybody() if one["name"] == remote)
        return found

    def everybody(self) -> list[Row]:
        found: list[Row] = self.office.standin.control("people/dump", {"email": self.office.email})["persons"]
        return found

    # --- what was asked ------------------------------------------------------------------------------------

    def requests(self) -> dict[str, int]:
        """Of the People API, without its version."""
        return {
            name.replace(" /v1", " ", 1).replace(" /", " ", 1): count
            for name, count in self.office.calls().items()
            if "/v1/" in name
        }


def as_typed(contact: Contact) -> Row:
    """As somebody types it at Google; a name that is known whole stands in its first line."""
    name = contact.name
    parts = {
        "honorificPrefix": name.prefix,
        "givenName": name.given,
        "middleName": name.middle,
        "familyName": name.family,
        "honorificSuffix": name.suffix,
    }
    whole = {"unstructuredName": name.formatted} if not any(parts.values()) else {}
    job = {"name": contact.organization, "title": contact.job_title}
    typed: Row = {
        "names": [_said(parts | whole)],
        "organizations": [_said(job)],
        "emailAddresses": [_entry(one, "value", "type") for one in contact.emails],
        "phoneNumbers": [_entry(one, "value", "type") for one in contact.phones],
        "imClients": [_entry(one, "username", "protocol") for one in contact.messengers],
        "addresses": [_address(one) for one in contact.addresses],
        "biographies": [{"value": contact.notes}] if contact.notes else [],
        "birthdays": [{"date": _date(contact.birthday)}] if contact.birthday else [],
    }
    return {name: [one for one in found if one] for name, found in typed.items()}


def _said(parts: Row) -> Row:
    return {name: value for name, value in parts.items() if value}


def _entry(one: Entry, value: str, label: str) -> Row:
    kind = TYPED_LABELS.get(one.label, one.label)
    return _said({value: one.value, label: kind, "metadata": {"sourcePrimary": one.primary}})


def _address(one: Address) -> Row:
    parts = {
        "streetAddress": one.street,
        "extendedAddress": one.extended,
        "poBox": one.po_box,
        "city": one.city,
        "region": one.region,
        "postalCode": one.postcode,
        "country": one.country,
        "type": one.label,
    }
    return _said(parts)


def _date(birthday: Birthday) -> Row:
    return _said({"year": birthday.year, "month": birthday.month, "day": birthday.day})


def someone(given: str = "Eva", **more: Any) -> Contact:
    mail = Entry(f"{given.lower()}@example.com", "work", primary=True)
    return Contact(name=Name(given, family="Beispiel"), emails=(mail,), **more)


def link(number: int = 1) -> LinkId:
    return LinkId(f"{number:032x}")


def written(replica: Replica, *writes: Write) -> list[Seen]:
    answers = list(replica.write(writes))
    assert all(isinstance(one, Written) for one in answers), answers
    return [one.seen for one in answers if isinstance(one, Written) and one.seen is not None]


def names(items: Sequence[Seen]) -> list[str]:
    return sorted(one.content.name.given for one in items if isinstance(one.content, Contact))
