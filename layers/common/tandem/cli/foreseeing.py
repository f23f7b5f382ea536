"""The commands that show what would be done, and do nothing."""

from typing import Annotated

import typer

from tandem.cli import screen
from tandem.cli.acting import working
from tandem.cli.naming import AnyRules, Connection
from tandem.cli.rules import read_rules
from tandem.cli.screen import Json
from tandem.cli.server import call
from tandem.cli.words import say

Next = Annotated[str, typer.Option("--next", help=say("opt_next"))]


def preview(
    connection: Connection,
    rules: AnyRules = None,
    upload: Annotated[bool, typer.Option("--upload", help=say("opt_upload"))] = False,
    past: Annotated[bool, typer.Option("--past", help=say("opt_past"))] = False,
    query: Annotated[str, typer.Option(help=say("opt_query"))] = "",
    action: Annotated[str, typer.Option(help=say("opt_action"))] = "",
    side: Annotated[str, typer.Option(help=say("opt_of_side"))] = "",
    after: Next = "",
    as_json: Json = False,
) -> None:
    wish = {"rules": read_rules(rules or []), "upload": upload, "past": past}
    body = {name: value for name, value in wish.items() if value}
    sought = {"query": query, "action": action, "side": side, "next": after}
    with working():
        answer = call("POST", "connections", connection, "preview", body=body, **sought)
    if as_json:
        return screen.put(answer)
    value = answer.value
    counts = ("link", "create", "update", "delete", "held", "conflicts", "review", "parked", "kept")
    screen.pairs({name: value[name] for name in counts})
    screen.line(say("tokens", tokens=value["tokens"], days=value["days"]))
    return screen.table(value["items"], ("action", "side", "name", "message"), value["next"])


def preview_titles(
    connection: Connection,
    title: Annotated[str, typer.Argument(metavar="PATTERN")],
    after: Next = "",
    as_json: Json = False,
) -> None:
    with working():
        answer = call("POST", "connections", connection, "preview-titles", body={"title": title}, next=after)
    if as_json:
        return screen.put(answer)
    value = answer.value
    screen.pairs({name: value[name] for name in ("title", "coming", "retitled")})
    return screen.table(value["items"], ("start", "before", "after"), value["next"])
