"""What every `Replica` does. A subclass supplies `place`: a side with the people who use it beside Tandem."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from tandem.domain.contact import Address, Birthday, Contact, Entry, Field, Name, Photo
from tandem.domain.errors import AccessRevoked, CursorExpired, Rejected, Retryable, StaleVersion, Trouble
from tandem.domain.field import CONTACT_FIELDS
from tandem.domain.ids import Cursor, LinkId, RemoteId, Version
from tandem.domain.sight import Broken, Seen, Tombstone, Unseen
from tandem.ports import Change, Creation, Failed, Page, Removal, Replica, Write, Written

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
SAMPLES = {
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
AGO = datetime(2026, 11, 23, tzinfo=UTC)


class Place(Protocol):
    """A side as its own people use it, and ways to it for Tandem."""

    conditional: bool
    """Whether a write is refused if the item isn't in the version that it was decided on."""
    tells_removals: bool
    """Whether `changes` tells ids that were removed."""

    def replica(self) -> Replica:
        """The way in, opened anew."""
        ...

    def revoked(self) -> Replica:
        """A way in whose grant is dead."""
        ...

    def down(self) -> Replica:
        """A way in to a side that gives no answers."""
        ...

    def add(self, contact: Contact) -> RemoteId: ...

    def retitle(self, remote: RemoteId, job_title: str) -> None:
        """Change the job title only."""
        ...

    def remove(self, remote: RemoteId) -> None: ...

    def put_out(self, remote: RemoteId) -> None:
        """Take it out of the scope, or the group, that `replica` was opened for."""
        ...

    def spoil(self, remote: RemoteId) -> None:
        """Make it unreadable."""
        ...

    def unknown(self) -> RemoteId:
        """An id that nothing ever had."""
        ...

    def now(self) -> datetime:
        """The side's own time."""
        ...


def link(number: int) -> LinkId:
    return LinkId(f"{number:032x}")


def items(pages: Sequence[Page]) -> list[Seen | Broken]:
    return [one for page in pages for one in page.seen]


def listed(replica: Replica) -> dict[RemoteId, Seen]:
    found = items(list(replica.list_all()))
    assert len({one.remote_id for one in found}) == len(found), "an item was listed twice"
    return {one.remote_id: one for one in found if isinstance(one, Seen)}


def last_cursor(pages: Sequence[Page]) -> Cursor:
    assert all(page.cursor is None for page in pages[:-1])
    assert pages[-1].cursor is not None
    return pages[-1].cursor


def told(pages: Sequence[Page]) -> set[RemoteId]:
    """Every id that a pull names, as there or as gone."""
    there = {one.remote_id for one in items(pages)} | {remote for page in pages for remote, _ in page.hinted}
    return there | {remote for page in pages for remote in page.gone}


def seen(replica: Replica, remote: RemoteId) -> Seen:
    sight = replica.read([remote])[remote]
    assert isinstance(sight, Seen), sight
    return sight


def done(replica: Replica, *writes: Write) -> list[Seen | None]:
    answers = list(replica.write(writes))
    assert all(isinstance(answer, Written) for answer in answers), answers
    return [answer.seen for answer in answers if isinstance(answer, Written)]


def made(replica: Replica, contact: Contact = BEA, number: int = 1) -> Seen:
    (answer,) = done(replica, Creation(link(number), contact))
    assert answer is not None
    return answer


def failure(replica: Replica, write: Write) -> Trouble:
    (answer,) = list(replica.write([write]))
    assert isinstance(answer, Failed), answer
    return answer.error


