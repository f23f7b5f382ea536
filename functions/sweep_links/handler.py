"""Sweeps the connections whose turn it is, and wakes again whatever got lost."""

from typing import Any

from tandem.bootstrap import open_worker


def handler(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    return {"count": open_worker().sweep_links()}
