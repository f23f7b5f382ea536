"""Laws of the merge of an activity and an event: both come to say the same, once; nobody's words are lost silently."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.comparison import prose, same_field, spelling, time_form
from tandem.domain.content import as_event
from tandem.domain.event import HIDDEN, AllDay, Event, Links, Thing, Timed, When
from tandem.domain.event_merge import merge_events
from tandem.domain.field import Field
from tandem.domain.footer import without_footer
from tandem.domain.merge import Merged, Projections
from tandem.domain.showing import BUSY_TITLE, dressed, masked
from tandem.domain.side import Side
from tandem.domain.title import DONE_MARK, compose, pattern_of, take_off
from tandem.domain.writing import to_write
from tests.memory_events import CALENDAR_CANT, MemoryActivities, MemoryCalendar

EXAMPLES = int(os.environ.get("TANDEM_EXAMPLES", "60"))
lawful = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])

AUTUMN = datetime(2026, 10, 20, tzinfo=UTC)
"""Both changes of the clocks of a winter lie within 300,000 minutes."""
WORDS = st.sampled_from(["Angebot", "Neue Website", "Eva", "GmbH", "> Teil 2", "Anruf  bei", "✓", "ä", "a\nb"])
TEXT = st.lists(WORDS, max_size=3).map(" ".join)
WHENS: st.SearchStrategy[When] = st.one_of(
    st.builds(AllDay, st.dates(date(2026, 11, 1), date(2026, 12, 31)), st.integers(1, 4)),
    st.builds(
        Timed,
        st.integers(0, 300_000).map(lambda minutes: AUTUMN + timedelta(minutes=minutes)),
        st.integers(0, 600).map(lambda minutes: timedelta(minutes=minutes, seconds=minutes % 3)),
        st.sampled_from(["", "Europe/Berlin", "Asia/Kolkata"]),
    ),
)
THING = st.none() | st.builds(Thing, st.just("1"), TEXT, st.sampled_from(["", "https://beispiel.example/1"]))
LINKS = st.builds(Links, THING, THING, THING, THING)
PATTERNS = st.sampled_from(
    ["{deal} > {person} > {organization} > {subject}", "{subject}", "{subject} | {organization}", "{person}: {subject}"]
).map(pattern_of)
CRM, PROVIDER = MemoryActivities(), MemoryCalendar()
EDITS: dict[str, st.SearchStrategy[Any]] = {
    "when": WHENS,
    "title": TEXT,
    "location": TEXT,
    "description": TEXT,
    "busy": st.booleans(),
}


@dataclass(frozen=True)
class Story:
    """What both sides agreed on, and what each shows since."""

    rules: CalendarRules
    base_crm: Event
    crm: Event
    base_provider: Event
    provider: Event

    @property
    def views(self) -> Projections:
        return Projections(CRM.projection, lambda one: PROVIDER.projection(dressed(as_event(one), self.rules.title)))

    def merged(self) -> Merged:
        return merge_events(self.base_crm, self.crm, self.base_provider, self.provider, self.rules, self.views)

    def carried_out(self) -> tuple["Story", bool]:
        """The story after the merge was written, and whether anything was."""
        merged = self.merged()
        wanted_crm = to_write(Side.CRM, self.crm, merged.crm, self.views)
        wanted_provider = to_write(Side.PROVIDER, self.provider, merged.provider, self.views)
        crm, provider = as_event(wanted_crm or self.crm), as_event(wanted_provider or self.provider)
        after = Story(self.rules, crm, crm, provider, provider)
        return after, bool(wanted_crm or wanted_provider)

    def swapped(self, **changes: Any) -> "Story":
        return replace(self, **changes)


def edits(crm: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    more = {"links": LINKS, "done": st.booleans()} if crm else {}
    return st.fixed_dictionaries({}, optional={**EDITS, **more})


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Made at either side, brought to the other, then edited at both."""
    rules = CalendarRules(
        title=draw(PATTERNS),
        conflict=draw(st.dictionaries(st.sampled_from([Field.TITLE, Field.WHEN]), st.sampled_from(list(Side)))),
    )
    event = Event(draw(WHENS), title=draw(TEXT), location=draw(TEXT), description=draw(TEXT), links=draw(LINKS))
    if draw(st.booleans()):
        crm = CRM.projection(event)
        provider = PROVIDER.projection(dressed(as_event(crm), rules.title))
    else:
        provider = PROVIDER.projection(event)
        crm = CRM.projection(provider)
    settled, _ = Story(rules, crm, crm, provider, provider).carried_out()
    return settled


