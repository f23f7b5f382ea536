"""What may happen on a day: nothing special, a provider that is down for hours, a company that imports its persons."""

from dataclasses import dataclass, replace

from benchmarks.arrivals.timing import TIMEOUT

HOUR = 3_600


@dataclass(frozen=True, slots=True)
class Outage:
    """`share` of the connections have that provider. `seconds`: how long a request takes to fail."""

    begin: int
    end: int
    share: float
    seconds: float

    def is_on(self, now: int) -> bool:
        return self.begin <= now < self.end


@dataclass(frozen=True, slots=True)
class Import:
    """Persons that appear in one company, so many webhooks a second; each is new to all of its connections."""

    begin: int
    persons: int
    rate: int
    connections: int

    def arriving(self, now: int) -> int:
        done = max(now - self.begin, 0) * self.rate
        return max(min(self.rate, self.persons - done), 0) if now >= self.begin else 0


@dataclass(frozen=True, slots=True)
class Scenario:
    """From `begin` to `end` of a day, in seconds. `is_herd`: all polls fall due at once, as after a pause of ours."""

    name: str
    begin: int
    end: int
    outage: Outage | None = None
    importing: Import | None = None
    is_herd: bool = False


ORDINARY = Scenario("ordinary morning", 8 * HOUR, 10 * HOUR)
HANGING = Outage(7 * HOUR, 9 * HOUR, 0.4, TIMEOUT)
DOWN = Scenario("a provider hangs for 2 hours", 7 * HOUR - HOUR // 4, 10 * HOUR, outage=HANGING)
REFUSING = Scenario("a provider refuses for 2 hours", DOWN.begin, DOWN.end, outage=replace(HANGING, seconds=0.2))
IMPORTING = Scenario(
    "10,000 persons imported", 9 * HOUR, 10 * HOUR, importing=Import(9 * HOUR + HOUR // 4, 10_000, 100, 20)
)
HERD = Scenario("all polls due at once", 9 * HOUR, 10 * HOUR, is_herd=True)
SCENARIOS = (ORDINARY, DOWN, REFUSING, IMPORTING, HERD)
