"""The commands that act on a connection, and the progress they show while the server works."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from tandem.cli import screen
from tandem.cli.following import follow
from tandem.cli.naming import Connection
from tandem.cli.screen import Json
from tandem.cli.server import Answer, Told, call
from tandem.cli.words import say, word

YES = {"y", "yes", "j", "ja"}

NoWait = Annotated[bool, typer.Option("--no-wait", help=say("opt_no_wait"))]


def start(connection: Connection, no_wait: NoWait = False, as_json: Json = False) -> None:
    _act(connection, "start", None, no_wait, as_json)


def pause(connection: Connection, as_json: Json = False) -> None:
    _act(connection, "pause", None, True, as_json)


def resume(connection: Connection, no_wait: NoWait = False, as_json: Json = False) -> None:
    _act(connection, "resume", None, no_wait, as_json)


def refresh(connection: Connection, no_wait: NoWait = False, as_json: Json = False) -> None:
    _act(connection, "refresh", None, no_wait, as_json)


def upload_unsynced(
    connection: Connection,
    past: Annotated[bool, typer.Option("--past", help=say("opt_past"))] = False,
    count: Annotated[bool, typer.Option("--count", help=say("opt_count"))] = False,
    no_wait: NoWait = False,
    as_json: Json = False,
) -> None:
    if not count:
        return _act(connection, "upload-unsynced", {"past": past}, no_wait, as_json)
    with working():
        answer = call("GET", "connections", connection, "unsynced")
    return screen.put(answer) if as_json else screen.pairs(answer.value)


def stop(
    connection: Connection,
    remove: Annotated[bool, typer.Option("--remove/--keep", help=say("opt_remove"))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=say("opt_yes"))] = False,
    no_wait: NoWait = False,
    as_json: Json = False,
) -> None:
    """A person at a terminal is asked first; a script means what it says."""
    if sys.stdin.isatty() and not yes:
        ask(say("sure_remove" if remove else "sure_keep", id=connection))
    _act(connection, "stop", {"remove": remove}, no_wait, as_json)


def undo(
    what: Annotated[str, typer.Argument(metavar="RUN|ENTRY")],
    record: Annotated[bool, typer.Option("--record", help=say("opt_record"))] = False,
    preview: Annotated[bool, typer.Option("--preview", help=say("opt_preview"))] = False,
    after: Annotated[str, typer.Option("--next", help=say("opt_next"))] = "",
    no_wait: NoWait = False,
    as_json: Json = False,
) -> None:
    """An entry's id is its connection's, `-h`, and the instant; a run's has `-r` there."""
    is_entry = re.search(r"-h[0-9]", what) is not None
    where, body = ("history" if is_entry else "runs", what, "undo"), {"record": record} if is_entry else None
    if record and not is_entry:
        raise typer.BadParameter(say("record_of_entry"))
    if not preview:
        return _begun(re.split(r"-[hr][0-9a-f]", what)[0], call("POST", *where, body=body), no_wait, as_json)
    with working():
        answer = call("POST", *where, "preview", body=body, next=after)
    return screen.put(answer) if as_json else _show_undo(answer.value)


def _show_undo(value: dict[str, Any]) -> None:
    screen.pairs({name: value[name] for name in ("create", "update", "delete", "held", "left")})
    plain = {"name": "", "before": None, "after": None}
    rows = [
        {**it, "field": field["name"], "before": field["before"], "after": field["after"]}
        for it in value["items"]
        for field in it["fields"] or [plain]
    ]
    screen.table(rows, ("action", "side", "name", "field", "before", "after", "message"), value["next"])


def restored(
    yes: Annotated[bool, typer.Option("--yes", help=say("opt_yes"))] = False,
    as_json: Json = False,
) -> None:
    if not yes:
        ask(say("sure_restored"))
    answer = call("POST", "restored")
    if as_json:
        return screen.put(answer)
    screen.line(say("marked", count=answer.value["connections"]))
    return screen.aside(say("then_held"))


def ask(question: str) -> None:
    """End here unless the answer is a yes. The question stays off what a pipe carries on."""
    screen.aside(f"{question} {say('yes_or_no')}")
    if sys.stdin.readline().strip().lower() not in YES:
        raise typer.Exit(1)


def _act(connection: str, act: str, body: object, no_wait: bool, as_json: bool) -> None:
    _begun(connection, call("POST", "connections", connection, act, body=body), no_wait, as_json)


def _begun(connection: str, answer: Answer, no_wait: bool, as_json: bool) -> None:
    if as_json:
        return screen.put(answer)
    if no_wait:
        return screen.line(answer.value["run"])
    view = follow(connection, answer.value["run"])
    screen.pairs({view["kind"]: word(view["state"]), **view["counts"]})
    if view["state"] == "failed":
        raise Told(say("run_failed"), view["error"]["message"] if view["error"] else "")
    return None


@contextmanager
def working() -> Iterator[None]:
    if not sys.stderr.isatty():
        yield
        return
    with screen.console_of(sys.stderr).status(say("working")):
        yield
