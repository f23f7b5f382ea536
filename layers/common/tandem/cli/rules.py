"""Reads `key=value` arguments as rules; whether they make sense is the API's to say."""

from collections.abc import Sequence
from typing import Any

import typer

from tandem.cli.words import say

EMPTY = {"", "none", "null", "all"}
NULLABLE = {"group", "visibility", "types"}
LISTED = {"types"}


def read_rules(arguments: Sequence[str]) -> dict[str, Any]:
    """`conflict.phones=provider` sets one field's winner; `group=all` and `visibility=none` unset theirs."""
    rules: dict[str, Any] = {}
    for argument in arguments:
        key, equals, value = argument.partition("=")
        if not equals or not key:
            raise typer.BadParameter(say("not_key_value", text=argument))
        whole, _, part = key.partition(".")
        if part:
            rules.setdefault(whole, {})[part] = value
        else:
            rules[key] = _value(key, value)
    return rules


def _value(key: str, text: str) -> Any:
    if key in NULLABLE and text in EMPTY:
        return None
    return [part.strip() for part in text.split(",") if part.strip()] if key in LISTED else text
