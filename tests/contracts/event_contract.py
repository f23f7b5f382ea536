"""What every `Replica` of events does. A subclass supplies `place`: a side with the people who use it beside Tandem."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

import pytest

from tandem.domain.content import as_event
from tandem.domain.errors import AccessRevoked, CursorExpired, Rejected, Retryable, StaleVersion, Trouble, Unavailable
from tandem.domain.event import AllDay, Event, Timed
from tandem.domain.field import EVENT_FIELDS, Field
from tandem.domain.ids import Cursor, LinkId, RemoteId
from tandem.domain.sight import Broken, Seen, Tombstone, Unseen
from tandem.ports import Change, Creation, Failed, Page, Removal, Replica, Write, Written

NINE = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TIMED = Timed(NINE, HOUR, "Europe/Berlin")
CALL = Event(TIMED, title="Call Bea")
FAIR = Event(AllDay(date(2026, 12, 24)), title="Fair", busy=False)
MEETING = Event(
    TIMED,
    title="Quarterly meeting",
    location="Hauptstraße 5, 10115 Berlin",
    description="First line\n\nthird line; with, signs: \\ <b>&amp;</b> and ünïcode 李",
    busy=False,
)
SAMPLES = {
    "everything": MEETING,
    "little": CALL,
    "a whole day": FAIR,
    "a whole day that is busy": replace(FAIR, busy=True),
    "several days": replace(FAIR, when=AllDay(date(2026, 12, 31), 3)),
    "no length": replace(CALL, when=Timed(NINE)),
    "a night": replace(CALL, when=Timed(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), 2 * HOUR)),
    "several timed days": replace(CALL, when=Timed(NINE, timedelta(days=2, hours=3, minutes=5))),
    "seconds": replace(CALL, when=Timed(NINE + timedelta(seconds=31), timedelta(minutes=29, seconds=59))),
    "an hour that is there twice": replace(CALL, when=Timed(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), HOUR)),
    "a private event": replace(MEETING, private=True),
    "no title": replace(CALL, title=""),
}
TITLES = {
    "signs": "1 < 2 > 0 & \"quoted\" 'too' \\ / %20 + # ? {deal} > {subject}",
    "umlauts": "Müller & Söhne: Übergabe",
    "letters of the world": "李さん מפגש اجتماع встреча",
    "faces": "🎉 Party 👩‍👩‍👧",
    "what looks like a number": "0049",
    "what looks like JSON": '{"a": [null]}',
    "a long one": "x" * 250,
}
EDITS: dict[Field, Any] = {
    Field.TITLE: "Something else",
    Field.WHEN: Timed(NINE + 3 * HOUR, 2 * HOUR),
    Field.LOCATION: "Weg 1, Hamburg",
    Field.DESCRIPTION: "Other words",
    Field.BUSY: True,
    Field.PRIVATE: True,
}
EMPTIED: dict[Field, str] = {Field.LOCATION: "", Field.DESCRIPTION: ""}
AGO = datetime(2026, 11, 23, tzinfo=UTC)


class Place(Protocol):
    """A side as its own people use it, and ways to it for Tandem."""

    conditional: bool
    """Whether a write is refused if the item isn't in the version that it was decided on."""
    tells_removals: bool
    """Whether `changes` tells ids that were removed."""
    lists_outsiders: bool
    """Whether a listing shows what is out of the scope, too."""
    needs_titles: bool
    """Whether nothing may be without a title. An event of a calendar may."""

    def replica(self) -> Replica:
        """The way in, opened anew."""
        ...

    def revoked(self) -> Replica:
        """A way in whose grant is dead."""
        ...

    def down(self) -> Replica:
        """A way in to a side that gives no answers."""
        ...

    def lose_answers(self, count: int, *, arrive: bool) -> None:
        """The next creations get no answer, whether they `arrive` or not."""
        ...

    def add(self, event: Event) -> RemoteId: ...

    def edit(self, remote: RemoteId, event: Event, field: Field) -> None:
        """Give the item this field of the event."""
        ...

    def remove(self, remote: RemoteId) -> None: ...

    def put_out(self, remote: RemoteId) -> None:
        """Take it out of the scope that `replica` was opened for."""
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


def told(pages: Sequence[Page]) -> set[RemoteId]:
    """Every id that a pull names, as there or as gone."""
    there = {one.remote_id for one in items(pages)} | {remote for page in pages for remote, _ in page.hinted}
    return there | {remote for page in pages for remote in page.gone}