@st.composite
def edited(draw: st.DrawFn) -> Story:
    settled = draw(stories())
    crm = CRM.projection(replace(settled.crm, **draw(edits())))
    return settled.swapped(crm=crm, provider=replace(settled.provider, **draw(edits(crm=False))))


def says(field: Field, crm: Event, provider: Event, rules: CalendarRules) -> bool:
    """Whether the event in the calendar says of the field what the activity does, as far as one can say it."""
    shown = as_event(CRM.projection(provider))
    match field:
        case Field.TITLE:
            return spelling(provider.title) == spelling(compose(crm, rules.title)) or shown.title == crm.title
        case Field.DESCRIPTION:
            return prose(without_footer(provider.description)) == prose(crm.description)
        case _:
            return same_field(field, crm, shown)


def lost(merged: Merged, field: Field, side: Side) -> bool:
    return any((loss.field, loss.side) == (field, side) for loss in merged.losses)


SAID = (Field.TITLE, Field.LOCATION, Field.DESCRIPTION, Field.BUSY)


@lawful
@given(edited())
def test_both_sides_converge(story: Story) -> None:
    after, _ = story.carried_out()

    assert [field for field in SAID if not says(field, after.crm, after.provider, story.rules)] == []
    first = after.provider.when.first if isinstance(after.provider.when, AllDay) else None
    if isinstance(after.crm.when, AllDay):
        assert after.crm.when.first == first
    else:
        assert time_form(after.crm.when) == time_form(as_event(CRM.projection(after.provider)).when)


@lawful
@given(edited())
def test_merging_again_changes_nothing(story: Story) -> None:
    """Neither with the new bases nor, after a crash before they were kept, with the old ones."""
    after, _ = story.carried_out()

    merged = after.merged()
    assert merged.crm is after.crm
    assert merged.provider is after.provider
    assert merged.losses == ()
    _, writes_again = story.swapped(crm=after.crm, provider=after.provider).carried_out()
    assert not writes_again


@lawful
@given(stories())
def test_what_nobody_touched_is_handed_back_as_it_is(story: Story) -> None:
    merged = story.merged()

    assert merged.crm is story.crm
    assert merged.provider is story.provider
    assert (merged.losses, merged.changed_by) == ((), frozenset())


@lawful
@given(stories(), edits(crm=False))
def test_a_side_that_only_gives_is_never_written(story: Story, edit: dict[str, Any]) -> None:
    """But for the title, of which all that is composed is put back."""
    edit.pop("title", None)
    edit.pop("description", None)
    moved = story.swapped(provider=replace(story.provider, **edit))

    assert moved.merged().provider is moved.provider


@lawful
@given(stories(), edits())
def test_a_change_in_the_crm_arrives_unopposed(story: Story, edit: dict[str, Any]) -> None:
    changed = story.swapped(crm=CRM.projection(replace(story.crm, **edit)))

    merged = changed.merged()
    after, _ = changed.carried_out()

    assert merged.losses == ()
    assert merged.crm is changed.crm
    assert [field for field in SAID if not says(field, after.crm, after.provider, story.rules)] == []


