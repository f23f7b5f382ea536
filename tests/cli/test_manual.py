"""docs/cli.md names every command there is, and no other; each says in both languages what it does."""

import re
from pathlib import Path

import pytest

from tandem.cli.completing import RULES
from tandem.cli.main import COMMANDS
from tandem.cli.sentences import SENTENCES

MANUAL = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8")
NAMED = set(re.findall(r"`tandem ([a-z-]+)", MANUAL))
FIRST_OF_A_LIST = {"pause", "resume"}
"""Named behind another command, without `tandem` before them."""


def test_the_manual_names_every_command_and_no_other() -> None:
    assert NAMED | FIRST_OF_A_LIST | {"completion"} == set(COMMANDS) | {"connect"}
    for name in (*FIRST_OF_A_LIST, "completion"):
        assert name in MANUAL


def test_the_manual_explains_every_rule() -> None:
    rows = set(re.findall(r"^\| `([a-z_]+)", MANUAL, re.MULTILINE))

    assert rows == set(RULES)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_says_what_it_does_in_both_languages(name: str) -> None:
    english, german = SENTENCES[name]

    assert english
    assert german
    assert english != german
