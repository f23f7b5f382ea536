"""The table of all choices of a connection of contacts, and of what then happens to a contact.

"any" is every value that there is, and of several values each is meant. What happens at once is joined by "+", what
happens after a sync by "then".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

TABLE = """
 it was                                 | and then                                           | direction | group  | scope           | deletes | in Pipedrive           | at the provider | waits
----------------------------------------|----------------------------------------------------|-----------|--------|-----------------|---------|------------------------|-----------------|----------------
 made at the provider                   | left alone                                         | any       | any    | any             | any     | there                  | there           |
 made at the provider with a picture    | left alone                                         | one_way   | any    | any             | any     | there with its picture | there           |
 made at the provider with a picture    | left alone                                         | two_way   | any    | any             | any     | there                  | there           |
 made at the provider outside the group | left alone                                         | any       | chosen | any             | any     | not there              | there           |
 made at the provider outside the group | changed at the provider                            | any       | chosen | any             | any     | not there              | changed         |
 made at the provider outside the group | deleted at the provider                            | any       | chosen | any             | any     | not there              | not there       |
 made at the provider outside the group | put into the group                                 | any       | chosen | any             | any     | there                  | there           |
 made at the provider unlike the filter | changed at the provider                            | one_way   | any    | any             | any     | changed                | changed         |
 made at the provider unlike the filter | changed at the provider                            | two_way   | any    | own, visible    | any     | changed                | changed         |
 made at the provider unlike the filter | changed at the provider                            | two_way   | any    | filter          | any     | there                  | changed         |
 made in Pipedrive                      | left alone                                         | one_way   | any    | any             | any     | there                  | not there       |
 made in Pipedrive                      | left alone                                         | two_way   | any    | any             | any     | there                  | there           |
 made in Pipedrive                      | changed in Pipedrive                               | one_way   | any    | any             | any     | changed                | not there       |
 made in Pipedrive                      | changed in Pipedrive                               | two_way   | any    | any             | any     | changed                | changed         |
 made in Pipedrive                      | changed at the provider                            | two_way   | any    | any             | any     | changed                | changed         |
 made in Pipedrive                      | put out of the group then changed in Pipedrive     | two_way   | chosen | any             | any     | changed                | there           |
 made in Pipedrive by a colleague       | left alone                                         | one_way   | any    | any             | any     | there                  | not there       |
 made in Pipedrive by a colleague       | left alone                                         | two_way   | any    | own             | any     | there                  | not there       |
 made in Pipedrive by a colleague       | left alone                                         | two_way   | any    | visible, filter | any     | there                  | there           |
 made in Pipedrive unlike the filter    | left alone                                         | one_way   | any    | any             | any     | there                  | not there       |
 made in Pipedrive unlike the filter    | left alone                                         | two_way   | any    | own, visible    | any     | there                  | there           |
 made in Pipedrive unlike the filter    | left alone                                         | two_way   | any    | filter          | any     | there                  | not there       |
 at the provider before                 | changed at the provider                            | any       | any    | any             | any     | changed                | changed         |
 at the provider before                 | changed in Pipedrive                               | one_way   | any    | any             | any     | changed                | there           |
 at the provider before                 | changed in Pipedrive                               | two_way   | any    | any             | any     | changed                | changed         |
 on both sides before                   | changed at the provider                            | any       | any    | any             | any     | changed                | changed         |
 on both sides before                   | changed in Pipedrive                               | one_way   | any    | any             | any     | changed                | there           |
 on both sides before                   | changed in Pipedrive                               | two_way   | any    | any             | any     | changed                | changed         |
 at the provider before                 | put out of the group                               | any       | chosen | any             | any     | there                  | there           |
 at the provider before                 | put out of the group + changed at the provider     | any       | chosen | any             | any     | there                  | changed         |
 at the provider before                 | put out of the group then changed at the provider  | any       | chosen | any             | any     | there                  | changed         |
 at the provider before                 | put out of the group then changed in Pipedrive     | any       | chosen | any             | any     | changed                | there           |
 at the provider before                 | put out of the group then deleted at the provider  | any       | chosen | any             | any     | there                  | not there       |
 at the provider before                 | put out of the group then deleted in Pipedrive     | any       | chosen | any             | any     | not there              | there           |
 at the provider before                 | put out of the group then changed at the provider then put into the group | any | chosen | any   | any     | changed                | changed         |
 at the provider before                 | put out of the group then deleted in Pipedrive then put into the group | any | chosen | any   | any     | not there              | there           |
 at the provider before                 | given to a colleague then changed at the provider  | one_way   | any    | any             | any     | changed                | changed         |
 at the provider before                 | given to a colleague then changed at the provider  | two_way   | any    | own             | any     | there                  | changed         |
 at the provider before                 | given to a colleague then changed at the provider  | two_way   | any    | visible, filter | any     | changed                | changed         |
 at the provider before                 | given to a colleague then changed in Pipedrive     | one_way   | any    | any             | any     | changed                | there           |
 at the provider before                 | given to a colleague then changed in Pipedrive     | two_way   | any    | own             | any     | changed                | there           |
 at the provider before                 | given to a colleague then changed in Pipedrive     | two_way   | any    | visible, filter | any     | changed                | changed         |
 at the provider before                 | given to a colleague then deleted in Pipedrive     | one_way   | any    | any             | any     | not there              | there           |
 at the provider before                 | given to a colleague then deleted in Pipedrive     | two_way   | any    | own             | any     | not there              | there           |
 at the provider before                 | given to a colleague then deleted in Pipedrive     | two_way   | any    | visible, filter | follow  | not there              | not there       |
 at the provider before                 | given to a colleague then deleted in Pipedrive     | two_way   | any    | visible, filter | keep    | not there              | there           |
 at the provider before                 | given to a colleague then deleted at the provider  | one_way   | any    | any             | follow  | there                  | not there       | held_not_owned
 at the provider before                 | given to a colleague then deleted at the provider  | two_way   | any    | own             | follow  | there                  | not there       |
 at the provider before                 | given to a colleague then deleted at the provider  | two_way   | any    | visible, filter | follow  | there                  | not there       | held_not_owned
 at the provider before                 | given to a colleague then deleted at the provider  | any       | any    | any             | keep    | there                  | not there       |
 at the provider before                 | put out of the filter then changed at the provider | one_way   | any    | any             | any     | changed                | changed         |
 at the provider before                 | put out of the filter then changed at the provider | two_way   | any    | own, visible    | any     | changed                | changed         |
 at the provider before                 | put out of the filter then changed at the provider | two_way   | any    | filter          | any     | there                  | changed         |
 at the provider before                 | deleted at the provider                            | any       | any    | any             | follow  | not there              | not there       |
 at the provider before                 | deleted at the provider                            | any       | any    | any             | keep    | there                  | not there       |
 at the provider before                 | changed in Pipedrive + deleted at the provider     | any       | any    | any             | follow  | changed                | not there       | held_edited
 at the provider before                 | changed in Pipedrive + deleted at the provider     | any       | any    | any             | keep    | changed                | not there       |
 at the provider before                 | given an open deal + deleted at the provider       | any       | any    | any             | follow  | there                  | not there       | held_open_deals
 at the provider before                 | given an open deal + deleted at the provider       | any       | any    | any             | keep    | there                  | not there       |
 on both sides before                   | deleted at the provider                            | any       | any    | any             | follow  | there                  | not there       | held_adopted
 on both sides before                   | deleted at the provider                            | any       | any    | any             | keep    | there                  | not there       |
 at the provider before                 | deleted in Pipedrive                               | one_way   | any    | any             | any     | not there              | there           |
 at the provider before                 | deleted in Pipedrive                               | two_way   | any    | any             | follow  | not there              | not there       |
 at the provider before                 | deleted in Pipedrive                               | two_way   | any    | any             | keep    | not there              | there           |
 at the provider before                 | deleted in Pipedrive then changed at the provider  | one_way   | any    | any             | any     | not there              | changed         |
 at the provider before                 | deleted in Pipedrive then changed at the provider  | two_way   | any    | any             | keep    | not there              | changed         |
 at the provider before                 | changed at the provider + deleted in Pipedrive     | one_way   | any    | any             | any     | not there              | changed         |
 at the provider before                 | changed at the provider + deleted in Pipedrive     | two_way   | any    | any             | follow  | changed                | changed         |
 at the provider before                 | changed at the provider + deleted in Pipedrive     | two_way   | any    | any             | keep    | not there              | changed         |
 at the provider before                 | deleted at the provider + deleted in Pipedrive     | any       | any    | any             | any     | not there              | not there       |