@lawful
@given(stories(), edits(crm=False))
def test_a_change_in_the_calendar_arrives_unopposed(story: Story, edit: dict[str, Any]) -> None:
    changed = story.swapped(provider=replace(story.provider, **edit))

    merged = changed.merged()
    after, _ = changed.carried_out()

    assert [loss for loss in merged.losses if loss.field is not Field.TITLE] == []
    assert [field for field in SAID if not says(field, after.crm, after.provider, story.rules)] == []
    assert (after.crm.links, after.crm.done) == (story.crm.links, story.crm.done)


@lawful
@given(edited())
def test_nothing_that_was_typed_is_lost_silently(story: Story) -> None:
    merged = story.merged()
    subject = take_off(story.provider.title, story.base_crm, story.rules.title).subject
    typed = {
        (Field.TITLE, Side.CRM): (story.base_crm.title, story.crm.title),
        (Field.LOCATION, Side.CRM): (story.base_crm.location, story.crm.location),
        (Field.DESCRIPTION, Side.CRM): (story.base_crm.description, story.crm.description),
        (Field.LOCATION, Side.PROVIDER): (story.base_provider.location, story.provider.location),
        (Field.DESCRIPTION, Side.PROVIDER): (
            without_footer(story.base_provider.description),
            without_footer(story.provider.description),
        ),
    }
    # what was typed may by chance be what the title is composed to by now, or the name of a new deal or lead
    known = {spelling(one) for one in (story.base_provider.title, compose(story.crm, story.rules.title))}
    renamed = take_off(story.provider.title, replace(story.base_crm, links=story.crm.links), story.rules.title)
    if spelling(story.provider.title) not in known and renamed.subject != story.base_crm.title:
        typed[(Field.TITLE, Side.PROVIDER)] = (story.base_crm.title, subject)
    form: Callable[[str], str]
    for (field, side), (before, now) in typed.items():
        form = prose if field is Field.DESCRIPTION else spelling
        if form(before) != form(now) and not lost(merged, field, side):
            assert form(getattr(merged.crm, field)).casefold() == form(now).casefold()


@lawful
@given(edited())
def test_a_moved_time_is_one_field(story: Story) -> None:
    """Start, length and whole days never come from two people."""
    after, _ = story.carried_out()

    candidates = [story.crm.when, story.provider.when]
    shown = [time_form(as_event(CRM.projection(replace(story.crm, when=one))).when) for one in candidates]
    assert time_form(after.crm.when) in shown


@lawful
@given(stories(), edits(), edits(crm=False))
def test_what_is_masked_is_never_written(story: Story, in_crm: dict[str, Any], in_calendar: dict[str, Any]) -> None:
    private = replace(story.provider, private=True)
    hidden, _ = story.swapped(provider=masked(private)).carried_out()
    edit = {name: value for name, value in in_calendar.items() if Field(name) not in HIDDEN}

    crm = CRM.projection(replace(hidden.crm, **in_crm))
    merged = hidden.swapped(crm=crm, provider=replace(hidden.provider, **edit)).merged()

    assert {name: getattr(merged.provider, name) for name in HIDDEN} == {
        name: getattr(hidden.provider, name) for name in HIDDEN
    }
    assert hidden.crm.title == BUSY_TITLE
    assert merged.provider.missing >= HIDDEN | CALENDAR_CANT


@lawful
@given(stories())
def test_private_and_back_again_is_as_before(story: Story) -> None:
    hidden, _ = story.swapped(provider=masked(replace(story.provider, private=True))).carried_out()
    shown, _ = hidden.swapped(provider=story.provider).carried_out()

    assert (hidden.crm.title, hidden.crm.location, hidden.crm.description) == (BUSY_TITLE, "", "")
    assert [field for field in SAID if not same_field(field, shown.crm, story.crm)] == []
    assert shown.provider == story.provider


