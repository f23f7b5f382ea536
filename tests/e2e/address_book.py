"""A CardDAV client like any other: plain GET, PUT and DELETE of single cards, knowing nothing of Tandem."""

import base64
import urllib.error
import urllib.request
from dataclasses import dataclass

from tests.servers import Book


@dataclass(frozen=True, slots=True)
class Phone:
    """Somebody's telephone with this address book on it. The book's request log has its requests too."""

    book: Book

    def save(self, name: str, card: str) -> None:
        """Write a card under `name`, new or not."""
        assert self._send("PUT", f"{name}.vcf", card.encode()) in (200, 201, 204)

    def read(self, name: str) -> str:
        return self._open("GET", f"{name}.vcf").decode()

    def delete(self, name: str) -> None:
        assert self._send("DELETE", f"{name}.vcf") in (200, 204)

    def _send(self, method: str, name: str, content: bytes | None = None) -> int:
        with urllib.request.urlopen(self._request(method, name, content), timeout=30) as answer:
            return int(answer.status)

    def _open(self, method: str, name: str) -> bytes:
        with urllib.request.urlopen(self._request(method, name, None), timeout=30) as answer:
            content: bytes = answer.read()
            return content

    def _request(self, method: str, name: str, content: bytes | None) -> urllib.request.Request:
        secret = base64.b64encode(f"{self.book.username}:{self.book.password}".encode()).decode()
        headers = {"Authorization": f"Basic {secret}", "Content-Type": "text/vcard; charset=utf-8"}
        return urllib.request.Request(f"{self.book.url}{name}", content, headers, method=method)
