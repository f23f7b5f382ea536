"""Puts the commands together. Ends with 0; for a problem with 1 and a sentence on stderr; for misuse with 2."""

import os
import sys
from collections.abc import Callable

import typer

from tandem.cli import (
    acting,
    choosing,
    completing,
    connecting,
    deciding,
    entering,
    examining,
    foreseeing,
    keeping,
    looking,
    proposing,
    screen,
    serving,
    waiting,
)
from tandem.cli.server import Told
from tandem.cli.words import say

app = typer.Typer(
    name="tandem",
    help=say("tandem"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print local variables, and those may hold secrets
)

COMMANDS: dict[str, Callable[..., None]] = {
    "up": serving.up,
    "sandbox": serving.sandbox_alone,
    "sign-in": entering.sign_in,
    "companies": looking.companies,
    "accounts": looking.accounts,
    "groups": looking.groups,
    "defaults": choosing.defaults,
    "calendars": connecting.calendars,
    "activity-types": connecting.activity_types,
    "add": connecting.add,
    "connections": looking.connections,
    "status": looking.status,
    "links": looking.links,
    "set": looking.set_rules,
    "preview": foreseeing.preview,
    "preview-titles": foreseeing.preview_titles,
    "start": acting.start,
    "pause": acting.pause,
    "resume": acting.resume,
    "refresh": acting.refresh,
    "upload-unsynced": acting.upload_unsynced,
    "stop": acting.stop,
    "restored": acting.restored,
    "undo": acting.undo,
    "history": looking.history,
    "decide": deciding.decide,
    "conflicts": waiting.conflicts,
    "review": waiting.review,
    "held": waiting.held,
    "parked": waiting.parked,
    "doctor": examining.doctor,
    "export": keeping.export,
    "erase": keeping.erase,
    "erasure": keeping.erasure,
    "completion": completing.completion,
}

connecting.connect.callback(invoke_without_command=True)(proposing.propose)
app.add_typer(connecting.connect, name="connect")
for name, command in COMMANDS.items():
    app.command(name, help=say(name))(command)


def speak_to_shells() -> None:
    """typer does this by itself only together with options that change people's start files."""
    from typer._completion_classes import completion_init  # noqa: PLC0415

    completion_init()


def main() -> None:
    if os.environ.get(completing.VARIABLE):
        speak_to_shells()
    try:
        app(prog_name="tandem")
    except Told as told:
        if told.answer and "--json" in sys.argv:
            screen.line(told.answer)
        screen.trouble(told.title, told.detail)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
