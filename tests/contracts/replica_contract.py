"""What every `Replica` does, whatever it holds: all that a source does, and writes that lose and double nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tandem.domain.content import Content
from tandem.domain.errors import AccessRevoked, Rejected, Retryable, StaleVersion, Trouble
from tandem.domain.ids import Cursor
from tandem.domain.sight import Seen, Tombstone
from tandem.ports import Change, Creation, Failed, Removal, Replica, Write, Written
from tests.contracts.place import Place, bare, changed, done, failure, last_cursor, link, listed, made, seen
from tests.contracts.source_contract import SourceContract

AGO = datetime(2026, 11, 23, tzinfo=UTC)


class ReplicaContract(SourceContract):
    @pytest.fixture
    def sample(self) -> Content:
        """Each of many; among them whatever is hard to write."""
        raise NotImplementedError("the suite of one kind of content supplies this")

    # --- projections ---------------------------------------------------------------------------------------

    def test_what_is_written_is_shown_as_the_projection_says(self, replica: Replica, sample: Content) -> None:
        shown = made(replica, sample)

        assert bare(shown.content) == bare(replica.projection(sample))
        assert replace(seen(replica, shown.remote_id), raw="") == replace(shown, raw="")

    def test_a_projection_is_its_own_projection(self, replica: Replica, sample: Content) -> None:
        once = replica.projection(sample)

        assert replica.projection(once) == once

    # --- changes -------------------------------------------------------------------------------------------

    def test_a_version_changes_with_its_item(self, place: Place, replica: Replica) -> None:
        before = seen(replica, place.add(self.samples.little))

        again = seen(replica, before.remote_id)
        (after,) = done(replica, Change(before, self.samples.titled(before.content, "Chefin")))

        assert before.version == again.version
        assert after is not None
        assert after.content != before.content
        assert after.version != before.version or not place.conditional

    def test_a_change_that_changes_nothing_is_no_write(self, place: Place, replica: Replica) -> None:
        before = seen(replica, place.add(self.samples.rich))

        (shown,) = done(replica, Change(before, before.content))

        assert shown is not None
        assert shown.version == before.version == seen(replica, before.remote_id).version

    def test_a_change_writes_no_other_field(self, place: Place, replica: Replica) -> None:
        before = seen(replica, place.add(self.samples.rich))
        wanted = self.samples.titled(before.content, "Chefin")

        assert changed(replica, before, wanted) == wanted

    def test_a_change_decided_on_an_old_version_overwrites_nothing_unseen(self, place: Place, replica: Replica) -> None:
        """F23: refused where a side can refuse; elsewhere only the changed field goes out and the edit is told."""
        of, before = self.samples, seen(replica, place.add(self.samples.rich))
        place.retitle(before.remote_id, "Chefin")

        (answer,) = list(replica.write([Change(before, of.worded(before.content, "Neu"))]))

        after = seen(replica, before.remote_id).content
        assert of.title_of(after) == "Chefin"
        if place.conditional:
            assert isinstance(answer, Failed)
            assert isinstance(answer.error, StaleVersion)
            assert of.text_of(after) == of.text_of(before.content)
        else:
            assert isinstance(answer, Written)
            assert answer.overwritten is not None
            assert of.title_of(answer.overwritten) == "Chefin"
            assert answer.overwritten.missing == frozenset(of.fields) - {of.title}

    def test_a_change_of_what_is_gone_fails_and_makes_nothing(self, place: Place, replica: Replica) -> None:
        shown = made(replica, self.samples.little)
        place.remove(shown.remote_id)

        error = failure(replica, Change(shown, self.samples.titled(shown.content, "Chefin")))

        assert isinstance(error, StaleVersion | Rejected)
        assert listed(replica) == {}

    # --- removals ------------------------------------------------------------------------------------------

    def test_a_removal_decided_on_an_old_version_is_refused_or_told(self, place: Place, replica: Replica) -> None:
        before = seen(replica, place.add(self.samples.rich))
        place.retitle(before.remote_id, "Chefin")

        (answer,) = list(replica.write([Removal(before)]))

        if place.conditional:
            assert isinstance(answer, Failed)
            assert isinstance(answer.error, StaleVersion)
            assert self.samples.title_of(seen(replica, before.remote_id).content) == "Chefin"
        else:
            assert isinstance(answer, Written)
            assert answer.overwritten is None or self.samples.title_of(answer.overwritten) == "Chefin"

    def test_what_was_removed_leaves_a_tombstone(self, place: Place, replica: Replica) -> None:
        shown = made(replica, self.samples.little)

        assert done(replica, Removal(shown)) == [None]

        assert place.replica().read([shown.remote_id]) == {shown.remote_id: Tombstone(shown.remote_id)}
        assert listed(replica) == {}

    def test_removing_what_is_gone_already_is_no_fault(self, replica: Replica) -> None:
        shown = made(replica, self.samples.little)
        done(replica, Removal(shown))

        assert done(replica, Removal(shown)) == [None]

    # --- creations -----------------------------------------------------------------------------------------

    def test_a_creation_belongs_to_the_scope(self, replica: Replica) -> None:
        shown = made(replica, self.samples.little)

        assert shown.in_scope
        assert listed(replica)[shown.remote_id].in_scope

    def test_a_creation_that_was_removed_since_is_not_found(self, place: Place, replica: Replica) -> None:
        since = place.now() - timedelta(seconds=5)
        place.remove(made(replica, self.samples.little).remote_id)

        assert place.replica().find_created({link(1): self.samples.little}, since) == {}

    @pytest.mark.parametrize("is_ours", [True, False], ids=["made by us", "made by somebody"])
    def test_what_is_made_in_the_place_of_what_was_removed_is_there_once_under_either_id(
        self, place: Place, replica: Replica, is_ours: bool
    ) -> None:
        old = made(replica, self.samples.rich).remote_id if is_ours else place.add(self.samples.rich)
        before = seen(replica, old)
        done(replica, Removal(before))

        (shown,) = done(replica, Creation(link(2), before.content, instead=old))

        assert shown is not None
        assert bare(shown.content) == bare(before.content)
        assert list(listed(place.replica())) == [shown.remote_id]

    def test_what_is_made_in_the_place_of_what_never_was_is_made(self, place: Place, replica: Replica) -> None:
        (shown,) = done(replica, Creation(link(2), self.samples.little, instead=place.unknown()))

        assert shown is not None
        assert list(listed(replica)) == [shown.remote_id]

    # --- many ----------------------------------------------------------------------------------------------

    def test_answers_come_in_order_and_one_failure_stops_no_other(self, place: Place, replica: Replica) -> None:
        of = self.samples
        gone = made(replica, of.little, 100)
        place.remove(gone.remote_id)
        creations: list[Write] = [Creation(link(1 + number), one) for number, one in enumerate(of.many(7))]
        late = Change(gone, of.worded(gone.content, "Neu"))

        answers = list(replica.write([*creations[:3], late, *creations[3:]]))

        names = [of.name(one.seen.content) if isinstance(one, Written) and one.seen else "" for one in answers]
        assert names == ["Nr0", "Nr1", "Nr2", "", "Nr3", "Nr4", "Nr5", "Nr6"]
        assert len(listed(replica)) == 7

    def test_no_writes_have_no_answers(self, replica: Replica) -> None:
        assert list(replica.write([])) == []

    # --- troubles ------------------------------------------------------------------------------------------

    def test_a_dead_grant_is_told_by_every_call(self, place: Place, replica: Replica) -> None:
        shown = made(replica, self.samples.little)
        cursor = last_cursor(list(replica.list_all()))

        self._fails(place.revoked(), shown, cursor, AccessRevoked)

    def test_a_side_that_gives_no_answer_may_be_asked_again(self, place: Place, replica: Replica) -> None:
        shown = made(replica, self.samples.little)
        cursor = last_cursor(list(replica.list_all()))

        self._fails(place.down(), shown, cursor, Retryable)

    def _fails(self, replica: Replica, shown: Seen, cursor: Cursor, error: type[Trouble]) -> None:
        little = self.samples.little
        with pytest.raises(error):
            list(replica.list_all())
        with pytest.raises(error):
            list(replica.changes(cursor))
        with pytest.raises(error):
            replica.read([shown.remote_id])
        with pytest.raises(error):
            replica.find_created({link(1): little}, AGO)
        late = Change(shown, self.samples.worded(shown.content, "Neu"))
        answers = list(replica.write([Creation(link(50), little), late, Removal(shown)]))
        assert len(answers) == 3
        assert all(isinstance(answer, Failed) and isinstance(answer.error, error) for answer in answers)
