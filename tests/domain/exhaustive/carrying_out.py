"""What both sides show, and what the link becomes, once an action was carried out. Shares nothing with `agree`."""

from dataclasses import replace
from typing import Any, assert_never

from tandem.domain.action import Action, Become, Create, Delete, Hold, Nothing, Settle, Update
from tandem.domain.contact import Contact, Side
from tandem.domain.ids import RemoteId, Version
from tandem.domain.link import Link, LinkState, Replicated
from tandem.domain.merge import Projections
from tandem.domain.sight import Seen, Sight, Tombstone

Sights = dict[Side, Sight]


def shown_after(action: Action, sights: Sights, views: Projections) -> Sights:
    """Both sides do as they are told, at once, each in the form that it can show."""
    match action:
        case Nothing() | Become() | Hold() | Settle():
            return sights
        case Delete(side=side, seen=seen):
            return sights | {side: Tombstone(seen.remote_id)}
        case Create(side=side, content=contact):
            return sights | {side: Seen(RemoteId(f"new-{side}"), Version("made"), _shown(side, contact, views))}
        case Update(crm=crm, provider=provider):
            wanted = ((Side.CRM, crm), (Side.PROVIDER, provider))
            return sights | {
                side: replace(sights[side], content=_shown(side, contact, views), version=Version("written"))
                for side, contact in wanted
                if contact is not None
            }
        case _:
            assert_never(action)


def link_after(action: Action, link: Link, shown: Sights) -> Link:
    """What both show now are the bases, once both are there."""
    match action:
        case Nothing():
            return link
        case Become(state=state, rule=rule):
            return replace(link, state=state, reason=rule, intent=None)
        case Hold(rule=rule):
            return replace(link, state=LinkState.HELD, reason=rule, intent=None)
        case Delete(rule=rule):
            return replace(link, state=LinkState.TOMBSTONE, reason=rule, intent=None)
        case Settle() | Create() | Update():
            crm, provider = agreed(shown[Side.CRM]), agreed(shown[Side.PROVIDER])
            return replace(link, state=LinkState.LIVE, reason="", intent=None, crm=crm, provider=provider)
        case _:
            assert_never(action)


def agreed(seen: Any) -> Replicated:
    return Replicated(seen.remote_id, seen.version, seen.content)


def _shown(side: Side, contact: Contact, views: Projections) -> Contact:
    return views.crm(contact) if side is Side.CRM else views.provider(contact)
