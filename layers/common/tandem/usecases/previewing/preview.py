"""What a sync would do, and why: listing, matching and planning without writing anything on either side.

Both sides are listed for the first page; whoever goes on from there, looks for a name or at one kind alone is shown
what was found then.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.contact import Side
from tandem.domain.errors import Refused
from tandem.state.connections import Connection
from tandem.state.previews import Look, Place, about, place_of
from tandem.state.tokens import daily_tokens
from tandem.usecases.previewing.calendar_preview import calendar_items
from tandem.usecases.previewing.contact_preview import contact_items, new_organizations
from tandem.usecases.previewing.preview_view import PreviewItem, PreviewView
from tandem.usecases.previewing.prospect import Prospect, open_prospect
from tandem.usecases.previewing.wish import ALL_OF_IT, AS_IT_IS, Sought, Wish, wished
from tandem.usecases.world import World

PAGE = 100
WRITTEN = frozenset({"create", "update", "delete"})
CREATE_TOKENS = 5
READ_TOKENS = 10
PAGE_OF_CRM = 500


def preview(
    world: World, connection: Connection, after: str = "", wish: Wish = AS_IT_IS, sought: Sought = ALL_OF_IT
) -> PreviewView:
    """Counts over everything, and one page of the sought items; `after` is a view's `first` or `next`.

    A place in what is no longer kept, or was found under other rules, has both sides listed anew. Raise `Refused` for
    rules that couldn't be chosen, for an upload of contacts, and for what is no such place.
    """
    place, under = place_of(after), wished(world, connection, wish.rules)
    mark = about(under.rules, wish.upload, wish.past)
    look = world.previews.find(connection.id, place.look, mark) if place.look else None
    if look is not None:
        return _part(look, place, sought)
    look, name = _look(world, connection, under, wish), world.ids.new()[:16]
    world.previews.keep(connection.id, connection.account, name, mark, look, world.clock.now())
    return _part(look, Place(name, place.seen), sought)


def _look(world: World, connection: Connection, under: Connection, wish: Wish) -> Look:
    is_calendar = isinstance(under.rules, CalendarRules)
    if wish.upload and not is_calendar:
        raise Refused("no_calendar_sync", "upload")
    prospect = open_prospect(world, connection, under)
    items, kept = calendar_items(prospect, wish) if is_calendar else (contact_items(prospect), {})
    tokens = _cost(prospect, items)
    share = max(int(_daily(world, connection) * world.token_share), 1)
    counted = {**_counts(items), "parked": prospect.broken, "tokens": tokens, "days": -(-tokens // share)}
    head = {**counted, **({"kept": kept} if kept else {}), "looked": world.clock.now().isoformat()}
    return Look(head, [(one.action, one.side, one.name, one.why) for one in items])


def _daily(world: World, connection: Connection) -> int:
    company = world.companies.get(connection.company)
    return daily_tokens(company.plan, len(company.users))


def _counts(items: Sequence[PreviewItem]) -> dict[str, Any]:
    """By the names of the view."""
    by_side = {action: _by_side(items, action) for action in ("create", "update", "delete")}
    actions = {"link": "link", "conflicts": "conflict", "review": "review", "held": "hold"}
    return by_side | {name: sum(one.action == action for one in items) for name, action in actions.items()}


def _by_side(items: Sequence[PreviewItem], action: str) -> dict[str, int]:
    return {str(side): sum((one.action, one.side) == (action, side) for one in items) for side in Side}


def _cost(prospect: Prospect, items: Sequence[PreviewItem]) -> int:
    """Writes at 5 tokens, one organization per name that isn't there yet at most, listings at 10 a page of 500."""
    writes = sum(one.side == Side.CRM and one.action in WRITTEN for one in items)
    listed = len(prospect.shown[Side.CRM])
    organizations = 0 if isinstance(prospect.wished.rules, CalendarRules) else new_organizations(prospect)
    return (writes + organizations) * CREATE_TOKENS + 2 * (listed // PAGE_OF_CRM + 1) * READ_TOKENS


def _part(look: Look, place: Place, sought: Sought) -> PreviewView:
    items = [PreviewItem(action or "", side, name or "", why or "") for action, side, name, why in look.items]
    listed = [one for one in items if sought.fits(one)]
    end = place.seen + PAGE
    looked = datetime.fromisoformat(look.head["looked"])
    return PreviewView(
        **{**look.head, "looked": looked},
        items=tuple(listed[place.seen : end]),
        next=str(replace(place, seen=end)) if end < len(listed) else "",
        first=str(replace(place, seen=0)),
    )
