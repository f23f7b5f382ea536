"""Bugs in the sync of a calendar: what stays out, what is composed, whom it tells."""

from tandem.domain import agreement
from tandem.usecases import newcomers
from tests.simulation.bugs.bug import Bug, instead

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
        swaps=[instead(agreement, "_moves_a_meeting", lambda _link, _provider, _action: False)],
    ),
)
