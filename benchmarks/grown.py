"""A connection of contacts and one of a calendar as months of syncing leave them: written straight into the stores.

Nothing is synced to make it, so that ten thousand links are there within seconds.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice

from benchmarks.plan_cost import contact
from benchmarks.waiting import let_wait
from sandbox.people import everyday_people
from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.contact import Contact, Side
from tandem.domain.content import Content
from tandem.domain.deed import Act
from tandem.domain.event import Event, Timed
from tandem.domain.ids import (
    AccountId,
    CompanyId,
    ConnectionId,
    ErasureId,
    LinkId,
    RemoteId,
    RunId,
    UserId,
    Version,
    activity_id,
    entry_id,
)
from tandem.domain.link import Link, Replicated
from tandem.domain.rules import Direction, Plan, Rules
from tandem.home import Operation
from tandem.ports import CrmUser
from tandem.state.accounts import Account
from tandem.state.companies import Company, Grant
from tandem.state.connections import Connection, ConnectionState
from tandem.state.erasures import Erasure, Step
from tandem.state.history import Entry
from tandem.state.links import Agreement
from tandem.state.rows import transact_all
from tandem.state.runs import Run
from tandem.usecases.cases.names import shown_name
from tandem.usecases.world import World

COMPANY, ADMIN = CompanyId("7001"), UserId("11")
ERASURE = ErasureId("erasure-0000000000000001")
ACCOUNT = AccountId("7001-a0000000000000001")
CONTACTS, CALENDAR = ConnectionId("7001-c0000000000000001"), ConnectionId("7001-c0000000000000002")
DAYS = 28
"""Of history, which is kept for 30."""
EDITS_EACH = 2
"""Later entries of the history for each link, beside the one of its making."""
RUN_EDITS = 40
"""Of those, so many in one run."""
AT_ONCE = 500
FIRST_SYNC = timedelta(hours=1)
Changes = Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class Means:
    """What opens both sides, and the provider's own ids of the contacts, where there is somebody to be asked."""

    crm: Mapping[str, str] = field(default_factory=lambda: {"api_domain": "https://acme.example", "api_token": "t"})
    provider: str = "google"
    address: str = "bench@acme.example"
    credentials: Mapping[str, str] = field(default_factory=lambda: {"refresh_token": "r"})
    ids: Sequence[str] = ()
    admin: UserId = ADMIN


@dataclass(frozen=True, slots=True)
class Grown:
    """What the addresses of pages name: the admin, the oldest run of either connection, one of the oldest entries, a
    link.
    """

    user: UserId
    first: RunId
    calendars_first: RunId
    entry: str
    link: LinkId


