"""Answers people and programs: the JSON API and the status page."""

from typing import Any

from tandem.bootstrap import open_console


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return open_console().respond(event)
