"""The webhooks that we made, as a receiver knows them: by the secret in their path."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from tandem.domain.ids import CompanyId
from tandem.home import Key, Put, Table, Value
from tandem.state import keys
from tandem.state.rows import get_one, text


@dataclass(frozen=True, slots=True)
class Hook:
    """What a receiver knows of a webhook's path: whose it is, and the hash of its Basic credentials.

    `public_key` is the company's, to seal with. `fields` is the CRM adapter's note of the field codes in use.
    """

    company: CompanyId
    credentials_sha256: str
    public_key: bytes = b""
    fields: str = ""


@dataclass(frozen=True, slots=True)
class Hooks:
    table: Table

    def find(self, secret: str) -> Hook | None:
        row = get_one(self.table, keys.hook(secret))
        return hook_from(row.item) if row else None


def hook_from(item: Mapping[str, Value]) -> Hook:
    key = item.get("public_key")
    return Hook(
        CompanyId(text(item, "company")),
        text(item, "credentials_sha256"),
        key if isinstance(key, bytes) else b"",
        text(item, "fields"),
    )


def hook_row(key: Key, hook: Hook) -> Put:
    item: dict[str, Value] = {
        "company": hook.company,
        "credentials_sha256": hook.credentials_sha256,
        "public_key": hook.public_key,
        "fields": hook.fields,
    }
    return Put(key, item)


def sha256_of(credentials: str) -> str:
    """`credentials` is "user:password" of the webhook's Basic auth; only its hash is kept."""
    return sha256(credentials.encode()).hexdigest()
