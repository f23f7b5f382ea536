"""The arguments that name a connection or an account; a shell that completes them is offered what there is."""

from typing import Annotated

import typer

from tandem.cli import completing, names
from tandem.cli.words import say

Connection = Annotated[
    str,
    typer.Argument(
        metavar="ID", help=say("arg_connection"), autocompletion=completing.connections, callback=names.connection_id
    ),
]
AnyConnection = Annotated[
    str | None,
    typer.Argument(
        metavar="[ID]",
        help=say("arg_any_connection"),
        autocompletion=completing.connections,
        callback=names.connection_id,
    ),
]
Account = Annotated[
    str,
    typer.Argument(
        metavar="ACCOUNT", help=say("arg_account"), autocompletion=completing.accounts, callback=names.account_id
    ),
]
Rules = Annotated[
    list[str], typer.Argument(metavar="KEY=VALUE...", help=say("arg_rules"), autocompletion=completing.rules)
]
AnyRules = Annotated[
    list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help=say("arg_rules"), autocompletion=completing.rules)
]
