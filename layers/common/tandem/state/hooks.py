"""The webhooks that we made, as a receiver knows them: by the secret in their path."""

from dataclasses import dataclass
from hashlib import sha256

from tandem.domain.ids import CompanyId
from tandem.home import Key, Put, Table
from tandem.state import keys
from tandem.state.rows import get_one, text


@dataclass(frozen=True, slots=True)
class Hook:
    """What a receiver knows of a webhook's path: whose it is, and the hash of its Basic credentials."""

    company: CompanyId
    credentials_sha256: str


@dataclass(frozen=True, slots=True)
class Hooks:
    table: Table

    def find(self, secret: str) -> Hook | None:
        row = get_one(self.table, keys.hook(secret))
        return Hook(CompanyId(text(row.item, "company")), text(row.item, "credentials_sha256")) if row else None


def hook_row(key: Key, company: CompanyId, credentials: str) -> Put:
    """`credentials` is "user:password" of the webhook's Basic auth; only its hash is kept."""
    return Put(key, {"company": company, "credentials_sha256": sha256(credentials.encode()).hexdigest()})
