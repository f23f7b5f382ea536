"""All that the server remembers: accounts, their folders and items, and what changed in each folder, in order.

Identifiers are opaque: an item has another one after each move, as on a real server, and its search key stays.
"""

import base64
import random
import uuid
from typing import Any

from sandbox.exchange.properties import CLASSES, Properties
from sandbox.exchange.soap import Refusal
from sandbox.exchange.switches import Switches
from sandbox.google.log import Log
from sandbox.pipedrive.clock import Clock
from sandbox.pipedrive.disk import Disk

Row = dict[str, Any]
DELETED = "deleteditems"
# name by which clients know it: parent, class, name in German as most of our mailboxes have it
FOLDERS: dict[str, tuple[str, str, str]] = {
    "root": ("", "", ""),
    "msgfolderroot": ("root", "IPF.Note", "Oberste Ebene des Informationsspeichers"),
    "inbox": ("msgfolderroot", "IPF.Note", "Posteingang"),
    "drafts": ("msgfolderroot", "IPF.Note", "Entwürfe"),
    "sentitems": ("msgfolderroot", "IPF.Note", "Gesendete Elemente"),
    DELETED: ("msgfolderroot", "IPF.Note", "Gelöschte Elemente"),
    "calendar": ("msgfolderroot", "IPF.Appointment", "Kalender"),
    "contacts": ("msgfolderroot", "IPF.Contact", "Kontakte"),
    "tasks": ("msgfolderroot", "IPF.Task", "Aufgaben"),
    "recipientcache": ("contacts", "IPF.Contact.RecipientCache", "Recipient Cache"),
}


