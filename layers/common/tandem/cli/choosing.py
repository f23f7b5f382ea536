"""The command about what new connections of a company begin with."""

from typing import Annotated

import typer

from tandem.cli import screen
from tandem.cli.rules import read_rules
from tandem.cli.screen import Json
from tandem.cli.server import call
from tandem.cli.words import say


def defaults(
    company: Annotated[str, typer.Argument(metavar="COMPANY")],
    rules: Annotated[list[str] | None, typer.Argument(metavar="KEY=VALUE...")] = None,
    kind: Annotated[str, typer.Option(help=say("opt_kind"))] = "contacts",
    as_json: Json = False,
) -> None:
    path = ("companies", company, "defaults")
    answer = call("PATCH", *path, body={kind: read_rules(rules)}) if rules else call("GET", *path)
    if as_json:
        return screen.put(answer)
    return screen.pairs({name: answer.value[name] for name in ("contacts", "calendar")})
