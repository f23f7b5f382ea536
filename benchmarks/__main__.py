"""`python -m benchmarks`: Tandem beside vdirsyncer on the same books, other providers, webhooks, cold starts, targets.

--json       one JSON object per line instead of tables
--quick      1,000 contacts only, webhooks for ten seconds
--full       also how a refresh grows from 1,000 to 100,000 contacts (about half an hour)
--contacts N one size only; may be given several times
--only PART  plan, bill, peer, tandem, ways, webhooks, cold or pages; may be given several times
"""

import argparse
import signal
import sys
import tempfile
from functools import partial
from itertools import product
from pathlib import Path

from benchmarks.bill import measure_bill
from benchmarks.book import MovingBook
from benchmarks.book_server import BookServer, start_book_server
from benchmarks.cold import measure_cold
from benchmarks.figures import Figure
from benchmarks.mailbox import MAILBOXES
from benchmarks.pages import measure_pages
from benchmarks.peer import measure_peer
from benchmarks.plan_cost import measure_plan
from benchmarks.report import Report
from benchmarks.sync import measure_first, measure_tandem, running
from benchmarks.targets import growth
from benchmarks.ways import measure_way, running_way
from benchmarks.webhooks import measure_webhooks

PARTS = ("plan", "bill", "peer", "tandem", "ways", "webhooks", "cold", "pages")
ON_BOOKS = frozenset(("peer", "tandem"))
SIZES = (1_000, 10_000)
GROWTH = (1_000, 100_000)
CHANGES = 10


def main() -> int:
    options = parsed()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    report = Report(options.json)
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as folder:
        server = start_book_server(Path(folder))
        try:
            measure(server, Path(folder), options, report)
        finally:
            server.stop()
    report.close()
    return 1 if report.failures else 0


def measure(server: BookServer, folder: Path, options: argparse.Namespace, report: Report) -> None:
    if "plan" in options.only:
        report.verdicts.append(measure_plan())
    if "bill" in options.only:
        report.verdicts.append(measure_bill())
    if "cold" in options.only:
        with report.attempt("cold starts"):
            starts, found = measure_cold(folder / "layer", 5 if options.quick else 11)
            report.add_starts(starts)
            report.verdicts += found
    for size in options.contacts if "pages" in options.only else ():
        with report.attempt(f"pages, {size:,} links"):
            times, found = measure_pages(folder / f"pages-{size}", size, 5 if options.quick else 21)
            report.add_pages(times)
            report.verdicts += found
    for size in options.contacts if "ways" in options.only else ():
        measure_ways(size, folder, report)
    for size in options.contacts if ON_BOOKS.intersection(options.only) else ():
        measure_size(MovingBook(server, size), folder, options, report)
    if options.full:
        with report.attempt("growth"):
            small, large = (ten_changed(MovingBook(server, size), folder, report) for size in GROWTH)
            report.verdicts.append(growth(small, large))


def measure_size(book: MovingBook, folder: Path, options: argparse.Namespace, report: Report) -> None:
    """Both tools on one book. The smallest one also takes the webhooks: their cost must not depend on the size."""
    if "peer" in options.only:
        with report.attempt("vdirsyncer"):
            report.add(*measure_peer(book, folder / f"peer-{book.size}"))
    if "tandem" in options.only:
        with report.attempt("Tandem"), running(book, folder / f"tandem-{book.size}") as bench:
            report.add(*measure_tandem(bench))
            if "webhooks" in options.only and book.size == min(options.contacts):
                report.verdicts += measure_webhooks(bench, 10 if options.quick else 60)


def measure_ways(size: int, folder: Path, report: Report) -> None:
    """Each provider's address book into Pipedrive and out of it, one after the other."""
    for kind, is_into_crm in product(MAILBOXES, (True, False)):
        place = folder / f"{kind.provider}-{'in' if is_into_crm else 'out'}-{size}"
        with (
            report.attempt(f"{kind.name}, {size:,} contacts"),
            running_way(kind, size, place, is_into_crm) as way,
        ):
            for figure in measure_way(way):
                report.add(figure)


def ten_changed(book: MovingBook, folder: Path, report: Report) -> Figure:
    """A first sync, then the refresh that P4 is about."""
    with running(book, folder / f"growth-{book.size}") as bench:
        report.add(*measure_first(bench))
        book.change(CHANGES)
        refresh = partial(bench.tandem.do, bench.connection, "refresh")
        figure = bench.measured(f"{CHANGES} changed", refresh, changed=CHANGES)
    report.add(figure)
    return figure


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--contacts", type=int, action="append")
    parser.add_argument("--only", choices=PARTS, action="append")
    options = parser.parse_args()
    options.contacts = options.contacts or (SIZES[:1] if options.quick else SIZES)
    options.only = options.only or PARTS
    return options


if __name__ == "__main__":
    sys.exit(main())
