"""Each class of failure of contacts or calendars is named at the start of a test's docstring, for every provider.

A provider's side of a class is covered by a test that runs its own adapter: what is in its folders and modules, what
takes one of its servers in hand, and what every provider goes through.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
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
PROVIDERS = ("google", "microsoft", "exchange", "icloud")
SIDES = """
 class | google | microsoft | exchange | icloud
-------|--------|-----------|----------|--------
 F1    | x      | x         | x        | x
 F2    | x      | x         | x        | x
 F3    | x      | events    | events   | events
 F4    | x      | x         | x        | x
 F5    | x      | x         | x        | x
 F6    | x      | x         | x        | x
 F7    | x      | events    | events   | events
 F8    | x      | events    | events   | events
 F9    | x      | events    | events   | events
 F10   | x      | x         | x        | dates
 F11   | x      | events    | events   | events
 F12   | x      | events    | events   | events
 F13   | x      | x         | x        | x
 F14   | x      | events    | x        | events
 F15   | x      | F16       | F16      | F16
 F16   | F15    | x         | x        | x
 F17   | x      | events    | events   | events
 F18   | x      | x         | x        | x
 F19   | x      | x         | polled   | polled
 F20   | x      | x         | x        | x
 F21   | x      | x         | x        | x
 F22   | x      | x         | x        | x
 F23   | x      | x         | x        | x
 F24   | x      | x         | x        | x
 F25   | x      | x         | x        | x
 F26   | x      | x         | x        | x
 F27   | x      | x         | x        | x
 F28   | x      | x         | x        | x
 F29   | x      | x         | x        | x
 F30   | x      | x         | x        | x
 F31   | x      | x         | x        | x
 F32   | x      | within    | within   | x
 F33   | x      | x         | x        | x
 F34   | x      | x         | x        | x
 F35   | F21    | F21       | F21      | x
 F36   | x      | events    | events   | events
 F37   | x      | events    | events   | events
 F38   | x      | events    | events   | events
 F39   | x      | x         | x        | x
 F40   | x      | x         | x        | x
 F41   | engine | engine    | engine   | engine
 F42   | x      | events    | events   | events
"""
"""x: a test names it. Outlook.com and Office 365 are one adapter, and Google's calendar counts for Google."""
NOT_THERE = {
    "events": "only contacts are synced there, and it is a failure of events",
    "dates": "a birthday there is a date without a time",
    "F15": "Google's People API loses its place in a way of its own, which is F15",
    "F16": "how it loses its place is F16",
    "polled": "it pushes nothing; it is asked",
    "within": "a picture there is part of the contact, and no link leads to it",
    "F21": "no form of a write is refused there as such; one contact that is refused is F21",
    "engine": "the engine's own, whatever the provider is",
}
OWN = {
    "google": (
        "failure_classes/test_google",
        "failure_classes/test_calendars",
        "failure_classes/test_guests",
        "providers/google/",
        "e2e/test_google",
    ),
    "microsoft": (
        "failure_classes/test_mailboxes",
        "providers/microsoft/",
        "e2e/test_microsoft",
        "bootstrap/test_micr",
    ),
    "exchange": ("failure_classes/test_exchange", "providers/exchange/", "e2e/test_exchange"),
    "icloud": ("providers/icloud/",),
}
OF_ALL = (
    "failure_classes/test_each_provider",
    "fields/test_fields",
    "usecases/choices/test_at_providers",
    "usecases/choices/test_shared_persons",
)
AT_A_BOOK = frozenset({"RealSides", "ScriptedServer"})
"""Who takes one of these has an address book at a server of CardDAV in hand."""
NAMED = re.compile(r"^((?:F\d+\b(?:, )?)+)")


@cache
def named() -> Mapping[str, frozenset[str]]:
    """The classes that tests name, each with the providers whose side of it is tested."""
    found = defaultdict[str, set[str]](set)
    for failure_class, provider in _named():
        found[failure_class] |= provider
    return {name: frozenset(providers) for name, providers in found.items()}


def _named() -> Iterator[tuple[str, frozenset[str]]]:
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                classes = NAMED.match(ast.get_docstring(node) or "")
                sides = _sides(path.relative_to(TESTS).as_posix(), node)
                yield from ((name, sides) for name in (classes[1].strip(", ").split(", ") if classes else ()))


def _sides(path: str, test: ast.FunctionDef) -> frozenset[str]:
    if path.startswith(OF_ALL):
        return frozenset(PROVIDERS)
    in_hand = {ast.unparse(argument.annotation) for argument in test.args.args if argument.annotation}
    own = {provider for provider, places in OWN.items() if path.startswith(places)}
    return frozenset(own | ({"icloud"} if in_hand & AT_A_BOOK else set()))


def _cells() -> Iterator[tuple[str, str, str]]:
    for line in SIDES.strip("\n").splitlines()[2:]:
        failure_class, *cells = (cell.strip() for cell in line.split("|"))
        yield from ((failure_class, *pair) for pair in zip(PROVIDERS, cells, strict=True))


@pytest.mark.parametrize("failure_class", CLASSES)
def test_every_class_has_a_test_that_names_it(failure_class: str) -> None:
    assert failure_class in named(), CLASSES[failure_class]


@pytest.mark.parametrize(("failure_class", "provider", "cell"), list(_cells()))
def test_every_side_of_a_class_has_a_test_or_a_reason(failure_class: str, provider: str, cell: str) -> None:
    if provider in named()[failure_class]:
        assert cell == "x", f"there is a test of it now, so this is no reason any more: {NOT_THERE[cell]}"
    else:
        assert cell in NOT_THERE, f"{CLASSES[failure_class]}, at {provider}"


def test_the_register_leaves_no_class_out() -> None:
    assert [name for name, _, _ in _cells()] == [name for name in CLASSES for _ in PROVIDERS]
