"""What a function does and imports before its first event, each in a process of its own, with AWS as its home."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks import cold
from benchmarks.cold import HANDLER, LIBRARIES, ORDINARY, Program, modules, opening
from benchmarks.measure import StepFailed
from tandem.ports import ProviderName
from tests.infra.reading import ROOT, TEMPLATE, functions, read

THE_TEMPLATE = read(TEMPLATE.read_text("utf-8"))
FUNCTIONS = {Path(it["CodeUri"]).name: it for it in functions(THE_TEMPLATE).values()}
RECEIVERS = {
    "receive_pipedrive_webhook": "tandem.bootstrap.receiver",
    "receive_google_push": "tandem.bootstrap.google_receiver",
    "receive_microsoft_push": "tandem.bootstrap.microsoft_receiver",
}
"""By function: what builds it."""
MOST = 450
HEAVY = ("exchangelib", "aws_xray_sdk", "msal", "google", "httpx", "vobject", "cryptography", "aws_lambda_powertools")
ELSEWHERE = ("tandem.local", "tandem.cli", "tandem.up", "sqlite3", "starlette", "uvicorn", "sandbox")
"""What only one machine needs."""

ALONE = """
def alone(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise AssertionError(f"{event} {arguments}")

sys.addaudithook(alone)
"""


HELD_BY = {
    "icloud": ("vobject",),
    "google": ("google",),
    "office365": ("msal",),
    "exchange": ("exchangelib", "requests_ntlm"),
}
"""By provider, the libraries that nobody else has a use for."""


@cache
def started(name: str, before: str = "", code: str = HANDLER) -> list[str]:
    """The modules of a function that has what the template gives it and was not yet asked anything."""
    own: dict[str, Any] = FUNCTIONS[name].get("Environment", {}).get("Variables", {})
    given = {variable: parameters().get(str(value), str(value)) for variable, value in own.items()}
    folders = (ORDINARY, ROOT / "layers" / "common", ROOT / "functions" / name)
    return modules(Program(f"{before}\n{code}", folders), given)


def parameters() -> dict[str, str]:
    """By name, those that need not be given."""
    return {name: str(it["Default"]) for name, it in THE_TEMPLATE["Parameters"].items() if "Default" in it}


def of(packages: Iterable[str], found: Iterable[str]) -> list[str]:
    return [module for module in found if any(module == one or module.startswith(f"{one}.") for one in packages)]


def test_no_receiver_is_left_out() -> None:
    assert RECEIVERS.keys() == {name for name in FUNCTIONS if name.startswith("receive_")} == set(cold.RECEIVERS)


def test_no_provider_is_left_out() -> None:
    """But Outlook.com, whose adapter is that of Office 365."""
    assert LIBRARIES.keys() == HELD_BY.keys() == {str(one) for one in ProviderName} - {"outlook"}


@pytest.mark.parametrize("provider", LIBRARIES)
def test_reconciling_with_a_provider_brings_its_libraries_and_no_others(provider: str) -> None:
    found = started("reconcile_contacts", code=opening(provider))

    held = {name for name, packages in HELD_BY.items() if of(packages, found)}
    assert held == {provider}


def test_reconciling_begins_without_the_libraries_of_any_provider() -> None:
    assert of([one for packages in HELD_BY.values() for one in packages], started("reconcile_contacts")) == []


@pytest.mark.parametrize("name", RECEIVERS)
def test_a_receiver_starts_with_little(name: str) -> None:
    found = started(name)

    assert RECEIVERS[name] in found
    assert len(found) <= MOST
    assert of(HEAVY, found) == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_starts_without_a_word_to_anybody_and_without_the_home_of_one_machine(name: str) -> None:
    found = started(name, ALONE)

    assert "tandem.aws.clients" in found
    assert of(ELSEWHERE, found) == []


def test_a_planted_word_to_somebody_is_heard() -> None:
    program = Program(f"{ALONE}\nimport socket\nsocket.create_connection(('127.0.0.1', 9))")

    with pytest.raises(StepFailed, match="AssertionError: socket"):
        modules(program)


PAGES = ("tandem.console", "tandem.usecases.application", "jinja2", "babel")
"""What only people need."""


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - {"console"}))
def test_only_the_console_has_what_people_need(name: str) -> None:
    assert of(PAGES, started(name)) == []


def test_the_console_has_it() -> None:
    assert {module for module in PAGES if of((module,), started("console"))} == set(PAGES)
