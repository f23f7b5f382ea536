"""What may be done by itself after a backup was put back: only what writes to neither side.

The bases are then older than what both sides show. An edit that Tandem carried over long ago looks like two edits, and
a deletion like one against an edit; so whatever isn't plainly equal waits for a person.
"""

from dataclasses import replace
from typing import assert_never

from tandem.domain.action import Action, Become, Create, Delete, Hold, Nothing, Settle, Update
from tandem.domain.calendar_rules import AnyRules
from tandem.domain.comparison import Comparison
from tandem.domain.contact import Side
from tandem.domain.deletion import UNASKED
from tandem.domain.link import Link, LinkState
from tandem.domain.merge import Projections
from tandem.domain.plan import plan
from tandem.domain.rules import Direction, Rules
from tandem.domain.sight import Seen, Sight
from tandem.domain.why import Why

UNKNOWN_YET = frozenset({Why.UNSEEN, Why.BROKEN, Why.MERGED, Why.HELD, Why.OUT_OF_SCOPE})
"""Nothing was done, and the two were not found equal either."""


def plan_carefully(
    link: Link, crm: Sight, provider: Sight, rules: AnyRules, views: Projections, comparison: Comparison
) -> Action:
    """Settle what is equal; else what the bases say, as far as it writes nothing.

    Equal is what would need nothing of each other as strangers, in either direction: by an old base, a value that one
    side spells its own way looks like two edits.
    """
    first = _as_strangers(link, crm, provider, rules, views, comparison)
    if isinstance(first, Settle) and not first.losses:
        return first
    return narrowed(link, plan(_undue(link), crm, provider, rules, views, comparison, UNASKED))


def _undue(link: Link) -> Link:
    """A title that is due stays due: it can wait until all is compared, and is nothing to ask a person about."""
    return replace(link, reason="") if link.is_due else link


def _as_strangers(
    link: Link, crm: Sight, provider: Sight, rules: AnyRules, views: Projections, comparison: Comparison
) -> Action:
    """One-way, the CRM's scope is of no matter here either."""
    stranger = replace(link, crm=replace(link.crm, base=None), provider=replace(link.provider, base=None), intent=None)
    shown = replace(crm, in_scope=True) if isinstance(crm, Seen) and not rules.is_two_way else crm
    both_ways = replace(rules, direction=Direction.TWO_WAY) if isinstance(rules, Rules) else rules
    return plan(stranger, shown, provider, both_ways, views, comparison, UNASKED)


def narrowed(link: Link, action: Action) -> Action:
    """The action, or the hold that takes its place; never a write. What is held for it already is left alone.

    The two aren't equal here. One-way, an edit in the CRM would be settled all the same; but by an old base, what the
    provider took back since looks just like it.
    """
    match action:
        case Settle(rule=Why.UNCHANGED, losses=()) | Become(state=LinkState.TOMBSTONE):
            return action
        case Nothing(rule=Why.UNCHANGED):
            return Settle(Why.UNCHANGED) if link.is_doubted else action
        case Nothing() | Become(state=LinkState.OUT_OF_SCOPE):
            return _at_rest(link, action)
        case Create(rule=Why.EDIT_BEATS_DELETE | Why.RESTORED) | Delete() | Hold() | Become():
            return _held(link, action, Why.HELD_RESTORED_GONE)
        case Create():
            return _held(link, action, Why.HELD_RESTORED_NEW)
        case Update() | Settle():
            return _held(link, action, Why.HELD_RESTORED)
        case _:
            assert_never(action)


def _at_rest(link: Link, action: Nothing | Become) -> Action:
    """Nothing can be compared now: the doubt is noted, so that it outlives the pass."""
    if link.state is LinkState.HELD:
        is_gone = action.rule == Why.HELD
        why = Why.HELD_RESTORED_GONE if is_gone else Why.HELD_RESTORED
        return Nothing(Why.HELD) if link.is_doubted else _held(link, action, why)
    if isinstance(action, Become):
        return Become(action.state, Why.HELD_RESTORED)
    is_followed = link.state in {LinkState.LIVE, LinkState.OUT_OF_SCOPE}
    if is_followed and action.rule in UNKNOWN_YET and not link.is_doubted:
        return Become(link.state, Why.HELD_RESTORED)
    return action


def _held(link: Link, action: Action, why: Why) -> Action:
    is_told = link.state is LinkState.HELD and link.reason == why
    return Nothing(Why.HELD) if is_told else Hold(_side(action), why)


def _side(action: Action) -> Side:
    """The side that would be written; the CRM where that is none."""
    match action:
        case Create(side=side) | Delete(side=side) | Hold(side=side):
            return side
        case Update(crm=None):
            return Side.PROVIDER
        case _:
            return Side.CRM
