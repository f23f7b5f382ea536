"""Counts what each piece of work asks of AWS in a deployed run, for the bill: `python -m benchmarks.deployed`.

Writes `counts.json`. The stack is the template, deployed to the tests' emulator, with their recorder between functions
and AWS. Counted: requests, DynamoDB's units as the emulator works them out from sizes, messages, invocations.
Worked out: seconds, since an emulator's say nothing of AWS. A sweep is too long to be waited for: it is as modelled.
"""

import json
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.arrivals.counted import Piece, modelled
from benchmarks.footprint import COUNTED, Footprint, Work
from sandbox.people import everyday_people
from sandbox.vcards import vcard
from tests.cloud.calls import Call
from tests.cloud.emulator import Emulator
from tests.cloud.stack import Stack
from tests.cloud.tools import Tools, built_by_sam
from tests.e2e.office import Office
from tests.servers import start_pipedrive, start_radicale

TIMES = 10
"""Each piece of work is done so often, one after the other; counts are means."""
CONTACTS = 50
POLL = 60
SETTINGS = {
    "TANDEM_POLL_SECONDS": str(POLL),
    "TANDEM_SLOWEST_POLL_SECONDS": str(POLL),
    "TANDEM_SWEEP_SECONDS": "86400",
    "TANDEM_SETTLE_SECONDS": "10",
    "TANDEM_SLICE_SECONDS": "40",
    "TANDEM_LEASE_SECONDS": "120",
}
MEMORY = 512
"""MB of every function that works here, in the template."""
READS = {"GetItem", "BatchGetItem", "Query"}
PROVIDER = {Work.POLL: 1, Work.CHANGE: 3, Work.ECHO: 1}
"""Requests to providers, as counted over the use cases; the recorder stands between functions and AWS only."""


class Counter:
    """Tells what functions asked while something was done."""

    def __init__(self, stack: Stack, office: Office) -> None:
        self.stack = stack
        self.office = office

    def during(self, deed: Callable[[int], object], times: int = TIMES) -> list[Call]:
        self.office.settle(120)
        since = len(self.stack.calls)
        for number in range(times):
            deed(number)
            self.office.settle(120)
        return list(self.stack.calls[since:])


def piece(calls: Sequence[Call], function: str, times: float, provider: float = 0) -> Footprint:
    """Of one function, in the mean of so many times."""
    own = [call for call in calls if call.function == function]
    table = [call for call in own if call.service == "dynamodb"]
    sends = sum(call.service == "sqs" for call in own) / times
    return Piece(
        MEMORY,
        calls=len(table) / times,
        read_units=sum(call.units for call in table if call.operation in READS) / times,
        write_units=sum(call.units for call in table if call.operation not in READS) / times,
        sends=sends,
        kms=sum(call.service == "kms" for call in own) / times,
        provider=provider,
        messages=sends,
    ).footprint


def measure(stack: Stack, office: Office) -> dict[Work, Footprint]:
    counter = Counter(stack, office)
    person = office.persons()[0]["id"]

    def rename(number: int) -> None:
        office.edit("change", person, name=f"Neu Name{number}")

    def relabel(number: int) -> None:
        """A change of what isn't synced: it is heard, looked at, and found to be nothing."""
        office.edit("change", person, visible_to=(3, 7)[number % 2])

    changed, echoed = counter.during(rename), counter.during(relabel)
    webhook = piece(changed, "ReceivePipedriveWebhook", TIMES) + Footprint(api_requests=1)
    counted = {
        Work.WEBHOOK: webhook,
        Work.CHANGE: piece(changed, "ReconcileContacts", TIMES, PROVIDER[Work.CHANGE]),
        Work.ECHO: piece(echoed, "ReconcileContacts", TIMES, PROVIDER[Work.ECHO]),
        Work.POLL: polled(counter),
        Work.TICK: ticked(stack),
        Work.SWEEP: modelled().work[Work.SWEEP],
    }
    return {one: replace(footprint, kms_requests=_kms(one)) for one, footprint in counted.items()}


def _kms(work: Work) -> float:
    """As modelled: here one warm process does everything within minutes, so no data key has to be opened again."""
    return modelled().work[work].kms_requests


def polled(counter: Counter, polls: int = 3) -> Footprint:
    """What the schedule's invocation does for one connection, and the pull that it wakes."""

    def wait_for_poll(_number: int) -> None:
        before = len(counter.stack.calls)
        while not any(call.function == "PullChanges" for call in counter.stack.calls[before:]):
            counter.stack.invoke("RefreshConnections")
            time.sleep(2)

    counter.office.settle(120)
    since = len(counter.stack.calls)
    for number in range(polls):
        wait_for_poll(number)
        time.sleep(3)
    calls = counter.stack.calls[since:]
    sends = sum(call.function == "RefreshConnections" and call.service == "sqs" for call in calls) / polls
    return piece(calls, "PullChanges", polls, PROVIDER[Work.POLL]) + Footprint(fifo_requests=3 * sends)


def ticked(stack: Stack) -> Footprint:
    """Both schedules in the mean, with nothing due."""
    since = len(stack.calls)
    for _ in range(3):
        stack.invoke("RefreshConnections")
        stack.invoke("SweepLinks")
    calls = stack.calls[since:]
    both = piece(calls, "RefreshConnections", 3) + piece(calls, "SweepLinks", 3)
    return both * 0.5


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="tandem-deployed-") as name:
        folder = Path(name)
        with deployed(folder) as office:
            work = measure(office.machine, office)
    stored = {
        "how": f"Deployed to an emulator, {time.strftime('%Y-%m-%d')}: requests and units counted, times worked out.",
        "work": {str(one): asdict(footprint) for one, footprint in work.items()},
        "stack": asdict(modelled().stack),
        "table_bytes": modelled().table_bytes,
    }
    COUNTED.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(stored["work"], indent=1))
    return 0


@contextmanager
def deployed(folder: Path) -> Iterator[Office]:
    """A stack at its own pace, with one connection in step."""
    here = {"LAYER_PYTHON": "{}.{}".format(*sys.version_info[:2]), "LAYER_ARCH": platform.machine()}
    (folder / "tools").mkdir()
    built = built_by_sam(Tools(folder / "tools"), folder / "build", **here) / "template.yaml"
    for name in ("pipedrive", "radicale"):
        (folder / name).mkdir()
    crm, pipedrive = start_pipedrive(folder / "pipedrive", "--no-limits", "--company-id", "7900")
    book, radicale = start_radicale(folder / "radicale")
    try:
        with Emulator(folder / "cloud") as emulator, Stack(emulator, built, SETTINGS) as stack:
            office = Office(stack, pipedrive, radicale.new_book())
            office.book.put({person.uid: vcard(person) for person in everyday_people(CONTACTS, seed=3)})
            office.open(direction="two_way")
            yield office
    finally:
        crm.stop()
        book.stop()


if __name__ == "__main__":
    sys.exit(main())