"""  # noqa: E501  # a table is read across

DIRECTIONS, GROUPS = ("one_way", "two_way"), ("all", "chosen")
SCOPES, DELETES = ("own", "visible", "filter"), ("follow", "keep")


@dataclass(frozen=True, slots=True)
class Choice:
    direction: str
    group: str
    scope: str
    deletes: str

    def __str__(self) -> str:
        return f"{self.direction}, {self.group}, {self.scope}, {self.deletes}"


@dataclass(frozen=True, slots=True)
class Event:
    origin: str
    deeds: str

    def __str__(self) -> str:
        return f"{self.origin}, {self.deeds}"

    def steps(self) -> list[list[str]]:
        """What happens between one sync and the next, in each."""
        return [step.split(" + ") for step in self.deeds.split(" then ")]


@dataclass(frozen=True, slots=True)
class Outcome:
    in_pipedrive: str
    at_provider: str
    waits: str


@dataclass(frozen=True, slots=True)
class Row:
    event: Event
    chosen: tuple[str, ...]
    outcome: Outcome

    def covers(self, choice: Choice) -> bool:
        values = (choice.direction, choice.group, choice.scope, choice.deletes)
        return all(cell == "any" or value in cell.split(", ") for cell, value in zip(self.chosen, values, strict=True))


def _row(line: str) -> Row:
    origin, deeds, direction, group, scope, deletes, crm, provider, waits = (cell.strip() for cell in line.split("|"))
    return Row(Event(origin, deeds), (direction, group, scope, deletes), Outcome(crm, provider, waits))


HEADS, *_LINES = (line for line in TABLE.strip("\n").splitlines() if not line.startswith("-"))
ROWS = [_row(line) for line in _LINES]
CHOICES = [Choice(*values) for values in product(DIRECTIONS, GROUPS, SCOPES, DELETES)]


def outcomes_under(choice: Choice) -> dict[Event, Outcome]:
    """What the table says of each event that there is under this choice."""
    return dict(_told(choice))


def _told(choice: Choice) -> Iterator[tuple[Event, Outcome]]:
    return ((row.event, row.outcome) for row in ROWS if row.covers(choice))
