"""What deciding costs beside making a contact canonical and hashing it (P11): no network, no storage."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

from benchmarks.figures import Verdict
from sandbox.people import MadeUp, everyday_people
from tandem.domain.codec import encode
from tandem.domain.contact import Address, Birthday, Contact, Entry, Name, Side
from tandem.domain.deletion import Facts
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, LinkId, RemoteId, Version
from tandem.domain.link import Link, Replicated
from tandem.domain.merge import VERBATIM
from tandem.domain.plan import plan
from tandem.domain.rules import Direction, Rules
from tandem.domain.sight import Seen
from tandem.phone import comparison

ITEMS = 2_000
ROUNDS = 5
TWO_WAY = Rules(direction=Direction.TWO_WAY)
COMPARISON = comparison()
FACTS = Facts(is_owned=True, is_shared=False, has_open_deals=False)


def measure_plan() -> Verdict:
    """Each contact got another title and phone number at the provider. Each round has new people: caches are cold."""
    ratios = [_ratio([contact(person) for person in everyday_people(ITEMS, seed)]) for seed in range(ROUNDS)]
    return Verdict("P11", "CPU of a plan with its merge, against canonicalise and hash", 10.0, median(ratios))


def _ratio(contacts: Sequence[Contact]) -> float:
    links = [link(number, one) for number, one in enumerate(contacts)]
    edited = [_edited(one) for one in contacts]

    def decide() -> None:
        for known, crm, provider in zip(links, contacts, edited, strict=True):
            plan(known, seen(crm), seen(provider), TWO_WAY, VERBATIM, COMPARISON, FACTS)

    def hash_all() -> None:
        for one in contacts:
            hashlib.sha256(encode(one)).digest()

    return _cpu(decide) / _cpu(hash_all)


def _cpu(work: Callable[[], None]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def contact(person: MadeUp) -> Contact:
    year, month, day = map(int, person.birthday.split("-"))
    return Contact(
        name=Name(given=person.given, family=person.family),
        emails=_entries([(mail.value, mail.label) for mail in person.emails]),
        phones=_entries([(phone.value, phone.label) for phone in person.phones]),
        addresses=tuple(
            Address(street=one.street, city=one.city, postcode=one.postcode, country=one.country, label=one.label)
            for one in person.addresses
        ),
        organization=person.organization,
        job_title=person.job_title,
        notes=person.notes,
        birthday=Birthday(month, day, year),
    )


def link(number: int, one: Contact) -> Link:
    side = Replicated(RemoteId(str(number)), Version("1"), one)
    ids = (CompanyId("c"), AccountId("a"), ConnectionId("n"))
    return Link(LinkId(str(number)), *ids, crm=side, provider=side, made=Side.CRM)


def seen(one: Contact) -> Seen:
    return Seen(RemoteId("1"), Version("2"), one)


def _edited(one: Contact) -> Contact:
    phones = (replace(one.phones[0], value="+49 30 23125 999"), *one.phones[1:])
    return replace(one, job_title="Neu", phones=phones)


def _entries(pairs: Sequence[tuple[str, str]]) -> tuple[Entry, ...]:
    return tuple(Entry(value, label, primary=place == 0) for place, (value, label) in enumerate(pairs))
