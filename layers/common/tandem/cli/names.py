"""What people call a connection or an account: the address of the account, with the kind where it has several."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import typer

from tandem.cli.server import call
from tandem.cli.words import say

View = Mapping[str, Any]


def account_names(accounts: Sequence[View]) -> dict[str, View]:
    """Those that name just one."""
    return _single((str(one["address"]), one) for one in accounts)


def connection_names(accounts: Sequence[View], connections: Sequence[View]) -> dict[str, View]:
    """An address names its only connection, and ADDRESS/KIND one of several."""
    addresses = {one["id"]: str(one["address"]) for one in accounts}
    named = [(addresses[one["account"]], one) for one in connections if one["account"] in addresses]
    return _single(named) | _single((f"{address}/{one['kind']}", one) for address, one in named)


def _single(named: Iterable[tuple[str, View]]) -> dict[str, View]:
    found: dict[str, list[View]] = {}
    for name, one in named:
        found.setdefault(name, []).append(one)
    return {name: ones[0] for name, ones in found.items() if len(ones) == 1}


def connection_id(context: typer.Context, value: str | None) -> str | None:
    """The id of what was named; an id is taken as it is."""
    if not _is_name(context, value):
        return value
    return _chosen(str(value), connection_names(call("GET", "accounts").value, call("GET", "connections").value))


def account_id(context: typer.Context, value: str | None) -> str | None:
    if not _is_name(context, value):
        return value
    return _chosen(str(value), account_names(call("GET", "accounts").value))


def _is_name(context: typer.Context, value: str | None) -> bool:
    """While a shell completes the rest of the line nothing is looked up."""
    return value is not None and "@" in value and not context.resilient_parsing


def _chosen(name: str, names: Mapping[str, View]) -> str:
    if name not in names:
        alike = ", ".join(one for one in names if one.startswith(name.partition("/")[0])) or ", ".join(names)
        raise typer.BadParameter(say("no_such_name", name=name, names=alike or "-"))
    return str(names[name]["id"])
