"""Bugs in what is decided: who changed, what is deleted, what is too much."""

from tandem.domain import deletion
from tandem.domain.rules import Rules
from tandem.usecases.writing import carry_out
from tests.simulation.bugs.bug import Bug, instead

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
        "touched_is_edited",
        "Whatever was linked counts as edited, so that deletions are never followed.",
        ("I4",),
        swaps=[instead(deletion, "_is_edited", lambda _base, _seen: True)],
    ),
    Bug(
        "one_way_writes",
        "A connection that only takes writes to its provider, too.",
        ("I7",),
        swaps=[instead(Rules, "is_two_way", property(lambda _rules: True))],
    ),
)
