"""The four steps for Tandem: an address book into Pipedrive, one way, while webhooks are on."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import sleep

from benchmarks.book import SOURCE, MovingBook
from benchmarks.book_server import BookServer
from benchmarks.figures import STEPS, Figure
from benchmarks.measure import StepFailed, spent_by
from benchmarks.standin import Standin, start_standin
from benchmarks.tandem import Tandem, start_tandem

ECHOES = "echoes of the first"
RULES = {"direction": "one_way"}
BATCH = 100
"""How many persons or cards one request reads."""
FEED_LAG_SECONDS = 11


@dataclass(frozen=True, slots=True)
class Bench:
    """Tandem between a book and a stand-in, all running; `connection` is a draft."""

    tandem: Tandem
    standin: Standin
    book: MovingBook
    connection: str

    def measured(self, step: str, work: Callable[[], object], changed: int = 0) -> Figure:
        self.book.server.requests()
        asked = self.standin.requests()
        server, crm = self.book.server.cpu(), self.standin.cpu()
        spent = spent_by(self.tandem.pid, work)
        server, crm = self.book.server.cpu() - server, self.standin.cpu() - crm
        book_requests, crm_requests = dict(self.book.server.requests()), dict(self.standin.requests() - asked)
        times = (spent.wall, spent.cpu, spent.peak)
        return Figure("Tandem", self.book.size, step, *times, book_requests, server, crm_requests, crm, changed)

    def run(self, step: str) -> Figure:
        """Change what the step wants changed, then start or refresh; raise `StepFailed` if it didn't arrive."""
        changed = self.book.prepare(step)
        before = self.standin.requests()
        verb = "start" if step == STEPS[0] else "refresh"
        figure = self.measured(step, lambda: self.tandem.do(self.connection, verb), changed)
        self._check(step, changed, self.standin.requests() - before)
        return replace(figure, floor=self._floor(step, changed))

    def _floor(self, step: str, changed: int) -> int:
        """A listing of each side, reads by the hundred (of the CRM's too, once linked), and a write each."""
        if step == STEPS[0]:
            organizations = len({person.organization for person in self.book.everybody})
            return 2 + batches(self.book.size) + self.book.size + organizations
        return 2 + 2 * batches(changed) + changed

    def _check(self, step: str, changed: int, crm: Counter[str]) -> None:
        wanted = ("POST", self.book.size) if step == STEPS[0] else ("PATCH", changed)
        done = sum(n for call, n in crm.items() if call.startswith(wanted[0]) and "/persons" in call)
        if done < wanted[1]:
            raise StepFailed(f"{step}: {done} of {wanted[1]} persons were written")


@contextmanager
def running(book: MovingBook, folder: Path) -> Iterator[Bench]:
    """Start the stand-in and Tandem on fresh data, connect them with the book, and end both."""
    folder.mkdir()
    standin = start_standin(folder)
    try:
        tandem = start_tandem(folder / "tandem")
        try:
            yield Bench(tandem, standin, book, _connect(tandem, standin, book.server))
        finally:
            tandem.stop()
    finally:
        standin.stop()


def batches(items: int) -> int:
    return -(-items // BATCH)


def measure_first(bench: Bench) -> list[Figure]:
    """The first sync, and what our own writes cost when they come back: as webhooks, and in the CRM's feed once.

    The pause after it is longer than the feed's second look at the newest changes, so that what follows is quiet.
    """
    first = bench.run(STEPS[0])
    echoes = bench.measured(ECHOES, partial(_hear_echoes, bench))
    sleep(FEED_LAG_SECONDS)
    _hear_echoes(bench)
    return [first, echoes]


def _hear_echoes(bench: Bench) -> None:
    bench.tandem.wait_until_idle()
    bench.tandem.do(bench.connection, "refresh")


def measure_tandem(bench: Bench) -> list[Figure]:
    """The steps of the peer, each begun when nothing of the last one is going on any more."""
    figures = measure_first(bench)
    for step in STEPS[1:]:
        figures.append(bench.run(step))
        bench.tandem.wait_until_idle()
    return figures


def _connect(tandem: Tandem, standin: Standin, server: BookServer) -> str:
    login = {"url": server.url(SOURCE), "username": server.username, "password": server.password}
    account = {"provider": "icloud", "address": standin.admin["email"], "credentials": login}
    return tandem.connect(standin.as_company, account, RULES, login["url"])
