"""Puts answers on the screen: the API's own text for programs, tables for people."""

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.server import Answer
from tandem.cli.words import say, word

if TYPE_CHECKING:
    from rich.console import Console

Json = Annotated[bool, typer.Option("--json", help=say("opt_json"))]

WORDS_OF_OURS = {"state", "action", "side", "verdict", "field", "fields", "rules", "counts", "progress", "last_run"}
"""The columns whose values are words of the API; in all others stands what people typed."""

WIDE = 240  # a pipe has no width; ids must come through whole


def put(answer: Answer) -> None:
    print(answer.text)


def line(text: str) -> None:
    print(text)


def aside(text: str) -> None:
    """For people only: kept out of what a pipe carries on."""
    print(text, file=sys.stderr)


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], following: str = "") -> None:
    """`columns` are keys of the rows and of the words. `following` is the cursor behind the last row."""
    if not rows:
        aside(say("nothing"))
        return
    from rich.table import Table  # noqa: PLC0415  # only whoever looks at tables waits for it
    from rich.text import Text  # noqa: PLC0415

    grid = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        grid.add_column(word(column), overflow="fold")
    for row in rows:
        grid.add_row(*(Text(shown(row.get(column), column)) for column in columns))
    _console().print(grid)
    if following:
        aside(say("more", next=following))


def pairs(values: Mapping[str, Any]) -> None:
    """One line for each key."""
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    grid = Table(box=None, pad_edge=False, show_header=False)
    for name, value in values.items():
        grid.add_row(Text(word(name), style="bold"), Text(shown(value, name)))
    _console().print(grid)


def shown(value: object, column: str) -> str:
    """A value of the API as a person reads it, without anything that a terminal would obey."""
    if value is None:
        return "-"
    if isinstance(value, Mapping):
        return ", ".join(f"{word(str(name))} {shown(it, column)}" for name, it in value.items())
    if isinstance(value, list):
        return ", ".join(shown(it, column) for it in value)
    text = word(str(value)) if isinstance(value, bool) or column in WORDS_OF_OURS else str(value)
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _console() -> "Console":
    from rich.console import Console  # noqa: PLC0415

    return Console(width=None if sys.stdout.isatty() else WIDE, highlight=False)
