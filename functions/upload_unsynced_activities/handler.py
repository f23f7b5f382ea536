"""Uploads the activities of a calendar's connection that have no event yet. Invoked by hand; safe to invoke twice."""

from typing import Any

from tandem.bootstrap import open_worker

# at import, when Lambda gives the process a whole processor (docs/decisions/0010)
worker = open_worker()


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return worker.upload_unsynced(event)
