"""Bugs in what is decided: who changed, what is deleted, what is too much."""

from dataclasses import replace
from datetime import timedelta

from tandem.domain import deletion
from tandem.domain.rules import Rules
from tandem.state import brakes
from tandem.usecases import carry_out, reconcile, take_stock
from tests.simulation.bugs.bug import Bug, instead, refurnish
from tests.simulation.town import Town


def _hasty(town: Town) -> None:
    refurnish(town, pace=replace(town.world.pace, settle=timedelta()))


DECISIONS = (
    Bug(
        "delete_beats_edit",
        "A deletion on one side is followed though the other side was edited since.",
        ("I2",),
        swaps=[instead(deletion, "_is_edited", lambda _base, _seen: False)],
    ),
    Bug(
        "no_brake",
        "Deletions are carried out, however many there are.",
        ("I11",),
        swaps=[instead(carry_out, "under_brake", lambda _world, _connection, _opened, decided: list(decided))],
    ),
    Bug(
        "no_intent",
        "A write is sent without a note of it: after a crash nobody can tell it from a person's edit.",
        ("I15",),
        swaps=[instead(carry_out, "note_intents", lambda _world, _connection, _opened, decided: list(decided))],
    ),
    Bug(
        "brake_forgets",
        "Deletions are counted slice by slice, not over a day.",
        ("I11",),
        swaps=[instead(brakes, "_counted", lambda _row: ())],
    ),
    Bug(
        "touched_is_edited",
        "Whatever was linked counts as edited, so that deletions are never followed.",
        ("I4",),
        swaps=[instead(deletion, "_is_edited", lambda _base, _seen: True)],
    ),
    Bug(
        "no_settling",
        "What a create whose answer was lost has made is looked for at once, before it can be found.",
        ("I3",),
        _hasty,
    ),
    Bug(
        "one_way_writes",
        "A connection that only takes writes to its provider, too.",
        ("I7",),
        swaps=[instead(Rules, "is_two_way", property(lambda _rules: True))],
    ),
    Bug(
        "gap_unheard",
        "Nobody holds what the CRM tells of our writes against what was read before them.",
        ("I2",),
        swaps=[
            instead(reconcile, "hear_echoes", lambda *_told: None),
            instead(take_stock, "look_back", lambda *_told: None),
        ],
    ),
)
