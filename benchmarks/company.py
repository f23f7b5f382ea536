"""A company in the stand-in of Pipedrive whose persons go out into an address book, and what is changed of them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.standin import Standin
from sandbox.people import MadeUp, everyday_people

Row = dict[str, Any]
CHUNK = 1000


@dataclass(slots=True)
class Company:
    """`size` persons with an organization, two mails and two phones each, there before Tandem came."""

    standin: Standin
    size: int
    revision: int = 0
    persons: list[Row] = field(default_factory=list)

    def fill(self) -> None:
        people = list(everyday_people(self.size))
        names = sorted({one.organization for one in people})
        numbers = {name: number for number, name in enumerate(names, 1)}
        self.standin.control("load", {"organizations": [{"id": numbers[name], "name": name} for name in names]})
        self.persons = [_person(number, one, numbers) for number, one in enumerate(people, 1)]
        for start in range(0, self.size, CHUNK):
            self.standin.control("load", {"persons": self.persons[start : start + CHUNK]})

    def change(self, count: int) -> None:
        """Give some of them one number more, with no webhook told: a refresh finds them all at once."""
        self.revision += 1
        chosen = random.Random(self.revision).sample(self.persons, count)
        for person in chosen:
            number = {"value": f"+49 30 2000{self.revision:04}", "label": "home", "primary": False}
            person["phones"].append(number)
            self.standin.edit_silently("person", person["id"], {"phones": person["phones"]})


def _person(number: int, one: MadeUp, organizations: dict[str, int]) -> Row:
    return {
        "id": number,
        "name": one.full_name,
        "first_name": one.given,
        "last_name": one.family,
        "org_id": organizations[one.organization],
        "emails": _entries([(each.value, each.label) for each in one.emails]),
        "phones": _entries([(each.value, each.label) for each in one.phones]),
    }


def _entries(values: Sequence[tuple[str, str]]) -> list[Row]:
    return [{"value": value, "label": label, "primary": not at} for at, (value, label) in enumerate(values)]
