"""The cursor of an address book at Google as text: the sync token, and for which group it was."""

import json

from tandem.domain.errors import CursorExpired
from tandem.domain.ids import Cursor

FORMAT = 1
"""Another one where other fields are asked for: a sync token is good for the same question only."""


def encoded(token: str, group: str | None) -> Cursor:
    return Cursor(json.dumps({"format": FORMAT, "group": group, "token": token}, separators=(",", ":")))


def decoded(cursor: Cursor, group: str | None) -> str:
    """Raise `CursorExpired` for a cursor of another group or format."""
    try:
        said = json.loads(cursor)
        known = (said["format"], said["group"]) == (FORMAT, group)
        token = said["token"]
    except (ValueError, KeyError, TypeError) as error:
        raise CursorExpired("foreign_cursor") from error
    if not known or not isinstance(token, str) or not token:
        raise CursorExpired("foreign_cursor")
    return token
