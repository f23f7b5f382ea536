"""Contacts and folders as rows, and the order of changes in each folder, as delta tells it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sandbox.google.log import Log
from sandbox.microsoft.answers import not_found
from sandbox.microsoft.world import World
from sandbox.rows import Row

BIN = "bin"
Hear = Callable[[str, str, str], None]


class Store:
    """All mailboxes. A contact's row has `folder`, `body`, `ext`, `moves` and `change`; a folder's `parent`, `kind`.

    `listeners` hear of each change: the folder's id, the contact's, and created, updated or deleted.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.listeners: list[Hear] = []
        self._logs: dict[str, Log] = {}
        self._members: dict[str, dict[str, None]] = {}
        self._number = 0
        world.newcomers.append(self._furnish)
        self._load()

    def _load(self) -> None:
        for row in self.world.rows("contact").values():
            self._members.setdefault(row["folder"], {})[row["id"]] = None
        marks = sorted(self.world.rows("mark").values(), key=lambda row: row["number"])
        for row in marks:
            self.log(row["folder"]).note(row["contact"], row["number"], row["at"])
        self._number = marks[-1]["number"] if marks else 0

    def _furnish(self, account: Row) -> None:
        for name, kind in (("Kontakte", "default"), ("Gelöschte Elemente", BIN)):
            self.add_folder(account["id"], name, "", kind)
        for color, name in (("preset0", "Rote Kategorie"), ("preset7", "Blaue Kategorie")):
            self.add_category(account["id"], name, color)

    # --- folders -------------------------------------------------------------------------------------------

    def add_folder(self, email: str, name: str, parent: str, kind: str = "user") -> Row:
        number = len(self.world.rows("folder"))
        folder_id = f"AAMkAGFmb2xkZXI{number:06d}AAAuAAAAAAC{abs(hash_of(email)) % 10**8:08d}AQ=="
        row = {"id": folder_id, "email": email, "name": name, "parent": parent, "kind": kind}
        return self.world.put("folder", row)

    def folders(self, email: str) -> list[Row]:
        return [row for row in self.world.rows("folder").values() if row["email"] == email]

    def of_kind(self, email: str, kind: str) -> Row:
        return next(row for row in self.folders(email) if row["kind"] == kind)

    def folder(self, email: str, folder_id: str) -> Row:
        """A folder that is not in the bin. Raises Refused."""
        if folder_id == "contacts" and self.world.switches.well_known:
            return self.of_kind(email, "default")
        row = self.world.get("folder", folder_id)
        if row is None or row["email"] != email or not self._is_there(row):
            raise not_found()
        return row

    def children(self, email: str, parent: str) -> list[Row]:
        return [row for row in self.folders(email) if row["kind"] == "user" and row["parent"] == parent]

    def _is_there(self, row: Row) -> bool:
        while row["parent"]:
            row = self.world.rows("folder")[row["parent"]]
        return row["kind"] in ("default", "user")

    # --- categories ----------------------------------------------------------------------------------------

    def add_category(self, email: str, name: str, color: str) -> Row:
        number = len(self.world.rows("category"))
        category_id = f"{number:08x}-0000-4000-8000-{abs(hash_of(email)) % 10**12:012d}"
        return self.world.put("category", {"id": category_id, "email": email, "name": name, "color": color})

    def categories(self, email: str) -> list[Row]:
        return [row for row in self.world.rows("category").values() if row["email"] == email]

    # --- contacts ------------------------------------------------------------------------------------------

    def log(self, folder: str) -> Log:
        return self._logs.setdefault(folder, Log())

    def members(self, folder: str) -> list[str]:
        """Oldest first."""
        return list(self._members.get(folder, ()))

    def contact(self, contact_id: str) -> Row | None:
        return self.world.get("contact", contact_id)

    def rows(self, ids: Iterable[str]) -> Iterator[Row]:
        return (row for each in ids if (row := self.contact(each)) is not None)

    def add(self, email: str, folder: str, body: Row, ext: Row | None = None) -> Row:
        number = int(self.world.meta("contacts").get("last", 0)) + 1
        self.world.set_meta("contacts", last=number)
        now = self.world.clock.stamp()
        row = {"id": f"{number:09d}", "email": email, "folder": folder, "body": body, "ext": ext or {}}
        return self._kept({**row, "moves": 0, "photo": "", "created": now}, "created")

    def change(self, row: Row, **news: Any) -> Row:
        return self._kept({**row, **news}, "updated")

    def move(self, row: Row, folder: str) -> Row:
        """Its old folder says that it was removed; it gets another moving id, and a new change key."""
        self._leave(row)
        return self._kept({**row, "folder": folder, "moves": row["moves"] + 1}, "created")

    def bin(self, row: Row) -> None:
        bin_id = self.of_kind(row["email"], BIN)["id"]
        self.purge(row) if row["folder"] == bin_id else self.move(row, bin_id)

    def purge(self, row: Row) -> None:
        self._leave(row)
        self.world.drop("contact", row["id"])

    def _leave(self, row: Row) -> None:
        self._members.get(row["folder"], {}).pop(row["id"], None)
        self._noted(row["folder"], row["id"])
        self._tell(row["folder"], row["id"], "deleted")

    def _kept(self, row: Row, how: str) -> Row:
        self._members.setdefault(row["folder"], {})[row["id"]] = None
        number = self._noted(row["folder"], row["id"])
        stored = {**row, "change": number, "modified": self.world.clock.stamp()}
        self.world.put("contact", stored)
        self._tell(row["folder"], row["id"], how)
        return stored

    def _noted(self, folder: str, contact: str) -> int:
        self._number += 1
        now = self.world.clock.now()
        self.log(folder).note(contact, self._number, now)
        mark = {"id": f"{folder} {contact}", "folder": folder, "contact": contact}
        self.world.put("mark", {**mark, "number": self._number, "at": now})
        return self._number

    def _tell(self, folder: str, contact: str, how: str) -> None:
        for hear in self.listeners:
            hear(folder, contact, how)


def hash_of(text: str) -> int:
    """The same in each process."""
    return sum(place * ord(sign) for place, sign in enumerate(text, 1))
