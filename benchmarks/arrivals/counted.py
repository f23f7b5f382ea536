"""What each piece of work takes of the table, counted while the use cases ran over a table that counts (2026-11-27).

A test counts again and fails where a piece takes more than is said here. The contacts were small: an item of up to 1 KB
is one write unit. Times are worked out from the calls, see `timing`; a deployed run has the last word.
"""

from dataclasses import dataclass

from benchmarks.arrivals.timing import STARTING, seconds
from benchmarks.arrivals.workload import DAY
from benchmarks.footprint import Counts, Footprint, Stack, Work


@dataclass(frozen=True, slots=True)
class Piece:
    """`calls` to the table, `sends` to a queue and `provider` requests are made one after the other.

    `kms` is how often the company's data key has to be opened. `messages` went through a FIFO queue: each is received
    and deleted, and sent alone or with others.
    """

    memory: int
    calls: float
    read_units: float
    write_units: float
    sends: float = 0
    kms: float = 0
    provider: float = 0
    messages: float = 0
    invocations: float = 1

    @property
    def seconds(self) -> float:
        work = seconds(self.memory, self.calls, self.sends, self.kms, self.provider)
        return work + STARTING * self.invocations

    @property
    def footprint(self) -> Footprint:
        return Footprint(
            invocations=self.invocations,
            gigabyte_seconds=self.seconds * self.memory / 1024,
            read_units=self.read_units,
            write_units=self.write_units,
            fifo_requests=2 * self.messages + self.sends,
            kms_requests=self.kms,
            log_bytes=LOG * self.invocations,
            egress_bytes=REQUEST * self.provider,
        )


LOG, REQUEST = 200, 1_000
"""Bytes that an invocation writes (without Lambda's own lines) and that a request sends out; assumed."""
CONTACTS = 500
"""Contacts of a connection; assumed. A sweep reads all of them."""
COMPANY, WORKERS, KEPT = 10, 4, 300
"""Connections of a company (assumed), environments that share its work (`MaximumWorkers`, raised a little), and seconds
that one keeps the company's data key opened."""


def unknown(times_a_day: float) -> float:
    """The part of the invocations that have to ask KMS: the company was not served there in the last five minutes."""
    return 1 / (1 + times_a_day * COMPANY / WORKERS * KEPT / DAY)


SLICES_A_DAY = 75
"""Fifty changes, and the echoes of those that began at the provider."""
TICKS_A_POLL = 6
"""The schedule reads a connection's place each minute, whether its poll has come or not; at the usual pace so often."""
WAKING = Piece(512, calls=0.1, read_units=0.3, write_units=0, sends=0.1, messages=1, invocations=0)
"""One connection within an invocation of `refresh_connections`, and its place read in those before: 1,000 in a call,
19 microseconds of a whole CPU for each (measured 2026-11-25), which are counted as a part of a call here."""
PULL = Piece(512, calls=6, read_units=10, write_units=0, kms=unknown(288), provider=1)
"""A poll that finds nothing; the CRM is asked once an hour where webhooks are heard."""
FINDING = Piece(512, calls=8, read_units=3, write_units=5, messages=1, sends=1, invocations=0)
"""What a pull does more for the first change that it finds."""
WEBHOOK = Piece(512, calls=6, read_units=4, write_units=2, sends=1, messages=1)
"""Of a person that one connection holds. A storm sends less: one message for many."""
NEWCOMER = Piece(512, calls=3, read_units=1, write_units=2, sends=1, invocations=0)
"""What a webhook does for each connection that a person whom nobody holds may be new to."""
SLICE = Piece(512, calls=30, read_units=23, write_units=22, kms=unknown(SLICES_A_DAY), provider=3)
"""One changed record, read on both sides and written on one."""
RECORD = Piece(512, calls=1, read_units=7, write_units=13, provider=0.25, invocations=0)
"""Each further one in the same slice; four writes go side by side."""
ECHO = Piece(512, calls=18, read_units=18, write_units=6, kms=unknown(SLICES_A_DAY), provider=1)
STANDING_DOWN = Piece(512, calls=2, read_units=2, write_units=1)
"""A wake-up for a connection that was told to wait."""
TICK = Piece(512, calls=16, read_units=12, write_units=4)
"""Both schedules' invocations in the mean: eight shards of the timetable with their marks, and of `due` and `wakes`."""
SWEEPING = Piece(512, calls=13, read_units=18, write_units=9, sends=1, provider=1, messages=1, invocations=0)
SWEEP = Piece(512, calls=80, read_units=100, write_units=16, kms=1, provider=10, messages=2, invocations=2)
SWEPT = Piece(512, calls=0.04, read_units=4.2, write_units=0, invocations=0)
"""Each contact in a sweep: claim and link, on either side."""


def modelled() -> Counts:
    """For a bill before anything was deployed: units as counted, times as worked out."""
    found = FINDING.footprint * 0.5
    work = {
        Work.WEBHOOK: WEBHOOK.footprint + Footprint(api_requests=1),
        Work.CHANGE: SLICE.footprint + found,
        Work.ECHO: ECHO.footprint,
        Work.POLL: WAKING.footprint + PULL.footprint,
        Work.TICK: TICK.footprint,
        Work.SWEEP: SWEEPING.footprint + SWEEP.footprint + SWEPT.footprint * CONTACTS,
    }
    how = "Nothing was deployed: table units counted in memory, seconds worked out, logs and storage assumed."
    return Counts(
        how, work, Stack(fifo_queues=3, queues=1, alarms=65, metrics=20, dashboards=1, secrets=1), CONTACTS * 3_000
    )
