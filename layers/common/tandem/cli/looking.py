"""The commands that look and choose; none of them moves a contact."""

from typing import Annotated, Any

import typer

from tandem.cli import screen
from tandem.cli.rules import read_rules
from tandem.cli.screen import Json
from tandem.cli.server import Answer, call
from tandem.cli.words import say

Next = Annotated[str, typer.Option("--next", help=say("opt_next"))]


def companies(as_json: Json = False) -> None:
    answer = call("GET", "companies")
    if as_json:
        return screen.put(answer)
    for company in answer.value:
        screen.pairs({name: company[name] for name in ("id", "name", "plan", "tokens", "tokens_spent")})
        screen.table(company["users"], ("id", "name", "email", "is_admin", "granted"))
    return None


def accounts(as_json: Json = False) -> None:
    _table(call("GET", "accounts"), ("id", "company", "user", "provider", "address", "state"), as_json)


def groups(account: Annotated[str, typer.Argument(metavar="ACCOUNT")], as_json: Json = False) -> None:
    _table(call("GET", "accounts", account, "groups"), ("id", "name", "count", "default"), as_json)


def connections(as_json: Json = False) -> None:
    answer = call("GET", "connections")
    if as_json:
        return screen.put(answer)
    rows = [{**it, **it["counts"], "last_error": _message(it["last_error"])} for it in answer.value]
    return screen.table(rows, ("id", "provider", "state", "linked", "pending", "held", "parked", "last_error"))


def status(connection: Annotated[str | None, typer.Argument(metavar="ID")] = None, as_json: Json = False) -> None:
    if connection is None:
        return connections(as_json)
    answer = call("GET", "connections", connection)
    if as_json:
        return screen.put(answer)
    run = answer.value["last_run"]
    last_run = {run["kind"]: run["state"], **run["counts"]} if run else None
    return screen.pairs({**answer.value, "last_run": last_run, "last_error": _message(answer.value["last_error"])})


def links(
    connection: Annotated[str, typer.Argument(metavar="ID")],
    query: Annotated[str, typer.Option(help=say("opt_query"))] = "",
    after: Next = "",
    as_json: Json = False,
) -> None:
    answer = call("GET", "connections", connection, "links", query=query, next=after)
    _table(answer, ("name", "state", "crm_id", "provider_id", "changed"), as_json)


def set_rules(
    connection: Annotated[str, typer.Argument(metavar="ID")],
    rules: Annotated[list[str], typer.Argument(metavar="KEY=VALUE...")],
    as_json: Json = False,
) -> None:
    answer = call("PATCH", "connections", connection, body=read_rules(rules))
    if as_json:
        return screen.put(answer)
    return screen.pairs(answer.value["rules"])


def history(
    connection: Annotated[str | None, typer.Argument(metavar="ID")] = None,
    link: Annotated[str, typer.Option(help=say("opt_of_link"))] = "",
    run: Annotated[str, typer.Option(help=say("opt_of_run"))] = "",
    side: Annotated[str, typer.Option(help=say("opt_of_side"))] = "",
    values: Annotated[bool, typer.Option("--values", help=say("opt_values"))] = False,
    after: Next = "",
    as_json: Json = False,
) -> None:
    for one in [connection] if connection else all_connections():
        answer = call("GET", "connections", one, "history", link=link, run=run, side=side, next=after)
        if as_json:
            screen.put(answer)
        elif values:
            _values(answer.value)
        else:
            rows = [{**it, "fields": [field["name"] for field in it["fields"]]} for it in answer.value["items"]]
            screen.table(rows, ("when", "name", "side", "action", "fields", "message", "run"), answer.value["next"])


def _values(listing: dict[str, Any]) -> None:
    """One line for each field, with the ids that an undo takes."""
    plain = {"name": None, "before": None, "after": None}
    rows = [
        {**it, "field": field["name"], "before": field["before"], "after": field["after"]}
        for it in listing["items"]
        for field in it["fields"] or [plain]
    ]
    screen.table(rows, ("id", "name", "side", "action", "field", "before", "after", "run"), listing["next"])


def all_connections() -> list[str]:
    return [str(it["id"]) for it in call("GET", "connections").value]


def _table(answer: Answer, columns: tuple[str, ...], as_json: bool) -> None:
    if as_json:
        return screen.put(answer)
    value = answer.value
    if isinstance(value, list):
        return screen.table(value, columns)
    return screen.table(value["items"], columns, value["next"])


def _message(error: dict[str, Any] | None) -> str | None:
    return error["message"] if error else None
