"""`tandem decide`: what waits for a person over all connections, and with --each one after the other."""

import sys
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from tandem.cli import screen
from tandem.cli.looking import KINDS, addresses
from tandem.cli.naming import AnyConnection
from tandem.cli.screen import Json
from tandem.cli.server import Told, call
from tandem.cli.waiting import COLUMNS, OTHERS
from tandem.cli.words import say, word

ANSWERS = {
    "held": ("restore", "release"),
    "conflicts": ("dismiss", "swap"),
    "review": ("link", "separate"),
    "parked": ("retry",),
}
"""By kind, the careful one first. They are chosen by number, which is the same in each language."""
END = {"q", "e"}
"""Quit, in English and German."""


def decide(
    connection: AnyConnection = None,
    each: Annotated[bool, typer.Option("--each", help=say("opt_each"))] = False,
    as_json: Json = False,
) -> None:
    answer = call("GET", "connections")
    if as_json:
        return screen.put(answer)
    waiting = [one for one in answer.value if connection in {None, one["id"]} and _count(one)]
    if not each:
        return _overview(waiting)
    decided = 0
    for one in waiting:
        for kind in KINDS:
            for item in _items(kind, one["id"]) if one["counts"].get(kind) else ():
                chosen = _chosen(kind, item)
                if chosen is None:
                    return screen.line(say("decided", count=decided))
                decided += _done(one["id"], kind, item, chosen)
    return screen.line(say("decided", count=decided))


def _count(one: dict[str, Any]) -> int:
    return sum(one["counts"].get(kind, 0) for kind in KINDS)


def _overview(waiting: Sequence[dict[str, Any]]) -> None:
    named = addresses() if waiting else {}
    rows = [{**one, **one["counts"], "address": named.get(one["account"])} for one in waiting]
    screen.table(rows, ("id", "address", *KINDS))
    if waiting:
        screen.aside(say("then_each"))


def _items(kind: str, connection: str) -> Iterator[dict[str, Any]]:
    """A page at a time. What is decided meanwhile leaves the list, so that what follows is named by its place."""
    after = ""
    while True:
        page = call("GET", "connections", connection, kind, next=after).value
        yield from page["items"]
        after = page["next"]
        if not after:
            return


def _chosen(kind: str, item: dict[str, Any]) -> str | None:
    """The decision, empty for none yet; None ends it all."""
    screen.line("")
    columns = [name for name in OTHERS.get(kind, COLUMNS) if name != "id" and item.get(name) not in (None, "", [])]
    screen.pairs({"kind": word(kind), **{name: item[name] for name in columns}, "message": item["message"]})
    answers = ANSWERS[kind]
    offered = ", ".join(f"{number} = {say(f'opt_{one}')}" for number, one in enumerate(answers, 1))
    while True:
        screen.aside(say("which_answer", offered=offered))
        typed = sys.stdin.readline()
        if not typed or typed.strip().lower() in END:
            return None
        if not typed.strip():
            return ""
        if typed.strip().isdecimal() and 1 <= int(typed) <= len(answers):
            return answers[int(typed) - 1]


def _done(connection: str, kind: str, item: dict[str, Any], decision: str) -> int:
    """How many were decided. What can't be decided so is told, and stays."""
    if not decision:
        return 0
    try:
        call("POST", "connections", connection, kind, str(item["id"]), body={"decision": decision})
    except Told as told:
        if told.problem.get("status") not in {404, 409, 422}:
            raise
        screen.aside(told.detail or told.title)
        return 0
    return 1
