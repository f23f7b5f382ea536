"""What may be done by itself after a backup was put back: only what writes to neither side.

The bases are then older than what both sides show. An edit that Tandem carried over long ago looks like two edits, and
a deletion like one against an edit; so whatever isn't plainly equal waits for a person.
"""

from typing import assert_never

from tandem.domain.action import Action, Become, Create, Delete, Hold, Nothing, Settle, Update
from tandem.domain.contact import Side
from tandem.domain.link import Link, LinkState
from tandem.domain.why import Why

DOUBTS = frozenset({Why.HELD_RESTORED, Why.HELD_RESTORED_GONE, Why.HELD_RESTORED_NEW})
UNKNOWN_YET = frozenset({Why.UNSEEN, Why.BROKEN, Why.MERGED, Why.HELD, Why.OUT_OF_SCOPE})
"""Nothing was done, and the two were not found equal either."""


def is_doubted(link: Link) -> bool:
    """Its bases are a backup's; neither have both sides been equal since, nor has a person decided."""
    return link.reason in DOUBTS


def narrowed(link: Link, action: Action) -> Action:
    """The action, or the hold that takes its place; never a write. What is held for it already is left alone."""
    match action:
        case Settle(losses=()) | Become(state=LinkState.TOMBSTONE):
            return action
        case Nothing(rule=Why.UNCHANGED):
            return Settle(Why.UNCHANGED) if is_doubted(link) else action
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
        return Nothing(Why.HELD) if is_doubted(link) else _held(link, action, why)
    if isinstance(action, Become):
        return Become(action.state, Why.HELD_RESTORED)
    is_followed = link.state in {LinkState.LIVE, LinkState.OUT_OF_SCOPE}
    if is_followed and action.rule in UNKNOWN_YET and not is_doubted(link):
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
