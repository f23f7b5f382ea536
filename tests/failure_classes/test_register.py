"""Each class of failure of contacts or calendars is named at the start of a test's docstring."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
CLASSES = {
    "F1": "duplicates on every run, after a reconnect, after a migration",
    "F2": "duplicates across users and providers",
    "F3": "invitations or cancellations mailed to guests",
    "F4": "a failed or empty fetch read as everything deleted",
    "F5": "the brake's false alarm",
    "F6": "what was deleted comes back, or the deletion never arrives",
    "F7": "series, exceptions, outliers",
    "F8": "an exception makes somebody else the organizer of the series",
    "F9": "the master of a series lies outside the window",
    "F10": "a whole day shifts",
    "F11": "from a time to a whole day and back",
    "F12": "zones and changes of the clocks drift",
    "F13": "an endless loop by what is equal in other words",
    "F14": "a calendar's sync token is gone",
    "F15": "a contacts' sync token is gone",
    "F16": "a link of Graph's delta is gone",
    "F17": "the window's edge read as a deletion",
    "F18": "a dead grant, and the sync stops silently",
    "F19": "a push channel expires, or is a stranger's",
    "F20": "rate limits and quotas",
    "F21": "one bad record stops everything",
    "F22": "a swallowed failure still advances the cursor",
    "F23": "a concurrent edit, a stale version",
    "F24": "both sides changed different fields",
    "F25": "a new id or address is taken for a deletion",
    "F26": "two contacts are merged at the provider",
    "F27": "more values than the provider holds",
    "F28": "labels of one's own are lost, or the number with them",
    "F29": "a number is rewritten",
    "F30": "a birthday without a year",
    "F31": "a photo degrades, vanishes or blocks its contact",
    "F32": "a photo is a link to another host",
    "F33": "groups: left is not deleted",
    "F34": "a new contact is deleted by the first sync",
    "F35": "iCloud refuses writes",
    "F36": "privacy leaks, or hides too much",
    "F37": "reminders collapse or come back",
    "F38": "guests without a mail, groups, strangers",
    "F39": "a stop wipes, or leaves half",
    "F40": "a list shows what was before our write",
    "F41": "the state says nothing",
    "F42": "a first sync pushes old events out",
}
NAMED = re.compile(r"^((?:F\d+(?:, )?)+)[:.]")


@cache
def named() -> frozenset[str]:
    return frozenset(_named())


def _named() -> Iterator[str]:
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found = NAMED.match(ast.get_docstring(node) or "")
                yield from found[1].split(", ") if found else ()


@pytest.mark.parametrize("failure_class", CLASSES)
def test_every_class_has_a_test_that_names_it(failure_class: str) -> None:
    assert failure_class in named(), CLASSES[failure_class]
