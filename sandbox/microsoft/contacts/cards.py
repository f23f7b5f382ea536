"""Made-up people as contacts that their owners typed into Outlook: what has no place there is left out."""

from collections.abc import Sequence

from sandbox.people import Address, Labelled, MadeUp
from sandbox.rows import Row

SLOTS = {"work": "businessAddress", "home": "homeAddress"}


def body_of(person: MadeUp) -> Row:
    body: Row = {
        "givenName": person.given or None,
        "surname": person.family or None,
        "title": person.prefix or None,
        "generation": person.suffix or None,
        "displayName": person.full_name,
        "companyName": person.organization or None,
        "department": person.department or None,
        "jobTitle": person.job_title or None,
        "personalNotes": person.notes or None,
        "emailAddresses": [{"address": one.value, "name": person.full_name} for one in person.emails[:3]],
        "businessPhones": _phones(person.phones, "work")[:2],
        "homePhones": _phones(person.phones, "home")[:2],
        "mobilePhone": next(iter(_phones(person.phones, "mobile")), None),
        "imAddresses": [one.value for one in person.messengers],
        "categories": list(person.categories),
    }
    if person.birthday and not person.birthday.startswith("--"):
        body["birthday"] = f"{person.birthday}T11:59:00Z"
    return body | {SLOTS.get(one.label, "otherAddress"): _address(one) for one in person.addresses}


def _phones(phones: Sequence[Labelled], label: str) -> list[str]:
    return [one.value for one in phones if one.label == label]


def _address(address: Address) -> Row:
    return {
        "street": address.street,
        "city": address.city,
        "state": address.region,
        "postalCode": address.postcode,
        "countryOrRegion": address.country,
    }
