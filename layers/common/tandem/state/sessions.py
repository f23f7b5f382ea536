"""Sessions of people at the console, and the links that open one: known by a secret of which only the hash is kept."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tandem.domain.errors import Conflict
from tandem.domain.ids import CompanyId, UserId
from tandem.home import Drop, Expect, Ids, Key, Put, Row, Table, Value
from tandem.state import keys
from tandem.state.rows import get_one, instant, text

IDLE = timedelta(minutes=30)
LASTS = timedelta(hours=12)
LINK_LASTS = timedelta(minutes=10)
NOTED_EACH = timedelta(minutes=1)
"""A page that is looked at every second costs one write in this time."""


@dataclass(frozen=True, slots=True)
class Session:
    """A user of a company; both empty: the machine's admin, who sees every company."""

    company: CompanyId
    user: UserId
    began: datetime
    seen: datetime

    @property
    def is_of_the_machine(self) -> bool:
        return not self.company

    @property
    def ends(self) -> datetime:
        return min(self.began + LASTS, self.seen + IDLE)


@dataclass(frozen=True, slots=True)
class Sessions:
    """A session ends 12 hours after it began, or when nobody acted for half an hour.

    `bound_to` is what ends all sessions when it changes.
    """

    table: Table
    ids: Ids
    bound_to: str = ""

    def begin(self, company: CompanyId, user: UserId, now: datetime) -> str:
        """The secret of a new session."""
        secret = self.ids.secret()
        session = Session(company, user, now, now)
        self.table.transact([_put(keys.session(secret, self.bound_to), session, Expect.ABSENT)])
        return secret

    def find(self, secret: str, now: datetime) -> Session | None:
        """The session, if it isn't over. A page that asks by itself looks here; it doesn't keep a session alive."""
        row = get_one(self.table, keys.session(secret, self.bound_to))
        return _alive(row, now) if row else None

    def use(self, secret: str, now: datetime) -> Session | None:
        """The same for a person who acts: the half hour begins anew."""
        row = get_one(self.table, keys.session(secret, self.bound_to))
        session = _alive(row, now) if row else None
        if row is not None and session is not None and now - session.seen >= NOTED_EACH:
            with suppress(Conflict):  # another tab noted it, or signed out
                self.table.transact([_put(row.key, replace(session, seen=now), row.version)])
        return session

    def end(self, secret: str) -> None:
        self.table.transact([Drop(keys.session(secret, self.bound_to))])

    def invite(self, company: CompanyId, user: UserId, now: datetime) -> str:
        """The secret of a link that begins one session, within ten minutes."""
        secret = self.ids.secret()
        item: dict[str, Value] = {"company": company, "user": user, "until": (now + LINK_LASTS).isoformat()}
        self.table.transact([Put(keys.sign_in_link(secret), item, Expect.ABSENT, expires=now + LINK_LASTS)])
        return secret

    def accept(self, invitation: str, now: datetime) -> str | None:
        """The secret of the session that the link begins; None for one that was used, is over or never was."""
        row = get_one(self.table, keys.sign_in_link(invitation))
        until = instant(row.item, "until") if row else None
        if row is None or until is None or now >= until:
            return None
        try:
            self.table.transact([Drop(row.key, row.version)])
        except Conflict:
            return None
        return self.begin(CompanyId(text(row.item, "company")), UserId(text(row.item, "user")), now)


def _put(key: Key, session: Session, expect: Expect | int) -> Put:
    item: dict[str, Value] = {
        "company": session.company,
        "user": session.user,
        "began": session.began.isoformat(),
        "seen": session.seen.isoformat(),
    }
    return Put(key, item, expect, expires=session.ends)


def _alive(row: Row, now: datetime) -> Session | None:
    began, seen = instant(row.item, "began"), instant(row.item, "seen")
    if began is None or seen is None:
        return None
    session = Session(CompanyId(text(row.item, "company")), UserId(text(row.item, "user")), began, seen)
    return session if now < session.ends else None
