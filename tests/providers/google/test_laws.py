"""Whatever people do to a calendar, in whatever order: who follows its feed knows what a listing shows."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings, strategies as st

from tests.providers.google.office import Office
from tests.providers.google.test_series import MONDAY, Follower, at, event, week, weekly
from tests.sandbox.google.desk import Row

Deed = tuple[str, int, int]
PLACES = count(1)
RULES = (
    "RRULE:FREQ=WEEKLY",
    "RRULE:FREQ=WEEKLY;COUNT=4",
    "RRULE:FREQ=DAILY;INTERVAL=5",
    "RRULE:FREQ=WEEKLY;INTERVAL=2",
)
deeds = st.tuples(
    st.sampled_from(
        ["move", "drop", "name", "hide", "whole", "rule", "shift", "split", "end", "single", "again", "add"]
    )
    | st.sampled_from(["sleep", "listed"]),
    st.integers(0, 40),
    st.integers(0, 9),
)


def do(office: Office, deed: Deed) -> None:
    """What a person does with one of the events that are there; a deed that makes no sense is left alone."""
    word, one, amount = deed
    rows = [row for row in office.desk.list_all()["items"] if row["status"] != "cancelled"]
    masters = [row for row in rows if "recurrence" in row]
    if word in SERIES and masters:
        SERIES[word](office, masters[one % len(masters)]["id"], amount)
    elif word in SINGLES and (found := occurrences(office, masters, rows)):
        SINGLES[word](office, found[one % len(found)], amount)
    elif word == "add":
        office.add(weekly(week(amount - 5), RULES[one % len(RULES)]) if one % 2 else event(week(amount)))
    elif word == "sleep":
        office.clock.sleep(timedelta(days=amount))


def occurrences(office: Office, masters: list[Row], rows: list[Row]) -> list[str]:
    found = [row["id"] for row in rows if "recurrence" not in row]
    for master in masters:
        path = f"{office.desk.events}/{master['id']}/instances"
        found += [row["id"] for row in office.desk.ok("GET", path, maxResults=20)["items"]]
    return found


def split(office: Office, master: str, amount: int) -> None:
    path = f"{office.desk.events}/{master}/instances"
    rows = office.desk.ok("GET", path, maxResults=20, showDeleted=False)["items"]
    rows = [row for row in rows if row["start"] == row["originalStartTime"]]
    if len(rows) > 1:
        office.edit("split", rows[1 + amount % (len(rows) - 1)]["id"], event={"summary": "From here on"})


Act = Callable[[Office, str, int], object]
SINGLES: dict[str, Act] = {
    "move": lambda office, one, amount: office.edit("move", one, start=at(week(amount), time(8 + amount, 0))),
    "drop": lambda office, one, _amount: office.edit("delete", one),
    "name": lambda office, one, amount: office.edit("patch", one, event={"summary": f"Name {amount}"}),
    "hide": lambda office, one, _amount: office.edit("patch", one, event={"visibility": "private"}),
}
SERIES: dict[str, Act] = {
    "whole": lambda office, one, amount: office.edit("patch", one, event={"location": f"Room {amount}"}),
    "rule": lambda office, one, amount: office.edit("patch", one, event={"recurrence": [RULES[amount % len(RULES)]]}),
    "shift": lambda office, one, amount: office.edit("move", one, start=at(MONDAY, time(8 + amount, 0))),
    "end": lambda office, one, _amount: office.edit("delete", one),
    "single": lambda office, one, _amount: office.edit("patch", one, event={"recurrence": None}),
    "split": split,
}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(story=st.lists(deeds, min_size=2, max_size=14))
def test_a_follower_of_the_feed_knows_what_a_listing_shows(office: Office, story: list[Deed]) -> None:
    place = Office.open(office.standin, office.transport)
    place.clock.at = datetime(2027, 3, 22, 12, 0, tzinfo=UTC)
    place.add(weekly())
    place.add(event(week(1)))
    follower = Follower.of(place.events())

    for deed in story:
        place.standin.control("clock", {"seconds": 2})
        do(place, deed)
        if deed[2] % 2:
            follower.pull()
    follower.pull()

    window = place.events()._window
    follower.check(window.first)
