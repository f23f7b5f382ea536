"""`tandem connect --address …`: what an e-mail address is at, and with which command it is connected."""

import shlex
from typing import Annotated

import typer

from tandem.cli import screen
from tandem.cli.screen import Json
from tandem.cli.server import call
from tandem.cli.words import say

PROVIDERS = "google, exchange, icloud"


def propose(
    context: typer.Context,
    address: Annotated[str | None, typer.Option(help=say("opt_propose"))] = None,
    as_json: Json = False,
) -> None:
    """Without a command."""
    if context.invoked_subcommand is not None:
        return None
    if address is None:
        return screen.line(context.get_help())
    answer = call("POST", "proposals", body={"address": address})
    if as_json:
        return screen.put(answer)
    found = answer.value["proposals"]
    if not found:
        return screen.aside(say("no_proposal", providers=PROVIDERS))
    screen.table(found, ("provider", "url", "sign"))
    best = found[0]
    words = [best["provider"], "--address", address, *(["--url", best["url"]] if best["url"] else [])]
    return screen.aside(say("then_connect", words=shlex.join(words)))
