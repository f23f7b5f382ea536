"""The simulation itself, second by second: what arrives, what is woken, what is worked on, and what waits."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import ceil
from random import Random

from benchmarks.arrivals.counted import ECHO, NEWCOMER, RECORD, SLICE, STANDING_DOWN, WEBHOOK, Piece
from benchmarks.arrivals.design import Design
from benchmarks.arrivals.gate import Gate
from benchmarks.arrivals.line import Bunch, Line, Waits
from benchmarks.arrivals.polling import Kind, Schedule
from benchmarks.arrivals.records import SHAKY, STEADY, Records
from benchmarks.arrivals.scenarios import Scenario
from benchmarks.arrivals.timing import PROVIDER_LATENCY
from benchmarks.arrivals.workers import Workers
from benchmarks.arrivals.workload import Workload

ECHO_DELAY, BATCH, SHORT = 2, 100, 60.0
"""Seconds until our own write comes back; records of a slice; a wait that is left to the queue."""


@dataclass(frozen=True, slots=True)
class Job:
    """The messages of one sort that the function of `queue` may take now."""

    queue: str
    name: str
    provider: str
    line: Line
    piece: Piece
    seconds: float

    @property
    def slots(self) -> float:
        """Invocations at once for all of them in this second; a longer one keeps its place until it ends."""
        return self.line.waiting * min(self.seconds, 1.0)


@dataclass(slots=True)
class Simulation:
    """One scenario of one design. Reproducible: everything by chance comes from `random`."""

    design: Design
    workload: Workload
    scenario: Scenario
    random: Random
    records: Records = field(init=False)
    schedule: Schedule = field(init=False)
    gate: Gate = field(init=False)
    failing: Piece = field(init=False)
    workers: Workers = field(init=False)
    pulls: dict[str, Line] = field(default_factory=lambda: {STEADY: Line(), SHAKY: Line()})
    echoes: Line = field(default_factory=Line)
    imports: Line = field(default_factory=Line)
    coming: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    delayed: defaultdict[int, list[tuple[str, Bunch]]] = field(default_factory=lambda: defaultdict(list))
    ends: defaultdict[int, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))
    running: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    carry: defaultdict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    queued: Waits = field(default_factory=Waits)
    lag: Waits = field(default_factory=Waits)
    polls: int = 0
    throttled: int = 0
    recovered: int | None = None
    imported: int | None = None

    def __post_init__(self) -> None:
        everybody, outage = self.workload.connections, self.scenario.outage
        shaky = int(everybody * outage.share) if outage else 0
        self.records = Records(self.workload, {STEADY: everybody - shaky, SHAKY: shaky}, self.random)
        self.schedule = Schedule(self.design, self.random)
        self.gate = Gate(self.design.api_rate, self.design.api_burst)
        self.workers = Workers(self.design.concurrency, self.design.source_most, self.design.source_ramp)
        self.failing = replace(self.design.pull, provider=outage.seconds / PROVIDER_LATENCY if outage else 0)
        span = 1 if self.scenario.is_herd else int(self.design.interval)
        for provider, count in self.records.connections.items():
            self.schedule.spread(self.scenario.begin, span, Kind(provider), count)

    def run(self) -> "Simulation":
        for now in range(self.scenario.begin, self.scenario.end):
            self.step(now)
        return self

    def step(self, now: int) -> None:
        for queue, count in self.ends.pop(now, ()):
            self.running[queue] -= count
        receiving = self._hear(now)
        for kind, bunch in self.schedule.step(now):
            self.pulls[kind.provider].add(bunch._replace(since=now))
        for provider, bunch in self.delayed.pop(now, ()):
            self.pulls[provider].add(bunch)
        self._work(now, receiving)
        if self.scenario.outage and now % 10 == 0:
            self._look_for_recovery(now)

    @property
    def away(self) -> int:
        """Connections whose poll is queued, or comes again after a short wait."""
        short = sum(bunch.size for bunches in self.delayed.values() for _, bunch in bunches)
        return short + sum(line.waiting for line in self.pulls.values())

    def _is_down(self, now: int, provider: str) -> bool:
        return provider == SHAKY and self.scenario.outage is not None and self.scenario.outage.is_on(now)

    def _hear(self, now: int) -> float:
        """Webhooks knock: of people's changes, of our own writes, of an import. Answer the invocations at once."""
        ours, echoes = self.records.happen(now), self.coming.pop(now, 0)
        importing = self.scenario.importing
        new, size = (importing.arriving(now), importing.connections) if importing else (0, 0)
        accepted = self.gate.step(now, ours + echoes + new)
        part = min(accepted / max(ours + echoes + new, 1), 1.0)
        echoed, imported = int(echoes * part), int(new * part)
        self.records.note(now, accepted - echoed - imported)
        self.echoes.add(Bunch(now, echoed))
        self.imports.records += imported * size
        return accepted * WEBHOOK.seconds + imported * size * NEWCOMER.seconds

    # --- what is worked on --------------------------------------------------------------------------------------------

    def _jobs(self, now: int) -> Iterator[Job]:
        for provider, line in self.records.lines.items():
            is_down = self._is_down(now, provider)
            piece = STANDING_DOWN if is_down else slice_of(line.records / max(line.waiting, 1))
            yield Job("reconcile", "held" if is_down else "change", provider, line, piece, piece.seconds)
        yield Job("reconcile", "echo", STEADY, self.echoes, ECHO, ECHO.seconds)
        if self.scenario.importing:
            size = self.scenario.importing.connections
            piece = slice_of(self.imports.records / size)
            self.imports.waiting = min(size - self.running["import"], ceil(self.imports.records / BATCH))
            yield Job("import", "import", STEADY, self.imports, piece, piece.seconds)
        for provider, line in self.pulls.items():
            piece = self.failing if self._is_down(now, provider) else self.design.pull
            yield Job("pull", "pull", provider, line, piece, piece.seconds)

    def _work(self, now: int, receiving: float) -> None:
        """The account's concurrency is shared by what each queue wants, the table's units in the order of the jobs."""
        jobs = [job for job in self._jobs(now) if job.line.waiting > 0]
        wanted = {queue: float(self.running[queue]) for queue in ("reconcile", "import", "pull")}
        for job in jobs:
            wanted[job.queue] += job.slots
        given = self.workers.share(wanted, receiving)
        writes = reads = self.design.table_units
        for job in jobs:
            piece, able = job.piece, self._able(job, given[job.queue], wanted[job.queue])
            count = min(able, int(writes // max(piece.write_units, 1)), int(reads // max(piece.read_units, 1)))
            self.throttled += count < able
            writes, reads = writes - count * piece.write_units, reads - count * piece.read_units
            if count:
                self._start(now, job, count)

    def _able(self, job: Job, given: float, wanted: float) -> int:
        """How many of them start now: their part of what the queue may still take on."""
        free, asked = given - self.running[job.queue], wanted - self.running[job.queue]
        able = job.line.waiting * max(free, 0.0) / asked + self.carry[job.name, job.provider]
        count = min(int(able + 1e-9), job.line.waiting)
        self.carry[job.name, job.provider] = min(able - count, 1.0)
        return count

    def _start(self, now: int, job: Job, count: int) -> None:
        if job.seconds > 1:
            self.ends[now + ceil(job.seconds)].append((job.queue, count))
            self.running[job.queue] += count
        match job.name:
            case "pull":
                self._pull(now, job, count)
            case "import":
                self._import(now, count)
            case "echo":
                self.echoes.take(count)
            case "held":
                self.records.stand_down(job.provider, count)
            case _:
                self.lag.add(now, self.records.settle(job.provider, count))

    def _pull(self, now: int, job: Job, count: int) -> None:
        taken = job.line.take(count)
        self.queued.add(now, taken)
        for bunch in taken if job.piece is self.failing else ():
            self.fail(now + ceil(job.seconds), Kind(job.provider, bunch.tries + 1), bunch)
        if job.piece is self.failing:
            return
        self.polls += count
        self.coming[now + ECHO_DELAY] += self.records.find(now, job.provider, count)
        for bunch in taken:
            self.schedule.again(now, Kind(job.provider), bunch)

    def fail(self, now: int, kind: Kind, bunch: Bunch) -> None:
        """Wait twice as long after each failure; a short wait is the queue's, a longer one the index's."""
        wait = min(self.design.first_backoff * 2 ** (kind.tries - 1), self.design.longest_backoff)
        then = now + int(wait)
        if wait <= SHORT:
            self.delayed[then].append((kind.provider, Bunch(then, bunch.size, kind.tries)))
        else:
            self.schedule.put(then, kind, bunch.size)

    def _import(self, now: int, count: int) -> None:
        self.imports.records = max(self.imports.records - count * BATCH, 0)
        importing = self.scenario.importing
        if importing and self.imported is None and not self.imports.records and not importing.arriving(now + 1):
            self.imported = now - importing.begin

    def _look_for_recovery(self, now: int) -> None:
        """The lag is normal again when all but one in a hundred were polled since the provider came back."""
        outage = self.scenario.outage
        if outage is None or now < outage.end or self.recovered is not None:
            return
        queued = sum(bunch.size for bunch in self.pulls[SHAKY].bunches if bunch.tries)
        short = sum(bunch.size for bunches in self.delayed.values() for _, bunch in bunches)
        if queued + short + self.schedule.troubled <= self.records.connections[SHAKY] // 100:
            self.recovered = now - outage.end


def slice_of(records: float) -> Piece:
    """A slice of so many records, at most a batch."""
    more = max(min(records, BATCH) - 1, 0.0)
    return replace(
        SLICE,
        calls=SLICE.calls + more * RECORD.calls,
        read_units=SLICE.read_units + more * RECORD.read_units,
        write_units=SLICE.write_units + more * RECORD.write_units,
        provider=SLICE.provider + more * RECORD.provider,
    )
