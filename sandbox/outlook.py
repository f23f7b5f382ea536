"""Made-up people as Outlook keeps them in a mailbox of Exchange: told flat, each value in a slot of its own."""

from collections.abc import Iterable, Sequence
from typing import Any

from sandbox.people import Labelled, MadeUp, people

FOLDER = "Kunden"
PHONES = {
    "work": ("BusinessPhone", "BusinessPhone2"),
    "home": ("HomePhone", "HomePhone2"),
    "mobile": ("MobilePhone", "CarPhone"),
}
PLACES = {"work": "Business", "home": "Home"}

Row = dict[str, Any]


def mailbox(count: int, seed: int) -> tuple[list[MadeUp], list[MadeUp]]:
    """Who is among the contacts, and who in a folder of customers; other people than in the other stand-ins."""
    everybody = list(people(count, seed + 1000))
    customers = [person for person in everybody if FOLDER in person.categories]
    return [person for person in everybody if person not in customers], customers


def contact(person: MadeUp) -> Row:
    told: Row = {"GivenName": person.given, "Surname": person.family, "Generation": person.suffix}
    told |= {"DisplayName": person.full_name if person.given else "", "CompanyName": person.organization}
    told |= {"JobTitle": person.job_title, "Department": person.department, "Body": person.notes}
    told |= _numbered("EmailAddress", person.emails) | _numbered("ImAddress", person.messengers)
    told |= _phones(person.phones) | _addresses(person)
    if person.birthday:
        day = f"1604-{person.birthday[2:]}" if person.birthday.startswith("--") else person.birthday
        told["Birthday"] = f"{day}T11:59:00Z"
    return {name: value for name, value in told.items() if value} | _categories(person)


def _numbered(slot: str, values: Sequence[Labelled]) -> Row:
    return {f"{slot}{number}": one.value for number, one in enumerate(values[:3], 1)}


def _phones(phones: Iterable[Labelled]) -> Row:
    told: Row = {}
    for phone in phones:
        slots = (*PHONES.get(phone.label, ()), "OtherTelephone")
        told[next((slot for slot in slots if slot not in told), slots[0])] = phone.value
    return told


def _addresses(person: MadeUp) -> Row:
    told: Row = {}
    for address in person.addresses:
        place = PLACES.get(address.label, "Other")
        told |= {f"{place}.Street": address.street, f"{place}.City": address.city, f"{place}.State": address.region}
        told |= {f"{place}.CountryOrRegion": address.country, f"{place}.PostalCode": address.postcode}
    return told


def _categories(person: MadeUp) -> Row:
    return {"Categories": list(person.categories)} if person.categories else {}
