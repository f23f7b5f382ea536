"""When one side's item is deleted: whether the other goes too, stays, or waits for a person."""

from dataclasses import dataclass

from tandem.domain.action import Action, Become, Delete, Hold
from tandem.domain.calendar_rules import AnyRules, CalendarRules
from tandem.domain.comparison import changed_fields, first_shown, retyped
from tandem.domain.contact import Side
from tandem.domain.content import Content
from tandem.domain.link import Link, LinkState
from tandem.domain.merge import Projections
from tandem.domain.rules import Deletes
from tandem.domain.showing import own_words, told_to_crm
from tandem.domain.sight import Seen
from tandem.domain.why import Why
from tandem.domain.writing import created


@dataclass(frozen=True, slots=True)
class Facts:
    """What bears on deleting a person beyond the link: is it the connection's user's, is another connection linked."""

    is_owned: bool
    is_shared: bool
    has_open_deals: bool


UNASKED = Facts(is_owned=False, is_shared=True, has_open_deals=True)
"""Costly to know, and not asked for where nobody might be deleted."""


def deleted_at_provider(link: Link, crm: Seen, rules: AnyRules, views: Projections, facts: Facts) -> Action:
    """The person goes too if nobody else could miss it; otherwise a person decides. The same in both directions."""
    if rules.deletes is Deletes.KEEP:
        return Become(LinkState.UNLINKED, Why.DELETES_KEPT)
    if isinstance(rules, CalendarRules) and facts.is_shared and not facts.is_owned:
        return Become(LinkState.TOMBSTONE, Why.STILL_ELSEWHERE)
    why = _hold_of_person(link, crm, facts) or _hold_of_own(link, crm, rules, views)
    return Delete(Side.CRM, crm, Why.DELETED_AT_PROVIDER) if why is None else Hold(Side.CRM, why)


def _hold_of_person(link: Link, crm: Seen, facts: Facts) -> Why | None:
    base = link.crm.base
    reasons = (
        (link.adopted, Why.HELD_ADOPTED),
        (not facts.is_owned, Why.HELD_NOT_OWNED),
        (facts.is_shared, Why.HELD_SHARED),
        (facts.has_open_deals, Why.HELD_OPEN_DEALS),
        (base is None, Why.HELD_NEVER_AGREED),
    )
    held = next((why for is_so, why in reasons if is_so), None)
    return Why.HELD_EDITED if held is None and _is_edited(base, crm) else held


def _hold_of_own(link: Link, crm: Seen, rules: AnyRules, views: Projections) -> Why | None:
    return Why.HELD_EDITED if holds_its_own(link, crm, rules, views) else None


def holds_its_own(link: Link, crm: Seen, rules: AnyRules, views: Projections) -> bool:
    """One-way, what a person changed here never went out: both agreed to differ, so the base doesn't show it."""
    known = link.provider.base
    return not rules.is_two_way and known is not None and bool(changed_fields(views.crm(known), crm.content))


def deleted_at_crm(link: Link, provider: Seen, rules: AnyRules, views: Projections) -> Action:
    """Two-way, the contact goes too unless it was edited: then the person is made anew. One-way, it is remembered."""
    if rules.deletes is Deletes.KEEP:
        return Become(LinkState.UNLINKED, Why.DELETES_KEPT)
    if not rules.is_two_way:
        return Become(LinkState.NOT_WANTED, Why.NOT_WANTED)
    if link.provider.base is None:
        return Hold(Side.PROVIDER, Why.HELD_NEVER_AGREED)
    if provider.meeting:
        return Hold(Side.PROVIDER, Why.HELD_MEETING)
    if _is_edited(link.provider.base, provider):
        wanted = told_to_crm(provider.content, link.crm.base, rules)
        return created(Side.CRM, wanted, views, Why.EDIT_BEATS_DELETE)
    return Delete(Side.PROVIDER, provider, Why.DELETED_AT_CRM)


def _is_edited(base: Content | None, seen: Seen) -> bool:
    """What stands in a field that the base doesn't show may have been typed since, and would be gone for good."""
    if base is None:
        return False
    then, now = own_words(base), own_words(seen.content)
    changed = changed_fields(then, now)
    return bool(changed and changed - retyped(then, now)) or bool(first_shown(then, now))
