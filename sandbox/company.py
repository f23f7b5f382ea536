"""A made-up company: Anna's address book as vCards, and what Pipedrive knows already, in the shape of its API v2.

Every tenth contact has a twin among the persons, same name and mail, to be adopted; further persons are in Pipedrive
only, Anna's and Ben's by turns. Two organizations have the same name, and some of the twins have an open deal.
"""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.people import TWO_OF_A_NAME, MadeUp, ordinary, people
from sandbox.vcards import group_vcard, vcard

GROUP = "Kunden"
FIRST_CRM_ONLY = 1_000_000
"""Numbers from here on are no contact's, so mails made from them are nobody else's."""
ACTIVITY_TYPES = ("call", "meeting", "task", "lunch")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Owners:
    """Ids of the two users."""

    anna: int
    ben: int


@dataclass(frozen=True, slots=True)
class Crm:
    """Rows with ids from 1, which refer to each other by them."""

    organizations: tuple[Row, ...]
    persons: tuple[Row, ...]
    deals: tuple[Row, ...]
    activities: tuple[Row, ...]


def cards(contacts: int, seed: int) -> dict[str, str]:
    """Cards by UID: the contacts, and one card for the group of those that are customers."""
    everybody = list(people(contacts, seed))
    group = str(uuid.UUID(int=random.Random(f"{seed}/group").getrandbits(128), version=4)).upper()
    members = [person.uid for person in everybody if GROUP in person.categories]
    return {person.uid: vcard(person) for person in everybody} | {group: group_vcard(group, GROUP, members)}


def crm(contacts: int, activities: int, seed: int, owners: Owners) -> Crm:
    twins = [person for number, person in enumerate(people(contacts, seed)) if number % 10 == 4]
    others = [ordinary(FIRST_CRM_ONLY + n, random.Random(f"{seed}/crm/{n}")) for n in range(contacts // 20)]
    organizations = _organizations([*twins, *others], owners)
    found = {one["name"]: one["id"] for one in reversed(organizations)}
    rows = [_person(twin, owners.anna, found) for twin in twins]
    rows += [_person(other, (owners.anna, owners.ben)[n % 2], found) for n, other in enumerate(others)]
    persons = _numbered(rows)
    deals = _deals(persons[: len(twins) // 3], owners)
    return Crm(organizations, persons, deals, _activities(activities, persons, seed, owners))


def _organizations(known: Sequence[MadeUp], owners: Owners) -> tuple[Row, ...]:
    names = sorted({person.organization for person in known} - {"", TWO_OF_A_NAME})
    rows: list[Row] = [
        {"name": TWO_OF_A_NAME, "owner_id": owners.anna, "address": {"value": "Musterstraße 1, 10115 Berlin"}},
        {"name": TWO_OF_A_NAME, "owner_id": owners.ben, "address": {"value": "Musterstraße 2, 80331 München"}},
        *({"name": name, "owner_id": owners.anna} for name in names),
    ]
    return _numbered(rows)


def _person(known: MadeUp, owner: int, organizations: dict[str, int]) -> Row:
    """Only what Pipedrive has before any contact sync; a twin lacks the contact's further mails."""
    return {
        "name": f"{known.given} {known.family}",
        "first_name": known.given,
        "last_name": known.family,
        "owner_id": owner,
        "org_id": organizations.get(known.organization),
        "emails": [{"value": known.emails[0].value, "label": "work", "primary": True}],
        "phones": [{"value": phone.value, "label": phone.label, "primary": True} for phone in known.phones[:1]],
    }


def _deals(persons: Sequence[Row], owners: Owners) -> tuple[Row, ...]:
    rows = [
        {
            "title": f"Rahmenvertrag {person['last_name']}",
            "owner_id": owners.anna,
            "person_id": person["id"],
            "org_id": person["org_id"],
            "status": "won" if number % 4 == 3 else "open",
            "value": 1000 * (number + 1),
            "currency": "EUR",
        }
        for number, person in enumerate(persons)
    ]
    return _numbered(rows)


def _activities(count: int, persons: Sequence[Row], seed: int, owners: Owners) -> tuple[Row, ...]:
    rnd = random.Random(f"{seed}/activities")
    rows: list[Row] = []
    for number in range(count):
        person = rnd.choice(persons) if persons else None
        row = {
            "subject": f"Gespräch {number + 1}",
            "type": rnd.choice(ACTIVITY_TYPES),
            "owner_id": (owners.anna, owners.ben)[number % 2],
            "due_date": f"2026-12-{rnd.randrange(1, 29):02}",
            "due_time": f"{rnd.randrange(7, 18):02}:00:00",
            "duration": "00:30:00",
        }
        rows.append(row | {"participants": [{"person_id": person["id"], "primary": True}]} if person else row)
    return _numbered(rows)


def _numbered(rows: Sequence[Row]) -> tuple[Row, ...]:
    return tuple({"id": number, **row} for number, row in enumerate(rows, 1))
