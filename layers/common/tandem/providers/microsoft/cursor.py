"""The cursor of a mailbox's contacts as text: a delta link for each folder that is followed."""

import base64
import json
import zlib
from collections.abc import Mapping

from tandem.domain.errors import CursorExpired
from tandem.domain.ids import Cursor

_FORMAT = 1


def encoded(group: str | None, links: Mapping[str, str]) -> Cursor:
    """Links are long and much alike; the same links are always the same text."""
    packed = base64.b64encode(zlib.compress(json.dumps(dict(sorted(links.items()))).encode())).decode()
    return Cursor(json.dumps({"format": _FORMAT, "group": group, "links": packed}, separators=(",", ":")))


def decoded(cursor: Cursor, *, group: str | None) -> dict[str, str]:
    """By folder. Raise `CursorExpired` for a cursor of another group or format."""
    try:
        said = json.loads(cursor)
        if (said["format"], said["group"]) != (_FORMAT, group):
            raise CursorExpired("foreign_cursor")
        links = json.loads(zlib.decompress(base64.b64decode(said["links"])))
        return {str(folder): str(link) for folder, link in links.items()}
    except (ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
        raise CursorExpired("foreign_cursor") from error
