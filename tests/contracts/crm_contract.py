"""What every `Crm` does. A subclass supplies `office`: a company with the people who use it beside Tandem."""

from collections.abc import Callable
from typing import Protocol

import pytest

from sandbox.pictures import png
from tandem.domain.comparison import full_name
from tandem.domain.contact import Field
from tandem.domain.errors import AccessRevoked, Rejected, Retryable, Trouble
from tandem.domain.ids import RemoteId, UserId
from tandem.ports import Crm

HOOK = "https://tandem.example/hooks/pipedrive/abc"
CALLS: dict[str, Callable[[Crm, RemoteId], object]] = {
    "company": lambda crm, _person: crm.company(),
    "ensure_fields": lambda crm, _person: crm.ensure_fields(),
    "has_open_deals": lambda crm, person: crm.has_open_deals(person),
    "find_by_mail": lambda crm, _person: crm.find_by_mail("bea@example.com"),
    "activity_types": lambda crm, _person: crm.activity_types(),
    "subscriptions": lambda crm, _person: crm.subscriptions(),
    "subscribe": lambda crm, _person: crm.subscribe(HOOK, "person", "tandem", "secret"),
    "changelog": lambda crm, person: list(crm.changelog(person)),
    "upload_photo": lambda crm, person: crm.upload_photo(person, png(40), "image/png"),
}


class Workplace(Protocol):
    """A company as its own people use it, and ways to it for Tandem."""

    def crm(self) -> Crm:
        """An admin's way in, opened anew."""
        ...

    def plain_user(self) -> Crm:
        """The way in of somebody who is no admin."""
        ...

    def revoked(self) -> Crm:
        """A way in whose grant is dead."""
        ...

    def down(self) -> Crm:
        """A way in to a CRM that gives no answers."""
        ...

    def add_person(self, mail: str) -> RemoteId: ...

    def remove_person(self, person: RemoteId) -> None: ...

    def open_deal(self, person: RemoteId) -> None: ...

    def picture_of(self, person: RemoteId) -> object:
        """What tells one picture from another; None for none."""
        ...

    def rename_by_hand(self, person: RemoteId, name: str) -> UserId:
        """As a colleague does it in the CRM's own pages; who it was."""
        ...

    def rename_by_api(self, person: RemoteId, name: str) -> UserId:
        """As Tandem does it; as whom."""
        ...