@lawful
@given(stories(), TEXT, TEXT)
def test_words_typed_under_a_mask_are_kept_as_a_loss(story: Story, title: str, location: str) -> None:
    hidden, _ = story.swapped(provider=masked(replace(story.provider, private=True))).carried_out()
    crm = CRM.projection(replace(hidden.crm, title=title, location=location))
    typed, _ = hidden.swapped(crm=crm).carried_out()

    merged = typed.swapped(provider=story.provider).merged()

    for field in (Field.TITLE, Field.LOCATION):
        is_typed = not same_field(field, hidden.crm, typed.crm)
        is_there = same_field(field, as_event(merged.crm), typed.crm)
        assert lost(merged, field, Side.CRM) == (is_typed and not is_there)


@lawful
@given(stories(), LINKS)
def test_a_title_composed_again_is_stable(story: Story, links: Links) -> None:
    """Another deal, another person, and back: the event bears the names, the subject stays as it was."""
    renamed, _ = story.swapped(crm=replace(story.crm, links=links)).carried_out()
    back, _ = renamed.swapped(crm=replace(renamed.crm, links=story.crm.links)).carried_out()

    assert renamed.crm.title == back.crm.title == story.crm.title
    assert as_event(CRM.projection(back.provider)).title == as_event(CRM.projection(story.provider)).title


@lawful
@given(st.builds(Event, WHENS, title=TEXT, description=TEXT, links=LINKS, done=st.booleans()), PATTERNS)
def test_what_is_dressed_already_stays_as_it_is(event: Event, pattern: Any) -> None:
    once = dressed(event, pattern)

    assert dressed(once, pattern) == once


def test_what_was_composed_by_a_write_that_nobody_noted_is_no_part_of_the_subject() -> None:
    """The activity got its person, the event its title, and before that was noted somebody renamed the event."""
    links = Links(person=Thing("1", "Eva Muster"))
    base = Event(AllDay(date(2026, 12, 1)), title="Anruf")
    story = Story(
        CalendarRules(calendar="work"),
        base_crm=base,
        crm=replace(base, links=links),
        base_provider=base,
        provider=replace(base, title="Eva Muster > Besuch"),
    )

    merged = story.merged()

    assert as_event(merged.crm).title == "Besuch"
    assert as_event(merged.provider).title == "Eva Muster > Besuch"


EVA = Links(deal=Thing("7", "Messe"), person=Thing("1", "Eva Muster"))


@pytest.mark.parametrize("pattern", ["{deal} > {person} > {subject}", "{subject} | {person}", "{person}: {subject}"])
@pytest.mark.parametrize("was_done", [False, True])
def test_names_that_are_gone_when_an_event_is_shown_again_are_no_part_of_the_subject(
    pattern: str, was_done: bool
) -> None:
    """While it was private its person and its deal were deleted; what stands below it still tells them."""
    rules = CalendarRules(title=pattern_of(pattern))
    activity = Event(AllDay(date(2026, 12, 1)), title="Anruf", description="Bitte", links=EVA, done=was_done)
    shown = dressed(activity, rules.title)
    base = replace(activity, title="Busy", description="", links=Links(), done=not was_done)
    story = Story(rules, base, base, as_event(masked(shown)), shown)

    merged = story.merged()

    assert as_event(merged.crm).title == "Anruf"
    assert as_event(merged.provider).title == ("" if was_done else DONE_MARK) + "Anruf"


def test_names_that_nobody_knows_any_more_come_off_a_title_that_a_person_edited() -> None:
    """Written by us and never noted, then edited; by now the activity belongs to nobody."""
    base = Event(AllDay(date(2026, 12, 1)), title="Anruf", description="Bitte")
    written = dressed(replace(base, links=EVA), CalendarRules().title)
    edited = replace(written, title=written.title.replace("Anruf", "Besuch"))

    merged = Story(CalendarRules(), base, base, base, edited).merged()

    assert as_event(merged.crm).title == as_event(merged.provider).title == "Besuch"


