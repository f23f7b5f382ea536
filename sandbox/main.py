"""The sandbox: every stand-in as a child process, with a made-up company in them.

Everything lives under one folder; a second start goes on from there, at the same addresses.
"""

import json
import os
import signal
import socket
import sys
import threading
import urllib.request
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from sandbox import outlook
from sandbox.address_book import RadicaleFolder, write_private
from sandbox.child import Child, start_child
from sandbox.company import Owners, cards, crm

CONTACTS = 200
GOOGLE_SHARE = 30
"""So many for a hundred cards are at Google."""
OTHERS = 1000
"""Added to the seed: other people than in the address book."""
HOST = "127.0.0.1"
DESCRIPTION = "sandbox.json"
SEEDED = "seeded.json"
MAILBOX_SEEDED = "seeded-mailbox.json"
MAILBOXES = "mailboxes.json"
MODULES = ("sandbox.pipedrive", "sandbox.radicale", "sandbox.google", "sandbox.microsoft", "sandbox.exchange")
ADDRESSES = (
    ("pipedrive", "api_domain"),
    ("carddav", "root_url"),
    ("google", "api_url"),
    ("microsoft", "graph_url"),
    ("exchange", "url"),
)
"""Where each is told of in the description, in the same order."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made up at the first start; the same seed gives the same people."""

    contacts: int = CONTACTS
    activities: int = 0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The running stand-ins; `description` is what `sandbox.json` says. Also a context manager that stops them."""

    description: Mapping[str, Any]
    children: tuple[Child, ...]

    def stop(self) -> None:
        """End every stand-in. Idempotent."""
        for child in self.children:
            child.stop()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(data: Path, size: Size = Size(), port: int = 0) -> Sandbox:
    """Start the stand-ins and, the first time, fill them. `port` is Pipedrive's, the others follow it; 0: any."""
    data.mkdir(parents=True, exist_ok=True)
    ports = tuple(range(port, port + len(MODULES))) if port else _ports_of_last_time(data)
    children: list[Child] = []
    try:
        for module, where in zip(MODULES, ports, strict=True):
            log = data / f"{module.rpartition('.')[2]}.log"
            children.append(start_child(module, ["--port", str(where), "--data", str(data)], log))
        pipedrive, radicale, google, microsoft, exchange = (child.said for child in children)
        _seed(data, size, pipedrive, radicale, google)
        _fill_mailboxes(data, size, microsoft)
        _seed_exchange(data, size, exchange)
    except BaseException:
        Sandbox({}, tuple(children)).stop()
        raise
    description = _description(data, pipedrive, radicale, google, microsoft) | {"exchange": dict(exchange)}
    write_private(data / DESCRIPTION, json.dumps(description, indent=2) + "\n")
    return Sandbox(description, tuple(children))


