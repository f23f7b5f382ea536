"""What every `Replica` of contacts does beside what all replicas do. A subclass supplies `place`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tandem.domain.contact import Address, Birthday, Contact, Entry, Field, Name, Photo
from tandem.domain.errors import StaleVersion
from tandem.domain.field import CONTACT_FIELDS
from tandem.ports import Creation, Replica
from tests.contracts.place import Place, Samples, bare, changed, differing, failure, link, listed, made
from tests.contracts.replica_contract import ReplicaContract

NOBODY = Contact()
BEA = Contact(name=Name("Bea", family="Stone"), emails=(Entry("bea@example.com", "work", primary=True),))
ADA = Contact(
    name=Name("Ada", "Augusta", "King", "Dr.", "", "Dr. Ada Augusta King"),
    emails=(Entry("ada@example.com", "work", primary=True), Entry("ada@home.example", "home")),
    phones=(Entry("+49 30 / 123-45 67", "mobile", primary=True), Entry("0171 1112223", "Zweithandy")),
    messengers=(Entry("ada.king", "skype", primary=True),),
    addresses=(
        Address(street="Hauptstraße 5", city="Berlin", region="Berlin", postcode="10115", country="DE", label="work"),
        Address(street="Weg 1", postcode="20095", city="Hamburg", country="DE", label="home"),
    ),
    organization="Analytical Engines",
    job_title="Countess",
    notes="First line\nsecond line; with, signs: \\ and ünïcode 李",
    birthday=Birthday(12, 10, 1815),
)
SAMPLES: Mapping[str, Contact] = {
    "everything": ADA,
    "little": BEA,
    "a birthday without a year": replace(BEA, birthday=Birthday(5, 9)),
    "an organization alone": Contact(organization="Meyer & Söhne"),
    "a whole name": Contact(name=Name(formatted="Prinz Rupi")),
    "a photo": replace(BEA, photo=Photo("0" * 64, "image/jpeg")),
    "labels of one's own": replace(BEA, phones=(Entry("+43 1 5550", "Zweithandy"), Entry("110", ""))),
    "many addresses": replace(
        BEA, addresses=tuple(Address(street=f"Weg {n}", city="Ulm", country="DE", label="home") for n in range(1, 4))
    ),
}


class ContactContract(ReplicaContract):
    samples = Samples(
        little=BEA,
        rich=ADA,
        named=lambda name: replace(BEA, name=Name(name, family="Stone")),
        name=lambda contact: contact.name.given,
        fields=CONTACT_FIELDS,
        title=Field.JOB_TITLE,
        text=Field.NOTES,
    )

    @pytest.fixture(params=SAMPLES.values(), ids=SAMPLES)
    def sample(self, request: pytest.FixtureRequest) -> Any:
        return request.param

    def test_a_projection_has_no_photo_and_nobody_has_one(self, replica: Replica, sample: Contact) -> None:
        once = replica.projection(NOBODY)

        assert replica.projection(once) == once
        assert replica.projection(sample).photo is None is once.photo

    def test_a_change_to_somebody_else_is_shown_as_the_projection_says(self, replica: Replica, sample: Contact) -> None:
        before = made(replica, replace(BEA, job_title="Chefin", birthday=Birthday(1, 2, 1990), notes="Alt"))
        wanted = replace(replica.projection(sample), photo=None)

        assert bare(changed(replica, before, wanted)) == bare(wanted)

    @pytest.mark.parametrize("field", sorted(set(CONTACT_FIELDS) - {Field.NAME}))
    def test_every_field_but_the_name_can_be_cleared(self, replica: Replica, field: Field) -> None:
        before = made(replica, ADA)
        empty = getattr(NOBODY, field)

        after = changed(replica, before, replace(before.content, **{str(field): empty}))

        assert getattr(after, field) == empty
        assert differing(before.content, after, CONTACT_FIELDS) == {field}

    def test_a_creation_can_be_found_by_its_link_and_only_if_it_happened(self, place: Place, replica: Replica) -> None:
        since = place.now() - timedelta(seconds=5)
        shown = made(replica, BEA, 1)
        place.add(ADA)

        found = place.replica().find_created({link(1): BEA, link(2): ADA}, since)

        assert {name: one.remote_id for name, one in found.items()} == {link(1): shown.remote_id}
        assert found[link(1)].content == shown.content

    def test_a_second_creation_for_one_link_is_refused_where_the_side_can(self, place: Place, replica: Replica) -> None:
        if not getattr(place, "makes_once", place.conditional):
            return
        made(replica, BEA)

        assert isinstance(failure(replica, Creation(link(1), BEA)), StaleVersion)
        assert len(listed(replica)) == 1
