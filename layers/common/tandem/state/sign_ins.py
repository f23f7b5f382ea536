"""Sign-ins that people were sent off to the CRM for: known by the state that comes back with them, once."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from tandem.domain.errors import Conflict
from tandem.home import Drop, Expect, Put, Table
from tandem.state import keys
from tandem.state.rows import get_one, text

LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SignIns:
    """`browser` is a secret that only the browser has in which it was begun; its hash is kept."""

    table: Table

    def put(self, state: str, browser: str, following: str, now: datetime) -> None:
        item = {"browser": _hash(browser), "following": following}
        self.table.transact([Put(keys.sign_in(state), item, Expect.ABSENT, expires=now + LASTS)])

    def take(self, state: str, browser: str) -> str | None:
        """Where to go on, which nobody is told a second time; None for what was begun elsewhere, never, or is over."""
        row = get_one(self.table, keys.sign_in(state))
        if row is None or not hmac.compare_digest(text(row.item, "browser"), _hash(browser)):
            return None
        try:
            self.table.transact([Drop(row.key, row.version)])
        except Conflict:
            return None
        return text(row.item, "following")


def _hash(browser: str) -> str:
    return sha256(browser.encode("utf-8", "surrogatepass")).hexdigest()