def grow(world: World, size: int, means: Means | None = None) -> Grown:
    """`size` links of contacts and as many of events, three times as much history of each, and a part that waits."""
    means = means or Means()
    _people(world, means)
    persons = [contact(one) for one in everyday_people(size)]
    links = _connection(world, CONTACTS, Rules(direction=Direction.TWO_WAY), persons, means)
    _connection(world, CALENDAR, CalendarRules(calendar="primary"), _events(world, size), means)
    let_wait(world, CONTACTS, ACCOUNT, persons)
    _erased(world)
    oldest, _ = world.history.newest(CONTACTS, before=_instant(_began(world) + FIRST_SYNC), limit=1)
    return Grown(
        means.admin, _first(CONTACTS), _first(CALENDAR), entry_id(CONTACTS, oldest[0].place), links[size // 2].id
    )


def _people(world: World, means: Means) -> None:
    admin = CrmUser(means.admin, "Anna Beispiel", "anna@acme.example", is_admin=True)
    others = [CrmUser(UserId(f"9{at}"), f"Kollege {at}", f"kollege{at}@acme.example") for at in range(20)]
    world.companies.put(Company(COMPANY, "Beispiel GmbH", Plan.PREMIUM, (admin, *others)))
    world.companies.put_grant(Grant(COMPANY, means.admin, True, means.crm))
    account = Account(ACCOUNT, COMPANY, means.admin, means.provider, means.address, credentials=means.credentials)
    world.accounts.put(account)


def _events(world: World, size: int) -> list[Content]:
    """An hour each, most of them over."""
    begin = world.clock.now() - timedelta(hours=size)
    return [
        Event(Timed(begin + timedelta(hours=at), timedelta(hours=1), "Europe/Berlin"), f"Besprechung {at}", "Büro")
        for at in range(size)
    ]


# --- one connection ----------------------------------------------------------------------------------------


def _connection(
    world: World, identifier: ConnectionId, rules: Rules | CalendarRules, items: Sequence[Content], means: Means
) -> Sequence[Link]:
    kind = "contacts" if isinstance(rules, Rules) else "calendar"
    latest, state = _run(identifier, len(items) * EDITS_EACH // RUN_EDITS), ConnectionState.UP_TO_DATE
    world.connections.add(Connection(identifier, COMPANY, ACCOUNT, means.admin, kind, rules, state, run=latest))
    links = [_link(identifier, number, one, means) for number, one in enumerate(items)]
    _commit(world, links)
    _edits(world, identifier, links)
    began, size = _began(world), len(items)
    counts = {"created": size, "done": size}
    world.runs.put(Run(_first(identifier), "first", "done", began, began + FIRST_SYNC, size, counts))
    return links


def _began(world: World) -> datetime:
    return world.clock.now() - timedelta(days=DAYS)


def _run(connection: ConnectionId, number: int) -> RunId:
    return RunId(f"{connection}-r{number:016x}")


def _first(connection: ConnectionId) -> RunId:
    return _run(connection, 0)


def _instant(at: datetime) -> str:
    """As places in a history begin."""
    return f"{at:%Y%m%dT%H%M%S%f}"


def _link(connection: ConnectionId, number: int, one: Content, means: Means) -> Link:
    is_contact = isinstance(one, Contact)
    remote = means.ids[number] if is_contact and means.ids else f"{connection}/{number}"
    person = RemoteId(str(number + 1)) if is_contact else activity_id(number + 1)
    identifier = LinkId(sha256(f"{connection}/{number}".encode()).hexdigest()[:32])
    crm = Replicated(person, Version("1"), one)
    provider = Replicated(RemoteId(remote), Version("1"), one)
    return Link(identifier, COMPANY, ACCOUNT, connection, crm=crm, provider=provider, made=Side.CRM)


def _commit(world: World, links: Sequence[Link]) -> None:
    """Each with the entry of its making, evenly over the time of the first sync."""
    agreements = []
    for number, link in enumerate(links):
        at = _began(world) + number * FIRST_SYNC / (len(links) + 1)
        entry = _entry(link, at, _first(link.connection), Act.CREATE, Side.CRM)
        row = world.history.put(link.connection, ACCOUNT, entry)
        agreements.append(Agreement(link, others=(row,), counts={"linked": 1}))
    for batch in _batches(agreements):
        assert not world.links.commit(batch)


def _edits(world: World, connection: ConnectionId, links: Sequence[Link]) -> None:
    """Spread evenly over the days since; each run has a few."""
    total, began = len(links) * EDITS_EACH, _began(world) + 2 * FIRST_SYNC
    step = (world.clock.now() - began) / total
    rows: list[Operation] = []
    for number in range(total):
        link, at, run = links[number % len(links)], began + number * step, _run(connection, number // RUN_EDITS + 1)
        if number % RUN_EDITS == 0:
            counts = {"updated": RUN_EDITS, "done": RUN_EDITS}
            world.runs.put(Run(run, "refresh", "done", at, at + RUN_EDITS * step, RUN_EDITS, counts))
        entry = _entry(link, at, run, Act.UPDATE, Side.CRM if number % 3 else Side.PROVIDER, _changes(link))
        rows.append(world.history.put(connection, ACCOUNT, entry))
    transact_all(world.links.table, rows)


def _entry(link: Link, at: datetime, run: RunId, act: Act, side: Side, changes: Changes | None = None) -> Entry:
    rule = "new_at_provider" if act is Act.CREATE else "one_changed"
    return Entry(link.id, at, run, side, act, rule, shown_name(link.crm.base), changes or {})


def _changes(link: Link) -> Changes:
    if isinstance(link.crm.base, Contact):
        return {"job_title": ("Einkauf", "Leitung Einkauf"), "notes": ("Ruft gern früh an.", "Ruft gern spät an.")}
    return {"title": ("Besprechung", "Besprechung mit allen"), "location": ("Büro", "Großer Saal")}


# --- what waits --------------------------------------------------------------------------------------------


def _erased(world: World) -> None:
    """Somebody, long ago; nobody of those who are there."""
    began = _began(world)
    counts = {"links": 120, "history": 400}
    world.erasures.put(
        Erasure(ERASURE, COMPANY, UserId("99"), began, Step.DONE, counts=counts, kind="user", finished=began)
    )


def _batches(agreements: Iterable[Agreement]) -> Iterator[list[Agreement]]:
    iterator = iter(agreements)
    while batch := list(islice(iterator, AT_ONCE)):
        yield batch
