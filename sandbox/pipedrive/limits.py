"""Rate limits: a burst per token in two rolling seconds, daily tokens per company, and what hammering earns."""

from collections import deque
from dataclasses import dataclass, field

import orjson

from sandbox.pipedrive.answers import HTML, Answer
from sandbox.pipedrive.company import Company
from sandbox.pipedrive.plans import SEARCH_BURST, WINDOW

BLOCKED = b"""<!DOCTYPE html><html lang="en-US"><head><title>Access denied | Cloudflare</title></head>
<body><h1>Error 1015</h1><p>You are being rate limited</p></body></html>"""
REFUSED = orjson.dumps(
    {"success": False, "error": "request over limit", "errorCode": 429, "data": None, "additional_data": None}
)
HAMMER_WINDOW = 10.0


@dataclass(slots=True)
class Usage:
    """What one token did lately: times of requests, of searches, and of refusals."""

    requests: deque[float] = field(default_factory=deque)
    searches: deque[float] = field(default_factory=deque)
    refusals: deque[float] = field(default_factory=deque)
    writes_day: int = 0
    writes: int = 0


class Limits:
    """`spent` counts tokens of the virtual day, whether limits are on or off."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.usage: dict[str, Usage] = {}
        self.day = company.clock.day()
        self.spent = int(company.meta("budget").get("spent", 0)) if company.meta("budget").get("day") == self.day else 0

    def budget(self) -> int:
        switched = self.company.switches.daily_tokens
        seats = sum(user["active_flag"] for user in self.company.users())
        return switched or self.company.plan.daily_tokens(seats)

    def refuse(self, token: str, *, is_app: bool, cost: int, is_search: bool) -> Answer | None:
        """Count the request; an answer if it is over a limit."""
        self._turn_day()
        if not self.company.switches.limits:
            self.spent += cost
            return None
        now, usage = self.company.clock.now(), self.usage.setdefault(token, Usage())
        if not is_app and _recent(usage.refusals, now, HAMMER_WINDOW) >= self.company.switches.hammer_after:
            usage.refusals.append(now)
            return Answer(403, BLOCKED, HTML)
        plan = self.company.plan
        burst = plan.oauth_burst if is_app else plan.token_burst
        is_over = _recent(usage.requests, now, WINDOW) >= burst
        is_over_search = is_search and _recent(usage.searches, now, WINDOW) >= SEARCH_BURST
        if is_over or is_over_search or self.spent + cost > self.budget():
            usage.refusals.append(now)
            return self._refusal(usage, SEARCH_BURST if is_over_search else burst, is_burst=is_over or is_over_search)
        usage.requests.append(now)
        if is_search:
            usage.searches.append(now)
        self.spent += cost
        return None

    def headers(self, token: str, *, is_app: bool, is_write: bool) -> dict[str, str]:
        """What a good answer says about the burst; nothing tells the tokens that are left of the day."""
        usage = self.usage.get(token)
        if usage is None or not self.company.switches.limits:
            return {}
        plan = self.company.plan
        burst = plan.oauth_burst if is_app else plan.token_burst
        told = _told(burst, max(0, burst - len(usage.requests)))
        if is_write and not is_app:
            if usage.writes_day != self.day:
                usage.writes_day, usage.writes = self.day, 0
            usage.writes += 1
            told["x-daily-requests-left"] = str(max(0, 10_000 - usage.writes))
        return told

    def _refusal(self, usage: Usage, burst: int, *, is_burst: bool) -> Answer:
        headers = _told(burst, 0 if is_burst else max(1, burst - len(usage.requests)))
        if self.company.switches.retry_after:
            until_midnight = 86400 - self.company.clock.now() % 86400
            headers["retry-after"] = str(int(WINDOW if is_burst else until_midnight))
        return Answer(429, REFUSED, headers=headers)

    def _turn_day(self) -> None:
        today = self.company.clock.day()
        if today != self.day:
            self.day, self.spent = today, 0

    def save(self) -> None:
        held = self.company.meta("budget")
        if held.get("spent") != self.spent or held.get("day") != self.day:
            self.company.set_meta("budget", day=self.day, spent=self.spent)


def _recent(times: deque[float], now: float, window: float) -> int:
    while times and times[0] <= now - window:
        times.popleft()
    return len(times)


def _told(limit: int, remaining: int) -> dict[str, str]:
    return {"x-ratelimit-limit": str(limit), "x-ratelimit-remaining": str(remaining), "x-ratelimit-reset": "2"}
