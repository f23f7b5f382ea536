"""What the stand-in tells of a write afterwards, by webhook and by log: what had been read, and what was sent."""

from collections.abc import Callable
from dataclasses import replace
from json import dumps

import pytest

from tandem.domain.contact import Address, Birthday, Contact, Entry, Field, Name
from tandem.domain.gap import PreImage, Trace, held_against, held_against_log, pre_image
from tandem.domain.ids import LinkId
from tandem.domain.sight import Seen
from tandem.ports import Change
from tandem.providers.pipedrive.crm import PipedriveCrm
from tandem.providers.pipedrive.push import parse, word_of
from tandem.providers.pipedrive.traces import from_log
from tests.providers.pipedrive.office import ANNA, Office
from tests.providers.wire import Asked, Reply, serve

ADA = Contact(
    name=Name("Ada", family="King"),
    emails=(Entry("ada@example.com", "work", primary=True), Entry("ada@home.example", "home")),
    phones=(Entry("+44 20 1", "mobile", primary=True),),
    messengers=(Entry("ada.k", "skype", primary=True),),
    addresses=(Address(street="Weg 1", postcode="12345", city="Berlin"), Address(street="Gasse 2", label="home")),
    organization="Engine Ltd",
    job_title="Countess",
    notes="Erste Zeile\nZweite",
    birthday=Birthday(12, 10, 1815),
)
EDITS: dict[Field, Contact] = {
    Field.NAME: replace(ADA, name=Name("Augusta Ada", family="Lovelace")),
    Field.EMAILS: replace(ADA, emails=ADA.emails[:1]),
    Field.PHONES: replace(ADA, phones=(*ADA.phones, Entry("+44 20 2", "work"))),
    Field.MESSENGERS: replace(ADA, messengers=(Entry("ada.l", "skype", primary=True),)),
    Field.ADDRESSES: replace(ADA, addresses=(ADA.addresses[0], Address(street="Allee 3", label="home"))),
    Field.ORGANIZATION: replace(ADA, organization="Muster AG"),
    Field.JOB_TITLE: replace(ADA, job_title="Programmer"),
    Field.NOTES: replace(ADA, notes="Dritte"),
    Field.BIRTHDAY: replace(ADA, birthday=Birthday(12, 11, 1815)),
}


def desk(office: Office) -> PipedriveCrm:
    return PipedriveCrm(client=office.client, codes=office.codes, directory=office.directory)


def echoes(office: Office, deed: Callable[[], object]) -> list[Trace]:
    """What a worker reads of the webhooks during `deed` that may be of our own writes."""
    with serve(lambda _: Reply(200)) as wire:
        hook = office.crm().subscribe(wire.url + "/hook", "person", "tandem", "secret")
        deed()
        office.standin.control("drain", {"seconds": 5})
        office.crm().unsubscribe(hook)
        words = [_kept(office, asked) for asked in wire.asked]
    traces = [desk(office).trace(word) for word in words if word is not None]
    return [trace for trace in traces if trace is not None]


def _kept(office: Office, asked: Asked) -> bytes | None:
    return word_of(parse(asked.body), office.codes.to_json())


def image(office: Office, seen: Seen, wanted: Contact) -> PreImage:
    made = pre_image(LinkId("1" * 32), office.clock.now(), seen.content, office.contacts().projection(wanted))
    assert made is not None
    return made


def written(office: Office, seen: Seen, field: Field) -> tuple[PreImage, list[Trace]]:
    wanted = replace(seen.content, **{str(field): getattr(office.contacts().projection(EDITS[field]), field)})
    taken = image(office, seen, wanted)
    return taken, echoes(office, lambda: office.write(Change(seen, wanted)))


@pytest.mark.parametrize("field", EDITS)
def test_the_webhook_of_an_ordinary_write_proves_it_harmless(office: Office, field: Field) -> None:
    taken, traces = written(office, office.make(ADA)[0], field)

    found = held_against([taken], traces, ANNA)

    assert taken.fields == {field}
    assert len(traces) == 1
    assert (found.lost, found.left) == ((), ())


@pytest.mark.parametrize("field", EDITS)
def test_the_webhook_tells_what_we_overwrote(office: Office, field: Field) -> None:
    ada = office.make(ADA)[0]
    other = edited(office, field)
    office.standin.control("gap", {"id": int(ada.remote_id), "patch": patch_of(office, ada, other)})

    taken, traces = written(office, ada, field)
    found = held_against([taken], traces, ANNA)

    assert [(name, getattr(contact, name)) for _, name, contact in found.lost] == [(field, getattr(other, field))]
    assert found.left == ()


