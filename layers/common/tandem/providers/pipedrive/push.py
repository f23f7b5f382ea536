"""Webhooks of Pipedrive: who sent one, and what it says. Standard library only, since a receiver imports it.

A webhook is a hint to look: its `data` isn't in the shape of the API, so only ids are taken from it here. What one of
our own writes tells of the values before it is handed on unread (`word_of`), for `traces` to read. Format: webhooks v2
(guide-for-webhooks-v2, 2026-11); there is no signature, only Basic authentication.
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
from tandem.providers.document import parsed

MAX_BYTES = 256 * 1024
MAX_WORD = 4096
"""Bytes that are kept of one webhook, for a few minutes and in a row; a larger word is dropped, and a sweep looks."""
Json = dict[str, Any]
_ACTIONS = frozenset(("create", "change", "delete"))


@dataclass(frozen=True, slots=True)
class Heard:
    """What a webhook says. `permitted_user_ids` None: it doesn't say who may see the item.

    `merged_to` is the item that took this one in. `event` is the webhook's own id, `author` the user who made the
    change at `at`, `by_api` through the API. `previous` and `data` are as they came; on a change, `previous` has the
    changed fields only.
    """

    entity: str
    action: str
    id: str
    company_id: str
    permitted_user_ids: frozenset[str] | None = None
    merged_to: str = ""
    event: str = ""
    author: str = ""
    at: str = ""
    by_api: bool = False
    previous: Mapping[str, Any] | None = field(default=None, repr=False)
    data: Mapping[str, Any] | None = field(default=None, repr=False)


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
        return _heard(parsed(body))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Rejected("webhook_unreadable") from error


# --- what our own write tells of the values before it --------------------------------------------------------

_NAME = ("name", "first_name", "last_name")
_PLAIN = (*_NAME, "emails", "phones", "org_id")
_ADDRESS = "address"
_TIME = ("due_date", "due_time", "duration")
_LONGEST = "public_description"
_ACTIVITY = (*_TIME, "subject", "location", "busy_flag", _LONGEST)


def word_of(heard: Heard, fields: str) -> bytes | None:
    """What to keep of a change that somebody's API client made to an item, as JSON; None for any other webhook.

    `fields` are the field codes in use, as `FieldCodes.to_json` wrote them. Of `data`, values are kept only where the
    value before can't be read without them; of the rest only that they are told at all.
    """
    is_change = heard.action == "change" and heard.by_api
    if not (is_change and heard.previous and heard.data and heard.event and heard.author):
        return None
    match heard.entity:
        case "person":
            return _sized(heard, _of_person(heard.previous, heard.data, loads(fields or "{}")))
        case "activity":
            told = _of_activity(heard.previous, heard.data, _ACTIVITY)
            return _sized(heard, told) or _sized(heard, _of_activity(heard.previous, heard.data, _ACTIVITY[:-1]))
        case _:
            return None


def _sized(heard: Heard, told: Mapping[str, Any] | None) -> bytes | None:
    if told is None:
        return None
    kept = {"at": heard.at, "user": heard.author, **told}
    word = dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return word if len(word) <= MAX_WORD else None


def _of_activity(previous: Mapping[str, Any], data: Mapping[str, Any], names: tuple[str, ...]) -> Json | None:
    """A time is read from several fields; and whether one is busy may hang on there being any."""
    before = {name: value for name, value in previous.items() if name in names}
    needed = {*before, *(_TIME if {*_TIME, "busy_flag"} & {*before} else ())}
    after = {name: value for name, value in data.items() if name in needed}
    return {"kind": "activity", "previous": before, "data": after} if before else None


def _of_person(previous: Mapping[str, Any], data: Mapping[str, Any], codes: Mapping[str, str]) -> Json | None:
    before, after = _mapped(previous, codes), _mapped(data, codes)
    return {"previous": before, "data": _needed(before, after, codes)} if any(before.values()) else None


def _mapped(person: Mapping[str, Any], codes: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The plain and the custom fields that Tandem syncs."""
    custom, wanted = person.get("custom_fields"), frozenset(codes.values())
    return {
        "plain": {name: value for name, value in person.items() if name in _PLAIN or name in wanted},
        "custom": {code: value for code, value in custom.items() if code in wanted} if isinstance(custom, dict) else {},
    }


def _needed(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]], codes: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """A name, and addresses, are read from several fields: where one changed, the others are needed too."""
    changed = {*before["plain"], *before["custom"]}
    together = (frozenset(_NAME), frozenset(code for slot, code in codes.items() if _ADDRESS in slot))
    needed = changed.union(*(group for group in together if not changed.isdisjoint(group)))
    return {
        kind: {name: value if name in needed else None for name, value in values.items()}
        for kind, values in after.items()
    }


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
    meta, previous, data = payload["meta"], payload.get("previous"), payload.get("data")
    at = meta.get("timestamp")
    permitted = meta.get("permitted_user_ids")
    action = _word(meta["action"])
    if action not in _ACTIONS:
        raise ValueError
    return Heard(
        entity=_word(meta["entity"]),
        action=action,
        id=_word(meta["entity_id"]),
        company_id=_word(meta["company_id"]),
        permitted_user_ids=None if permitted is None else _words(permitted),
        merged_to=_word(meta["merged_to_id"]) if meta.get("merged_to_id") else "",
        event=_optional(meta.get("id")),
        author=_optional(meta.get("user_id")),
        at=at if isinstance(at, str) else "",
        by_api=meta.get("change_source") == "api",
        previous=previous if isinstance(previous, dict) else None,
        data=data if isinstance(data, dict) else None,
    )


def _words(values: object) -> frozenset[str]:
    """A text isn't a list of its letters: they could be ids of other users."""
    if not isinstance(values, list):
        raise TypeError
    return frozenset(map(_word, values))


def _optional(value: object) -> str:
    try:
        return _word(value)
    except (TypeError, ValueError):
        return ""


def _word(value: object) -> str:
    """An id or a name: ids are promised as strings, and numbers are let through."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError
    word = str(value)
    if not 0 < len(word) <= 64 or not word.isascii() or not word.replace("-", "").replace("_", "").isalnum():
        raise ValueError
    return word
