"""Every page of the console over a connection of many links and a long history, as `tandem up` serves it.

Both sides are there, too, with as many contacts: some pages ask them. The data is written before the start, and rests.
"""

import gzip
import http.client
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

from benchmarks.addresses import Address, addresses
from benchmarks.company import Company
from benchmarks.figures import PageTime, Verdict
from benchmarks.grown import COMPANY, Grown, Means, grow
from benchmarks.mailbox import GoogleBook, Mailbox, running_mailbox
from benchmarks.measure import StepFailed, cpu_of
from benchmarks.standin import Standin, start_standin
from benchmarks.tandem import Tandem, start_tandem
from tandem.bootstrap.worker import build_world
from tandem.domain.ids import UserId
from tandem.settings import Settings

LONGEST, LONGEST_SEARCH, LARGEST = 100.0, 300.0, 100.0
"""Milliseconds, milliseconds, kilobytes."""
FILES = re.compile(rb'(?:href|src)="(/static/[^"]+)"')


@dataclass(slots=True)
class Reader:
    """A browser that is signed in, keeps its connection open, and has no file of ours yet."""

    tandem: Tandem
    cookie: str = ""
    files: dict[str, int] = field(default_factory=dict)
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(self.tandem.url).netloc, timeout=600)

    def sign_in(self, user: str) -> None:
        made = self.tandem.call("POST", "/api/sign-in-links", {"company": COMPANY, "user": user})
        token = urlsplit(made["path"]).query.partition("=")[2]
        answer, _ = self.ask("POST", "/sign-in", urlencode({"token": token}))
        self.cookie = str(answer.getheader("set-cookie")).partition(";")[0]

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[http.client.HTTPResponse, bytes]:
        fields = {"Accept-Encoding": "gzip", "Cookie": self.cookie}
        fields |= {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        self.connection.request(method, path, body, fields)
        answer = self.connection.getresponse()
        return answer, answer.read()

    def take(self, one: Address, rounds: int, size: int) -> PageTime:
        """The first look warms what is made once, and is left out; but where others are asked it is the only one."""
        if not one.is_asking:
            self.ask("GET", one.path)
        before, walls = cpu_of(self.tandem.pid), []
        for _ in range(1 if one.is_asking else rounds):
            began = time.perf_counter()
            answer, body = self.ask("GET", one.path)
            walls.append((time.perf_counter() - began) * 1000)
        cpu = (cpu_of(self.tandem.pid) - before) * 1000 / len(walls)
        return PageTime(one.path, size, answer.status, median(walls), min(walls), cpu, self._sent(answer, body))

    def _sent(self, answer: http.client.HTTPResponse, body: bytes) -> int:
        """With its headers, and with the files that the page names."""
        names = set(FILES.findall(gzip.decompress(body) if answer.getheader("content-encoding") else body))
        return _length(answer, body) + sum(self._file(name.decode()) for name in names)

    def _file(self, path: str) -> int:
        if path not in self.files:
            self.files[path] = _length(*self.ask("GET", path))
        return self.files[path]


def _length(answer: http.client.HTTPResponse, body: bytes) -> int:
    return len(body) + sum(len(name) + len(value) + 4 for name, value in answer.getheaders())


def measure_pages(folder: Path, size: int, rounds: int) -> tuple[list[PageTime], list[Verdict]]:
    with _running(folder, size) as (tandem, grown, user):
        tandem.wait_until_idle()
        reader = Reader(tandem)
        reader.sign_in(user)
        asked = addresses(grown)
        times = [reader.take(one, rounds, size) for one in asked]
    failed = [(one.path, one.status) for one in times if one.status not in {200, 303}]
    if failed:
        raise StepFailed(f"pages failed: {failed}")
    return times, _verdicts(asked, times, size)


def _verdicts(asked: Sequence[Address], times: Sequence[PageTime], size: int) -> list[Verdict]:
    """The slowest and the largest. Where others use the machine, too, the server's CPU tells more than the clock."""
    pairs = [(one, taken) for one, taken in zip(asked, times, strict=True) if one.is_judged]
    calm = [taken for one, taken in pairs if not one.is_searching]
    searches = [taken for one, taken in pairs if one.is_searching]
    large = max((taken.sent, taken.path) for _, taken in pairs)
    return [
        *_slowest("page", calm, LONGEST, size),
        *_slowest("search", searches, LONGEST_SEARCH, size),
        Verdict("P16", f"largest page with its files, {size:,} links: {large[1]}", LARGEST, large[0] / 1000, "kB"),
    ]


def _slowest(what: str, times: Sequence[PageTime], longest: float, size: int) -> Iterator[Verdict]:
    wall = max((taken.median, taken.path) for taken in times)
    cpu = max((taken.cpu, taken.path) for taken in times)
    yield Verdict("P15", f"slowest {what}, {size:,} links: {wall[1]}", longest, wall[0], "ms")
    yield Verdict("P15", f"CPU of the server for a {what}, {size:,} links: {cpu[1]}", longest, cpu[0], "ms")


@contextmanager
def _running(folder: Path, size: int) -> Iterator[tuple[Tandem, Grown, str]]:
    """Both sides, filled alike, and Tandem over data that was written before its start."""
    folder.mkdir()
    standin = start_standin(folder)
    try:
        with running_mailbox(GoogleBook, folder) as mailbox:
            Company(standin, size).fill()
            mailbox.fill(size)
            grown = grow(build_world(_settings(folder)), size, _means(standin, mailbox))
            tandem = start_tandem(folder / "tandem", mailbox.settings)
            try:
                yield tandem, grown, standin.as_company["user"]
            finally:
                tandem.stop()
    finally:
        standin.stop()


def _settings(folder: Path) -> Settings:
    return Settings(data=str(folder / "tandem"))


def _means(standin: Standin, mailbox: Mailbox) -> Means:
    crm: Mapping[str, str] = {name: standin.as_company[name] for name in ("api_domain", "api_token")}
    admin = UserId(standin.as_company["user"])
    return Means(crm, mailbox.provider, mailbox.address, mailbox.credentials(), mailbox.ids, admin)
