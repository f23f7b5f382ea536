"""Bugs in the sync of a calendar: what stays out, what is composed, whom it tells."""

from typing import Any

from tandem.domain import agreement, event_merge, showing
from tandem.domain.title import Taken
from tandem.usecases.writing import newcomers
from tests.simulation.bugs.bug import Bug, instead


def _as_it_stands(title: str, _was: Any, _pattern: Any) -> Taken:
    return Taken(title)


CALENDARS = (
    Bug(
        "nothing_stays_out",
        "What was in a calendar when its sync was enabled is brought over like anything new.",
        ("I21",),
        swaps=[instead(newcomers, "without_kept", lambda _world, _connection, strangers: list(strangers))],
    ),
    Bug(
        "guests_are_told",
        "A meeting with guests is moved when its activity is.",
        ("I20",),
        swaps=[instead(agreement, "_moves_a_meeting", lambda _link, _crm, _provider, _action: False)],
    ),
    Bug(
        "names_stay_in_subjects",
        "What was composed around a subject is not taken off a title again.",
        ("I1", "I6", "I9", "L0", "L1", "L2"),
        swaps=[instead(event_merge, "take_off", _as_it_stands), instead(showing, "take_off", _as_it_stands)],
    ),
)
