"""What two items that are both there need to agree: a merge, or the note that they do already."""

from dataclasses import replace

from tandem.domain.action import Action, Hold, Nothing, Settle, Update
from tandem.domain.calendar_rules import AnyRules, CalendarRules
from tandem.domain.comparison import Comparison, changed_fields
from tandem.domain.contact import Side
from tandem.domain.content import Content, as_contact, as_event
from tandem.domain.event_merge import merge_events
from tandem.domain.field import Field
from tandem.domain.link import Link, LinkState, agreed
from tandem.domain.merge import Merged, Projections, first_merge, merge, one_way_merge
from tandem.domain.rules import Rules
from tandem.domain.sight import Seen
from tandem.domain.why import Why
from tandem.domain.writing import projected, to_write

MOVE = frozenset({Field.WHEN})


def agree(link: Link, crm: Seen, provider: Seen, rules: AnyRules, views: Projections, comparison: Comparison) -> Action:
    """Merge what both show. A link without bases is merged for the first time."""
    link = _as_kept(link, crm, provider)
    base_crm, base_provider = link.crm.base, link.provider.base
    is_first = base_crm is None or base_provider is None
    if base_crm == crm.content and base_provider == provider.content and not link.is_due:
        return Nothing(Why.UNCHANGED) if _is_current(link, crm, provider) else Settle(Why.UNCHANGED)
    if isinstance(rules, CalendarRules):
        merged = _merged_events(link, crm, provider, rules, views)
    else:
        merged = _merged_contacts(link, crm, provider, rules, views, comparison)
    why = Why.ADOPTED if is_first else _WHO_CHANGED[merged.changed_by]
    action = _continued(link, _act(merged, crm, provider, rules, views, why), views)
    if not isinstance(action, Update) or not _moves_a_meeting(link, crm, provider, action):
        return action
    return Hold(Side.PROVIDER, Why.HELD_MOVE) if is_first else _without_move(crm, provider, action)


def _as_kept(link: Link, crm: Seen, provider: Seen) -> Link:
    """Who decided that a meeting stays where it is takes the activity back: as if it had just been moved from there.

    Where the activity was moved once more since they were asked, nobody has decided on that.
    """
    if link.reason != Why.MOVE_KEPT or not link.is_about(wished := as_event(crm.content).when):
        return link
    sides = ((link.crm, crm), (link.provider, provider))
    kept = [replace(one, base=replace(as_event(one.base or seen.content), when=wished)) for one, seen in sides]
    return replace(link, crm=kept[0], provider=kept[1])


def _moves_a_meeting(link: Link, crm: Seen, provider: Seen, action: Update) -> bool:
    """Whether others would find it at another time, and nobody has said yet that they shall."""
    is_released = link.reason == Why.MOVE_RELEASED and link.is_about(as_event(crm.content).when)
    if not provider.meeting or is_released:
        return False
    return action.provider is not None and Field.WHEN in changed_fields(provider.content, action.provider)


def _without_move(crm: Seen, provider: Seen, action: Update) -> Update | Settle:
    """All but the time, which waits: each side keeps its own, and what either has lost by it is still to be seen."""
    hold = Hold(Side.PROVIDER, Why.HELD_MOVE, fields=MOVE)
    for_crm, for_provider = _unmoved(crm, action.crm), _unmoved(provider, action.provider)
    losses = tuple(loss for loss in action.losses if loss.field not in MOVE)
    if for_crm is None and for_provider is None:
        return Settle(action.rule, losses, hold)
    return Update(for_crm, for_provider, action.rule, losses, hold)


def _unmoved(seen: Seen, wanted: Content | None) -> Content | None:
    stays = agreed(wanted, seen.content, MOVE) if wanted is not None else None
    return None if stays == seen.content else stays


def _merged_contacts(
    link: Link, crm: Seen, provider: Seen, rules: Rules, views: Projections, comparison: Comparison
) -> Merged:
    person, contact = as_contact(crm.content), as_contact(provider.content)
    if link.crm.base is None or link.provider.base is None:
        return first_merge(person, contact, rules, comparison, views)
    combine = merge if rules.is_two_way else one_way_merge
    bases = as_contact(link.crm.base), as_contact(link.provider.base)
    return combine(bases[0], person, bases[1], contact, rules, comparison, views)


def _merged_events(link: Link, crm: Seen, provider: Seen, rules: CalendarRules, views: Projections) -> Merged:
    base_crm, base_provider = (as_event(base) if base else None for base in (link.crm.base, link.provider.base))
    shown = as_event(crm.content), as_event(provider.content)
    return merge_events(base_crm, shown[0], base_provider, shown[1], rules, views, link.is_due)


def _is_current(link: Link, crm: Seen, provider: Seen) -> bool:
    versions = (link.crm.version, link.provider.version) == (crm.version, provider.version)
    return versions and link.state is LinkState.LIVE and link.intent is None


_WHO_CHANGED = {
    frozenset(): Why.UNCHANGED,
    frozenset({Side.CRM}): Why.CRM_CHANGED,
    frozenset({Side.PROVIDER}): Why.PROVIDER_CHANGED,
    frozenset(Side): Why.BOTH_CHANGED,
}


def _act(merged: Merged, crm: Seen, provider: Seen, rules: AnyRules, views: Projections, why: Why) -> Action:
    for_crm = to_write(Side.CRM, crm.content, merged.crm, views)
    for_provider = to_write(Side.PROVIDER, provider.content, merged.provider, views) if rules.is_two_way else None
    if for_crm is None and for_provider is None:
        return Settle(why, merged.losses)
    return Update(for_crm, for_provider, why, merged.losses)


def _continued(link: Link, action: Action, views: Projections) -> Action:
    """What a write that was done by half has left is written for the reason that it was begun for."""
    intent = link.intent
    if not isinstance(action, Update) or intent is None or intent.rule not in _WHO_CHANGED.values():
        return action
    wanted = {Side.CRM: action.crm, Side.PROVIDER: action.provider}
    writes = {side: projected(side, one, views) for side, one in wanted.items() if one is not None}
    is_rest = writes == {side: intent.target(side) for side in intent.written}
    return replace(action, rule=intent.rule) if is_rest else action
