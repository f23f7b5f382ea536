"""Wakes every connection whose poll is due."""

from typing import Any

from tandem.bootstrap import open_worker


def handler(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    return {"count": open_worker().refresh_connections()}
