"""What every `Source` does, whatever it holds: listings, changes since a cursor, and reads."""

import pytest

from tandem.domain.errors import CursorExpired
from tandem.domain.ids import Cursor, Version
from tandem.domain.sight import Broken, Seen, Tombstone, Unseen
from tandem.ports import Replica
from tests.contracts.place import Place, Samples, items, last_cursor, listed, seen, told


class SourceContract:
    """A suite of one kind of content supplies `samples`, that of an adapter supplies `place`."""

    samples: Samples

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
        added = {place.add(one) for one in self.samples.many(110)}

        pages = list(replica.list_all())

        assert {one.remote_id for one in items(pages)} == added
        assert len(items(pages)) == 110
        assert last_cursor(pages)

    def test_a_listing_shows_what_a_read_shows(self, place: Place, replica: Replica) -> None:
        remote = place.add(self.samples.rich)

        shown, read = listed(replica)[remote], seen(replica, remote)

        assert (shown.content, shown.version, shown.uid) == (read.content, read.version, read.uid)
        assert shown.in_scope

    def test_versions_are_texts(self, place: Place, replica: Replica) -> None:
        """They are compared for equality only, so none may be empty by accident."""
        remote = place.add(self.samples.little)

        assert listed(replica)[remote].version != Version("")

    def test_what_is_out_of_scope_is_told_as_that(self, place: Place, replica: Replica) -> None:
        inside, outside = place.add(self.samples.little), place.add(self.samples.rich)
        place.put_out(outside)

        shown = {remote: one.in_scope for remote, one in listed(replica).items()}

        assert shown == {inside: True, **({outside: False} if place.lists_outsiders else {})}
        assert not seen(replica, outside).in_scope

    def test_what_was_removed_is_not_listed(self, place: Place, replica: Replica) -> None:
        kept, removed = place.add(self.samples.little), place.add(self.samples.rich)
        place.remove(removed)

        assert set(listed(replica)) == {kept}

    def test_what_is_known_is_named_all_the_same(self, place: Place, replica: Replica) -> None:
        added = {place.add(self.samples.little), place.add(self.samples.rich)}

        pages = list(replica.list_all(lambda chunk: {remote for remote, _ in chunk}))

        assert told(pages) == added

    def test_a_listing_that_was_cut_off_goes_on_from_each_of_its_pages(self, place: Place, replica: Replica) -> None:
        added = {place.add(one) for one in self.samples.many(3)}

        pages = list(replica.list_all())

        for place_of, page in enumerate(pages):
            if page.resume:
                rest = list(place.replica().list_all(resume=page.resume))
                assert told(pages[: place_of + 1]) | told(rest) == added

    # --- changes -------------------------------------------------------------------------------------------

    def test_changes_tell_what_was_added_and_edited_since(self, place: Place, replica: Replica) -> None:
        edited = place.add(self.samples.little)
        cursor = last_cursor(list(replica.list_all()))

        place.retitle(edited, "Chefin")
        added = place.add(self.samples.rich)

        pages = list(replica.changes(cursor))
        assert {edited, added} <= told(pages)
        assert last_cursor(pages)

    def test_changes_tell_what_left_the_scope(self, place: Place, replica: Replica) -> None:
        remote = place.add(self.samples.little)
        cursor = last_cursor(list(replica.list_all()))

        place.put_out(remote)

        assert remote in told(list(replica.changes(cursor)))
        assert not seen(replica, remote).in_scope

    def test_a_removal_is_told_as_a_hint_that_a_read_proves(self, place: Place, replica: Replica) -> None:
        remote = place.add(self.samples.little)
        cursor = last_cursor(list(replica.list_all()))

        place.remove(remote)

        gone = {one for page in replica.changes(cursor) for one in page.gone}
        assert gone == ({remote} if place.tells_removals else set())
        assert replica.read([remote]) == {remote: Tombstone(remote)}

    def test_the_cursor_of_a_pull_leads_on(self, place: Place, replica: Replica) -> None:
        cursor = last_cursor(list(replica.list_all()))
        place.add(self.samples.little)
        cursor = last_cursor(list(replica.changes(cursor)))

        later = place.add(self.samples.rich)

        assert later in told(list(replica.changes(cursor)))

    def test_a_pull_may_be_repeated_from_the_same_cursor(self, place: Place, replica: Replica) -> None:
        cursor = last_cursor(list(replica.list_all()))
        remote = place.add(self.samples.little)

        first, again = list(replica.changes(cursor)), list(place.replica().changes(cursor))

        assert remote in told(first) & told(again)

    @pytest.mark.parametrize("cursor", ["", "nonsense", "{}", "[1]", '{"since": "yesterday"}'])
    def test_a_cursor_of_something_else_has_expired(self, replica: Replica, cursor: str) -> None:
        with pytest.raises(CursorExpired):
            list(replica.changes(Cursor(cursor)))

    # --- reading -------------------------------------------------------------------------------------------

    def test_each_id_has_an_answer(self, place: Place, replica: Replica) -> None:
        there, removed, unknown = place.add(self.samples.little), place.add(self.samples.rich), place.unknown()
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
        remote = place.add(self.samples.little)

        assert isinstance(replica.read([remote], frozenset({remote}))[remote], Seen)

    def test_an_unreadable_item_is_told_with_its_reason_and_stops_no_other(
        self, place: Place, replica: Replica
    ) -> None:
        good, bad = place.add(self.samples.little), place.add(self.samples.rich)
        place.spoil(bad)

        sights = replica.read([good, bad])
        shown = {one.remote_id: one for one in items(list(replica.list_all()))}

        for found in (sights, shown):
            broken = found[bad]
            assert isinstance(found[good], Seen)
            assert isinstance(broken, Broken)
            assert broken.reason

    def test_an_item_is_found_by_its_uid_where_it_has_one_until_it_is_removed(
        self, place: Place, replica: Replica
    ) -> None:
        remote = place.add(self.samples.rich)
        uid = seen(replica, remote).uid

        found = place.replica().find_uids([uid, "somebody-else"])
        place.remove(remote)

        is_found = uid and place.finds_uids
        assert {name: one.remote_id for name, one in found.items()} == ({uid: remote} if is_found else {})
        assert place.replica().find_uids([uid]) == {}
