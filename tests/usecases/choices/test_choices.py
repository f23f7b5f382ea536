"""What becomes of every contact under every choice, in memory; and the page that tells it.

With `TANDEM_WRITE_FIELDS=1` the table in docs/choices.md is written; without, it is held against the one of the tests.
"""

import os
from pathlib import Path

import pytest

from tandem.console.whys import RULES
from tests.usecases.choices.memory import BOOKS, MemoryBook, MemoryPersons
from tests.usecases.choices.story import Story
from tests.usecases.choices.table import CHOICES, HEADS, ROWS, Choice, Event, Row, outcomes_under
from tests.usecases.scene import Scene

PAGE = Path(__file__).resolve().parents[3] / "docs" / "choices.md"
BEGIN = "<!-- choices: begin; written by TANDEM_WRITE_FIELDS=1 make test TESTS=tests/usecases/choices -->"
END = "<!-- choices: end -->"
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
    page = f"{head}{BEGIN}\n{_table()}\n{END}{rest.partition(END)[2]}"
    if os.environ.get("TANDEM_WRITE_FIELDS"):
        PAGE.write_text(page, "utf-8")

    assert PAGE.read_text("utf-8") == page


def _table() -> str:
    heads = [cell.strip() for cell in HEADS.split("|")]
    return "\n".join([_line(heads), "|---" * len(heads) + "|", *map(_row, ROWS)])


def _row(row: Row) -> str:
    crm, provider, waits = row.outcome.in_pipedrive, row.outcome.at_provider, row.outcome.waits
    chosen = [WORDS.get(cell, cell) for cell in row.chosen]
    deeds = row.event.deeds.replace(" then ", ", then ").replace(" + ", " and at once ")
    return _line([row.event.origin, deeds, *chosen, crm, provider, RULES[waits][0] if waits else ""])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
