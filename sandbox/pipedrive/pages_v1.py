"""Pages of v1: `start` and `limit` instead of a cursor."""

from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.table import Row


def cut(call: Call, rows: list[Row], default: int = 100) -> tuple[list[Row], Row]:
    """The page, and what the answer says about it."""
    start = call.number("start") or 0
    limit = min(call.number("limit") or default, 500)
    has_more = start + limit < len(rows)
    told: Row = {"start": start, "limit": limit, "more_items_in_collection": has_more}
    if has_more:
        told["next_start"] = start + limit
    return rows[start : start + limit], told
