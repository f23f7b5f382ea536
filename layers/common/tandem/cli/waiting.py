"""`conflicts`, `review`, `held`, `parked`: what waits for a person, and that person's decisions."""

from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from tandem.cli import screen
from tandem.cli.following import follow
from tandem.cli.looking import all_connections
from tandem.cli.naming import AnyConnection
from tandem.cli.screen import Json
from tandem.cli.server import Told, call
from tandem.cli.words import say

Item = Annotated[str, typer.Option(help=say("opt_item"))]
RESTING = frozenset({"paused", "needs_reconnect", "waiting"})
"""States in which nothing is done for now."""
COLUMNS = ("id", "name", "message", "since", "retry_at")
OF_DOUBTS = ("id", "name", "known", "side", "message", "since")
OF_CONFLICTS = ("id", "name", "side", "field", "won", "lost", "since")
OTHERS = {"review": OF_DOUBTS, "conflicts": OF_CONFLICTS}
"""The columns of what has others."""


def conflicts(
    connection: AnyConnection = None,
    swap: Annotated[bool, typer.Option("--swap", help=say("opt_swap"))] = False,
    dismiss: Annotated[bool, typer.Option("--dismiss", help=say("opt_dismiss"))] = False,
    item: Item = "",
    as_json: Json = False,
) -> None:
    _show_or_decide("conflicts", connection, {"swap": swap, "dismiss": dismiss}, item, as_json)


def review(
    connection: AnyConnection = None,
    link: Annotated[bool, typer.Option("--link", help=say("opt_link"))] = False,
    separate: Annotated[bool, typer.Option("--separate", help=say("opt_separate"))] = False,
    item: Item = "",
    partner: Annotated[str, typer.Option("--with", help=say("opt_with"))] = "",
    as_json: Json = False,
) -> None:
    if partner and not item:
        raise typer.BadParameter(say("with_needs_item"))
    _show_or_decide("review", connection, {"link": link, "separate": separate}, item, as_json, partner)


def held(
    connection: AnyConnection = None,
    release: Annotated[bool, typer.Option("--release", help=say("opt_release"))] = False,
    restore: Annotated[bool, typer.Option("--restore", help=say("opt_restore"))] = False,
    item: Item = "",
    as_json: Json = False,
) -> None:
    _show_or_decide("held", connection, {"release": release, "restore": restore}, item, as_json)


def _answer(connections: list[str], decision: str) -> None:
    """Decide on all that is held, connection by connection: the server does it in slices, and goes on by itself."""
    meant = [it for it in connections if call("GET", "connections", it, "held").value["items"]]
    body = {"kind": "held", "decision": decision}
    runs = {it: call("POST", "connections", it, "decisions", body=body).value["run"] for it in meant}
    resting = [it for it in meant if call("GET", "connections", it).value["state"] in RESTING]
    for it in resting:
        screen.aside(say("answer_waits", id=it))
    ended = [follow(it, run) for it, run in runs.items() if it not in resting]
    screen.line(say("decided", count=sum(run["counts"].get("decided", 0) for run in ended)))


def parked(
    connection: AnyConnection = None,
    retry: Annotated[bool, typer.Option("--retry", help=say("opt_retry"))] = False,
    item: Item = "",
    as_json: Json = False,
) -> None:
    _show_or_decide("parked", connection, {"retry": retry}, item, as_json)


def _show_or_decide(
    kind: str, connection: str | None, decisions: Mapping[str, bool], item: str, as_json: bool, partner: str = ""
) -> None:
    chosen = [name for name, is_chosen in decisions.items() if is_chosen]
    if len(chosen) > 1:
        raise typer.BadParameter(say("one_decision"))
    meant = [connection] if connection else all_connections()
    if chosen and kind == "held" and not item:
        _answer(meant, chosen[0])
    elif chosen:
        _decide(kind, meant, {"decision": chosen[0], **({"with": partner} if partner else {})}, item)
    else:
        _show(kind, meant, as_json)


def _show(kind: str, connections: list[str], as_json: bool) -> None:
    for connection in connections:
        after = ""
        while True:
            answer = call("GET", "connections", connection, kind, next=after)
            after = answer.value["next"]
            if as_json:
                screen.put(answer)
            elif answer.value["items"] or not after:
                screen.table(answer.value["items"], OTHERS.get(kind, COLUMNS))
            if not after:
                break


def _decide(kind: str, connections: list[str], body: Mapping[str, str], item: str) -> None:
    """On the one item that is named, or on each that waits now; what can't be decided so is told, and stays."""
    waiting = [(it, found) for it in connections for found in _items(kind, it) if item in {"", found}]
    decided = 0
    for connection, found in waiting:
        try:
            call("POST", "connections", connection, kind, found, body=body)
            decided += 1
        except Told as told:
            if item or not _is_of_one(told):
                raise
            if not _is_gone(told):
                screen.aside(f"{found}: {told.detail or told.title}")
    screen.line(say("decided", count=decided))


def _is_of_one(told: Told) -> bool:
    """It concerns the one item; the next may be decided all the same."""
    return told.problem.get("status") in {404, 409, 422}


def _is_gone(told: Told) -> bool:
    """Decided together with another of its group."""
    return told.problem.get("status") == 404


def _items(kind: str, connection: str) -> Iterator[str]:
    """Read whole before anything is decided: a decision takes its item off the list."""
    after, found = "", []
    while True:
        page = call("GET", "connections", connection, kind, next=after).value
        found += [str(it["id"]) for it in page["items"]]
        after = page["next"]
        if not after:
            return iter(found)
