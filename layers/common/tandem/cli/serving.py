"""`tandem up` and `tandem sandbox`: the only two commands that do their work in this process."""

from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.server import data_folder
from tandem.cli.words import say

Data = Annotated[Path | None, typer.Option(help=say("opt_data"))]


def up(
    port: Annotated[int, typer.Option(help=say("opt_port"), min=0, max=65535)] = 8750,
    data: Data = None,
    public_url: Annotated[str, typer.Option(help=say("opt_public_url"), envvar="TANDEM_PUBLIC_URL")] = "",
    sandbox: Annotated[bool, typer.Option("--sandbox", help=say("opt_sandbox"))] = False,
    restored: Annotated[bool, typer.Option("--restored", help=say("opt_restored"))] = False,
) -> None:
    from tandem.up import main as run  # noqa: PLC0415  # a client must not wait for the server's libraries

    run(port=port, data=data or data_folder(), public_url=public_url, sandbox=sandbox, restored=restored)


def sandbox_alone(
    port: Annotated[int, typer.Option(help=say("opt_port"), min=0, max=65535)] = 0,
    data: Data = None,
    contacts: Annotated[int, typer.Option(help=say("opt_contacts"), min=0)] = 200,
    activities: Annotated[int, typer.Option(help=say("opt_activities"), min=0)] = 0,
    seed: Annotated[int, typer.Option(help=say("opt_seed"))] = 1,
) -> None:
    from sandbox.main import main as run  # noqa: PLC0415  # the stand-ins are no part of the client

    run(port=port, data=data or data_folder(), contacts=contacts, activities=activities, seed=seed)
