"""Live checks: the last one of each account, under way or done, with what was made there and has to go again."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from tandem.domain.checkup import Fact, Finding, Question, Step, Verdict
from tandem.domain.errors import Refused
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, Cursor, RemoteId
from tandem.domain.side import Side
from tandem.home import Item, Key, Put, Row, SealContext, Table
from tandem.state import keys
from tandem.state.checkup_name import woken_of
from tandem.state.rows import flag, get_one, instant, stamp
from tandem.state.sealing import Sealing

LONGEST = timedelta(hours=2)
"""Whatever still stands as under way after that was forgotten: a new one may begin."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """`step` is the one to do, since `since`; `tries` of it were begun. `items` are the ids of what was made, by turn.

    `place` is the group or calendar of its own, "" where there is none. `counted` of what was listed, and what was
    `removed` of it. `acted`: when the step of the last write was begun. `is_making`: items were made, or may have been.
    `is_broken`: nothing more is tried, but for the clean-up. `finished` None: it is under way.
    """

    connection: ConnectionId
    account: AccountId
    side: Side
    token: str
    started: datetime
    step: Step = Step.PLACE
    since: datetime | None = None
    tries: int = 0
    place: str = ""
    resume: str = ""
    cursor: Cursor | None = None
    counted: int = 0
    removed: int = 0
    items: tuple[RemoteId, ...] = ()
    acted: datetime | None = None
    is_making: bool = False
    is_broken: bool = False
    findings: tuple[Finding, ...] = ()
    finished: datetime | None = None

    @property
    def woken(self) -> ConnectionId:
        """The name that its wake-ups and its channel bear."""
        return woken_of(self.connection)


@dataclass(frozen=True, slots=True)
class Checkups:
    table: Table
    sealing: Sealing

    def find(self, company: CompanyId, account: AccountId) -> Checkup | None:
        """None too for one that another version of Tandem wrote otherwise: what it made is found by its signs."""
        row = get_one(self.table, keys.checkup(company, account))
        with suppress(KeyError, TypeError, ValueError):
            return self._read(row, company, account) if row else None
        return None

    def put(self, company: CompanyId, checkup: Checkup) -> None:
        self.table.transact([Put(key, item) for key, item in self.rows(company, checkup).items()])

    def rows(self, company: CompanyId, checkup: Checkup) -> dict[Key, Item]:
        """What a check is kept as; one that begins is written in one go with its wake-up."""
        item: Item = {
            "connection": checkup.connection,
            "side": checkup.side,
            "started": stamp(checkup.started),
            "is_done": checkup.finished is not None,
            "sealed": self.sealing.seal_json(_plain(checkup), _context(company, checkup.account)),
        }
        return {keys.checkup(company, checkup.account): item}

    def require_none(self, company: CompanyId, account: AccountId, now: datetime) -> None:
        """Raise `Refused` ("checkup_goes_on") while one is under way at this account, or at the company's CRM."""
        rows = self.table.query(keys.company(company), prefix=keys.CHECKUP, limit=10_000)
        for row in rows:
            started = instant(row.item, "started")
            is_under_way = not flag(row.item, "is_done") and started is not None and now - started < LONGEST
            is_here = row.key == keys.checkup(company, account) or row.item.get("side") == Side.CRM
            if is_under_way and is_here:
                raise Refused("checkup_goes_on", "connection")

    def _read(self, row: Row, company: CompanyId, account: AccountId) -> Checkup:
        started = instant(row.item, "started")
        if started is None:
            raise Refused("unknown", "connection")
        plain = self.sealing.open_json(row.item["sealed"], _context(company, account))
        return _checkup(plain, ConnectionId(str(row.item["connection"])), account, started)


def _context(company: CompanyId, account: AccountId) -> SealContext:
    return SealContext(company, account, "checkup")


def _plain(one: Checkup) -> Mapping[str, Any]:
    return {
        "side": one.side,
        "token": one.token,
        "step": one.step,
        "since": stamp(one.since),
        "tries": one.tries,
        "place": one.place,
        "resume": one.resume,
        "cursor": one.cursor,
        "counted": one.counted,
        "removed": one.removed,
        "items": list(one.items),
        "acted": stamp(one.acted),
        "is_making": one.is_making,
        "is_broken": one.is_broken,
        "findings": [_finding(each) for each in one.findings],
        "finished": stamp(one.finished),
    }


def _finding(one: Finding) -> list[Any]:
    return [one.step, one.verdict, one.seconds, one.reason, [[*_fact(each)] for each in one.facts], one.detail]


def _fact(one: Fact) -> tuple[str, str, bool, str]:
    return one.question, one.answer, one.is_assumed, one.detail


def _checkup(plain: Mapping[str, Any], connection: ConnectionId, account: AccountId, started: datetime) -> Checkup:
    bare = Checkup(connection, account, Side(plain["side"]), plain["token"], started)
    return replace(
        bare,
        step=Step(plain["step"]),
        since=instant(plain, "since"),
        tries=plain["tries"],
        place=plain["place"],
        resume=plain["resume"],
        cursor=Cursor(plain["cursor"]) if plain["cursor"] is not None else None,
        counted=plain["counted"],
        removed=plain["removed"],
        items=tuple(map(RemoteId, plain["items"])),
        acted=instant(plain, "acted"),
        is_making=plain["is_making"],
        is_broken=plain["is_broken"],
        findings=tuple(_read_finding(each) for each in plain["findings"]),
        finished=instant(plain, "finished"),
    )


def _read_finding(plain: list[Any]) -> Finding:
    step, verdict, seconds, reason, facts, detail = plain
    read = tuple(Fact(Question(question), *rest) for question, *rest in facts)
    return Finding(Step(step), Verdict(verdict), seconds, reason, read, detail)
