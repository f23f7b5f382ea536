"""Webhooks at a deployed stack (P9, P10): `python -m benchmarks.deployed_webhooks`.

The emulator runs each function as a process, and DynamoDB and SQS in one more, all on this machine: its times are far
from AWS's. What holds on both are the counts: nothing refused, and how many reconciliations a storm ends in.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.deployed import deployed
from benchmarks.webhooks import Subscription, bodies, send
from tests.e2e.office import Office

RATE, SECONDS, BURST, STORM, PERSONS = 10, 30, 300, 2_000, 50


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="tandem-deployed-") as name, deployed(Path(name)) as office:
        subscription = subscription_of(office)
        persons = office.persons()[:PERSONS]
        steady = send(subscription, list(bodies(subscription, persons, RATE * SECONDS)), RATE)
        print(f"{RATE} webhooks a second for {SECONDS} s: p50 {steady.p50:.0f} ms, p99 {steady.p99:.0f} ms,", end=" ")
        print(f"{steady.failed} of {steady.sent} not answered by 2xx")
        office.settle(300)
        burst = send(subscription, list(bodies(subscription, persons, BURST)), None)
        print(f"{BURST} as fast as they are taken: {burst.sent / burst.wall:.0f} a second, {burst.failed} refused")
        office.settle(300)
        reads, failed = storm(office, subscription, persons)
        print(f"{STORM} webhooks on {len(persons)} persons: {reads} requests that read persons, {failed} refused")
    return 0


def subscription_of(office: Office) -> Subscription:
    row = next(one for one in office.webhooks() if one["event_object"] in ("person", "*"))
    login = (row["http_auth_user"], row["http_auth_password"])
    return Subscription(row["id"], row["subscription_url"], *login, office.pipedrive.company_id, office.user_id)


def storm(office: Office, subscription: Subscription, persons: list[dict[str, Any]]) -> tuple[int, int]:
    """Each person is edited once, with nobody told, then told of again and again; all of it while paused."""
    office.act("pause")
    office.pipedrive.control("switches", {"webhook_delivery": "lost"})
    for person in persons:
        office.edit("change", person["id"], name=f"{person['name']} Neu")
    office.pipedrive.control("switches", {"webhook_delivery": "on"})
    failed = send(subscription, list(bodies(subscription, persons, STORM)), None).failed
    office.forget_counts()
    office.act("resume")
    office.settle(600)
    requests: dict[str, int] = office.pipedrive.control("stats")["requests"]
    return sum(n for call, n in requests.items() if call.startswith("GET") and call.endswith("/persons")), failed


if __name__ == "__main__":
    sys.exit(main())
