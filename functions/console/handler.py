"""Answers people and programs: the JSON API and the status page."""

from typing import Any

from tandem.bootstrap import open_console

# at import, when Lambda gives the process a whole processor (docs/decisions/0010)
console = open_console()


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return console.respond(event)