def main(port: int, data: Path, contacts: int = CONTACTS, activities: int = 0, seed: int = 1) -> None:
    """Run in the foreground until Ctrl-C or SIGTERM; the first line printed is the description."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with start(data, Size(contacts, activities, seed), port) as sandbox:
        sys.stdout.write(json.dumps(sandbox.description) + "\n")
        sys.stdout.flush()
        while not ended.wait(1):
            pass


def _description(
    data: Path,
    pipedrive: Mapping[str, Any],
    radicale: Mapping[str, Any],
    google: Mapping[str, Any],
    microsoft: Mapping[str, Any],
) -> dict[str, Any]:
    admin = next(user for user in pipedrive["users"] if user["is_admin"])
    return {
        "pipedrive": {**pipedrive, "api_token": admin["api_token"]},
        "carddav": dict(radicale),
        "google": {
            **google,
            "calendar_url": google["api_url"],
            "refresh_token": _refresh_token(data, "google", google),
        },
        "microsoft": {**microsoft, "refresh_token": _refresh_token(data, "microsoft", microsoft)},
    }


def _refresh_token(data: Path, name: str, said: Mapping[str, Any]) -> str:
    """Of the grant that was given the last time, or else of a new one: a person has only so many."""
    known = _known(data).get(name, {})
    if known.get("client_id") == said["client_id"]:
        return str(known["refresh_token"])
    told = _tell(f"{said['control_url']}/token", {"email": said["accounts"][0]["id"]})
    return str(told["refresh_token"])


def _ports_of_last_time(data: Path) -> tuple[int, ...]:
    """Tandem keeps the addresses it was told, so they are taken again; 0 where one is gone or was never had."""
    known = _known(data)
    return tuple(_if_free(known[name][url]) if name in known else 0 for name, url in ADDRESSES)


def _known(data: Path) -> dict[str, Any]:
    """What was described the last time."""
    try:
        return dict(json.loads((data / DESCRIPTION).read_text("utf-8")))
    except FileNotFoundError:
        return {}


def _if_free(url: str) -> int:
    port = urlsplit(url).port or 0
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return 0
    return port


def _seed(
    data: Path, size: Size, pipedrive: Mapping[str, Any], radicale: Mapping[str, Any], google: Mapping[str, Any]
) -> None:
    """Fill both sides once; each half is safe to repeat, so a start that was cut short is simply done again."""
    marker = data / SEEDED
    if marker.exists():
        return
    owner = radicale["username"]
    RadicaleFolder(data / "radicale").put_cards(cards(size.contacts, size.seed), owner)
    _fill_pipedrive(size, pipedrive)
    anna = google["accounts"][0]["id"]
    _tell(f"{google['control_url']}/year", {"email": anna, "seed": size.seed})
    book = {"email": anna, "contacts": max(size.contacts * GOOGLE_SHARE // 100, 10), "seed": size.seed + OTHERS}
    _tell(f"{google['control_url']}/people/fill", book)
    write_private(marker, json.dumps({"contacts": size.contacts, "activities": size.activities, "seed": size.seed}))
    os.sync()


def _seed_exchange(data: Path, size: Size, exchange: Mapping[str, Any]) -> None:
    """Fill Anna's mailbox once, half as full as her other address book, with a folder of customers beside it."""
    marker, whose = data / MAILBOX_SEEDED, {"email": exchange["username"]}
    if marker.exists():
        return
    control = exchange["control_url"]
    contacts, customers = outlook.mailbox(size.contacts // 2, size.seed)
    folder = _tell(f"{control}/edit", {**whose, "do": "folder", "name": outlook.FOLDER})["id"]
    for place, those in (("contacts", contacts), (folder, customers)):
        told = {**whose, "folder": place, "contacts": list(map(outlook.contact, those))}
        for item, person in zip(_tell(f"{control}/load", told)["ids"], those, strict=True):
            if person.photo:
                content = b64encode(person.photo).decode()
                _tell(f"{control}/edit", {**whose, "do": "picture", "id": item, "content": content})
    write_private(marker, json.dumps({"contacts": len(contacts) + len(customers)}))


def _fill_mailboxes(data: Path, size: Size, microsoft: Mapping[str, Any]) -> None:
    """A folder of customers at work, and a few people in a personal account; once, as the rest."""
    marker = data / MAILBOXES
    if marker.exists():
        return
    control, (anna, *_, clara) = microsoft["control_url"], (one["id"] for one in microsoft["accounts"])
    folder = _tell(f"{control}/folder", {"email": anna, "name": "Kunden"})["id"]
    filled = {"count": size.contacts // 4, "seed": size.seed + 1}
    _tell(f"{control}/people", {"email": anna, "folder": folder, **filled})
    _tell(f"{control}/people", {"email": clara, "count": size.contacts // 10, "seed": size.seed + 2})
    write_private(marker, json.dumps(filled))


def _fill_pipedrive(size: Size, pipedrive: Mapping[str, Any]) -> None:
    anna, ben = (user["id"] for user in pipedrive["users"][:2])
    rows = crm(size.contacts, size.activities, size.seed, Owners(anna, ben))
    body = {"organizations": rows.organizations, "persons": rows.persons}
    body |= {"deals": rows.deals, "activities": rows.activities}
    _tell(f"{pipedrive['control_url'].rstrip('/')}/load", body)


def _tell(url: str, body: Mapping[str, Any]) -> Any:
    """A stand-in's control answers in JSON."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)
