"""Sessions of pages that another page has in a frame: borne by a text that such a page alone keeps, for minutes."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from tandem.domain.ids import CompanyId, UserId
from tandem.home import Ids, Put, Table, Value
from tandem.state import keys
from tandem.state.rows import get_one, instant, text
from tandem.state.sessions import Session

LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Begun:
    """`bearer` is for the page alone."""

    bearer: str = field(repr=False)
    expires: datetime


@dataclass(frozen=True, slots=True)
class EmbeddedSessions:
    """Of each signed token lives one session at most: the page that comes with it a second time ends the first.

    The CRM gives out the same token until it is over, so that whoever loads a page anew must be let in by it again; but
    who has copied it can't look on unseen beside whose it is. `bound_to` is what ends all sessions when it changes.
    """

    table: Table
    ids: Ids
    bound_to: str = ""

    def begin(self, token: str, company: CompanyId, user: UserId, now: datetime) -> Begun:
        """`token` was found to be in order; its hash is kept, as is that of the bearer's secret."""
        place, secret, expires = _hash(token), self.ids.secret(), now + LASTS
        item: dict[str, Value] = {
            "company": company,
            "user": user,
            "secret": _hash(secret),
            "began": now.isoformat(),
            "until": expires.isoformat(),
        }
        self.table.transact([Put(keys.embedded(place, self.bound_to), item, expires=expires)])
        return Begun(f"{place}.{secret}", expires)

    def find(self, bearer: str, now: datetime) -> Session | None:
        """None for what is over, was taken over or never was. Nothing prolongs it."""
        place, _, secret = bearer.partition(".")
        row = get_one(self.table, keys.embedded(place, self.bound_to)) if secret else None
        if row is None or not hmac.compare_digest(text(row.item, "secret"), _hash(secret)):
            return None
        began, until = instant(row.item, "began"), instant(row.item, "until")
        if began is None or until is None or now >= until:
            return None
        return Session(CompanyId(text(row.item, "company")), UserId(text(row.item, "user")), began, began)


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
