"""The plan over every combination of what it decides on: an answer to each, and the promises that hold in all."""

from collections.abc import Iterator
from itertools import product

from tandem.domain.action import Action, Create, Delete, Hold, Nothing, Settle, Update
from tandem.domain.contact import Side
from tandem.domain.deletion import Facts
from tandem.domain.link import Link, LinkState
from tandem.domain.merge import VERBATIM, Projections
from tandem.domain.rules import Deletes, Direction, Rules
from tandem.domain.sight import Absence, Broken, Seen, Sight, Tombstone, Unseen
from tests.domain.deciding import SIGHTS, World, decide, link
from tests.domain.people import ANNA, MODEST_CRM, shortened

RULES = [Rules(direction=direction, deletes=deletes) for direction, deletes in product(Direction, Deletes)]
FACTS = [Facts(*flags) for flags in product((True, False), repeat=3)]
VIEWS = (VERBATIM, MODEST_CRM)
Row = tuple[Link, Sight, Sight, Rules, Projections, Facts]


def rows() -> Iterator[Row]:
    for state, base, adopted in product(LinkState, (ANNA, None, shortened(ANNA)), (True, False)):
        known = link(state, base, adopted=adopted)
        for crm, provider, rules, views in product(SIGHTS, SIGHTS, RULES, VIEWS):
            row = known, crm(Side.CRM), provider(Side.PROVIDER), rules, views
            for facts in FACTS if isinstance(row[2], Tombstone) else FACTS[:1]:
                yield *row, facts


TABLE: list[tuple[Row, Action]] = [(row, decide(*row)) for row in rows()]


def written(action: Action) -> set[Side]:
    match action:
        case Create(side=side) | Delete(side=side):
            return {side}
        case Update(crm=crm, provider=provider):
            return {side for side, contact in ((Side.CRM, crm), (Side.PROVIDER, provider)) if contact is not None}
        case _:
            return set()


def test_every_combination_has_an_action() -> None:
    kinds = {type(action) for _, action in TABLE}

    assert len(TABLE) > 40_000
    assert kinds == set(Action.__args__)


def test_one_way_the_provider_is_never_written_nor_threatened() -> None:
    one_way = [(row, action) for row, action in TABLE if not row[3].is_two_way]

    assert [row for row, action in one_way if Side.PROVIDER in written(action)] == []
    assert [row for row, action in one_way if isinstance(action, Hold) and action.side is Side.PROVIDER] == []


def test_nothing_is_deleted_without_proof_that_the_other_was() -> None:
    """F4, F34: neither absence nor silence is a deletion."""
    for (_, crm, provider, *_), action in TABLE:
        if isinstance(action, Delete | Hold):
            assert isinstance(provider if action.side is Side.CRM else crm, Tombstone)


def test_what_is_deleted_is_what_was_seen() -> None:
    for (_, crm, provider, *_), action in TABLE:
        if isinstance(action, Delete):
            assert action.seen is (crm if action.side is Side.CRM else provider)


def test_kept_deletes_delete_and_hold_nothing() -> None:
    kept = [(row, action) for row, action in TABLE if row[3].deletes is Deletes.KEEP]

    assert [row for row, action in kept if isinstance(action, Delete | Hold)] == []


def test_nothing_is_done_about_what_was_not_properly_seen() -> None:
    """F21, F33: one item that makes no sense, or can't be seen any more, moves nothing."""
    for (_, crm, provider, *_), action in TABLE:
        if isinstance(crm, Unseen | Broken) or isinstance(provider, Unseen | Broken):
            assert isinstance(action, Nothing)


def test_nothing_is_written_out_of_scope() -> None:
    """F33: leaving the group is no deletion, and no reason to write."""
    for (_, crm, provider, rules, *_), action in TABLE:
        is_person_out = isinstance(crm, Seen) and not crm.in_scope and rules.is_two_way
        if is_person_out or (isinstance(provider, Seen) and not provider.in_scope):
            assert not written(action)
            assert not isinstance(action, Hold | Settle)


def test_adopted_persons_are_never_deleted() -> None:
    adopted = [action for row, action in TABLE if row[0].adopted]

    assert not [action for action in adopted if isinstance(action, Delete) and action.side is Side.CRM]


def test_one_way_what_was_deleted_in_the_crm_is_not_made_again() -> None:
    """F6: deleted does not come back."""
    for (_, crm, _, rules, *_), action in TABLE:
        if not rules.is_two_way and isinstance(crm, Tombstone):
            assert Side.CRM not in written(action)


def test_a_side_is_made_only_where_it_has_no_item() -> None:
    """F1: no doubles."""
    for (_, crm, provider, *_), action in TABLE:
        if isinstance(action, Create):
            assert isinstance(crm if action.side is Side.CRM else provider, Absence | Tombstone)


def test_carried_out_a_plan_is_followed_by_silence() -> None:
    """F1, F6: the second run writes nothing, and a settled link has nothing more to settle."""
    for (known, crm, provider, rules, views, facts), action in TABLE:
        world = World(known, crm, provider)
        world.carry_out(action)

        again = decide(world.link, world.sights[Side.CRM], world.sights[Side.PROVIDER], rules, views, facts)

        assert isinstance(again, Nothing | Settle), (action, again)
        world.carry_out(again)
        last = decide(world.link, world.sights[Side.CRM], world.sights[Side.PROVIDER], rules, views, facts)
        assert isinstance(last, Nothing), (action, again, last)
