"""Erasures: of a company, or of one of its users; while they are under way, and the proof that is left of each.

A proof says that something was erased, when, and how many rows of which kind. Whom it was about it doesn't say: who
asked for it has its id.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tandem.domain.errors import Refused
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, ErasureId, UserId
from tandem.home import Drop, Item, Key, Operation, Put, Row, Table
from tandem.state import keys
from tandem.state.rows import get_one, instant, number, stamp, text


class Step(StrEnum):
    """In this order. Between, `until` says how long to stand still: whoever was at work then has ended by then."""

    STOP = "stop"
    """No connection works or listens any more."""
    LEAVE = "leave"
    """Webhooks at the CRM and grants are taken back."""
    DROP = "drop"
    """Rows, blobs and keys go."""
    AGAIN = "again"
    """The same once more: what somebody wrote who was late."""
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Erasure:
    """`user` empty: the whole company. `connections` and `accounts` are those it is about, in order; `after` is the
    last connection of which nothing is left. `left` names what could not be taken back at the CRM.
    """

    id: ErasureId
    company: CompanyId
    user: UserId
    requested: datetime
    step: Step = Step.STOP
    until: datetime | None = None
    tries: int = 0
    connections: tuple[ConnectionId, ...] = ()
    accounts: tuple[AccountId, ...] = ()
    after: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    kind: str = ""
    finished: datetime | None = None


@dataclass(frozen=True, slots=True)
class Erasures:
    table: Table

    def find(self, erasure: ErasureId) -> Erasure | None:
        row = get_one(self.table, _key(erasure))
        return _erasure(row) if row else None

    def get(self, erasure: ErasureId) -> Erasure:
        """Raise `Refused` ("unknown")."""
        found = self.find(erasure)
        if found is None:
            raise Refused("unknown", "erasure")
        return found

    def under_way(self, company: CompanyId, user: UserId) -> ErasureId | None:
        """Of just this company, or just this user of it."""
        row = get_one(self.table, _mark(company, user))
        return ErasureId(text(row.item, "erasure")) if row else None

    def require_none(self, company: CompanyId, user: UserId) -> None:
        """Raise `Refused` ("being_erased") where nothing new may begin."""
        if self.table.get(list({_mark(company, UserId("")), _mark(company, user)})):
            raise Refused("being_erased", "company")

    def rows(self, erasure: Erasure) -> dict[Key, Item]:
        """What begins an erasure, to be written in one go with its wake-up."""
        mark: Item = {"erasure": erasure.id}
        return {_key(erasure.id): _item(erasure), _mark(erasure.company, erasure.user): mark}

    def put(self, erasure: Erasure) -> None:
        self.table.transact([Put(_key(erasure.id), _item(erasure))])

    def prove(self, erasure: Erasure, now: datetime) -> None:
        """It is done: of what it was about nothing stays here."""
        proof = Erasure(
            erasure.id,
            CompanyId(""),
            UserId(""),
            erasure.requested,
            Step.DONE,
            counts=erasure.counts,
            left=erasure.left,
            kind=_kind(erasure),
            finished=now,
        )
        operations: list[Operation] = [
            Put(_key(erasure.id), _item(proof)),
            Drop(_mark(erasure.company, erasure.user)),
        ]
        self.table.transact(operations)


def is_erasure(identifier: str) -> bool:
    return identifier.startswith(PREFIX)


PREFIX = "erasure-"
MARK = "erasing/"


def _key(erasure: ErasureId) -> Key:
    return Key(keys.ERASURES, erasure)


def _mark(company: CompanyId, user: UserId) -> Key:
    return Key(keys.company(company), f"{MARK}{user}")


def _kind(erasure: Erasure) -> str:
    return erasure.kind or ("user" if erasure.user else "company")


def _item(erasure: Erasure) -> Item:
    return {
        "company": erasure.company,
        "user": erasure.user,
        "kind": _kind(erasure),
        "requested": stamp(erasure.requested),
        "step": erasure.step,
        "until": stamp(erasure.until),
        "tries": erasure.tries,
        "connections": ",".join(erasure.connections),
        "accounts": ",".join(erasure.accounts),
        "after": erasure.after,
        "counts": json.dumps(dict(erasure.counts)),
        "left": ",".join(erasure.left),
        "finished": stamp(erasure.finished),
    }


def _erasure(row: Row) -> Erasure:
    item = row.item
    requested = instant(item, "requested")
    if requested is None:
        raise Refused("unknown", "erasure")
    return Erasure(
        ErasureId(row.key.sort),
        CompanyId(text(item, "company")),
        UserId(text(item, "user")),
        requested,
        Step(text(item, "step")),
        instant(item, "until"),
        number(item, "tries"),
        tuple(map(ConnectionId, _listed(item, "connections"))),
        tuple(map(AccountId, _listed(item, "accounts"))),
        text(item, "after"),
        json.loads(text(item, "counts")),
        tuple(_listed(item, "left")),
        text(item, "kind"),
        instant(item, "finished"),
    )


def _listed(item: Item, name: str) -> list[str]:
    return [word for word in text(item, name).split(",") if word]
