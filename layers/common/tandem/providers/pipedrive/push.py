"""Webhooks of Pipedrive: who sent one, and what it says. Standard library only, since a receiver imports it.

A webhook is a hint to look: its `data` isn't in the shape of the API, so only ids are taken from it, and `previous`
unread. Format: webhooks v2 (guide-for-webhooks-v2, 2026-11); there is no signature, only Basic authentication.
"""

import hmac
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from json import dumps, loads
from typing import Any

from tandem.domain.errors import Forged, Rejected

MAX_BYTES = 256 * 1024
_ACTIONS = frozenset(("create", "change", "delete"))


@dataclass(frozen=True, slots=True)
class Heard:
    """What a webhook says. `permitted_user_ids` None: it doesn't say who may see the item.

    `merged_to` is the item that took this one in. `previous` is JSON as it came: on a change only the changed fields.
    """

    entity: str
    action: str
    id: str
    company_id: str
    permitted_user_ids: frozenset[str] | None = None
    merged_to: str = ""
    previous: bytes | None = field(default=None, repr=False)


def digest(user: str, password: str) -> bytes:
    """What to store of a webhook's user and password."""
    return sha256(f"{user}:{password}".encode()).digest()


def verify(headers: Mapping[str, str], stored: bytes) -> None:
    """Raise `Forged` unless the Basic credentials are those that `stored` is the digest of. Takes constant time."""
    if not hmac.compare_digest(sha256(_credentials(headers)).digest(), stored):
        raise Forged("wrong_credentials")


def parse(body: bytes) -> Heard:
    """Raise `Rejected` for a body that is too large or says nothing that can be looked at."""
    if len(body) > MAX_BYTES:
        raise Rejected("webhook_too_large")
    try:
        return _heard(loads(body))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Rejected("webhook_unreadable") from error


def _credentials(headers: Mapping[str, str]) -> bytes:
    found = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
    scheme, _, coded = found.partition(" ")
    if scheme.lower() != "basic":
        raise Forged("no_credentials")
    try:
        return b64decode(coded.strip(), validate=True)
    except (NotBase64, ValueError) as error:
        raise Forged("no_credentials") from error


def _heard(payload: Any) -> Heard:
    meta, previous = payload["meta"], payload.get("previous")
    permitted = meta.get("permitted_user_ids")
    action = _word(meta["action"])
    if action not in _ACTIONS:
        raise ValueError
    return Heard(
        entity=_word(meta["entity"]),
        action=action,
        id=_word(meta["entity_id"]),
        company_id=_word(meta["company_id"]),
        permitted_user_ids=None if permitted is None else frozenset(_word(user) for user in permitted),
        merged_to=_word(meta["merged_to_id"]) if meta.get("merged_to_id") else "",
        previous=dumps(previous, ensure_ascii=False).encode() if isinstance(previous, dict) else None,
    )


def _word(value: object) -> str:
    """An id or a name: ids are promised as strings, and numbers are let through."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError
    word = str(value)
    if not 0 < len(word) <= 64 or not word.isascii() or not word.replace("-", "").replace("_", "").isalnum():
        raise ValueError
    return word
