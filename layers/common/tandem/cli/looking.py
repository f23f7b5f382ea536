"""The commands that look and choose; none of them moves a contact."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from tandem.cli import screen
from tandem.cli.following import follow
from tandem.cli.naming import Account, AnyConnection, Connection, Rules
from tandem.cli.rules import read_rules
from tandem.cli.screen import Json
from tandem.cli.server import Answer, call
from tandem.cli.words import say

KINDS = ("held", "conflicts", "review", "parked")
LATEST = 8
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


def groups(account: Account, as_json: Json = False) -> None:
    _table(call("GET", "accounts", account, "groups"), ("id", "name", "count", "default"), as_json)


def connections(as_json: Json = False) -> None:
    """Everyone's, as far as one may see."""
    answer = call("GET", "connections")
    if as_json:
        return screen.put(answer)
    named = addresses() if answer.value else {}
    rows = [_row(one, named) for one in answer.value]
    return screen.table(rows, ("id", "address", "provider", "kind", "state", "linked", "to_decide", "last_error"))


def addresses() -> dict[str, str]:
    """Of the accounts, by id: what people know a connection by."""
    return {str(one["id"]): str(one["address"]) for one in call("GET", "accounts").value}


def _row(one: dict[str, Any], named: Mapping[str, str]) -> dict[str, Any]:
    waiting = sum(one["counts"].get(kind, 0) for kind in KINDS)
    told = {"address": named.get(one["account"]), "to_decide": waiting, "last_error": _message(one["last_error"])}
    return {**one, **one["counts"], **told}


def status(
    connection: AnyConnection = None,
    watch: Annotated[bool, typer.Option("--watch", help=say("opt_watch"))] = False,
    as_json: Json = False,
) -> None:
    """One connection as its page shows it: state, counts, rules, and what was written last."""
    if connection is None:
        return connections(as_json)
    if watch:
        _watch(connection)
    answer = call("GET", "connections", connection)
    if as_json:
        return screen.put(answer)
    run = answer.value["last_run"]
    last_run = {run["kind"]: run["state"], **run["counts"]} if run else None
    screen.pairs({**answer.value, "last_run": last_run, "last_error": _message(answer.value["last_error"])})
    latest = call("GET", "connections", connection, "history").value["items"][:LATEST]
    if latest:
        screen.line("")
        screen.table([_told(one) for one in latest], ("when", "action", "side", "name", "fields"))
    return None


def _watch(connection: str) -> None:
    """Until the run that goes on is over."""
    run = call("GET", "connections", connection).value["last_run"]
    if run and run["state"] == "running":
        follow(connection, run["id"])


def _told(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "fields": [field["name"] for field in entry["fields"]]}


def links(
    connection: Connection,
    query: Annotated[str, typer.Option(help=say("opt_query"))] = "",
    after: Next = "",
    as_json: Json = False,
) -> None:
    answer = call("GET", "connections", connection, "links", query=query, next=after)
    _table(answer, ("name", "state", "crm_id", "provider_id", "changed"), as_json)


def set_rules(
    connection: Connection,
    rules: Rules,
    as_json: Json = False,
) -> None:
    answer = call("PATCH", "connections", connection, body=read_rules(rules))
    if as_json:
        return screen.put(answer)
    return screen.pairs(answer.value["rules"])


def history(
    connection: AnyConnection = None,
    link: Annotated[str, typer.Option(help=say("opt_of_link"))] = "",
    run: Annotated[str, typer.Option(help=say("opt_of_run"))] = "",
    side: Annotated[str, typer.Option(help=say("opt_of_side"))] = "",
    values: Annotated[bool, typer.Option("--values", help=say("opt_values"))] = False,
    after: Next = "",
    as_json: Json = False,
) -> None:
    asked = [connection] if connection else all_connections()
    answers = [call("GET", "connections", one, "history", link=link, run=run, side=side, next=after) for one in asked]
    if as_json:
        for answer in answers:
            screen.put(answer)
        return None
    listing = _merged([answer.value for answer in answers])
    if values:
        return _values(listing)
    columns = ("when", "name", "side", "action", "fields", "message", "run")
    return screen.table([_told(it) for it in listing["items"]], columns, listing["next"])


def _merged(listings: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Newest first over all connections. What is older than a listing that isn't whole reaches is left for the next
    page, lest something of that one come before it; places in a history are in order of time, whosever it is.
    """
    reached = max((one["next"] for one in listings), default="")
    found = [entry for one in listings for entry in one["items"]]
    rows = [entry for entry in found if _place(entry) >= reached] if len(listings) > 1 else found
    return {"items": sorted(rows, key=_place, reverse=True) if len(listings) > 1 else rows, "next": reached}


def _place(entry: dict[str, Any]) -> str:
    return str(entry["id"]).partition("-h")[2]


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