def test_one_name_that_nobody_knows_any_more_comes_off_beside_one_that_is_known() -> None:
    base = Event(AllDay(date(2026, 12, 1)), title="Anruf", links=Links(deal=EVA.deal))
    edited = dressed(replace(base, title="Besuch", links=EVA), CalendarRules().title)

    merged = Story(CalendarRules(), base, base, dressed(base, CalendarRules().title), edited).merged()

    assert as_event(merged.crm).title == "Besuch"
    assert as_event(merged.provider).title == "Messe > Besuch"


def test_a_name_that_a_person_typed_into_a_title_stays_where_the_activity_bears_it() -> None:
    """It stands below, but is no part of the titles: so it is theirs."""
    rules = CalendarRules(title=pattern_of("{subject}"))
    base = Event(AllDay(date(2026, 12, 1)), title="Anruf", links=EVA)
    shown = dressed(base, rules.title)

    merged = Story(rules, base, base, shown, replace(shown, title="Eva Muster > Anruf")).merged()

    assert as_event(merged.crm).title == "Eva Muster > Anruf"


# --- linked as they were, though they differed ---------------------------------------------------------------

APART = (Field.LOCATION, Field.DESCRIPTION)


@st.composite
def apart(draw: st.DrawFn) -> Story:
    """Twins of which nothing was written when they were linked: place and text may differ."""
    settled = draw(stories())
    other = PROVIDER.projection(replace(settled.provider, location=draw(TEXT), description=draw(TEXT)))
    return settled.swapped(base_provider=other, provider=other)


def told(event: Event, name: Field) -> str:
    text: str = getattr(event, name)
    return prose(without_footer(text)) if name is Field.DESCRIPTION else spelling(text)


@lawful
@given(apart())
def test_twins_that_differ_stay_apart_until_somebody_edits(story: Story) -> None:
    merged = story.merged()

    assert (merged.crm, merged.provider, merged.losses) == (story.crm, story.provider, ())


@lawful
@given(apart(), st.sampled_from(APART), TEXT, st.sampled_from(list(Side)))
def test_what_the_other_of_two_twins_showed_is_kept_when_an_edit_replaces_it(
    story: Story, name: Field, text: str, editor: Side
) -> None:
    was = story.crm if editor is Side.CRM else story.provider
    now = replace(was, **{name.value: text})
    edited = story.swapped(crm=now) if editor is Side.CRM else story.swapped(provider=now)
    other = story.provider if editor is Side.CRM else story.crm
    assume(told(was, name) != told(now, name))

    merged = edited.merged()

    shown = told(other, name)
    unseen = shown if told(was, name) != shown else ""
    assert not unseen or lost(merged, name, editor.other) or told(as_event(merged.crm), name).startswith(unseen)
    assert told(as_event(merged.crm), name) == told(as_event(merged.provider), name)
    assert told(as_event(merged.crm), name).startswith(told(now, name) or unseen)


def test_what_lost_to_an_edit_of_its_twin_can_be_taken_after_all() -> None:
    base = Event(AllDay(date(2026, 12, 1)), title="Anruf", location="Büro")
    other = replace(base, location="Praxis")
    story = Story(CalendarRules(), base, replace(base, location="Saal"), other, other)

    merged = story.merged()

    (loss,) = merged.losses
    assert (loss.field, loss.side) == (Field.LOCATION, Side.PROVIDER)
    assert as_event(merged.provider).location == "Saal"
    assert loss.swapped is not None
    assert [as_event(one).location for one in loss.swapped] == ["Praxis", "Praxis"]


def test_what_the_activity_alone_showed_is_kept_when_its_twin_becomes_private() -> None:
    base = Event(AllDay(date(2026, 12, 1)), title="Anruf", description="Unterlagen mitnehmen")
    other = replace(base, description="")
    story = Story(CalendarRules(), base, base, other, as_event(masked(other)))

    merged = story.merged()

    assert as_event(merged.crm).description == ""
    assert [(loss.field, loss.side) for loss in merged.losses] == [(Field.DESCRIPTION, Side.CRM)]
