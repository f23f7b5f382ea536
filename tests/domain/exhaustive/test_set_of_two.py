"""A set of two addresses, or numbers, in every combination: who has which, under which label, which is the primary."""

from collections.abc import Sequence
from itertools import product

import pytest

from tandem.domain.contact import Contact, Entry, Field, Side
from tandem.domain.rules import Rules
from tests.domain.exhaustive.merging import MISSING, Shown, merged, rules, showing

VALUES = {Field.EMAILS: ("a@x.example", "b@x.example"), Field.PHONES: ("+49 30 1234567", "+49 171 7654321")}
Listed = dict[str, tuple[str, bool]]


def lists(field: Field, states: Sequence[tuple[str, bool] | None]) -> list[Contact]:
    """Each value absent, or with one of the labels and flags; one is the primary at most; and the field not shown."""
    listed = []
    for choice in product(states, repeat=2):
        entries = [Entry(value, *state) for value, state in zip(VALUES[field], choice, strict=True) if state]
        if sum(entry.primary for entry in entries) < 2:
            listed.append(showing(field, tuple(entries)))
    return [*listed, showing(field, MISSING)]


LABELS = (None, ("work", False), ("home", False))
FLAGS = (None, ("work", False), ("work", True))


@pytest.mark.parametrize(("field", "states", "many"), [(Field.EMAILS, LABELS, 10), (Field.PHONES, FLAGS, 9)])
def test_a_set_in_every_combination(field: Field, states: Sequence[tuple[str, bool] | None], many: int) -> None:
    contents = lists(field, states)
    bases = [None, *product(contents, repeat=2)]
    cases = 0
    for case in product(bases, contents, contents, rules(field)):
        _keeps_its_promises(field, *case)
        cases += 1

    assert cases == (1 + many**2) * many**2 * 3


def _keeps_its_promises(field: Field, bases: Shown | None, crm: Contact, provider: Contact, chosen: Rules) -> None:
    action, after = merged(bases, crm, provider, chosen)
    if field in crm.missing | provider.missing:
        assert (after, action.losses) == ((crm, provider), ())
        return
    lost = {loss.side for loss in action.losses}
    shown, now = [_listed(field, one) for one in (crm, provider)], [_listed(field, one) for one in after]
    then = [_base(field, bases, place) for place in range(2)]
    assert chosen.is_two_way or now[1] == shown[1]
    for place, side in enumerate(Side):
        _nothing_vanishes(shown, now, then, place, is_lost=side in lost)
        assert sum(flag for _, flag in now[place].values()) <= 1
    if chosen.is_two_way:
        _both_end_alike(shown, now, then)


def _nothing_vanishes(
    shown: list[Listed], now: list[Listed], then: list[Listed | None], place: int, *, is_lost: bool
) -> None:
    """Who is taken off was taken off by the other side, who hadn't touched it; what was typed stands, or is a loss."""
    mine, its, known = shown[place], shown[1 - place], then[1 - place]
    for value, (label, _) in mine.items():
        if value not in now[place]:
            assert known is not None
            assert value in known
            assert value not in its
        is_typed = then[place] is None or then[place].get(value, ("", False))[0] != label or value not in then[place]
        if is_typed and label not in {one.get(value, ("", False))[0] for one in now}:
            assert is_lost


def _both_end_alike(shown: list[Listed], now: list[Listed], then: list[Listed | None]) -> None:
    """Each value that somebody moved is on both sides, or on neither. One typed over another stands under its label."""
    for value in shown[0].keys() | shown[1].keys():
        is_moved = any(
            base is None or base.get(value, ("", False))[0] != mine.get(value, ("", False))[0]
            for base, mine in zip(then, shown, strict=True)
        )
        if is_moved:
            assert (value in now[0]) == (value in now[1])
            if value in now[0] and all(base is None or value in base for base in then):
                assert now[0][value][0] == now[1][value][0]


def _listed(field: Field, contact: Contact) -> Listed:
    return {entry.value: (entry.label, entry.primary) for entry in getattr(contact, field)}


def _base(field: Field, bases: Shown | None, place: int) -> Listed | None:
    """Nothing where the two have never agreed on the field."""
    if bases is None or any(field in base.missing for base in bases):
        return None
    return _listed(field, bases[place])
