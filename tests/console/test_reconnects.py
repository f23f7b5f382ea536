"""Whoever's account it is that lets Tandem in no longer: the sentence names it, and tells how to connect it again."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tandem.console.reasons import REASONS
from tandem.console.reconnects import RECONNECTS

PROVIDERS = Path(__file__).resolve().parents[2] / "layers" / "common" / "tandem" / "providers"
REVOKED = frozenset({"AccessRevoked", "GrantRevoked"})
NAMES = {
    "google": ("Google", ["tandem connect google"]),
    "microsoft": ("Microsoft", ["tandem connect outlook", "tandem connect office365"]),
    "exchange": ("Exchange", ["tandem connect exchange"]),
    "icloud": ("iCloud", ["tandem connect icloud"]),
    "pipedrive": ("Pipedrive", ["tandem connect pipedrive"]),
}
TICKED = "missing_scope"
"""Google and Microsoft share it: either account is connected as it was, with everything ticked."""


def nodes_of(provider: str) -> Iterator[ast.AST]:
    for path in (PROVIDERS / provider).rglob("*.py"):
        yield from ast.walk(ast.parse(path.read_text("utf-8")))


def reasons_of(provider: str) -> set[str]:
    return {reason for node in nodes_of(provider) for reason in _reasons(node)}


def words_of(provider: str) -> set[str]:
    return {one.value for one in nodes_of(provider) if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def _reasons(node: ast.AST) -> Iterator[str]:
    """`AccessRevoked("x")`, `partial(AccessRevoked, "x")`, `(AccessRevoked, "x")`."""
    match node:
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(reason)), *_]) if name in REVOKED:
            yield reason
        case ast.Call(args=[ast.Name(id=name), ast.Constant(value=str(reason))]) if name in REVOKED:
            yield reason
        case ast.Tuple(elts=[ast.Name(id=name), ast.Constant(value=str(reason))]) if name in REVOKED:
            yield reason


@pytest.mark.parametrize("provider", NAMES)
@pytest.mark.parametrize("language", [0, 1], ids=["English", "German"])
def test_a_dead_account_is_named_with_the_way_to_connect_it_again(provider: str, language: int) -> None:
    name, commands = NAMES[provider]
    reasons = reasons_of(provider) & RECONNECTS.keys()

    assert reasons - {TICKED}, "each provider has a way to say that it is over"
    for reason in reasons - {TICKED}:
        said = RECONNECTS[reason][language]
        assert name in said
        assert [one for one in commands if one in said] == commands


@pytest.mark.parametrize("provider", sorted(NAMES.keys() - {"pipedrive"}))
def test_what_another_provider_says_is_not_taken_for_pipedrives(provider: str) -> None:
    """Whatever words of its adapter could be a reason."""
    said = [text for reason in words_of(provider) & REASONS.keys() for text in REASONS[reason]]

    assert said
    assert [text for text in said if "Pipedrive" in text] == []


def test_a_consent_that_is_too_small_names_both_who_ask_for_one() -> None:
    assert all("Google" in text and "Microsoft" in text for text in RECONNECTS[TICKED])
