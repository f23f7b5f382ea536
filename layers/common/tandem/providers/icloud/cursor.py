"""The cursor of an address book as text: where the next pull resumes, and who was in the chosen group then."""

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from tandem.domain.errors import CursorExpired
from tandem.domain.ids import Cursor, Version

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """`token` is a sync token. Where the server has none, `tag` is its ctag and `etags` has a short hash per path.

    With a group card chosen, `group_path` and `group_version` are where it stood, and `members` who it listed.
    """

    book: str
    group: str | None = None
    token: str = ""
    tag: str = ""
    etags: Mapping[str, str] = field(default_factory=dict)
    group_path: str = ""
    group_version: str = ""
    members: frozenset[str] = frozenset()


def encoded(mark: Mark) -> Cursor:
    """The same mark is always the same text."""
    said: dict[str, Any] = {"format": _FORMAT, "book": mark.book, "token": mark.token}
    if mark.group is not None:
        said |= {"group": mark.group, "group_path": mark.group_path, "group_version": mark.group_version}
    if mark.members:
        said["members"] = _packed(sorted(mark.members))
    if not mark.token:
        said |= {"tag": mark.tag, "etags": _packed(dict(sorted(mark.etags.items())))}
    return Cursor(json.dumps(said, separators=(",", ":")))


def decoded(cursor: Cursor, *, book: str, group: str | None) -> Mark:
    """Raise `CursorExpired` for a cursor of another book, group or format."""
    try:
        said = json.loads(cursor)
        if (said["format"], said["book"], said.get("group")) != (_FORMAT, book, group):
            raise CursorExpired("foreign_cursor")
        return Mark(
            book=book,
            group=group,
            token=said["token"],
            tag=said.get("tag", ""),
            etags=_unpacked(said.get("etags")) or {},
            group_path=said.get("group_path", ""),
            group_version=said.get("group_version", ""),
            members=frozenset(_unpacked(said.get("members")) or ()),
        )
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise CursorExpired("foreign_cursor") from error


def short(version: Version) -> str:
    """Enough of a version to tell that it changed."""
    return blake2b(version.encode(), digest_size=6).hexdigest()


def _packed(value: object) -> str:
    return base64.b64encode(zlib.compress(json.dumps(value).encode())).decode("ascii")


def _unpacked(text: str | None) -> Any:
    return None if text is None else json.loads(zlib.decompress(base64.b64decode(text)))
