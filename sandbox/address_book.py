"""Radicale's folder: its accounts, its address books and what was asked of it, read and written beside the server.

Writing cards straight into the storage spares a PUT each, whose cost grows with the book.
"""

import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

BOOK = "contacts"


@dataclass(frozen=True, slots=True)
class Request:
    """One line of the request log; `path` is percent-encoded."""

    method: str
    path: str
    status: int


@dataclass(frozen=True, slots=True)
class Body:
    """What one PUT sent, byte for byte."""

    path: str
    status: int
    content: bytes


@dataclass(frozen=True, slots=True)
class RadicaleFolder:
    """Everything that one Radicale keeps, under one folder."""

    root: Path

    @property
    def storage(self) -> Path:
        return self.root / "storage"

    @property
    def accounts(self) -> Path:
        return self.root / "accounts"

    @property
    def request_log(self) -> Path:
        return self.root / "requests.log"

    @property
    def bodies(self) -> Path:
        """While this file exists, what PUTs send is kept in it."""
        return self.root / "bodies.jsonl"

    def passwords(self) -> dict[str, str]:
        """By user name, as the htpasswd file has them; empty before the first start."""
        if not self.accounts.exists():
            return {}
        lines = self.accounts.read_text("utf-8").splitlines()
        return {name: password for name, _, password in (line.partition(":") for line in lines)}

    def ensure_accounts(self, names: Sequence[str]) -> dict[str, str]:
        """Give every name a password and an address book. Idempotent: what is there stays."""
        known = self.passwords()
        known |= {name: secrets.token_urlsafe(12) for name in names if name not in known}
        self.root.mkdir(parents=True, exist_ok=True)
        write_private(self.accounts, "".join(f"{name}:{password}\n" for name, password in known.items()))
        for name in names:
            self.make_book(name)
        return {name: known[name] for name in names}

    def book(self, owner: str, name: str = BOOK) -> Path:
        return self.storage / "collection-root" / owner / name

    def make_book(self, owner: str, name: str = BOOK, title: str = "Contacts") -> Path:
        """Make an address book collection, where there is none. Idempotent."""
        folder = self.book(owner, name)
        folder.mkdir(parents=True, exist_ok=True)
        properties = folder / ".Radicale.props"
        if not properties.exists():
            properties.write_text(json.dumps({"tag": "VADDRESSBOOK", "D:displayname": title}), "utf-8")
        return folder

    def put_cards(self, cards: Mapping[str, str], owner: str, name: str = BOOK) -> None:
        """Write cards by their UID; a card that is there is replaced. The server sees it at the next request."""
        folder = self.make_book(owner, name)
        for uid, card in cards.items():
            (folder / f"{uid}.vcf").write_bytes(card.encode())

    def cards(self, owner: str, name: str = BOOK) -> dict[str, bytes]:
        """The cards by file name, as they are stored."""
        return {path.name: path.read_bytes() for path in sorted(self.book(owner, name).glob("*.vcf"))}

    def requests(self) -> list[Request]:
        """Oldest first; those that were answered."""
        if not self.request_log.exists():
            return []
        lines = self.request_log.read_text("utf-8").splitlines()
        return [Request(method, path, int(status)) for method, path, status in map(str.split, lines)]

    def keep_bodies(self) -> None:
        """From now on, and forget what was kept before."""
        self.bodies.write_text("", "utf-8")

    def kept_bodies(self) -> list[Body]:
        return [_body(line) for line in self.bodies.read_text("utf-8").splitlines()]


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, from its first moment on; replaces the old one whole."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)


def append_line(path: Path, parts: Iterable[str]) -> None:
    """One write each, so that lines of several threads don't mix."""
    with path.open("a", encoding="utf-8") as file:
        file.write(" ".join(parts) + "\n")


def _body(line: str) -> Body:
    kept = json.loads(line)
    return Body(kept["path"], kept["status"], kept["body"].encode("utf-8", "surrogateescape"))
