"""Page tokens and sync tokens: what they hold, and when they are no good any more."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from hashlib import sha256
from typing import Any

from sandbox.google.answers import Refused, invalid
from sandbox.google.calls import Call

# Of a listing's parameters these may differ between its requests.
FREE = frozenset({"maxResults", "pageToken", "syncToken", "fields", "alt", "prettyPrint", "quotaUser"})


def signature(call: Call) -> str:
    """Equal for requests whose parameters are the same, those aside that may differ."""
    said = sorted((name, sorted(values)) for name, values in call.query.items() if name not in FREE)
    return sha256(json.dumps(said).encode()).hexdigest()[:16]


def unbounded_signature(call: Call) -> str:
    """As `signature`, without what a sync token does not take, or always means."""
    said = {name: values for name, values in call.query.items() if name not in ("timeMin", "timeMax", "showDeleted")}
    return signature(Call(call.account, call.client, call.args, said))


def sealed(held: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(held, separators=(",", ":")).encode()).decode().rstrip("=")


def opened(call: Call, name: str, subject: str, sign: str) -> dict[str, Any]:
    """What the token holds. Raises Refused where it is none, of another list, or used with other parameters."""
    text = call.one(name) or ""
    try:
        held: dict[str, Any] = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        is_ours = held["of"] == subject and held["sort"] == name
    except (NotBase64, ValueError, KeyError, TypeError):
        raise invalid(f"Invalid {name} value.", name) from None
    if not is_ours:
        raise invalid(f"Invalid {name} value.", name)
    if held["sign"] != sign:
        raise invalid(f"Parameters must be the same as in the request that gave the {name}.", name)
    return held


def full_sync_required() -> Refused:
    message = "Sync token is no longer valid, a full sync is required."
    return Refused(410, "fullSyncRequired", message, domain="calendar", location=("parameter", "syncToken"))


def updated_min_too_long_ago() -> Refused:
    message = "The requested minimum modification time lies too far in the past."
    return Refused(410, "updatedMinTooLongAgo", message, domain="calendar", location=("parameter", "updatedMin"))
