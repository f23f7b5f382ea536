"""First syncs and changes between Pipedrive and a provider's address book, in and out, beside the floor.

What is counted are HTTP requests at each end. Each end and Tandem are processes of their own.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from time import sleep

from benchmarks.company import Company
from benchmarks.figures import STEPS, Figure
from benchmarks.mailbox import Mailbox, running_mailbox
from benchmarks.measure import StepFailed, spent_by
from benchmarks.standin import Standin, start_standin
from benchmarks.sync import BATCH, ECHOES, FEED_LAG_SECONDS
from benchmarks.tandem import Tandem, start_tandem

LISTED = 500
"""Persons, or organizations, on a page of Pipedrive's."""
ONCE = 13
"""At Pipedrive: the fields that a company lacks are made, nine of them, and two webhooks; each after a look."""


@dataclass(slots=True)
class Way:
    """Tandem between a company and a mailbox, all running; `connection` is a draft. One side is full, one is empty."""

    tandem: Tandem
    standin: Standin
    mailbox: Mailbox
    company: Company
    size: int
    connection: str = ""
    revision: int = field(default=0)

    @property
    def is_into_crm(self) -> bool:
        return bool(self.mailbox.ids)

    @property
    def name(self) -> str:
        ends = (self.mailbox.name, "Pipedrive")
        return " → ".join(ends if self.is_into_crm else reversed(ends))

    def connect(self) -> None:
        account = {"provider": self.mailbox.provider, "address": self.mailbox.address}
        signed = {**account, "credentials": dict(self.mailbox.credentials())}
        rules = {"direction": "one_way" if self.is_into_crm else "two_way"}
        self.connection = self.tandem.connect(self.standin.as_company, signed, rules)

    def change(self, count: int) -> int:
        """On the side that was full."""
        self.revision += 1
        if not self.is_into_crm:
            self.company.change(count)
        else:
            for place in random.Random(self.revision).sample(range(self.size), count):
                self.mailbox.promote(place, f"Stufe {self.revision}")
        return count

    def run(self, step: str) -> Figure:
        """Change what the step wants changed, then start or refresh; raise `StepFailed` if it didn't arrive.

        But in a first sync, both ends keep word of all writes to themselves: what comes back is no part of the step.
        """
        verb = "start" if step == STEPS[0] else "refresh"
        self.mailbox.tell(verb == "start")
        changed = self.change(counts(self.size)[step]) if counts(self.size).get(step) else 0
        self.standin.tell_webhooks(verb == "start")
        figure = self.measured(step, partial(self._do, verb, step, changed), changed)
        book, crm = self.floors(step, changed)
        return replace(figure, book_floor=book, floor=book + crm)

    def measured(self, step: str, work: Callable[[], object], changed: int = 0) -> Figure:
        book, crm = self.mailbox.requests(), self.standin.requests()
        book_cpu, crm_cpu = self.mailbox.cpu(), self.standin.cpu()
        spent = spent_by(self.tandem.pid, work)
        book_cpu, crm_cpu = self.mailbox.cpu() - book_cpu, self.standin.cpu() - crm_cpu
        asked = _since(book, self.mailbox.requests()), _since(crm, self.standin.requests())
        times = (spent.wall, spent.cpu, spent.peak)
        return Figure(self.name, self.size, step, *times, asked[0], book_cpu, asked[1], crm_cpu, changed)

    def hear_echoes(self) -> None:
        """All that either end has to tell, and a look at both."""
        self.mailbox.tell(True)
        self.standin.tell_webhooks(True)
        self.tandem.wait_until_idle()
        self.tandem.do(self.connection, "refresh")

    def _do(self, verb: str, step: str, changed: int) -> None:
        shown = self.tandem.do(self.connection, verb)
        if verb == "start" and shown["counts"]["linked"] != self.size:
            raise StepFailed(f"{self.name}: {shown['counts']} after the first sync of {self.size}")
        if changed and shown["last_run"]["counts"].get("updated", 0) < changed:
            raise StepFailed(f"{self.name}, {step}: {shown['last_run']}")

    def floors(self, step: str, changed: int) -> tuple[int, int]:
        """The provider's and the CRM's: a look at each side, reads of what changed on both, and the writes.

        A person that is read is read with its organization. A first sync asks Pipedrive for more once.
        """
        batches = self.mailbox.batches
        if step != STEPS[0]:
            reads, writes = batches.reads(changed), 0 if self.is_into_crm else up(changed, batches.written)
            return batches.look + reads + writes, 1 + 2 * up(changed, BATCH) + (changed if self.is_into_crm else 0)
        if self.is_into_crm:
            organizations = len({one.organization for one in self.mailbox.people})
            return batches.lists(self.size), ONCE + 1 + self.size + organizations
        return batches.lists(1) + up(self.size, batches.written), ONCE + up(self.size, LISTED) + 1


def counts(size: int) -> dict[str, int]:
    return {STEPS[2]: 1, STEPS[3]: max(1, size // 100)}


def up(items: int, batch: int) -> int:
    return -(-items // batch)


def _since(before: Counter[str], after: Counter[str]) -> dict[str, int]:
    return dict(after - before)


@contextmanager
def running_way(kind: type[Mailbox], size: int, folder: Path, is_into_crm: bool) -> Iterator[Way]:
    """Start both ends and Tandem on fresh data, fill one of them, connect them; end all."""
    folder.mkdir()
    standin = start_standin(folder)
    try:
        with running_mailbox(kind, folder) as mailbox:
            company = Company(standin, size)
            mailbox.fill(size) if is_into_crm else company.fill()
            tandem = start_tandem(folder / "tandem", mailbox.settings)
            try:
                way = Way(tandem, standin, mailbox, company, size)
                way.connect()
                yield way
            finally:
                tandem.stop()
    finally:
        standin.stop()


def measure_way(way: Way) -> Iterator[Figure]:
    """The first sync, what comes back of it, then the steps; each begun when nothing of the last one goes on."""
    yield way.run(STEPS[0])
    yield way.measured(ECHOES, way.hear_echoes)
    sleep(FEED_LAG_SECONDS)
    way.hear_echoes()
    for step in STEPS[1:]:
        yield way.run(step)
        way.hear_echoes()
