"""Puts answers on the screen: the API's own text for programs, tables for people."""

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from tandem.cli.server import Answer, Told
from tandem.cli.words import language, say, word

if TYPE_CHECKING:
    from rich.console import Console

Json = Annotated[bool, typer.Option("--json", help=say("opt_json"))]

WORDS_OF_OURS = {"state", "action", "side", "verdict", "field", "fields", "rules", "counts", "progress", "last_run"}
"""The columns whose values are words of the API; in all others stands what people typed."""

MOMENTS = {"when", "since", "changed", "retry_at", "continues", "next_poll", "requested", "finished", "start"}
STYLES = {
    **dict.fromkeys(("up_to_date", "connected", "done", "live", "create", "link", "ok"), "green"),
    **dict.fromkeys(("running", "pending", "update", "creating"), "cyan"),
    **dict.fromkeys(("held", "waiting", "paused", "hold", "review", "conflict", "differs", "not_tried"), "yellow"),
    **dict.fromkeys(("needs_reconnect", "failed", "delete"), "red"),
}
"""By the words of the API; a colour never says what no word says."""
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
    if rows:
        _grid(rows, columns)
    else:
        aside(say("nothing_yet" if following else "nothing"))
    if following:
        aside(say("more", next=following))


def _grid(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    from rich.table import Table  # noqa: PLC0415  # only whoever looks at tables waits for it
    from rich.text import Text  # noqa: PLC0415

    grid = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        grid.add_column(word(column), overflow="fold")
    for row in rows:
        grid.add_row(*(Text(shown(row.get(name), name), style_of(row.get(name), name)) for name in columns))
    console_of(sys.stdout).print(grid)


def pairs(values: Mapping[str, Any]) -> None:
    """One line for each key."""
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    grid = Table(box=None, pad_edge=False, show_header=False)
    for name, value in values.items():
        grid.add_row(Text(word(name), style="bold"), Text(shown(value, name), style_of(value, name)))
    console_of(sys.stdout).print(grid)


def trouble(title: str, rest: str = "") -> None:
    """What went wrong, and below it what that means and what to do."""
    if not sys.stderr.isatty():
        return aside("\n".join(filter(None, (title, rest))))
    from rich.text import Text  # noqa: PLC0415

    console_of(sys.stderr).print(Text(title, style="bold red"))
    return aside(rest) if rest else None


def shown(value: object, column: str) -> str:
    """A value of the API as a person reads it, without anything that a terminal would obey."""
    if value is None:
        return "-"
    if isinstance(value, Mapping):
        return ", ".join(f"{word(str(name))} {shown(it, column)}" for name, it in value.items())
    if isinstance(value, list):
        return ", ".join(shown(it, column) for it in value)
    text = word(str(value)) if isinstance(value, bool) or column in WORDS_OF_OURS else str(value)
    text = moment(text) if column in MOMENTS else text
    return "".join(sign if sign.isprintable() else " " for sign in text)


def moment(text: str) -> str:
    """An instant of the API's on the clock of whoever reads it; TANDEM_ZONE names another zone."""
    try:
        at = datetime.fromisoformat(text).astimezone(_zone())
    except ValueError:
        return text
    return f"{at:%d.%m.%Y %H:%M}" if language() == "de" else f"{at:%Y-%m-%d %H:%M}"


def _zone() -> tzinfo | None:
    """None is the machine's own."""
    name = os.environ.get("TANDEM_ZONE")
    if not name:
        return None
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise Told(say("no_zone", name=name)) from error


def style_of(value: object, column: str) -> str:
    return STYLES.get(str(value), "") if column in {"state", "action", "verdict"} else ""


def console_of(stream: TextIO) -> "Console":
    """Colours where a terminal takes them; none where NO_COLOR is set, or nobody looks."""
    from rich.console import Console  # noqa: PLC0415

    return Console(file=stream, width=None if stream.isatty() else WIDE, highlight=False)