@pytest.mark.parametrize("field", EDITS)
def test_the_log_tells_it_too_as_text(office: Office, field: Field) -> None:
    ada = office.make(ADA)[0]
    other = edited(office, field)
    office.standin.control("gap", {"id": int(ada.remote_id), "patch": patch_of(office, ada, other)})
    taken, _ = written(office, ada, field)

    log = list(desk(office).changelog(ada.remote_id))[::-1]

    assert [name for name, _ in held_against_log(taken, log, ANNA)] == [field]


@pytest.mark.parametrize("field", EDITS)
def test_the_log_of_an_ordinary_write_shows_nothing_lost(office: Office, field: Field) -> None:
    ada = office.make(ADA)[0]
    other = edited(office, field)
    office.edit("change", id=int(ada.remote_id), patch=patch_of(office, ada, other))
    taken, _ = written(office, office.seen(ada.remote_id), field)

    log = list(desk(office).changelog(ada.remote_id))[::-1]

    assert len(log) >= 2
    assert held_against_log(taken, log, ANNA) == ()


def edited(office: Office, field: Field) -> Contact:
    """Another value of the field than any that Tandem writes here, as Pipedrive shows it."""
    values: dict[Field, object] = {
        Field.NAME: Name("Adele", family="King"),
        Field.EMAILS: (Entry("adele@example.com", "work", primary=True),),
        Field.PHONES: (Entry("+44 20 9", "work", primary=True),),
        Field.MESSENGERS: (Entry("adele", "skype", primary=True),),
        Field.ADDRESSES: (ADA.addresses[0], Address(street="Ufer 9", label="home")),
        Field.ORGANIZATION: "Beispiel GmbH",
        Field.JOB_TITLE: "Duchess",
        Field.NOTES: "Vierte",
        Field.BIRTHDAY: Birthday(1, 2, 1816),
    }
    return office.contacts().projection(replace(ADA, **{str(field): values[field]}))


def patch_of(office: Office, ada: Seen, other: Contact) -> dict[str, object]:
    """What the pages of Pipedrive would send: taken from a person who shows it already."""
    (twin,) = office.make(other)
    row = next(row for row in office.stored() if row["id"] == int(twin.remote_id))
    own = next(row for row in office.stored() if row["id"] == int(ada.remote_id))
    office.edit("delete", id=int(twin.remote_id))
    marker = office.codes.get(next(slot for slot in office.codes.codes if slot == "marker"))
    custom = {code: value for code, value in row["custom_fields"].items() if code != marker}
    differing = {code: value for code, value in custom.items() if own["custom_fields"].get(code) != value}
    names = ("first_name", "last_name", "emails", "phones", "org_id")
    plain = {name: row[name] for name in names if row[name] != own[name]}
    return {**plain, **({"custom_fields": differing} if differing else {})}


def test_what_webhooks_do_not_tell_of_contact_sync_is_said_to_be_silent(office: Office) -> None:
    office.switch(contact_sync=True)
    office.ensure_fields()
    ada = office.make(ADA)[0]
    wanted = replace(ada.content, job_title="Programmer", phones=())
    taken = image(office, ada, wanted)

    traces = echoes(office, lambda: office.write(Change(ada, wanted)))
    found = held_against([taken], traces, ANNA)

    assert traces[0].silent >= {Field.JOB_TITLE, Field.NOTES, Field.ADDRESSES, Field.BIRTHDAY, Field.MESSENGERS}
    assert [one.fields for one in found.left] == [{Field.JOB_TITLE}]


def test_entries_of_other_fields_and_odd_ones_are_left_out(office: Office) -> None:
    entry = {"field_key": "job_title", "old_value": "A", "new_value": "B", "actor_user_id": 1, "change_source": None}
    odd = [
        {**entry, "field_key": "owner_id", "time": "2026-11-23 10:00:00"},
        {**entry, "time": "yesterday"},
        {"field_key": None},
        {**entry, "field_key": "name", "time": "2026-11-23 10:00:00"},
    ]

    (trace,) = from_log(odd, office.codes, lambda _: "")

    assert (trace.before.name.formatted, trace.by_api) == ("A", False)


def test_a_word_is_small(office: Office) -> None:
    """A write of ours to a person with everything stays well below what is kept."""
    ada = office.make(ADA)[0]
    sizes: list[int] = []

    with serve(lambda _: Reply(200)) as wire:
        hook = office.crm().subscribe(wire.url + "/hook", "person", "tandem", "secret")
        office.write(Change(ada, replace(EDITS[Field.NAME], job_title="Programmer", phones=())))
        office.standin.control("drain", {"seconds": 5})
        office.crm().unsubscribe(hook)
        sizes += [len(_kept(office, asked) or b"") for asked in wire.asked]

    assert 0 < max(sizes) < 2000, dumps(sizes)
