"""What the functions of the deployed stack did in all its stories: what each may do, and what left no trace."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tandem.local.cloudformation import read
from tests.cloud.calls import seen_actions
from tests.cloud.deployment import function_names
from tests.cloud.stack import Stack


def allowed_actions(template: Path, function: str) -> set[str]:
    """What the role of a function lets it do, in the template; writing logs and being woken is the platform's doing."""
    role = read(template.read_text("utf-8"))["Resources"][f"{function}Role"]["Properties"]
    statements = [one for policy in role["Policies"] for one in policy["PolicyDocument"]["Statement"]]
    ours = [one for one in statements if one["Sid"] not in {"WriteLogs", "BeWoken"}]
    return {action for statement in ours for action in _listed(statement["Action"])}


def _listed(action: str | Sequence[str]) -> list[str]:
    return [action] if isinstance(action, str) else list(action)


@pytest.mark.usefixtures("storied")
def test_each_function_may_do_what_it_was_seen_to_do_and_nothing_else(stack: Stack, built: Path) -> None:
    seen = seen_actions(stack.calls)

    assert {name: sorted(allowed_actions(built, name)) for name in function_names(built)} == {
        name: sorted(seen.get(name, ())) for name in function_names(built)
    }


@pytest.mark.usefixtures("storied")
def test_no_function_was_refused_anything(stack: Stack) -> None:
    assert [(c.function, c.operation) for c in stack.calls if c.status == 403] == []


def _told(canaries: Mapping[str, str], texts: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, text[:200]) for text in texts for name, canary in canaries.items() if canary in text]


def _unsealed(value: Any) -> list[str]:
    """Every text of a table's item, bytes as they are."""
    return [str(value)]
