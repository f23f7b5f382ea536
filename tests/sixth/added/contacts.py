"""The contacts of a shelf: a folder with a JSON file for each, whose number of changes is its version.

It goes to `tandem/providers/shelf/contacts.py`. A file is never taken away: what was removed says so.
"""

import json
from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tandem.domain.codec import from_json, to_json
from tandem.domain.content import Content, with_photo
from tandem.domain.errors import AccessRevoked, CursorExpired, StaleVersion, Trouble, Unavailable
from tandem.domain.ids import Cursor, LinkId, RemoteId, Version
from tandem.domain.sight import Broken, Seen, Sight, Tombstone, Unseen
from tandem.ports import (
    Change,
    Creation,
    Failed,
    Group,
    Held,
    Known,
    Page,
    Removal,
    Write,
    Written,
    nothing_held,
    nothing_known,
)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Implements `Replica` and `Groups`; `key` is what the folder's file `key` holds, `group` None all contacts."""

    folder: Path
    key: str
    group: str | None = None

    def projection(self, content: Content) -> Content:
        return with_photo(content, None)

    def groups(self) -> Sequence[Group]:
        items = self._items().values()
        return [Group(name, name) for name in sorted({one["group"] for one in items if one.get("group")})]

    # --- reading -------------------------------------------------------------------------------------------

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        items = self._items()
        there = {remote: item for remote, item in items.items() if not item.get("gone")}
        yield Page(seen=tuple(self._shown(remote, item) for remote, item in there.items()), cursor=_end(items))

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        items = self._items()
        if not cursor.isdecimal() or int(cursor) > int(_end(items)):
            raise CursorExpired("cursor")
        changed = {remote: item for remote, item in items.items() if item["version"] > int(cursor)}
        gone = tuple(remote for remote, item in changed.items() if item.get("gone"))
        hinted = tuple((remote, _version(item)) for remote, item in changed.items() if remote not in gone)
        yield Page(hinted=hinted, gone=gone, cursor=_end(items))

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        items = self._items()
        return {one: self._sight(one, items.get(one), one in told_gone) for one in ids}

    def find_uids(self, uids: Sequence[str]) -> Mapping[str, Seen]:
        """Ids never change here."""
        return {}

    def find_created(
        self, wanted: Mapping[LinkId, Content], since: datetime, held: Held = nothing_held
    ) -> Mapping[LinkId, Seen]:
        sights = self.read([RemoteId(link) for link in wanted])
        return {LinkId(remote): one for remote, one in sights.items() if isinstance(one, Seen)}

    def _sight(self, remote: RemoteId, item: Json | None, is_told_gone: bool) -> Sight:
        if item is None:
            return Tombstone(remote) if is_told_gone else Unseen(remote)
        return Tombstone(remote) if item.get("gone") else self._shown(remote, item)

    def _shown(self, remote: RemoteId, item: Json) -> Seen | Broken:
        if not isinstance(item.get("contact"), dict):
            return Broken(remote, _version(item), "unreadable")
        is_in = self.group is None or item.get("group") == self.group
        return Seen(remote, _version(item), from_json(item["contact"]), in_scope=is_in)

    # --- writing -------------------------------------------------------------------------------------------

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        for write in writes:
            try:
                yield self._write(write)
            except Trouble as trouble:
                yield Failed(trouble)

    def _write(self, write: Write) -> Written:
        match write:
            case Creation(link_id=link, content=content):
                if link in self._items():
                    raise StaleVersion("exists")
                return Written(self._put(RemoteId(link), {"contact": _without_photo(content), "group": self.group}))
            case Change(seen=seen, wanted=wanted):
                item = self._unchanged(seen)
                if wanted == seen.content:
                    return Written(seen)
                return Written(self._put(seen.remote_id, {**item, "contact": _without_photo(wanted)}))
            case Removal(seen=seen):
                if not self._items()[seen.remote_id].get("gone"):
                    self._put(seen.remote_id, {**self._unchanged(seen), "gone": True})
                return Written()

    def _unchanged(self, seen: Seen) -> Json:
        item = self._items()[seen.remote_id]
        if item.get("gone") or _version(item) != seen.version:
            raise StaleVersion("changed")
        return item

    def _put(self, remote: RemoteId, item: Json) -> Seen | None:
        numbered = {**item, "version": int(_end(self._items())) + 1}
        (self.folder / f"{remote}.json").write_text(json.dumps(numbered))
        shown = self._shown(remote, numbered)
        return replace(shown) if isinstance(shown, Seen) else None

    # --- the folder ----------------------------------------------------------------------------------------

    def _items(self) -> dict[RemoteId, Json]:
        if not self.folder.is_dir():
            raise Unavailable("no_folder")
        if (self.folder / "key").read_text() != self.key:
            raise AccessRevoked("wrong_key")
        return {RemoteId(one.stem): json.loads(one.read_text()) for one in sorted(self.folder.glob("*.json"))}


def _end(items: Mapping[RemoteId, Json]) -> Cursor:
    return Cursor(str(max((item["version"] for item in items.values()), default=0)))


def _version(item: Json) -> Version:
    return Version(str(item["version"]))


def _without_photo(content: Content) -> Json:
    return to_json(with_photo(content, None))
