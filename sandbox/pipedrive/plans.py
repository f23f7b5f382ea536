"""What a plan of Pipedrive allows: bursts, daily tokens, kinds of visibility (core-api-concepts-rate-limiting)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """`oauth_burst` and `token_burst` are requests in a rolling two seconds, per token."""

    multiplier: int
    oauth_burst: int
    token_burst: int
    visibilities: tuple[int, ...]

    @property
    def whole_company(self) -> int:
        return self.visibilities[-1]

    def daily_tokens(self, seats: int) -> int:
        return 30_000 * self.multiplier * max(1, seats)


SIMPLE, GROUPED = (1, 3), (1, 3, 5, 7)
PLANS = {
    "lite": Plan(1, 80, 20, SIMPLE),
    "growth": Plan(2, 160, 40, SIMPLE),
    "premium": Plan(5, 400, 100, GROUPED),
    "ultimate": Plan(7, 480, 120, GROUPED),
}
SEARCH_BURST = 10
WINDOW = 2.0
