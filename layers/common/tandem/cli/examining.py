"""The command that looks for what is wrong: in the settings and connections, or live, with items that it makes up."""

import os
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from tandem.cli import screen
from tandem.cli.acting import ask
from tandem.cli.report import render
from tandem.cli.screen import Json
from tandem.cli.server import Answer, Told, call
from tandem.cli.words import say, word

POLL_SECONDS = 0.5


def doctor(
    connection: Annotated[str | None, typer.Argument(metavar="[ID]")] = None,
    live: Annotated[bool, typer.Option("--live", help=say("opt_live"))] = False,
    side: Annotated[str, typer.Option(help=say("opt_live_side"))] = "provider",
    output: Annotated[str, typer.Option(help=say("opt_report"))] = "",
    last: Annotated[bool, typer.Option("--last", help=say("opt_last"))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=say("opt_yes"))] = False,
    as_json: Json = False,
) -> None:
    """Ends with 1 where something is wrong, so that a script can ask."""
    if live:
        return _live(connection or _only(), "" if last else side, output, yes, as_json)
    if connection is not None or last:
        raise typer.BadParameter(say("id_for_live"))
    return _settings(as_json)


def _settings(as_json: bool) -> None:
    answer = call("GET", "doctor")
    if as_json:
        screen.put(answer)
    else:
        screen.table(answer.value["settings"], ("name", "value", "source"))
    if answer.value["problems"]:
        raise Told("\n".join(answer.value["problems"]))
    if not as_json:
        screen.aside(say("all_well"))


def _only() -> str:
    found = [str(one["id"]) for one in call("GET", "connections").value]
    if len(found) != 1:
        raise typer.BadParameter(say("which", option="ID", ids=", ".join(found)))
    return found[0]


def _live(connection: str, side: str, output: str, yes: bool, as_json: bool) -> None:
    """`side` empty: the last one is only shown."""
    if output:
        _require_new(Path(output))
    answer = _followed(connection, _begun(connection, side, yes))
    if as_json:
        screen.put(answer)
    else:
        _show(answer.value)
    if output or not as_json:
        _write(Path(output) if output else _name(answer.value), answer)
    if not answer.value["good"]:
        raise Told(say("live_not_good"))


def _begun(connection: str, side: str, yes: bool) -> Answer:
    if not side:
        return call("GET", "connections", connection, "doctor")
    if not yes:
        ask(_question(connection, side))
    return call("POST", "connections", connection, "doctor", body={"side": side})


def _question(connection: str, side: str) -> str:
    """Names the account that is written to."""
    known = call("GET", "connections", connection).value
    if side == "crm":
        return say("sure_live_crm", id=connection)
    found = [one for one in call("GET", "accounts").value if one["id"] == known["account"]]
    address = found[0]["address"] if found else known["account"]
    return say("sure_live", provider=known["provider"], address=address)


def _followed(connection: str, answer: Answer) -> Answer:
    """The check at its end. Whoever interrupts ends the waiting, as does a server that is gone; it goes on all the same
    and cleans up.
    """
    shown = 0
    try:
        while True:
            steps = answer.value["steps"]
            for step in steps[shown:]:
                screen.aside(f"{word(step['verdict'])}: {step['title']}")
            shown = len(steps)
            if answer.value["state"] != "running":
                return answer
            time.sleep(POLL_SECONDS)
            answer = call("GET", "connections", connection, "doctor")
    except Told:
        screen.aside(say("live_goes_on", id=connection))
        raise
    except KeyboardInterrupt:
        screen.aside(say("live_goes_on", id=connection))
        raise typer.Exit(130) from None


def _show(view: dict[str, Any]) -> None:
    rows = [{**one, "facts": _facts(one)} for one in view["steps"]]
    screen.table(rows, ("title", "verdict", "seconds", "facts"))


def _facts(step: dict[str, Any]) -> list[str]:
    told = [f"{one['asked']}: {one['message']}" for one in step["facts"] if not one["assumed"]]
    return [*told, *([step["message"]] if step["message"] else [])]


def _name(view: dict[str, Any]) -> Path:
    when = "".join(sign for sign in str(view["started"])[:19] if sign.isalnum())
    return Path(f"tandem-doctor-{view['connection']}-{view['side']}-{when}.md")


def _require_new(path: Path) -> None:
    """Before anything is written anywhere: a report that finds no place would be lost."""
    for each in (path, path.with_suffix(".json")):
        if each.exists():
            raise Told(say("file_exists", path=each))
        if not os.access(each.parent, os.W_OK):
            raise Told(say("no_output", path=each))


def _write(path: Path, answer: Answer) -> None:
    """For people, and beside it what the API answered, for programs. Nobody else may read them; none is overwritten."""
    for each, text in ((path, render(answer.value)), (path.with_suffix(".json"), answer.text + "\n")):
        try:
            descriptor = os.open(each, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise Told(say("file_exists", path=each)) from error
        except OSError as error:
            raise Told(say("no_output", path=each)) from error
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
    print(say("report_in", path=path), file=sys.stderr)
