"""What to do about a link: one action from its state, what both sides show, and the rules. Pure and total."""

from dataclasses import dataclass
from typing import assert_never

from tandem.domain.action import Action, Become, Hold, Nothing
from tandem.domain.agreement import agree
from tandem.domain.calendar_rules import AnyRules, CalendarRules
from tandem.domain.comparison import Comparison
from tandem.domain.contact import Side
from tandem.domain.deletion import Facts, deleted_at_crm, deleted_at_provider
from tandem.domain.event import HIDDEN
from tandem.domain.link import Link, LinkState
from tandem.domain.merge import Projections
from tandem.domain.recovery import advanced
from tandem.domain.showing import told_to_crm
from tandem.domain.sight import Absence, Broken, Seen, Sight, Tombstone, Unseen
from tandem.domain.why import Why
from tandem.domain.writing import created

__all__ = ["Facts", "Projections", "needs_facts", "plan"]


@dataclass(frozen=True, slots=True)
class Case:
    """A link under its connection's rules."""

    link: Link
    rules: AnyRules
    views: Projections
    comparison: Comparison
    facts: Facts


def needs_facts(crm: Sight, provider: Sight) -> bool:
    """Whether `plan` will look at the facts: only where a person might be deleted."""
    return isinstance(crm, Seen) and isinstance(provider, Tombstone)


def plan(
    link: Link, crm: Sight, provider: Sight, rules: AnyRules, views: Projections, comparison: Comparison, facts: Facts
) -> Action:
    """The one action; carried out, the next plan is Nothing or Settle.

    Both sights must be fresh reads. Of `facts` nothing is used unless `needs_facts` says so. After a backup was put
    back, `plan_carefully` takes its place.
    """
    if (why := _blindness(crm) or _blindness(provider)) is not None:
        return Nothing(why)
    recovered = advanced(link, crm, provider)
    case = Case(recovered, rules, views, comparison, facts)
    rest = _at_rest(case, crm, provider)
    action = _decide(case, crm, provider) if rest is None else rest
    return Nothing(Why.HELD) if _is_held_already(link, action) else action


def _is_held_already(link: Link, action: Action) -> bool:
    return isinstance(action, Hold) and link.state is LinkState.HELD and link.reason == action.rule


def _blindness(sight: Sight) -> Why | None:
    """Why nothing can be decided on this sight: what isn't known to be gone is never treated as gone."""
    match sight:
        case Unseen():
            return Why.UNSEEN
        case Broken():
            return Why.BROKEN
        case Tombstone(successor=successor) if successor is not None:
            return Why.MERGED
        case Seen() | Tombstone() | Absence():
            return None
        case _:
            assert_never(sight)


# --- links at rest -----------------------------------------------------------------------------------------


def _at_rest(case: Case, crm: Sight, provider: Sight) -> Action | None:
    """The action of a link that isn't followed, None where it is, or is again."""
    match case.link.state:
        case LinkState.LIVE | LinkState.CREATING | LinkState.OUT_OF_SCOPE:
            return None
        case LinkState.UNLINKED:
            return Nothing(Why.UNLINKED)
        case LinkState.HELD:
            is_undo = case.link.reason == Why.HELD_UNDO  # both are there: that is no answer to it
            is_back = _are_seen(crm, provider) and not is_undo  # a move that is still wanted is held again
            is_over = case.link.is_doubted or is_back or _are_gone(crm, provider)
            return None if is_over else Nothing(Why.HELD)
        case LinkState.NOT_WANTED:
            is_over = isinstance(crm, Seen) or isinstance(provider, Tombstone)
            return None if is_over else Nothing(Why.NOT_WANTED)
        case LinkState.TOMBSTONE:
            return None if _are_seen(crm, provider) else _after_death(case, crm, provider)
        case _:
            assert_never(case.link.state)


def _are_seen(crm: Sight, provider: Sight) -> bool:
    return isinstance(crm, Seen) and isinstance(provider, Seen)


def _are_gone(crm: Sight, provider: Sight) -> bool:
    return isinstance(crm, Tombstone) and isinstance(provider, Tombstone)


def _after_death(case: Case, crm: Sight, provider: Sight) -> Action:
    """Two-way, a person may take an item out of the trash. In the version that the link knew it is a stale read."""
    if case.rules.is_two_way and isinstance(crm, Seen) and _is_back(case, Side.CRM, crm):
        return created(Side.PROVIDER, crm.content, case.views, Why.RESTORED)
    if case.rules.is_two_way and isinstance(provider, Seen) and _is_back(case, Side.PROVIDER, provider):
        return _made_in_crm(case, provider, Why.RESTORED)
    return Nothing(Why.GONE)


