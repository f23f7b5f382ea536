"""The company's limiter: Tandem spends at most its share of Pipedrive's daily tokens, whatever runs where."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from threading import Lock

from tandem.domain.errors import RateLimited
from tandem.domain.ids import CompanyId
from tandem.domain.rules import Plan
from tandem.ports import Add, Clock, Measure, Meter, Table
from tandem.state import keys
from tandem.state.rows import get_one, number

DAILY = 30_000
FACTOR = {Plan.LITE: 1, Plan.GROWTH: 2, Plan.PREMIUM: 5, Plan.ULTIMATE: 7}
"""Daily tokens per seat = 30,000 x factor (Pipedrive, core-api-concepts-rate-limiting, 2026-11)."""
PORTION, SMALLEST_PORTION, PORTIONS = 500, 20, 200
"""Tokens reserved at a time, at most and at least; a day's share has that many portions."""


def daily_tokens(plan: Plan | None, seats: int) -> int:
    """The company's whole daily budget; an unknown plan counts as the smallest."""
    return DAILY * FACTOR[plan or Plan.LITE] * max(seats, 1)


def tokens_spent(table: Table, company: CompanyId, now: datetime) -> int:
    """Today; what a process has reserved counts as spent."""
    row = get_one(table, keys.tokens(company, now.date().isoformat()))
    return number(row.item, "spent") if row else 0


def portion_of(share: int) -> int:
    """Large enough that the table is seldom written, small enough that what a process takes along is no great loss."""
    return min(max(share // PORTIONS, SMALLEST_PORTION), PORTION)


@dataclass(slots=True)
class SharedTokens:
    """`share` tokens a day for this company. What a process reserved and did not spend is lost with it."""

    table: Table
    clock: Clock
    meter: Meter
    company: CompanyId
    share: int
    left: int = 0
    day: str = ""
    lock: Lock = field(default_factory=Lock)

    def take(self, tokens: int) -> None:
        with self.lock:
            today = self.clock.now().date().isoformat()
            if today != self.day:
                self.day, self.left = today, 0
            if self.left < tokens:
                self._reserve(tokens)
            self.left -= tokens

    def spent(self) -> int:
        return tokens_spent(self.table, self.company, self.clock.now())

    def _reserve(self, least: int) -> None:
        """A portion, or what is left of the share where that is less, if it is enough."""
        now, spent = self.clock.now(), self.spent()
        portion = max(least, min(portion_of(self.share), self.share - spent))
        spent += portion
        self.meter.observe(Measure.BUDGET_USED, [100 * min(spent / max(self.share, 1), 1.0)])
        if spent > self.share:
            raise RateLimited(_midnight_after(now) - now, is_daily=True)
        self.table.transact([Add(keys.tokens(self.company, self.day), {"spent": portion})])
        self.left += portion
        self.meter.count(Measure.TOKENS, portion)


def _midnight_after(now: datetime) -> datetime:
    return datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
