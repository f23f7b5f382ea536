"""The command that opens the console to whoever may use this command."""

from typing import Annotated

import typer

from tandem.cli import screen
from tandem.cli.screen import Json
from tandem.cli.server import address, call
from tandem.cli.words import say

Company = Annotated[str, typer.Option(help=say("opt_company"))]
User = Annotated[str, typer.Option(help=say("opt_user"))]


def sign_in(company: Company = "", user: User = "", json: Json = False) -> None:
    """Without a company and its user, as the machine's admin."""
    answer = call("POST", "sign-in-links", body={"company": company, "user": user})
    if json:
        return screen.put(answer)
    screen.line(f"{address()}{answer.value['path']}")
    return screen.aside(say("link_lasts"))
