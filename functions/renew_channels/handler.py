"""Renews the channels of pushes before they lapse."""

from typing import Any

from tandem.bootstrap import open_worker

# at import, when Lambda gives the process a whole processor (docs/decisions/0010)
worker = open_worker()


def handler(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    return {"count": worker.renew_channels()}