def last_cursor(pages: Sequence[Page]) -> Cursor:
    """The cursor comes with the last page, and with no other."""
    assert [page.cursor is not None for page in pages] == [False] * (len(pages) - 1) + [True]
    assert pages[-1].cursor is not None
    return pages[-1].cursor


def seen(replica: Replica, remote: RemoteId) -> Seen:
    sight = replica.read([remote])[remote]
    assert isinstance(sight, Seen), sight
    return sight


def done(replica: Replica, *writes: Write) -> list[Seen | None]:
    answers = list(replica.write(writes))
    assert all(isinstance(answer, Written) for answer in answers), answers
    return [answer.seen for answer in answers if isinstance(answer, Written)]


def made(replica: Replica, event: Event = CALL, number: int = 1) -> Seen:
    (answer,) = done(replica, Creation(link(number), event))
    assert answer is not None
    return answer


def changed(replica: Replica, before: Seen, **fields: object) -> Event:
    (answer,) = done(replica, Change(before, replace(as_event(before.content), **fields)))  # type: ignore[arg-type]
    assert answer is not None
    assert seen(replica, before.remote_id).content == answer.content
    return as_event(answer.content)


def failure(replica: Replica, write: Write) -> Trouble:
    (answer,) = list(replica.write([write]))
    assert isinstance(answer, Failed), answer
    return answer.error


def bare(content: object) -> Event:
    """All but what is missing."""
    assert isinstance(content, Event)
    return replace(content, missing=frozenset())


def differing(one: object, other: object) -> set[Field]:
    return {name for name in EVENT_FIELDS if getattr(one, name) != getattr(other, name)}


