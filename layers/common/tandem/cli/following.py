"""Follows a run to its end, with its progress for whoever sits at a terminal."""

import sys
import time
from collections.abc import Mapping
from typing import Any

import typer

from tandem.cli import screen
from tandem.cli.server import call
from tandem.cli.words import say, word

POLL_SECONDS = 0.3


def follow(connection: str, run: str) -> dict[str, Any]:
    """The run at its end; whoever interrupts ends the waiting, not the sync."""
    try:
        return _watched(run)
    except KeyboardInterrupt:
        screen.aside(say("goes_on", id=connection))
        raise typer.Exit(130) from None


def _watched(run: str) -> dict[str, Any]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = screen.console_of(sys.stderr)
    with Progress(*columns, console=console, disable=not sys.stderr.isatty(), transient=True) as progress:
        task = progress.add_task(word("running"), total=None)
        while True:
            view: dict[str, Any] = call("GET", "runs", run).value
            progress.update(task, completed=view["done"], total=view["total"], description=_doing(view))
            if view["state"] != "running":
                return view
            time.sleep(POLL_SECONDS)


def _doing(view: Mapping[str, Any]) -> str:
    """The run's kind, and what it did so far."""
    counts = [f"{word(name)} {count}" for name, count in view["counts"].items() if count]
    return ", ".join([word(str(view["kind"])), *counts])
