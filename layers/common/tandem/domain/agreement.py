"""What two items that are both there need to agree: a merge, or the note that they do already."""

from tandem.domain.action import Action, Nothing, Settle, Update
from tandem.domain.comparison import Comparison
from tandem.domain.contact import Side
from tandem.domain.link import Link, LinkState
from tandem.domain.merge import Merged, Projections, first_merge, merge, one_way_merge
from tandem.domain.rules import Rules
from tandem.domain.sight import Seen
from tandem.domain.why import Why
from tandem.domain.writing import to_write


def agree(link: Link, crm: Seen, provider: Seen, rules: Rules, views: Projections, comparison: Comparison) -> Action:
    """Merge what both show. A link without bases is merged for the first time."""
    base_crm, base_provider = link.crm.base, link.provider.base
    if base_crm is None or base_provider is None:
        merged = first_merge(crm.contact, provider.contact, rules, comparison, views)
        return _act(merged, crm, provider, rules, views, Why.ADOPTED)
    if base_crm == crm.contact and base_provider == provider.contact:
        return Nothing(Why.UNCHANGED) if _is_current(link, crm, provider) else Settle(Why.UNCHANGED)
    combine = merge if rules.is_two_way else one_way_merge
    merged = combine(base_crm, crm.contact, base_provider, provider.contact, rules, comparison, views)
    return _act(merged, crm, provider, rules, views, _WHO_CHANGED[merged.changed_by])


def _is_current(link: Link, crm: Seen, provider: Seen) -> bool:
    versions = (link.crm.version, link.provider.version) == (crm.version, provider.version)
    return versions and link.state is LinkState.LIVE and link.intent is None


_WHO_CHANGED = {
    frozenset(): Why.UNCHANGED,
    frozenset({Side.CRM}): Why.CRM_CHANGED,
    frozenset({Side.PROVIDER}): Why.PROVIDER_CHANGED,
    frozenset(Side): Why.BOTH_CHANGED,
}


def _act(merged: Merged, crm: Seen, provider: Seen, rules: Rules, views: Projections, why: Why) -> Action:
    for_crm = to_write(Side.CRM, crm.contact, merged.crm, views)
    for_provider = to_write(Side.PROVIDER, provider.contact, merged.provider, views) if rules.is_two_way else None
    if for_crm is None and for_provider is None:
        return Settle(why, merged.losses)
    return Update(for_crm, for_provider, why, merged.losses)
