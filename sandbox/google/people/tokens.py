"""Page tokens and sync tokens of people.connections.list: what they hold, and when they are no good any more."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from hashlib import sha256
from typing import Any

from sandbox.google.calls import Call
from sandbox.google.people.book import Book
from sandbox.google.people.refusals import bad, expired
from sandbox.rows import Row

FREE = frozenset({"pageToken", "syncToken", "fields", "alt", "prettyPrint", "quotaUser", "key"})
"""All other parameters must be as in the first call."""


def signature(call: Call) -> str:
    said = sorted((name, sorted(values)) for name, values in call.query.items() if name not in FREE)
    return sha256(json.dumps([call.account["id"], said]).encode()).hexdigest()[:16]


def page_token(call: Call, start: Row) -> str:
    return _sealed({"sort": "page", "sign": signature(call), "of": call.one("syncToken"), **start})


def opened_page(call: Call) -> Row:
    held = _opened(call, "pageToken", "page")
    if held["of"] != call.one("syncToken"):
        raise bad("Request sync token must be that of the first page.")
    return held


def sync_token(book: Book, call: Call, start: Row) -> str:
    """It dies a week after the full sync, however often it was renewed since."""
    epoch = book.epoch(call.account["id"])
    place = {"number": start["end"], "born": start["born"], "epoch": epoch}
    return _sealed({"sort": "sync", "sign": signature(call), **place})


def opened_sync(book: Book, call: Call) -> Row:
    held, world = _opened(call, "syncToken", "sync"), book.world
    is_old = held["born"] + world.switches.people_token_life <= world.clock.now()
    if is_old or held["epoch"] != book.epoch(call.account["id"]):
        raise expired(world.switches.people_expiry)
    return held


def _sealed(held: Row) -> str:
    return urlsafe_b64encode(json.dumps(held, separators=(",", ":")).encode()).decode().rstrip("=")


def _opened(call: Call, name: str, sort: str) -> dict[str, Any]:
    text = call.one(name) or ""
    try:
        held: dict[str, Any] = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        is_ours = held["sort"] == sort
    except (NotBase64, ValueError, KeyError, TypeError):
        raise bad(f"Invalid {name}.") from None
    if not is_ours:
        raise bad(f"Invalid {name}.")
    if held["sign"] != signature(call):
        raise bad(f"All parameters must be as in the request that gave the {name}.")
    return held