class Mailboxes:
    """Rows are replaced, never changed in place. `numbers` of changes are one row for all mailboxes."""

    def __init__(self, disk: Disk, clock: Clock, switches: Switches) -> None:
        self.disk = disk
        self.clock = clock
        self.switches = switches
        self.url = ""
        self.logs: dict[str, Log] = {}
        self.number = self.oldest_state = 0
        self._rows: dict[str, dict[str, Row]] = {}
        self._inside: dict[str, dict[str, None]] = {}
        self._dice = random.Random()
        self._load()

    # --- rows ----------------------------------------------------------------------------------------------

    def _load(self) -> None:
        for kind, row in self.disk.load():
            self.rows(kind)[row["id"]] = row
        for row in self.rows("item").values():
            self._inside.setdefault(row["folder"], {})[row["id"]] = None
        for row in sorted(self.rows("change").values(), key=lambda one: one["number"]):
            self.log(row["log"]).note(row["of"], row["number"], 0)
        self.number = int(self.meta("number").get("last", 0))
        self.oldest_state = int(self.meta("states").get("oldest", 0))
        self.clock.offset = self.meta("clock").get("offset", 0.0)
        self.switches.update(self.meta("switches").get("values", {}))

    def rows(self, kind: str) -> dict[str, Row]:
        return self._rows.setdefault(kind, {})

    def put(self, kind: str, row: Row) -> Row:
        self.rows(kind)[row["id"]] = row
        self.disk.mark(kind, row["id"], row)
        return row

    def drop(self, kind: str, row_id: str) -> None:
        if self.rows(kind).pop(row_id, None) is not None:
            self.disk.mark(kind, row_id, None)

    def meta(self, name: str) -> Row:
        return self.rows("meta").get(name, {})

    def set_meta(self, name: str, **values: Any) -> None:
        self.put("meta", {**self.meta(name), "id": name, **values})

    def log(self, name: str) -> Log:
        """The changes in a folder, or in a mailbox's hierarchy."""
        return self.logs.setdefault(name, Log())

    def _note(self, log: str, of: str) -> int:
        self.number += 1
        self.log(log).note(of, self.number, 0)
        self.put("change", {"id": f"{log}|{of}", "log": log, "of": of, "number": self.number})
        self.set_meta("number", last=self.number)
        return self.number

    # --- accounts and folders ------------------------------------------------------------------------------

    def account(self, username: str) -> Row | None:
        """By address, by `DOMAIN\\\\name` or by name alone, in any case."""
        name = username.lower().rpartition("\\")[2]
        return next((one for one in self.rows("account").values() if name in (one["id"], one["login"])), None)

    def add_account(self, address: str, name: str, password: str, login: str = "") -> Row:
        held = self.account(address)
        if held is not None:
            return held
        address = address.lower()
        row: Row = {"id": address, "login": (login or address.partition("@")[0]).lower(), "name": name}
        row |= {"password": password, "categories": [], "folders": {}}
        for known, (parent, kind, shown) in FOLDERS.items():
            made = self._new_folder(address, row["folders"].get(parent, ""), kind, shown, known)
            row["folders"][known] = made["id"]
        return self.put("account", row)

    def add_folder(self, account: Row, parent: str, kind: str, name: str) -> Row:
        siblings = [one for one in self.folders(account) if one["parent"] == parent]
        if any(one["name"].lower() == name.lower() for one in siblings):
            raise Refusal("ErrorFolderExists", "A folder with the specified name already exists.")
        return self._new_folder(account["id"], parent, kind, name, "")

    def _new_folder(self, owner: str, parent: str, kind: str, name: str, known: str) -> Row:
        identifier = self.new_id("AAMkAGF")
        row: Row = {"id": identifier, "owner": owner, "parent": parent, "class": kind, "name": name, "known": known}
        row |= {"hidden": known in ("root", "recipientcache")}
        row |= {"key": self._note(f"hierarchy|{owner}", identifier)}
        return self.put("folder", row | {"born": row["key"]})

    def change_folder(self, folder: Row, **changed: Any) -> Row:
        key = self._note(f"hierarchy|{folder['owner']}", folder["id"])
        return self.put("folder", {**folder, **changed, "key": key})

    def remove_folder(self, folder: Row) -> None:
        for item in list(self.items(folder["id"])):
            self.remove_item(item)
        self._note(f"hierarchy|{folder['owner']}", folder["id"])
        self.drop("folder", folder["id"])

    def folders(self, account: Row) -> list[Row]:
        return [one for one in self.rows("folder").values() if one["owner"] == account["id"]]

    # --- items ---------------------------------------------------------------------------------------------

    def items(self, folder: str) -> list[Row]:
        return [self.rows("item")[item] for item in self._inside.get(folder, {})]

    def count(self, folder: str) -> int:
        return len(self._inside.get(folder, {}))

    def add_item(self, folder: Row, kind: str, properties: Properties) -> Row:
        now = self.clock.stamp()
        row = {"id": self.new_id("AAMkAGI"), "owner": folder["owner"], "folder": folder["id"], "kind": kind}
        row |= {"props": dict(properties), "created": now, "modified": now, "attachments": []}
        row |= {"search_key": base64.b64encode(self._dice.randbytes(16)).decode()}
        row["props"].setdefault("item:ItemClass", f"<t:ItemClass>{CLASSES[kind]}</t:ItemClass>")
        return self._stored(row, is_new=True)

    def change_item(self, item: Row, **changed: Any) -> Row:
        return self._stored({**item, **changed, "modified": self.clock.stamp()}, is_new=False)

    def move_item(self, item: Row, folder: Row) -> Row:
        """Under another id; what it says, its search key and when it was made stay."""
        self.remove_item(item)
        row = {**item, "id": self.new_id("AAMkAGI"), "folder": folder["id"], "owner": folder["owner"]}
        return self._stored(row, is_new=True)

    def copy_item(self, item: Row, folder: Row) -> Row:
        """With the original's search key, as copies have it."""
        row = {**item, "id": self.new_id("AAMkAGI"), "folder": folder["id"], "created": self.clock.stamp()}
        return self._stored(row, is_new=True)

    def remove_item(self, item: Row) -> None:
        self._inside[item["folder"]].pop(item["id"], None)
        self._note(item["folder"], item["id"])
        self.drop("item", item["id"])

    def _stored(self, row: Row, *, is_new: bool) -> Row:
        key = self._note(row["folder"], row["id"])
        self._inside.setdefault(row["folder"], {})[row["id"]] = None
        return self.put("item", {**row, "key": key, "born": key if is_new else row["born"]})

    def new_id(self, head: str) -> str:
        """Base64 with both its odd signs now and then, and case that counts."""
        return head + base64.b64encode(uuid.UUID(int=self._dice.getrandbits(128)).bytes * 3).decode()


def change_key(row: Row) -> str:
    return base64.b64encode(b"\x11\x00\x00\x00\x16\x00\x00\x00" + int(row["key"]).to_bytes(8, "big")).decode()
