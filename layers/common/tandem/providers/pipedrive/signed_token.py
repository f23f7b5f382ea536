"""What Pipedrive's own page hands to ours inside it: a signed token that says which user of which company looks on.

A JSON Web Token, HS256 with the app's client secret, good for five minutes (custom-ui-extensions and the README of the
App Extensions SDK 0.15, 2026-11). Read here and not by a library, as one algorithm is all that there is to know.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tandem.domain.errors import Forged
from tandem.domain.ids import CompanyId, UserId
from tandem.providers.document import parsed

ALGORITHM = "HS256"
LONGEST_LIFE = timedelta(minutes=10)
"""Twice what Pipedrive says: a token that is good for longer isn't one of those that are handed to a page."""
SKEW = timedelta(minutes=1)
"""By which the clock of whoever signs may be ahead of ours."""
_ID = re.compile(r"[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Who looks on, as Pipedrive tells it."""

    company: CompanyId
    user: UserId


def read_signed_token(token: str, secret: str, now: datetime) -> Onlooker:
    """Raise `Forged` for whatever isn't signed with that secret for this moment; it takes constant time to compare."""
    header, payload, signature = _parts(token)
    _require_algorithm(_document(header))
    if not secret or not hmac.compare_digest(_signature(f"{header}.{payload}", secret), signature.encode()):
        raise Forged("bad_signature")
    claims = _document(payload)
    _require_now(claims, now)
    return Onlooker(CompanyId(_id(claims, "companyId")), UserId(_id(claims, "userId")))


def _parts(token: str) -> tuple[str, str, str]:
    header, payload, signature = (*token.split("."), "", "", "")[:3]
    if token.count(".") != 2 or not token.isascii():
        raise Forged("no_token")
    return header, payload, signature


def _signature(text: str, secret: str) -> bytes:
    """As it is written in a token: one signature has one spelling."""
    signed = hmac.digest(secret.encode(), text.encode(), "sha256")
    return urlsafe_b64encode(signed).rstrip(b"=")


def _document(part: str) -> dict[str, Any]:
    try:
        found = parsed(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError as error:
        raise Forged("no_token") from error
    if not isinstance(found, dict):
        raise Forged("no_token")
    return found


def _require_algorithm(header: dict[str, Any]) -> None:
    """The one we know, and nothing that would change how the rest is to be read (RFC 7515, 4.1.11)."""
    if header.get("alg") != ALGORITHM or "crit" in header:
        raise Forged("bad_algorithm")


def _require_now(claims: dict[str, Any], now: datetime) -> None:
    expires = _instant(claims, "exp")
    if expires is None or not now < expires <= now + LONGEST_LIFE:
        raise Forged("expired")
    if any(one is not None and one > now + SKEW for one in (_instant(claims, "iat"), _instant(claims, "nbf"))):
        raise Forged("not_yet")


def _instant(claims: dict[str, Any], name: str) -> datetime | None:
    """Seconds since 1970, where it is told."""
    told = claims.get(name)
    if told is None:
        return None
    if isinstance(told, bool) or not isinstance(told, int | float):
        raise Forged("no_token")
    try:
        return datetime.fromtimestamp(told, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Forged("no_token") from error


def _id(claims: dict[str, Any], name: str) -> str:
    told = claims.get(name)
    text = str(told) if isinstance(told, int | str) and not isinstance(told, bool) else ""
    if not _ID.fullmatch(text):
        raise Forged("nobody")
    return text
