"""Tokens as Pipedrive's own page would hand them to ours, and as somebody would who isn't Pipedrive."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

SECRET = "a-made-up-client-secret"
HEADER: Mapping[str, Any] = {"alg": "HS256", "typ": "JWT"}
FIVE_MINUTES = timedelta(minutes=5)


def encoded(value: object) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return urlsafe_b64encode(text).rstrip(b"=").decode()


def claims(now: datetime, company: object = 7001, user: object = 11, **others: Any) -> dict[str, Any]:
    """What it says; what is None is left out."""
    issued, expires = int(now.timestamp()), int((now + FIVE_MINUTES).timestamp())
    told = {"companyId": company, "userId": user, "iat": issued, "exp": expires, **others}
    return {name: value for name, value in told.items() if value is not None}


def signed(said: object, secret: str = SECRET, header: object = HEADER, digest: str = "sha256") -> str:
    text = f"{encoded(header)}.{encoded(said)}"
    return f"{text}.{encoded(hmac.new(secret.encode(), text.encode(), getattr(hashlib, digest)).digest())}"
