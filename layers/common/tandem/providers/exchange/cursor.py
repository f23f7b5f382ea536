"""The cursor as text: how far each folder of contacts was told of."""

import json
from collections.abc import Mapping

from tandem.domain.errors import CursorExpired
from tandem.domain.ids import Cursor

_FORMAT = 1


def encoded(group: str | None, states: Mapping[str, str]) -> Cursor:
    """`states` are by folder. The same is always the same text."""
    said = {"format": _FORMAT, "group": group, "states": dict(states)}
    return Cursor(json.dumps(said, sort_keys=True, separators=(",", ":")))


def decoded(cursor: Cursor, *, group: str | None) -> Mapping[str, str]:
    """Raise `CursorExpired` for a cursor of another group or format."""
    try:
        said = json.loads(cursor)
        if (said["format"], said["group"]) != (_FORMAT, group):
            raise CursorExpired("foreign_cursor")
        return {str(folder): str(state) for folder, state in said["states"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CursorExpired("foreign_cursor") from error
