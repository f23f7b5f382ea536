"""Whatever a person reads exists in German and in English; no reason that the code gives is left out."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from tandem.cli import words as cli_words
from tandem.console import words
from tandem.console.reasons import REASONS
from tandem.domain.contact import Field
from tandem.domain.deed import Act
from tandem.domain.link import LinkState
from tandem.domain.undoing import Spared
from tandem.domain.why import Why

PACKAGE = Path(__file__).resolve().parents[2] / "layers" / "common" / "tandem"

# Where each error takes its reason: what is raised inside and caught inside never reaches a person.
TOLD = {
    "unavailable": 0,
    "Rejected": 0,
    "Refused": 0,
    "Unavailable": 0,
    "AccessRevoked": 0,
    "Broken": 2,
    "ErrorView": 0,
    "Unfit": 1,
    "Untried": 0,
    "NotYet": 0,
}


def reasons(tree: ast.AST) -> Iterator[str]:
    """The literal reasons of every error that is built."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in TOLD:
            place = TOLD[call.func.id]
            yield from _literals(call.args[place]) if len(call.args) > place else ()


def _literals(argument: ast.expr) -> Iterator[str]:
    match argument:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _literals(body)
            yield from _literals(orelse)


def test_each_state_of_a_link_has_a_word() -> None:
    assert set(LinkState) - words.LABELS.keys() == set()


def test_each_reason_that_the_code_gives_has_a_sentence() -> None:
    given = {
        reason for path in PACKAGE.rglob("*.py") for reason in reasons(ast.parse(path.read_text(encoding="utf-8")))
    }

    assert len(given) > 30
    assert given - REASONS.keys() == set()


def test_a_reason_without_a_sentence_would_be_found() -> None:
    planted = ast.parse("raise Refused('made_up' if x else 'also_made_up')")

    assert sorted(reasons(planted)) == ["also_made_up", "made_up"]


def test_each_rule_of_the_plan_has_a_sentence() -> None:
    assert {str(why) for why in Why} - REASONS.keys() == set()


def test_each_reason_to_leave_something_alone_has_a_sentence() -> None:
    assert {str(why) for why in Spared} - REASONS.keys() == set()


def test_each_act_of_the_history_has_a_word() -> None:
    assert {str(act) for act in Act} - words.LABELS.keys() == set()
    assert {str(act) for act in Act} - cli_words.WORDS.keys() == set()


def test_each_field_has_a_label() -> None:
    assert {str(field) for field in Field} - words.LABELS.keys() == set()


@pytest.mark.parametrize("table", [words.TITLES, words.LABELS, REASONS, cli_words.SENTENCES, cli_words.WORDS])
def test_everything_is_said_twice_with_the_same_blanks(table: dict[str, tuple[str, str]]) -> None:
    def blanks(text: str) -> list[str]:
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)

    assert [key for key, (english, german) in table.items() if not (english and german)] == []
    assert [key for key, (english, german) in table.items() if blanks(english) != blanks(german)] == []


def test_a_reason_that_nobody_foresaw_is_still_told() -> None:
    assert words.sentence("made_up", "card 7", "de") == "Der Grund lautet: made_up. (card 7)"


@pytest.mark.parametrize(
    ("header", "language"),
    [("de", "de"), ("de-CH, en;q=0.9", "de"), ("fr", "en"), ("", "en"), ("en;q=0.1, de;q=0.2", "de"), ("de;q=0", "en")],
)
def test_the_language_is_the_one_that_the_caller_likes_best(header: str, language: str) -> None:
    assert words.preferred(header, "en") == language