class CrmContract:
    @pytest.fixture
    def office(self) -> Workplace:
        raise NotImplementedError("an adapter supplies this")

    @pytest.fixture
    def crm(self, office: Workplace) -> Crm:
        return office.crm()

    def test_the_company_tells_its_users_and_whose_grant_this_is(self, crm: Crm) -> None:
        company = crm.company()

        me = next(user for user in company.users if user.id == company.me)
        assert company.id
        assert company.name
        assert me.is_admin

    def test_whose_grant_it_is_decides_who_is_an_admin(self, office: Workplace) -> None:
        company = office.plain_user().company()

        assert not next(user for user in company.users if user.id == company.me).is_admin

    def test_fields_are_made_once(self, office: Workplace, crm: Crm) -> None:
        first = crm.ensure_fields()

        assert crm.ensure_fields() == first == office.crm().ensure_fields()

    def test_only_a_person_with_an_open_deal_has_one(self, office: Workplace, crm: Crm) -> None:
        busy, idle = office.add_person("busy@example.com"), office.add_person("idle@example.com")

        office.open_deal(busy)

        assert (crm.has_open_deals(busy), crm.has_open_deals(idle)) == (True, False)

    def test_a_person_is_found_by_the_whole_address_in_whatever_case(self, office: Workplace, crm: Crm) -> None:
        bea = office.add_person("bea@example.com")
        office.add_person("abea@example.com")

        assert list(crm.find_by_mail("Bea@Example.com")) == [bea]
        assert list(crm.find_by_mail("nobody@example.com")) == []

    def test_everybody_with_an_address_is_found_but_nobody_who_was_removed(self, office: Workplace, crm: Crm) -> None:
        persons = [office.add_person("info@example.com") for _ in range(3)]
        office.remove_person(persons[1])

        assert sorted(crm.find_by_mail("info@example.com")) == sorted([persons[0], persons[2]])

    def test_activity_types_have_each_a_key_and_a_name(self, crm: Crm) -> None:
        types = crm.activity_types()

        assert len({one.key for one in types}) == len(types)
        assert "task" in {one.key for one in types if one.is_active}
        assert all(one.key and one.name for one in types)

    def test_a_webhook_is_there_until_it_is_taken_away(self, office: Workplace, crm: Crm) -> None:
        person = crm.subscribe(HOOK, "person", "tandem", "secret")
        organization = crm.subscribe(f"{HOOK}2", "organization", "tandem", "secret")

        there = list(office.crm().subscriptions())
        crm.unsubscribe(person)
        crm.unsubscribe(person)

        assert (person.url, person.event_object, person.is_active) == (HOOK, "person", True)
        assert person.id != organization.id
        assert {one.id for one in there} == {person.id, organization.id}
        assert [one.id for one in crm.subscriptions()] == [organization.id]

    def test_who_may_make_no_webhooks_is_told_so(self, office: Workplace) -> None:
        with pytest.raises(Rejected):
            office.plain_user().subscribe(HOOK, "person", "tandem", "secret")

        assert list(office.crm().subscriptions()) == []

    def test_the_first_picture_stays(self, office: Workplace, crm: Crm) -> None:
        bea = office.add_person("bea@example.com")
        before = office.picture_of(bea)

        crm.upload_photo(bea, png(40), "image/png")
        first = office.picture_of(bea)
        crm.upload_photo(bea, png(41), "image/png")

        assert before is None
        assert first is not None
        assert office.picture_of(bea) == first

    @pytest.mark.parametrize(
        ("content", "media_type"), [(b"", ""), (b"<svg/>", "image/svg+xml"), (b"GIF8", "image/png")]
    )
    def test_what_is_no_picture_is_rejected(self, office: Workplace, crm: Crm, content: bytes, media_type: str) -> None:
        bea = office.add_person("bea@example.com")

        with pytest.raises(Rejected):
            crm.upload_photo(bea, content, media_type)

        assert office.picture_of(bea) is None

    # --- what is told of a write afterwards ----------------------------------------------------------------

    def test_the_change_log_tells_who_changed_what_and_how_newest_first(self, office: Workplace, crm: Crm) -> None:
        bea = office.add_person("bea@example.com")

        colleague = office.rename_by_hand(bea, "Bea Stone")
        tandem = office.rename_by_api(bea, "Bea Rock")
        newest, oldest = list(crm.changelog(bea))

        assert (newest.author, newest.by_api, oldest.author, oldest.by_api) == (tandem, True, colleague, False)
        assert newest.at >= oldest.at
        assert newest.is_rough
        assert newest.fields == oldest.fields == {Field.NAME}
        names = [full_name(one.name) for one in (oldest.before, oldest.after, newest.before, newest.after)]
        assert names == ["Somebody", "Bea Stone", "Bea Stone", "Bea Rock"]

    def test_nobody_changed_a_person_who_was_just_made(self, office: Workplace, crm: Crm) -> None:
        assert list(crm.changelog(office.add_person("bea@example.com"))) == []

    def test_of_a_person_who_never_was_there_is_no_log(self, crm: Crm) -> None:
        with pytest.raises(Rejected) as rejected:
            list(crm.changelog(RemoteId("987654321")))

        assert rejected.value.reason == "not_found"

    @pytest.mark.parametrize("word", [b"", b"null", b"[]", b"{}", b'{"at": 1}', b"\xff"])
    def test_words_that_make_no_sense_leave_no_trace(self, crm: Crm, word: bytes) -> None:
        assert crm.trace(word) is None

    @pytest.mark.parametrize("call", CALLS)
    def test_a_dead_grant_is_told_by_every_call(self, office: Workplace, call: str) -> None:
        self._fails(office.add_person("bea@example.com"), office.revoked(), call, AccessRevoked)

    @pytest.mark.parametrize("call", CALLS)
    def test_a_crm_that_gives_no_answer_may_be_asked_again(self, office: Workplace, call: str) -> None:
        self._fails(office.add_person("bea@example.com"), office.down(), call, Retryable)

    def _fails(self, person: RemoteId, crm: Crm, call: str, error: type[Trouble]) -> None:
        with pytest.raises(error):
            CALLS[call](crm, person)
