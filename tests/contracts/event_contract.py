"""What every `Replica` of events does beside what all replicas do. A subclass supplies `place`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

import pytest

from tandem.domain.content import as_event
from tandem.domain.errors import Unavailable
from tandem.domain.event import AllDay, Event, Timed
from tandem.domain.field import EVENT_FIELDS, Field
from tandem.domain.ids import RemoteId
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Failed, Replica
from tests.contracts import place as sides
from tests.contracts.place import Samples, bare, differing, done, failure, link, listed, made, seen
from tests.contracts.replica_contract import ReplicaContract

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
SAMPLES: Mapping[str, Event] = {
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


class Place(sides.Place, Protocol):
    """A side with events."""

    needs_titles: bool
    """Whether nothing may be without a title. An event of a calendar may."""

    def lose_answers(self, count: int, *, arrive: bool) -> None:
        """The next creations get no answer, whether they `arrive` or not."""
        ...

    def edit(self, remote: RemoteId, event: Event, field: Field) -> None:
        """Give the item this field of the event."""
        ...


def changed(replica: Replica, before: Seen, **fields: object) -> Event:
    return as_event(sides.changed(replica, before, replace(as_event(before.content), **fields)))


def news(before: Seen, after: object) -> set[Field]:
    return differing(before.content, after, EVENT_FIELDS)


class EventContract(ReplicaContract):
    samples = Samples(
        little=CALL,
        rich=MEETING,
        named=lambda name: replace(CALL, title=name),
        name=lambda event: event.title,
        fields=EVENT_FIELDS,
        title=Field.TITLE,
        text=Field.DESCRIPTION,
    )

    @pytest.fixture(params=SAMPLES.values(), ids=SAMPLES)
    def sample(self, request: pytest.FixtureRequest) -> Any:
        return request.param

    def test_an_edit_by_hand_is_read_field_by_field(self, place: Place, replica: Replica) -> None:
        remote = place.add(MEETING)
        before = seen(replica, remote)
        wanted = replace(MEETING, **{str(field): value for field, value in EDITS.items()})

        for field in sorted(EDITS.keys() - before.content.missing):
            place.edit(remote, wanted, field)
            after = seen(replica, remote)
            assert news(before, after.content) == {field}
            before = after

    # --- writing -------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("first", [CALL, FAIR, MEETING], ids=["timed", "all day", "everything"])
    def test_a_change_to_something_else_is_shown_as_the_projection_says(
        self, replica: Replica, first: Event, sample: Event
    ) -> None:
        before = made(replica, first)
        wanted = bare(replica.projection(sample))

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

        assert news(before, after) == {field}
        assert after == replace(as_event(before.content), **{str(field): getattr(after, field)})

    @pytest.mark.parametrize("field", EMPTIED)
    def test_what_is_no_title_can_be_emptied(self, replica: Replica, field: Field) -> None:
        before = made(replica, MEETING)

        assert news(before, changed(replica, before, **{str(field): ""})) == {field}

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

    def test_what_is_missing_is_never_written(self, replica: Replica) -> None:
        before = made(replica, MEETING)
        hidden = frozenset({Field.TITLE, Field.LOCATION, Field.DESCRIPTION})
        wanted = replace(CALL, when=FAIR.when, title="Busy", missing=hidden)

        (shown,) = done(replica, Change(before, wanted))

        assert shown is not None
        assert all(getattr(shown.content, field) == getattr(before.content, field) for field in hidden)
        assert as_event(shown.content).when == FAIR.when

    # --- creations whose fate is unknown -------------------------------------------------------------------

    def test_a_creation_whose_answer_was_lost_is_found(self, place: Place, replica: Replica, sample: Event) -> None:
        since = place.now()
        place.lose_answers(1, arrive=True)
        assert isinstance(failure(replica, Creation(link(1), sample)), Unavailable)

        found = place.replica().find_created({link(1): sample, link(2): replace(sample, title="Other")}, since)

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
