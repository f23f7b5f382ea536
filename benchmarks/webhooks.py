"""How fast webhooks are taken (P9) and how well they coalesce (P10): authentic ones, of persons that are linked."""

import json
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from benchmarks.figures import Verdict
from benchmarks.load import Delivered
from benchmarks.measure import StepFailed
from benchmarks.standin import Standin
from benchmarks.sync import Bench

RATE, BURST, CONNECTIONS = 200, 2_000, 32
STORM, STORM_PERSONS = 10_000, 50
P99 = 100.0

Person = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A webhook for persons that Tandem made at the stand-in, with what a sender needs to be believed."""

    id: int
    url: str
    user: str
    password: str
    company: int
    owner: int


def measure_webhooks(bench: Bench, seconds: int) -> list[Verdict]:
    """The steady rate for so many seconds, then the burst, then the storm on few persons."""
    subscription = person_subscription(bench.standin)
    persons = _linked_persons(bench.standin)
    steady = send(subscription, list(bodies(subscription, persons, RATE * seconds)), RATE)
    bench.tandem.wait_until_idle()
    burst = send(subscription, list(bodies(subscription, persons, BURST)), None)
    bench.tandem.wait_until_idle()
    return [
        Verdict("P9", f"p99 of {RATE} webhooks/s for {seconds} s", P99, steady.p99, "ms"),
        Verdict("P9", f"p99 of a burst of {BURST:,} over {CONNECTIONS} connections", P99, burst.p99, "ms"),
        Verdict("P9", "webhooks not answered by 2xx", 0, steady.failed + burst.failed),
        *storms(bench, subscription, persons[:STORM_PERSONS]),
    ]


def storms(bench: Bench, subscription: Subscription, persons: Sequence[Person]) -> Iterator[Verdict]:
    """Thousands of webhooks on few persons, as a backlog and while the connection runs.

    Counted are the requests that read persons, without those of a poll: none of them reconciles a person more than
    once. A running connection has to follow within seconds, so there the longer the storm, the more often.
    """
    path = f"/api/connections/{bench.connection}"

    def pause() -> None:
        bench.tandem.call("POST", f"{path}/pause")

    def resume() -> None:
        bench.tandem.call("POST", f"{path}/resume")
        bench.tandem.wait_until_idle()

    pause()
    polls = _reads(bench, resume)
    pause()
    reads = _storm(bench, subscription, persons, resume) - polls
    yield Verdict("P10", f"reconciliations per person, backlog of {STORM:,} webhooks on {len(persons)}", 1.1, reads)
    reads = _storm(bench, subscription, persons, bench.tandem.wait_until_idle)
    yield Verdict("P10", f"the same while the connection runs, {STORM:,} as fast as they are taken", 1.1, reads)


def _reads(bench: Bench, work: Callable[[], object]) -> int:
    before = bench.standin.person_reads()
    work()
    return bench.standin.person_reads() - before


def _storm(bench: Bench, subscription: Subscription, persons: Sequence[Person], then: Callable[[], object]) -> int:
    """Each person is edited once, then told of again and again; answer how many requests read persons."""
    for person in persons:
        bench.standin.edit_silently("person", person["id"], {"name": f"{person['name']} {uuid.uuid4().hex[:4]}"})
    storm = list(bodies(subscription, persons, STORM))

    def deliver() -> None:
        if failed := send(subscription, storm, None).failed:
            raise StepFailed(f"{failed} webhooks were not taken")
        then()

    return _reads(bench, deliver)


def person_subscription(standin: Standin) -> Subscription:
    rows = standin.api("/v1/webhooks")
    row = next((one for one in rows if one["event_object"] in ("person", "*")), None)
    if row is None:
        raise StepFailed("Tandem made no webhook for persons")
    login = (row["http_auth_user"] or "", row["http_auth_password"] or "")
    return Subscription(row["id"], row["subscription_url"], *login, row["company_id"], row["owner_id"])


def send(subscription: Subscription, bodies: Sequence[str], rate: int | None) -> Delivered:
    job = {"url": subscription.url, "user": subscription.user, "password": subscription.password}
    work = json.dumps({**job, "bodies": bodies, "rate": rate, "connections": CONNECTIONS})
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"], input=work, stdout=subprocess.PIPE, text=True, check=True
    )
    return Delivered(**json.loads(done.stdout))


def _linked_persons(standin: Standin) -> list[Person]:
    persons: list[Person] = standin.api("/api/v2/persons?limit=500")
    return persons


def bodies(subscription: Subscription, persons: Sequence[Person], count: int) -> Iterator[str]:
    """Changes of these persons in turn, each delivery with ids of its own."""
    for number in range(count):
        yield json.dumps(_changed(subscription, persons[number % len(persons)], number))


def _changed(subscription: Subscription, person: Person, number: int) -> dict[str, Any]:
    """A webhook v2 of a changed person (guide-for-webhooks-v2): ids in `meta` are texts."""
    owner = str(subscription.owner)
    meta = {
        "action": "change",
        "entity": "person",
        "company_id": str(subscription.company),
        "correlation_id": str(uuid.UUID(int=2 * number + 1)),
        "entity_id": str(person["id"]),
        "id": str(uuid.UUID(int=2 * number + 2)),
        "is_bulk_edit": False,
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "type": "general",
        "user_id": owner,
        "version": "2.0",
        "webhook_id": str(subscription.id),
        "webhook_owner_id": owner,
        "change_source": "app",
        "permitted_user_ids": [owner],
        "attempt": 1,
        "host": "sandbox.example.com",
    }
    data = {k: person[k] for k in ("id", "name", "first_name", "last_name", "owner_id", "org_id", "emails", "phones")}
    data |= {"visible_to": str(person["visible_to"]), "update_time": person["update_time"]}
    return {"meta": meta, "data": data, "previous": {"name": f"{person['name']} (before)"}}
