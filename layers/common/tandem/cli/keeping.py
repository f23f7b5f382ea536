"""The commands about what is kept of a company or a user: hand it out, and forget it."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated, Any, TextIO

import typer

from tandem.cli import screen
from tandem.cli.screen import Json
from tandem.cli.server import Told, call
from tandem.cli.words import say

Company = Annotated[str, typer.Option(help=say("opt_company"))]
User = Annotated[str, typer.Option(help=say("opt_only_user"))]


def export(
    company: Company,
    output: Annotated[str, typer.Option(help=say("opt_output"))],
    user: User = "",
) -> None:
    """One item a line. A file that would end too early isn't left."""
    if output == "-":
        _write(sys.stdout, company, user, only_ascii=True)  # whatever a terminal or pipe takes
        return
    with _new_file(output) as file:
        try:
            count = _write(file, company, user)
        except BaseException:
            with suppress(OSError):
                os.unlink(output)
            raise
    screen.line(say("exported", count=count, path=output))


def _new_file(path: str) -> TextIO:
    """Nobody else may read it, and none is overwritten."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Told(say("file_exists", path=path)) from error
    except OSError as error:
        raise Told(say("no_output", path=path)) from error
    # what can't be said in UTF-8 is said as JSON does
    return os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="\n")


def _write(file: TextIO, company: str, user: str, only_ascii: bool = False) -> int:
    count = 0
    for item in _items(company, user):
        print(json.dumps(item, ensure_ascii=only_ascii, separators=(",", ":")), file=file)
        count += 1
    return count


def _items(company: str, user: str) -> Iterator[dict[str, Any]]:
    after = None
    while after != "":
        page = call("GET", *_path(company, user), "export", next=after or "").value
        yield from page["items"]
        after = page["next"]


def _path(company: str, user: str) -> tuple[str, ...]:
    return ("companies", company, "users", user) if user else ("companies", company)


def erase(
    company: Company,
    user: User = "",
    yes: Annotated[bool, typer.Option("--yes", help=say("opt_yes"))] = False,
    as_json: Json = False,
) -> None:
    confirmed = (user or company) if yes else _typed(company, user)
    answer = call("POST", *_path(company, user), "erase", body={"confirm": confirmed})
    if as_json:
        return screen.put(answer)
    return screen.line(say("erasing", id=answer.value["erasure"]))


def _typed(company: str, user: str) -> str:
    screen.aside(say("sure_erase_user", id=user) if user else say("sure_erase", id=company))
    typed = sys.stdin.readline().strip()
    if not typed:
        raise typer.Exit(1)
    return typed


def erasure(
    erasure_id: Annotated[str, typer.Argument(metavar="ID")],
    as_json: Json = False,
) -> None:
    answer = call("GET", "erasures", erasure_id)
    if as_json:
        return screen.put(answer)
    return screen.pairs({**answer.value, "left": [say(f"left_{it}") for it in answer.value["left"]]})
