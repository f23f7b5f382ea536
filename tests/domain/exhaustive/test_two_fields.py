"""Two text fields at once: what becomes of one says nothing of the other."""

from itertools import product

from tandem.domain.contact import Contact, Field, Side
from tandem.domain.rules import Direction, Rules
from tests.domain.exhaustive.merging import merged

ONE, OTHER = Field.ORGANIZATION, Field.JOB_TITLE
MISSING = None
ONES = tuple(product(("", "a", "b"), repeat=4))
OTHERS = tuple(product(("", "a", MISSING), repeat=4))
Four = tuple[str | None, ...]
"""A field as both bases, then as both sides show it, each time the CRM first."""
Outcome = tuple[tuple[str, ...], frozenset[Side]]


def test_the_action_on_both_is_the_two_actions_on_each_in_every_combination() -> None:
    cases = 0
    for chosen in (Rules(Direction.ONE_WAY), *map(_two_way, product(Side, repeat=2))):
        ones = {one: _outcome(one, ("",) * 4, chosen) for one in ONES}
        others = {other: _outcome(("",) * 4, other, chosen) for other in OTHERS}
        for one, other in product(ONES, OTHERS):
            assert _outcome(one, other, chosen) == (ones[one][0], others[other][1])
            cases += 1

    assert cases == 5 * 81 * 81


def _two_way(winners: tuple[Side, Side]) -> Rules:
    return Rules(Direction.TWO_WAY, conflict=dict(zip((ONE, OTHER), winners, strict=True)))


def _outcome(one: Four, other: Four, chosen: Rules) -> tuple[Outcome, ...]:
    """Of each field, what both sides show in the end, and who lost."""
    base_crm, base_provider, crm, provider = map(_showing, one, other)
    action, after = merged((base_crm, base_provider), crm, provider, chosen)
    return tuple(
        (
            tuple(getattr(side, field) for side in after),
            frozenset(loss.side for loss in action.losses if loss.field is field),
        )
        for field in (ONE, OTHER)
    )


def _showing(one: str | None, other: str | None) -> Contact:
    missing = frozenset(field for field, text in ((ONE, one), (OTHER, other)) if text is MISSING)
    return Contact(organization=one or "", job_title=other or "", missing=missing)
