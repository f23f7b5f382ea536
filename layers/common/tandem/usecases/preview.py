"""What a sync would do, and why: listing, matching and planning without writing anything anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tandem.domain import match
from tandem.domain.action import Update
from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.contact import Contact, Side
from tandem.domain.errors import Refused
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, LinkId, RemoteId
from tandem.domain.link import Link, Replicated
from tandem.domain.plan import Facts, plan
from tandem.domain.sight import Seen
from tandem.ports import Source
from tandem.state.connections import Connection
from tandem.state.tokens import daily_tokens
from tandem.usecases.calendar_preview import calendar_items
from tandem.usecases.compare_page import linked
from tandem.usecases.names import shown_name
from tandem.usecases.prospect import Prospect, open_prospect
from tandem.usecases.views import PreviewItem, PreviewView
from tandem.usecases.wish import ALL_OF_IT, AS_IT_IS, Sought, Wish, wished
from tandem.usecases.world import Opened, World

PAGE = 100
CREATE_TOKENS = 5
READ_TOKENS = 10
PAGE_OF_CRM = 500
LONGEST = 10
"""So many digits no number of items has."""
NOBODY_ASKED = Facts(is_owned=False, is_shared=True, has_open_deals=True)


@dataclass(slots=True)
class Stock:
    """What one side holds and no link does yet."""

    seen: dict[RemoteId, Seen] = field(default_factory=dict)
    linked: int = 0
    broken: int = 0


def preview(
    world: World, connection: Connection, after: str = "", wish: Wish = AS_IT_IS, sought: Sought = ALL_OF_IT
) -> PreviewView:
    """Counts over everything, and one page of the sought items; `after` is the number of those seen before.

    Raise `Refused` for rules that couldn't be chosen, for an upload of contacts, and an `after` that is no number.
    """
    under = wished(world, connection, wish.rules)
    if isinstance(under.rules, CalendarRules):
        return _of_calendar(world, open_prospect(world, connection, under), wish, Part(_seen(after), sought))
    if wish.upload:
        raise Refused("no_calendar_sync", "upload")
    return _of_contacts(world, under, Part(_seen(after), sought))


@dataclass(frozen=True, slots=True)
class Part:
    """What is listed of all items: the sought ones, less those that were seen on pages before."""

    seen: int
    sought: Sought


def _seen(after: str) -> int:
    if after and not (after.isascii() and after.isdigit() and len(after) < LONGEST):
        raise Refused("bad_cursor", "next")
    return int(after or 0)


def _of_calendar(world: World, prospect: Prospect, wish: Wish, part: Part) -> PreviewView:
    items, kept = calendar_items(prospect, wish)
    tokens = _cost(items, len(prospect.shown[Side.CRM]))
    return replace(_view(world, prospect.wished, items, tokens, part), parked=prospect.broken, kept=kept)


def _of_contacts(world: World, connection: Connection, part: Part) -> PreviewView:
    opened = world.replicas.open(connection)
    stock = {
        Side.CRM: _stock(world, connection, Side.CRM, opened.crm),
        Side.PROVIDER: _stock(world, connection, Side.PROVIDER, opened.provider),
    }
    matches = match.match(_keyed(world, stock[Side.CRM]), _keyed(world, stock[Side.PROVIDER]))
    items = [*_links(world, connection, opened, stock, matches), *_reviews(stock, matches)]
    items += _creations(connection, stock, matches)
    view = _view(world, connection, items, _tokens(stock, items), part)
    return replace(view, parked=stock[Side.PROVIDER].broken)


def _stock(world: World, connection: Connection, side: Side, source: Source) -> Stock:
    stock = Stock()
    for page in source.list_all():
        held = linked(world, connection, side, [one.remote_id for one in page.seen])
        stock.linked += len(held)
        for one in page.seen:
            if not isinstance(one, Seen):
                stock.broken += 1
            elif one.remote_id not in held and (side is Side.CRM or one.in_scope):
                stock.seen[one.remote_id] = one
    return stock


def _keyed(world: World, stock: Stock) -> list[match.Keyed]:
    return [
        match.Keyed(one.remote_id, match.match_keys(one.content, world.comparison), one.uid, one.marker)
        for one in stock.seen.values()
    ]


def _links(
    world: World, connection: Connection, opened: Opened, stock: dict[Side, Stock], matches: match.Matches
) -> list[PreviewItem]:
    views = opened.views(connection.rules)
    items = []
    for person_id, contact_id in matches.pairs:
        person, contact = stock[Side.CRM].seen[person_id], stock[Side.PROVIDER].seen[contact_id]
        link = _link(connection, person_id, contact_id)
        action = plan(link, person, contact, connection.rules, views, world.comparison, NOBODY_ASKED)
        items.append(PreviewItem("link", None, shown_name(contact.content), "same_person"))
        if isinstance(action, Update):
            items += _updates(action, shown_name(contact.content))
    return items


def _link(connection: Connection, person: RemoteId, contact: RemoteId) -> Link:
    company, account = CompanyId(connection.company), AccountId(connection.account)
    return Link(
        LinkId("preview"),
        company,
        account,
        ConnectionId(connection.id),
        crm=Replicated(person),
        provider=Replicated(contact),
        adopted=True,
    )


def _updates(action: Update, name: str) -> list[PreviewItem]:
    sides = [(Side.CRM, action.crm), (Side.PROVIDER, action.provider)]
    items = [PreviewItem("update", str(side), name, action.rule) for side, wanted in sides if wanted is not None]
    return items + [PreviewItem("conflict", str(loss.side), name, str(loss.field)) for loss in action.losses]


def _reviews(stock: dict[Side, Stock], matches: match.Matches) -> list[PreviewItem]:
    doubtful = [(contact, "ambiguous") for cluster in matches.clusters for contact in cluster.provider]
    doubtful += [(one.provider, "same_name") for one in matches.suggestions]
    contacts = stock[Side.PROVIDER].seen
    return [PreviewItem("review", None, shown_name(contacts[remote].content), why) for remote, why in doubtful]


def _creations(connection: Connection, stock: dict[Side, Stock], matches: match.Matches) -> list[PreviewItem]:
    persons, contacts = _matched(matches)
    new_contacts = [one for one in stock[Side.PROVIDER].seen.values() if one.remote_id not in contacts]
    items = [PreviewItem("create", "crm", shown_name(one.content), "new_at_provider") for one in new_contacts]
    if connection.rules.is_two_way:
        new_persons = [one for one in stock[Side.CRM].seen.values() if one.remote_id not in persons and one.in_scope]
        items += [PreviewItem("create", "provider", shown_name(one.content), "new_at_crm") for one in new_persons]
    return items


def _matched(matches: match.Matches) -> tuple[set[RemoteId], set[RemoteId]]:
    persons = {person for person, _ in matches.pairs} | {one.crm for one in matches.suggestions}
    contacts = {contact for _, contact in matches.pairs} | {one.provider for one in matches.suggestions}
    for cluster in matches.clusters:
        persons |= set(cluster.crm)
        contacts |= set(cluster.provider)
    return persons, contacts


def _view(world: World, connection: Connection, items: Sequence[PreviewItem], tokens: int, part: Part) -> PreviewView:
    company = world.companies.get(connection.company)
    share = max(int(daily_tokens(company.plan, len(company.users)) * world.token_share), 1)
    sought = [one for one in items if part.sought.fits(one)]
    end = part.seen + PAGE
    return PreviewView(
        link=_count(items, "link"),
        create=_by_side(items, "create"),
        update=_by_side(items, "update"),
        delete=_by_side(items, "delete"),
        conflicts=_count(items, "conflict"),
        review=_count(items, "review"),
        parked=0,
        tokens=tokens,
        days=-(-tokens // share),
        items=tuple(sought[part.seen : end]),
        next=str(end) if end < len(sought) else "",
        held=_count(items, "hold"),
    )


def _tokens(stock: dict[Side, Stock], items: Sequence[PreviewItem]) -> int:
    """Writes at 5 tokens, one organization per name that isn't there yet at most, listings at 10 a page of 500."""
    known = {_organization(one) for one in stock[Side.CRM].seen.values()}
    named = {_organization(one) for one in stock[Side.PROVIDER].seen.values()} - known - {""}
    return _cost(items, len(stock[Side.CRM].seen) + stock[Side.CRM].linked) + len(named) * CREATE_TOKENS


def _cost(items: Sequence[PreviewItem], listed: int) -> int:
    writes = sum(_by_side(items, action)["crm"] for action in ("create", "update", "delete"))
    return writes * CREATE_TOKENS + 2 * (listed // PAGE_OF_CRM + 1) * READ_TOKENS


def _organization(seen: Seen) -> str:
    return seen.content.organization if isinstance(seen.content, Contact) else ""


def _count(items: Sequence[PreviewItem], action: str) -> int:
    return sum(1 for one in items if one.action == action)


def _by_side(items: Sequence[PreviewItem], action: str) -> dict[str, int]:
    return {str(side): sum(1 for one in items if (one.action, one.side) == (action, str(side))) for side in Side}