def _is_back(case: Case, side: Side, seen: Seen) -> bool:
    return seen.in_scope and seen.version != case.link.side(side).version


# --- links that are followed -------------------------------------------------------------------------------


def _decide(case: Case, crm: Sight, provider: Sight) -> Action:
    match crm:
        case Seen():
            return _with_person(case, crm, provider)
        case Tombstone():
            return _without_person(case, provider)
        case Absence():
            return _no_person_yet(case, provider)
        case Unseen() | Broken():
            return Nothing(Why.UNSEEN)
        case _:
            assert_never(crm)


def _with_person(case: Case, crm: Seen, provider: Sight) -> Action:
    if _is_out(case, crm, provider):
        if isinstance(provider, Seen) and crm.in_scope and _is_newly_hidden(case.link, provider):
            return agree(case.link, crm, provider, case.rules, case.views, case.comparison)
        is_left = isinstance(case.rules, CalendarRules) and isinstance(provider, Tombstone)
        return Become(LinkState.TOMBSTONE, Why.STILL_ELSEWHERE) if is_left else _out_of_scope(case)
    match provider:
        case Seen():
            return agree(case.link, crm, provider, case.rules, case.views, case.comparison)
        case Tombstone():
            return _without_contact(case, crm)
        case Absence():
            return _only_at_crm(case, crm)
        case Unseen() | Broken():
            return Nothing(Why.UNSEEN)
        case _:
            assert_never(provider)


def _without_contact(case: Case, crm: Seen) -> Action:
    if case.link.state is LinkState.OUT_OF_SCOPE:
        return _out_of_scope(case)
    return deleted_at_provider(case.link, crm, case.rules, case.views, case.facts)


def _without_person(case: Case, provider: Sight) -> Action:
    match provider:
        case Seen():
            if case.link.state is LinkState.OUT_OF_SCOPE or _is_out(case, None, provider):
                return _out_of_scope(case)
            return deleted_at_crm(case.link, provider, case.rules, case.views)
        case Tombstone() | Absence():
            return Become(LinkState.TOMBSTONE, Why.BOTH_GONE)
        case Unseen() | Broken():
            return Nothing(Why.UNSEEN)
        case _:
            assert_never(provider)


def _no_person_yet(case: Case, provider: Sight) -> Action:
    match provider:
        case Seen():
            if _is_out(case, None, provider):
                return _out_of_scope(case)
            return _made_in_crm(case, provider, Why.NEW_AT_PROVIDER)
        case Tombstone():
            return Become(LinkState.TOMBSTONE, Why.BOTH_GONE)
        case Absence():
            return Nothing(Why.UNKNOWN)
        case Unseen() | Broken():
            return Nothing(Why.UNSEEN)
        case _:
            assert_never(provider)


def _made_in_crm(case: Case, provider: Seen, why: Why) -> Action:
    wanted = told_to_crm(provider.content, case.link.crm.base, case.rules)
    return created(Side.CRM, wanted, case.views, why)


def _only_at_crm(case: Case, crm: Seen) -> Action:
    if case.rules.is_two_way:
        return created(Side.PROVIDER, crm.content, case.views, Why.NEW_AT_CRM)
    return Nothing(Why.CRM_ONLY)


def _is_out(case: Case, crm: Seen | None, provider: Sight) -> bool:
    """One-way, the CRM's scope is of no matter: nothing goes out."""
    is_person_out = case.rules.is_two_way and crm is not None and not crm.in_scope
    is_followed = isinstance(provider, Seen) and provider.declined and crm is not None
    return is_person_out or (isinstance(provider, Seen) and not provider.in_scope and not is_followed)


def _is_newly_hidden(link: Link, provider: Seen) -> bool:
    """What is private now, and skipped, was told while it was public: that is taken back first."""
    base = link.provider.base
    return base is not None and provider.content.missing >= HIDDEN and not base.missing >= HIDDEN


def _out_of_scope(case: Case) -> Action:
    """Kept and silent. An item that was never linked leaves no trace: friends and family stay out.

    What becomes of one item out there, its deletion too, is no business of the other's.
    """
    link = case.link
    was_linked = link.crm.remote_id is not None and link.provider.remote_id is not None
    if link.state is LinkState.OUT_OF_SCOPE or not was_linked:
        return Nothing(Why.OUT_OF_SCOPE)
    return Become(LinkState.OUT_OF_SCOPE, Why.OUT_OF_SCOPE)