class ReplicaContract:
    @pytest.fixture
    def place(self) -> Place:
        raise NotImplementedError("an adapter supplies this")

    @pytest.fixture
    def replica(self, place: Place) -> Replica:
        return place.replica()

    # --- listing -------------------------------------------------------------------------------------------

    def test_a_listing_of_nothing_has_a_cursor(self, replica: Replica) -> None:
        pages = list(replica.list_all())

        assert items(pages) == []
        assert last_cursor(pages)

    def test_a_listing_is_complete_and_its_cursor_comes_last(self, place: Place, replica: Replica) -> None:
        added = {place.add(replace(BEA, name=Name(f"Bea{number}", family="Stone"))) for number in range(110)}

        pages = list(replica.list_all())

        assert {one.remote_id for one in items(pages)} == added
        assert len(items(pages)) == 110
        assert last_cursor(pages)

    def test_a_listing_shows_what_a_read_shows(self, place: Place, replica: Replica) -> None:
        remote = place.add(ADA)

        shown = listed(replica)[remote]

        assert (shown.content, shown.version) == (seen(replica, remote).content, seen(replica, remote).version)

    def test_a_listing_tells_of_each_item_whether_it_is_in_scope(self, place: Place, replica: Replica) -> None:
        inside, outside = place.add(BEA), place.add(ADA)
        place.put_out(outside)

        shown = listed(replica)

        assert {remote: one.in_scope for remote, one in shown.items()} == {inside: True, outside: False}
        assert not seen(replica, outside).in_scope

    def test_what_was_removed_is_not_listed(self, place: Place, replica: Replica) -> None:
        kept, removed = place.add(BEA), place.add(ADA)
        place.remove(removed)

        assert set(listed(replica)) == {kept}

    def test_what_is_known_is_named_all_the_same(self, place: Place, replica: Replica) -> None:
        added = {place.add(BEA), place.add(ADA)}

        pages = list(replica.list_all(lambda chunk: {remote for remote, _ in chunk}))

        assert told(pages) == added

    def test_a_listing_that_was_cut_off_goes_on_from_each_of_its_pages(self, place: Place, replica: Replica) -> None:
        added = {place.add(replace(BEA, name=Name(f"Bea{number}", family="Stone"))) for number in range(3)}

        pages = list(replica.list_all())

        for place_of, page in enumerate(pages):
            if page.resume:
                rest = list(place.replica().list_all(resume=page.resume))
                assert told(pages[: place_of + 1]) | told(rest) == added

    # --- changes -------------------------------------------------------------------------------------------

    def test_changes_tell_what_was_added_and_edited_since(self, place: Place, replica: Replica) -> None:
        edited = place.add(BEA)
        cursor = last_cursor(list(replica.list_all()))

        place.retitle(edited, "Chefin")
        added = place.add(ADA)

        pages = list(replica.changes(cursor))
        assert {edited, added} <= told(pages)
        assert last_cursor(pages)

    def test_changes_tell_who_left_the_scope(self, place: Place, replica: Replica) -> None:
        remote = place.add(BEA)
        cursor = last_cursor(list(replica.list_all()))

        place.put_out(remote)

        assert remote in told(list(replica.changes(cursor)))
        assert not seen(replica, remote).in_scope

    def test_a_removal_is_told_as_a_hint_that_a_read_proves(self, place: Place, replica: Replica) -> None:
        remote = place.add(BEA)
        cursor = last_cursor(list(replica.list_all()))

        place.remove(remote)

        gone = {one for page in replica.changes(cursor) for one in page.gone}
        assert gone == ({remote} if place.tells_removals else set())
        assert replica.read([remote]) == {remote: Tombstone(remote)}

    def test_the_cursor_of_a_pull_leads_on(self, place: Place, replica: Replica) -> None:
        cursor = last_cursor(list(replica.list_all()))
        place.add(BEA)
        cursor = last_cursor(list(replica.changes(cursor)))

        later = place.add(ADA)

        assert later in told(list(replica.changes(cursor)))

    def test_a_pull_may_be_repeated_from_the_same_cursor(self, place: Place, replica: Replica) -> None:
        cursor = last_cursor(list(replica.list_all()))
        remote = place.add(BEA)

        first, again = list(replica.changes(cursor)), list(place.replica().changes(cursor))

        assert remote in told(first) & told(again)

    @pytest.mark.parametrize("cursor", ["", "nonsense", "{}", "[1]", '{"since": "yesterday"}'])
    def test_a_cursor_of_something_else_has_expired(self, replica: Replica, cursor: str) -> None:
        with pytest.raises(CursorExpired):
            list(replica.changes(Cursor(cursor)))

    # --- reading -------------------------------------------------------------------------------------------

    def test_each_id_has_an_answer(self, place: Place, replica: Replica) -> None:
        there, removed, unknown = place.add(BEA), place.add(ADA), place.unknown()
        place.remove(removed)

        sights = replica.read([there, removed, unknown])

        assert set(sights) == {there, removed, unknown}
        assert isinstance(sights[there], Seen)
        assert sights[removed] == Tombstone(removed)
        assert isinstance(sights[unknown], Unseen | Tombstone)
        assert replica.read([]) == {}

    def test_an_id_that_is_nowhere_is_gone_where_a_notification_said_so(self, place: Place, replica: Replica) -> None:
        unknown = place.unknown()

        assert replica.read([unknown], frozenset({unknown})) == {unknown: Tombstone(unknown)}

    def test_what_is_there_is_seen_whatever_a_notification_said(self, place: Place, replica: Replica) -> None:
        remote = place.add(BEA)

        assert isinstance(replica.read([remote], frozenset({remote}))[remote], Seen)

    def test_an_unreadable_item_is_told_with_its_reason_and_stops_no_other(
        self, place: Place, replica: Replica
    ) -> None:
        good, bad = place.add(BEA), place.add(ADA)
        place.spoil(bad)

        sights = replica.read([good, bad])
        shown = {one.remote_id: one for one in items(list(replica.list_all()))}

        for found in (sights, shown):
            broken = found[bad]
            assert isinstance(found[good], Seen)
            assert isinstance(broken, Broken)
            assert broken.reason

    def test_a_version_changes_with_its_item(self, place: Place, replica: Replica) -> None:
        remote = place.add(BEA)
        before = seen(replica, remote)

        again = seen(replica, remote)
        (after,) = done(replica, Change(before, replace(before.content, job_title="Chefin")))

        assert before.version == again.version
        assert after is not None
        assert after.content != before.content
        assert after.version != before.version or not place.conditional

    # --- writing -------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("contact", SAMPLES.values(), ids=SAMPLES)
    def test_what_is_written_is_shown_as_the_projection_says(self, replica: Replica, contact: Contact) -> None:
        shown = made(replica, contact)

        expected = replica.projection(contact)
        assert replace(shown.content, missing=frozenset()) == replace(expected, missing=frozenset())
        assert replace(seen(replica, shown.remote_id), raw="") == replace(shown, raw="")

    @pytest.mark.parametrize("contact", [*SAMPLES.values(), NOBODY], ids=[*SAMPLES, "nobody"])
    def test_a_projection_is_its_own_projection(self, replica: Replica, contact: Contact) -> None:
        once = replica.projection(contact)

        assert replica.projection(once) == once
        assert once.photo is None

    @pytest.mark.parametrize("contact", SAMPLES.values(), ids=SAMPLES)
    def test_a_change_to_something_else_is_shown_as_the_projection_says(
        self, replica: Replica, contact: Contact
    ) -> None:
        before = made(replica, replace(BEA, job_title="Chefin", birthday=Birthday(1, 2, 1990), notes="Alt"))
        wanted = replace(replica.projection(contact), photo=None)

        (shown,) = done(replica, Change(before, wanted))

        assert shown is not None
        assert replace(shown.content, missing=frozenset()) == replace(wanted, missing=frozenset())
        assert seen(replica, shown.remote_id).content == shown.content

    @pytest.mark.parametrize("field", sorted(set(CONTACT_FIELDS) - {Field.NAME}))
    def test_every_field_but_the_name_can_be_cleared(self, replica: Replica, field: Field) -> None:
        before = made(replica, ADA)
        empty = getattr(NOBODY, field)

        (shown,) = done(replica, Change(before, replace(before.content, **{str(field): empty})))

        assert shown is not None
        assert getattr(shown.content, field) == empty
        assert [name for name in CONTACT_FIELDS if getattr(shown.content, name) != getattr(before.content, name)] == [
            field
        ]

    def test_a_creation_can_be_found_by_its_link_and_only_if_it_happened(self, place: Place, replica: Replica) -> None:
        since = place.now() - timedelta(seconds=5)
        shown = made(replica, BEA, 1)
        place.add(ADA)

        found = place.replica().find_created({link(1): BEA, link(2): ADA}, since)

        assert {name: one.remote_id for name, one in found.items()} == {link(1): shown.remote_id}
        assert found[link(1)].content == shown.content

    def test_an_item_is_found_by_its_uid_where_it_has_one_until_it_is_removed(
        self, place: Place, replica: Replica
    ) -> None:
        remote = place.add(ADA)
        seen = replica.read([remote])[remote]
        assert isinstance(seen, Seen)

        found = place.replica().find_uids([seen.uid, "somebody-else"])
        place.remove(remote)

        assert {uid: one.remote_id for uid, one in found.items()} == ({seen.uid: remote} if seen.uid else {})
        assert place.replica().find_uids([seen.uid]) == {}

    def test_a_creation_that_was_removed_since_is_not_found(self, place: Place, replica: Replica) -> None:
        since = place.now() - timedelta(seconds=5)
        place.remove(made(replica).remote_id)

        assert place.replica().find_created({link(1): BEA}, since) == {}

    def test_a_creation_belongs_to_the_scope(self, replica: Replica) -> None:
        shown = made(replica)

        assert shown.in_scope
        assert listed(replica)[shown.remote_id].in_scope

    def test_a_change_that_changes_nothing_is_no_write(self, place: Place, replica: Replica) -> None:
        before = seen(replica, place.add(ADA))

        (shown,) = done(replica, Change(before, before.content))

        assert shown is not None
        assert shown.version == before.version == seen(replica, before.remote_id).version

    def test_a_change_writes_no_other_field(self, place: Place, replica: Replica) -> None:
        before = seen(replica, place.add(ADA))

        (shown,) = done(replica, Change(before, replace(before.content, job_title="Chefin")))

        assert shown is not None
        assert shown.content == replace(before.content, job_title="Chefin")

    def test_a_change_decided_on_an_old_version_overwrites_nothing_unseen(self, place: Place, replica: Replica) -> None:
        """F23: refused where a side can refuse; elsewhere only the changed field goes out and the edit is told."""
        before = seen(replica, place.add(ADA))
        place.retitle(before.remote_id, "Chefin")

        (answer,) = list(replica.write([Change(before, replace(before.content, notes="Neu"))]))

        after = seen(replica, before.remote_id).content
        assert after.job_title == "Chefin"
        if place.conditional:
            assert isinstance(answer, Failed)
            assert isinstance(answer.error, StaleVersion)
            assert after.notes == before.content.notes
        else:
            assert isinstance(answer, Written)
            assert answer.overwritten is not None
            assert answer.overwritten.job_title == "Chefin"
            assert answer.overwritten.missing == frozenset(CONTACT_FIELDS) - {Field.JOB_TITLE}

    def test_a_removal_decided_on_an_old_version_is_refused_where_the_side_can(
        self, place: Place, replica: Replica
    ) -> None:
        if not place.conditional:
            return
        before = seen(replica, place.add(ADA))
        place.retitle(before.remote_id, "Chefin")

        assert isinstance(failure(replica, Removal(before)), StaleVersion)
        assert seen(replica, before.remote_id).content.job_title == "Chefin"

    def test_a_second_creation_for_one_link_is_refused_where_the_side_can(self, place: Place, replica: Replica) -> None:
        if not place.conditional:
            return
        made(replica, BEA)

        assert isinstance(failure(replica, Creation(link(1), BEA)), StaleVersion)
        assert len(listed(replica)) == 1

    def test_what_was_removed_leaves_a_tombstone(self, place: Place, replica: Replica) -> None:
        shown = made(replica)

        assert done(replica, Removal(shown)) == [None]

        assert place.replica().read([shown.remote_id]) == {shown.remote_id: Tombstone(shown.remote_id)}
        assert listed(replica) == {}

    def test_removing_what_is_gone_already_is_no_fault(self, replica: Replica) -> None:
        shown = made(replica)
        done(replica, Removal(shown))

        assert done(replica, Removal(shown)) == [None]

    def test_a_change_of_what_is_gone_fails_and_makes_nothing(self, place: Place, replica: Replica) -> None:
        shown = made(replica)
        place.remove(shown.remote_id)

        error = failure(replica, Change(shown, replace(shown.content, job_title="Chefin")))

        assert isinstance(error, StaleVersion | Rejected)
        assert listed(replica) == {}

    def test_answers_come_in_order_and_one_failure_stops_no_other(self, place: Place, replica: Replica) -> None:
        gone = made(replica, BEA, 100)
        place.remove(gone.remote_id)
        creations: list[Write] = [
            Creation(link(number), replace(BEA, name=Name(f"Bea{number}", family="Stone"))) for number in range(1, 8)
        ]

        answers = list(
            replica.write([*creations[:3], Change(gone, replace(gone.content, notes="Neu")), *creations[3:]])
        )

        names = [one.seen.content.name.given if isinstance(one, Written) and one.seen else "" for one in answers]
        assert names == ["Bea1", "Bea2", "Bea3", "", "Bea4", "Bea5", "Bea6", "Bea7"]
        assert len(listed(replica)) == 7

    def test_no_writes_have_no_answers(self, replica: Replica) -> None:
        assert list(replica.write([])) == []

    # --- troubles ------------------------------------------------------------------------------------------

    def test_a_dead_grant_is_told_by_every_call(self, place: Place, replica: Replica) -> None:
        shown = made(replica)
        cursor = last_cursor(list(replica.list_all()))

        revoked = place.revoked()

        self._fails(revoked, shown, cursor, AccessRevoked)

    def test_a_side_that_gives_no_answer_may_be_asked_again(self, place: Place, replica: Replica) -> None:
        shown = made(replica)
        cursor = last_cursor(list(replica.list_all()))

        down = place.down()

        self._fails(down, shown, cursor, Retryable)

    def _fails(self, replica: Replica, shown: Seen, cursor: Cursor, error: type[Trouble]) -> None:
        with pytest.raises(error):
            list(replica.list_all())
        with pytest.raises(error):
            list(replica.changes(cursor))
        with pytest.raises(error):
            replica.read([shown.remote_id])
        with pytest.raises(error):
            replica.find_created({link(1): BEA}, AGO)
        writes: list[Write] = [
            Creation(link(50), BEA),
            Change(shown, replace(shown.content, notes="Neu")),
            Removal(shown),
        ]
        answers = list(replica.write(writes))
        assert [type(answer.error) for answer in answers if isinstance(answer, Failed)] != []
        assert all(isinstance(answer, Failed) and isinstance(answer.error, error) for answer in answers)

    def test_versions_are_texts(self, place: Place, replica: Replica) -> None:
        """They are compared for equality only, so none may be empty by accident."""
        remote = place.add(BEA)

        assert listed(replica)[remote].version != Version("")
