"""What becomes of every contact under every choice, in memory; and the page that tells it.

With `TANDEM_WRITE_FIELDS=1` the table in docs/choices.md is written; without, it is held against the one of the tests.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from tandem.console.whys import RULES
from tests.usecases.choices import sharing, visibility
from tests.usecases.choices.memory import BOOKS, MemoryBook, MemoryPersons
from tests.usecases.choices.story import Story
from tests.usecases.choices.table import CHOICES, HEADS, ROWS, Choice, Event, Row, outcomes_under
from tests.usecases.scene import Scene

PAGE = Path(__file__).resolve().parents[3] / "docs" / "choices.md"
BEGIN = "<!-- choices: begin; written by TANDEM_WRITE_FIELDS=1 make test TESTS=tests/usecases/choices -->"
END = "<!-- choices: end -->"
SHARED = """
Two users of one company, Anna and Ben, who have the same people in their address books, wherever those are: one
person each. Whose connection is two-way, their book shows what the person shows, and loses who was deleted in
Pipedrive; one-way it keeps its own, and of two values that differ the book's is the one that stays. What lost stands
in `tandem conflicts`. Anna was first, so for Ben's connection the persons were there before.
"""
SEEN_BY = """
Who sees what is brought into Pipedrive, in Pipedrive's numbers (`visible_to`): of Lite and Growth 1 is the owner and
followers, 3 the whole company; of Premium and Ultimate 1 is the owner, 3 the owner's visibility group, 5 that and those
below, 7 the whole company. Where nothing is chosen, Pipedrive goes by the user's own default.
"""
WORDS = {"any": "", "all": "all contacts", "one_way": "one-way", "two_way": "two-way"}


@pytest.mark.parametrize("choice", CHOICES, ids=str)
@pytest.mark.parametrize("kind", BOOKS)
def test_what_comes_of_a_choice(tmp_path: Path, kind: str, choice: Choice) -> None:
    expected = outcomes_under(choice)
    group = "Kunden" if choice.group == "chosen" else None
    story = Story(Scene(tmp_path), MemoryBook(BOOKS[kind]()), MemoryPersons(), choice, group, list(expected))

    assert story.play() == expected
    assert story.rest() == 0, "looking is no reason to write"
    assert story.told() == expected


def test_the_table_says_one_thing_of_each_and_leaves_no_choice_out() -> None:
    events = {row.event for row in ROWS}

    for choice in CHOICES:
        told = [row.event for row in ROWS if row.covers(choice)]
        assert len(told) == len(set(told)), choice
        assert set(told) == {event for event in events if is_possible(event, choice)}, choice


def is_possible(event: Event, choice: Choice) -> bool:
    """Nobody leaves a group where none was chosen, and nothing is done at the provider to who isn't there."""
    is_two_way, touches_provider = choice.direction == "two_way", "group" in event.deeds or "provider" in event.deeds
    is_sent = is_two_way or not event.origin.startswith("made in Pipedrive")
    is_kept = not (is_two_way and choice.deletes == "follow")
    is_still_there = is_kept or event.deeds != "deleted in Pipedrive then changed at the provider"
    has_group = choice.group == "chosen" or "group" not in str(event)
    return has_group and is_still_there and (is_sent or not touches_provider)


def test_the_page_tells_just_that() -> None:
    head, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    page = f"{head}{BEGIN}\n{_tables()}\n{END}{rest.partition(END)[2]}"
    if os.environ.get("TANDEM_WRITE_FIELDS"):
        PAGE.write_text(page, "utf-8")

    assert PAGE.read_text("utf-8") == page


def _tables() -> str:
    choices = _table([cell.strip() for cell in HEADS.split("|")], map(_cells, ROWS))
    heads = ["what is done", "the person shows", "deleted from", "waits"]
    shared = _table(heads, ([row.deed, row.shown, row.deleted, row.waits] for row in sharing.ROWS))
    return f"{choices}\n{SHARED}\n{shared}\n{SEEN_BY}\n{_table(visibility.HEADS, visibility.LINES)}"


def _table(heads: list[str], rows: Iterable[list[str]]) -> str:
    return "\n".join([_line(heads), "|---" * len(heads) + "|", *map(_line, rows)])


def _cells(row: Row) -> list[str]:
    crm, provider, waits = row.outcome.in_pipedrive, row.outcome.at_provider, row.outcome.waits
    chosen = [WORDS.get(cell, cell) for cell in row.chosen]
    deeds = row.event.deeds.replace(" then ", ", then ").replace(" + ", " and at once ")
    return [row.event.origin, deeds, *chosen, crm, provider, RULES[waits][0] if waits else ""]


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
