"""`tandem completion SHELL`, and what a shell is offered beyond commands and options: ids by name, and rules.

Asked by a shell, nothing here fails and nothing waits for long: where no Tandem answers, nothing is offered.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import typer

from tandem.cli import screen
from tandem.cli.names import account_names, connection_names
from tandem.cli.server import Told, look
from tandem.cli.words import say

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_TANDEM_COMPLETE"
PATIENCE_SECONDS = 2
Offer = tuple[str, str]
"""What is put in, and what it is; bash shows the first alone."""


def completion(shell: Annotated[str, typer.Argument(metavar="|".join(SHELLS), help=say("arg_shell"))]) -> None:
    """The script for a shell to read, from typer."""
    from typer._completion_shared import get_completion_script  # noqa: PLC0415  # only whoever sets a shell up waits for it

    if shell not in SHELLS:
        raise typer.BadParameter(say("no_shell", shells=", ".join(SHELLS)))
    screen.line(get_completion_script(prog_name="tandem", complete_var=VARIABLE, shell=shell))


def connections(_incomplete: str) -> Iterator[Offer]:
    """By id and by name; typer leaves those that begin as what was typed does."""
    known = _asked("accounts")
    found = _asked("connections")
    for name, one in connection_names(known, found).items():
        yield name, f"{one['provider']} · {one['kind']}"
    for one in found:
        yield one["id"], f"{_address(known, one)} · {one['provider']} · {one['kind']}"


def accounts(_incomplete: str) -> Iterator[Offer]:
    found = _asked("accounts")
    for name, one in account_names(found).items():
        yield name, str(one["provider"])
    for one in found:
        yield one["id"], f"{one['address']} · {one['provider']}"


def rules(incomplete: str) -> Iterator[Offer]:
    for key, values in RULES.items():
        for offer in [f"{key}={value}" for value in values] or [f"{key}="]:
            if offer.startswith(incomplete):
                yield offer, ""


RULES: Mapping[str, Sequence[str]] = {
    "direction": ("one_way", "two_way"),
    "crm_scope": ("own", "visible", "filter:"),
    "group": ("all",),
    "visibility": ("none", "owner", "group", "group_and_below", "company"),
    "deletes": ("follow", "keep"),
    "conflict": (),
    "calendar": (),
    "mode": ("all", "crm_only"),
    "private": ("busy_only", "skip", "full"),
    "types": ("all",),
    "title": (),
}
"""What `set`, `add` and `preview` take; where there are no words, the value is free."""


def _asked(what: str) -> list[dict[str, Any]]:
    try:
        found = look(what, patience=PATIENCE_SECONDS).value
    except Told:
        return []
    return found if isinstance(found, list) else []


def _address(known: Sequence[dict[str, Any]], connection: dict[str, Any]) -> str:
    return next((str(one["address"]) for one in known if one["id"] == connection["account"]), "")