class EventContract:
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
        added = {place.add(replace(CALL, title=f"Call {number}")) for number in range(60)}

        pages = list(replica.list_all())

        assert {one.remote_id for one in items(pages)} == added
        assert len(items(pages)) == 60
        assert last_cursor(pages)

    def test_a_listing_shows_what_a_read_shows(self, place: Place, replica: Replica) -> None:
        remote = place.add(MEETING)

        shown, read = listed(replica)[remote], seen(replica, remote)

        assert (shown.content, shown.version, shown.uid) == (read.content, read.version, read.uid)
        assert shown.version
        assert shown.in_scope

    def test_what_is_out_of_scope_is_told_as_that(self, place: Place, replica: Replica) -> None:
        inside, outside = place.add(CALL), place.add(MEETING)
        place.put_out(outside)

        shown = {remote: one.in_scope for remote, one in listed(replica).items()}

        assert shown == {inside: True, **({outside: False} if place.lists_outsiders else {})}
        assert not seen(replica, outside).in_scope

    def test_what_was_removed_is_not_listed(self, place: Place, replica: Replica) -> None:
        kept, removed = place.add(CALL), place.add(MEETING)
        place.remove(removed)

        assert set(listed(replica)) == {kept}

    def test_what_is_known_is_named_all_the_same(self, place: Place, replica: Replica) -> None:
        added = {place.add(CALL), place.add(MEETING)}

        pages = list(replica.list_all(lambda chunk: {remote for remote, _ in chunk}))

        assert told(pages) == added

    def test_a_listing_that_was_cut_off_goes_on_from_each_of_its_pages(self, place: Place, replica: Replica) -> None:
        added = {place.add(replace(CALL, title=f"Call {number}")) for number in range(3)}

        pages = list(replica.list_all())

        for place_of, page in enumerate(pages):
            if page.resume:
                rest = list(place.replica().list_all(resume=page.resume))
                assert told(pages[: place_of + 1]) | told(rest) == added

    # --- changes -------------------------------------------------------------------------------------------

    def test_changes_tell_what_was_added_and_edited_since(self, place: Place, replica: Replica) -> None:
        edited = place.add(CALL)
        cursor = last_cursor(list(replica.list_all()))

        place.edit(edited, MEETING, Field.TITLE)
        added = place.add(FAIR)

        pages = list(replica.changes(cursor))
        assert {edited, added} <= told(pages)
        assert last_cursor(pages)

    def test_changes_tell_what_left_the_scope(self, place: Place, replica: Replica) -> None:
        remote = place.add(CALL)
        cursor = last_cursor(list(replica.list_all()))

        place.put_out(remote)

        assert remote in told(list(replica.changes(cursor)))
        assert not seen(replica, remote).in_scope

    def test_a_removal_is_told_as_a_hint_that_a_read_proves(self, place: Place, replica: Replica) -> None:
        remote = place.add(CALL)
        cursor = last_cursor(list(replica.list_all()))

        place.remove(remote)

        gone = {one for page in replica.changes(cursor) for one in page.gone}
        assert gone == ({remote} if place.tells_removals else set())
        assert replica.read([remote]) == {remote: Tombstone(remote)}

    def test_the_cursor_of_a_pull_leads_on(self, place: Place, replica: Replica) -> None:
        cursor = last_cursor(list(replica.list_all()))
        place.add(CALL)
        cursor = last_cursor(list(replica.changes(cursor)))

        later = place.add(MEETING)

        assert later in told(list(replica.changes(cursor)))

    def test_a_pull_may_be_repeated_from_the_same_cursor(self, place: Place, replica: Replica) -> None:
        cursor = last_cursor(list(replica.list_all()))
        remote = place.add(CALL)

        first, again = list(replica.changes(cursor)), list(place.replica().changes(cursor))

        assert remote in told(first) & told(again)

    @pytest.mark.parametrize("cursor", ["", "nonsense", "{}", "[1]", '{"since": "yesterday"}'])
    def test_a_cursor_of_something_else_has_expired(self, replica: Replica, cursor: str) -> None:
        with pytest.raises(CursorExpired):
            list(replica.changes(Cursor(cursor)))

    # --- reading -------------------------------------------------------------------------------------------

    def test_each_id_has_an_answer(self, place: Place, replica: Replica) -> None:
        there, removed, unknown = place.add(CALL), place.add(MEETING), place.unknown()
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
        remote = place.add(CALL)

        assert isinstance(replica.read([remote], frozenset({remote}))[remote], Seen)

    def test_an_unreadable_item_is_told_with_its_reason_and_stops_no_other(
        self, place: Place, replica: Replica
    ) -> None:
        good, bad = place.add(CALL), place.add(MEETING)
        place.spoil(bad)

        sights = replica.read([good, bad])
        shown = {one.remote_id: one for one in items(list(replica.list_all()))}

        for found in (sights, shown):
            broken = found[bad]
            assert isinstance(found[good], Seen)
            assert isinstance(broken, Broken)
            assert broken.reason

    def test_an_edit_by_hand_is_read_field_by_field(self, place: Place, replica: Replica) -> None:
        remote = place.add(MEETING)
        before = seen(replica, remote)
        wanted = replace(MEETING, **{str(field): value for field, value in EDITS.items()})

        for field in sorted(EDITS.keys() - before.content.missing):
            place.edit(remote, wanted, field)
            after = seen(replica, remote)
            assert differing(before.content, after.content) == {field}
            before = after

    # --- writing -------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("event", SAMPLES.values(), ids=SAMPLES)
    def test_what_is_written_is_shown_as_the_projection_says(self, replica: Replica, event: Event) -> None:
        shown = made(replica, event)

        assert bare(shown.content) == bare(replica.projection(event))
        assert replace(seen(replica, shown.remote_id), raw="") == replace(shown, raw="")

    @pytest.mark.parametrize("event", SAMPLES.values(), ids=SAMPLES)
    def test_a_projection_is_its_own_projection(self, replica: Replica, event: Event) -> None:
        once = replica.projection(event)

        assert replica.projection(once) == once

    @pytest.mark.parametrize("event", SAMPLES.values(), ids=SAMPLES)
    @pytest.mark.parametrize("first", [CALL, FAIR, MEETING], ids=["timed", "all day", "everything"])
    def test_a_change_to_something_else_is_shown_as_the_projection_says(
        self, replica: Replica, first: Event, event: Event
    ) -> None:
        before = made(replica, first)
        wanted = bare(replica.projection(event))

        (shown,) = done(replica, Change(before, wanted))

        assert shown is not None
        assert bare(shown.content) == wanted
        assert seen(replica, shown.remote_id).content == shown.content

    @pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
    def test_a_title_may_have_any_characters(self, replica: Replica, title: str) -> None:
        shown = made(replica, replace(CALL, title=title))

        assert as_event(shown.content).title == title
        assert changed(replica, shown, title=f"{title} again").title == f"{title} again"
        assert as_event(seen(replica, shown.remote_id).content).title == f"{title} again"

    @pytest.mark.parametrize("field", EDITS)
    def test_each_field_is_written_alone(self, replica: Replica, field: Field) -> None:
        before = made(replica, MEETING)
        if field in before.content.missing:
            return

        after = changed(replica, before, **{str(field): EDITS[field]})

        assert differing(before.content, after) == {field}
        assert after == replace(as_event(before.content), **{str(field): getattr(after, field)})

    @pytest.mark.parametrize("field", EMPTIED)
    def test_what_is_no_title_can_be_emptied(self, replica: Replica, field: Field) -> None:
        before = made(replica, MEETING)

        assert differing(before.content, changed(replica, before, **{str(field): ""})) == {field}

    def test_an_empty_title_is_never_written_over_one_where_a_title_is_needed(
        self, place: Place, replica: Replica
    ) -> None:
        before = made(replica, MEETING)
        if not place.needs_titles:
            assert changed(replica, before, title="").title == ""
            return

        for empty in ("", "  \n"):
            after = changed(replica, before, title=empty, location="Elsewhere")

            assert (after.title, after.location) == (MEETING.title, "Elsewhere")

    @pytest.mark.parametrize("busy", [True, False])
    def test_a_timed_event_becomes_a_whole_day_and_back_and_nothing_else_changes(
        self, replica: Replica, busy: bool
    ) -> None:
        first = made(replica, replace(MEETING, busy=busy))
        timed = as_event(first.content)

        whole = changed(replica, first, when=FAIR.when)
        back = changed(replica, seen(replica, first.remote_id), when=timed.when)

        assert whole == replace(timed, when=FAIR.when)
        assert back == timed

    def test_a_change_that_changes_nothing_is_no_write(self, place: Place, replica: Replica) -> None:
        before = seen(replica, place.add(MEETING))

        (shown,) = done(replica, Change(before, before.content))

        assert shown is not None
        assert shown.version == before.version == seen(replica, before.remote_id).version

    def test_what_is_missing_is_never_written(self, replica: Replica) -> None:
        before = made(replica, MEETING)
        hidden = frozenset({Field.TITLE, Field.LOCATION, Field.DESCRIPTION})
        wanted = replace(CALL, when=FAIR.when, title="Busy", missing=hidden)

        (shown,) = done(replica, Change(before, wanted))

        assert shown is not None
        assert all(getattr(shown.content, field) == getattr(before.content, field) for field in hidden)
        assert as_event(shown.content).when == FAIR.when

    def test_a_change_decided_on_an_old_version_overwrites_nothing_unseen(self, place: Place, replica: Replica) -> None:
        """Refused where a side can refuse; elsewhere only the changed field goes out and the edit is told."""
        before = seen(replica, place.add(MEETING))
        place.edit(before.remote_id, CALL, Field.TITLE)

        (answer,) = list(replica.write([Change(before, replace(as_event(before.content), description="New"))]))

        after = as_event(seen(replica, before.remote_id).content)
        assert after.title == CALL.title
        if place.conditional:
            assert isinstance(answer, Failed)
            assert isinstance(answer.error, StaleVersion)
            assert after.description == MEETING.description
        else:
            assert isinstance(answer, Written)
            assert answer.overwritten is not None
            assert as_event(answer.overwritten).title == CALL.title
            assert answer.overwritten.missing == frozenset(EVENT_FIELDS) - {Field.TITLE}

    def test_a_removal_decided_on_an_old_version_is_refused_or_told(self, place: Place, replica: Replica) -> None:
        before = seen(replica, place.add(MEETING))
        place.edit(before.remote_id, CALL, Field.TITLE)

        (answer,) = list(replica.write([Removal(before)]))

        if place.conditional:
            assert isinstance(answer, Failed)
            assert isinstance(answer.error, StaleVersion)
        else:
            assert isinstance(answer, Written)
            assert answer.overwritten is None or as_event(answer.overwritten).title == CALL.title

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

        error = failure(replica, Change(shown, replace(as_event(shown.content), title="Late")))

        assert isinstance(error, StaleVersion | Rejected)
        assert listed(replica) == {}

    def test_answers_come_in_order_and_one_failure_stops_no_other(self, place: Place, replica: Replica) -> None:
        gone = made(replica, CALL, 100)
        place.remove(gone.remote_id)
        creations: list[Write] = [Creation(link(one), replace(CALL, title=f"Call {one}")) for one in range(1, 8)]
        late = Change(gone, replace(as_event(gone.content), title="Late"))

        answers = list(replica.write([*creations[:3], late, *creations[3:]]))

        titles = [
            as_event(one.seen.content).title if isinstance(one, Written) and one.seen else None for one in answers
        ]
        assert titles == ["Call 1", "Call 2", "Call 3", None, "Call 4", "Call 5", "Call 6", "Call 7"]
        assert len(listed(replica)) == 7

    def test_no_writes_have_no_answers(self, replica: Replica) -> None:
        assert list(replica.write([])) == []

    def test_a_creation_belongs_to_the_scope(self, replica: Replica) -> None:
        shown = made(replica)

        assert shown.in_scope
        assert listed(replica)[shown.remote_id].in_scope

    # --- creations whose fate is unknown -------------------------------------------------------------------

    @pytest.mark.parametrize("event", SAMPLES.values(), ids=SAMPLES)
    def test_a_creation_whose_answer_was_lost_is_found(self, place: Place, replica: Replica, event: Event) -> None:
        since = place.now()
        place.lose_answers(1, arrive=True)
        assert isinstance(failure(replica, Creation(link(1), event)), Unavailable)

        found = place.replica().find_created({link(1): event, link(2): replace(event, title="Other")}, since)

        assert set(found) == {link(1)}
        assert {found[link(1)].remote_id} == set(listed(replica))
        assert found[link(1)] == listed(replica)[found[link(1)].remote_id]

    def test_a_creation_that_never_arrived_is_not_found(self, place: Place, replica: Replica) -> None:
        since = place.now()
        place.add(MEETING)
        place.lose_answers(1, arrive=False)
        assert isinstance(failure(replica, Creation(link(1), CALL)), Unavailable)

        assert place.replica().find_created({link(1): CALL}, since) == {}
        assert place.replica().find_created({}, since) == {}

    def test_a_creation_that_was_removed_since_is_not_found(self, place: Place, replica: Replica) -> None:
        since = place.now()
        place.remove(made(replica).remote_id)

        assert place.replica().find_created({link(1): CALL}, since) == {}

    def test_two_creations_of_the_same_are_found_apart(self, place: Place, replica: Replica) -> None:
        since = place.now()
        place.lose_answers(2, arrive=True)
        answers = list(replica.write([Creation(link(1), CALL), Creation(link(2), CALL)]))
        assert all(isinstance(answer, Failed) for answer in answers)

        found = place.replica().find_created({link(1): CALL, link(2): CALL, link(3): FAIR}, since)

        assert set(found) == {link(1), link(2)}
        assert {one.remote_id for one in found.values()} == set(listed(replica))
        assert len(listed(replica)) == 2

    def test_one_item_stands_for_one_creation_only(self, place: Place, replica: Replica) -> None:
        since = place.now()
        shown = made(replica, CALL, 1)

        found = place.replica().find_created({link(1): CALL, link(2): CALL}, since)

        assert [one.remote_id for one in found.values()] == [shown.remote_id]

    def test_an_item_is_found_by_its_uid_where_it_has_one_until_it_is_removed(
        self, place: Place, replica: Replica
    ) -> None:
        remote = place.add(MEETING)
        uid = seen(replica, remote).uid

        found = place.replica().find_uids([uid, "somebody-else"])
        place.remove(remote)

        assert {name: one.remote_id for name, one in found.items()} == ({uid: remote} if uid and found else {})
        assert place.replica().find_uids([uid]) == {}

    # --- troubles ------------------------------------------------------------------------------------------

    def test_a_dead_grant_is_told_by_every_call(self, place: Place, replica: Replica) -> None:
        shown = made(replica)
        cursor = last_cursor(list(replica.list_all()))

        self._fails(place.revoked(), shown, cursor, AccessRevoked)

    def test_a_side_that_gives_no_answer_may_be_asked_again(self, place: Place, replica: Replica) -> None:
        shown = made(replica)
        cursor = last_cursor(list(replica.list_all()))

        self._fails(place.down(), shown, cursor, Retryable)

    def _fails(self, replica: Replica, shown: Seen, cursor: Cursor, error: type[Trouble]) -> None:
        with pytest.raises(error):
            list(replica.list_all())
        with pytest.raises(error):
            list(replica.changes(cursor))
        with pytest.raises(error):
            replica.read([shown.remote_id])
        with pytest.raises(error):
            replica.find_created({link(1): CALL}, AGO)
        late = replace(as_event(shown.content), title="Late")
        answers = list(replica.write([Creation(link(50), CALL), Change(shown, late), Removal(shown)]))
        assert len(answers) == 3
        assert all(isinstance(answer, Failed) and isinstance(answer.error, error) for answer in answers)
