"""What a sync of contacts would do next, and why: at its start, later on, or under other rules. Writes nothing."""

from collections.abc import Mapping

from tandem.domain import match
from tandem.domain.action import Update
from tandem.domain.contact import Contact
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, LinkId, RemoteId
from tandem.domain.link import Link, Replicated
from tandem.domain.plan import Facts, plan
from tandem.domain.side import Side
from tandem.domain.sight import Seen
from tandem.usecases.cases.names import shown_name
from tandem.usecases.previewing.followed_preview import followed_items, item_of
from tandem.usecases.previewing.preview_view import PreviewItem
from tandem.usecases.previewing.prospect import Prospect
from tandem.usecases.world import World

NOBODY_ASKED = Facts(is_owned=False, is_shared=True, has_open_deals=True)
Free = Mapping[Side, Mapping[RemoteId, Seen]]
"""What each side holds and no link does yet."""


def contact_items(prospect: Prospect) -> list[PreviewItem]:
    """What would be done, item by item: first to what is linked, then to what isn't yet."""
    free = {side: {one.remote_id: one for one in prospect.unlinked(side)} for side in Side}
    matches = match.match(*(_keyed(prospect.world, free[side]) for side in Side))
    items = [*followed_items(prospect), *_links(prospect, free, matches), *_reviews(free, matches)]
    return [*items, *_creations(prospect, free, matches)]


def new_organizations(prospect: Prospect) -> int:
    """How many the new contacts name that no person has; as many are made at most."""
    known = {_organization(one) for one in prospect.shown[Side.CRM].values()}
    return len({_organization(one) for one in prospect.unlinked(Side.PROVIDER)} - known - {""})


def _organization(seen: Seen) -> str:
    return seen.content.organization if isinstance(seen.content, Contact) else ""


def _keyed(world: World, free: Mapping[RemoteId, Seen]) -> list[match.Keyed]:
    return [
        match.Keyed(one.remote_id, match.match_keys(one.content, world.comparison), one.uid, one.marker)
        for one in free.values()
    ]


def _links(prospect: Prospect, free: Free, matches: match.Matches) -> list[PreviewItem]:
    views = prospect.opened.views(prospect.wished.rules)
    items = []
    for person_id, contact_id in matches.pairs:
        person, contact = free[Side.CRM][person_id], free[Side.PROVIDER][contact_id]
        link = _link(prospect, person_id, contact_id)
        action = plan(link, person, contact, prospect.wished.rules, views, prospect.world.comparison, NOBODY_ASKED)
        items.append(item_of("link", None, shown_name(contact.content), "same_person"))
        if isinstance(action, Update):
            items += _updates(action, shown_name(contact.content))
    return items


def _link(prospect: Prospect, person: RemoteId, contact: RemoteId) -> Link:
    connection = prospect.wished
    company, account = CompanyId(connection.company), AccountId(connection.account)
    ends = Replicated(person), Replicated(contact)
    name = LinkId("preview")
    return Link(name, company, account, ConnectionId(connection.id), crm=ends[0], provider=ends[1], adopted=True)


def _updates(action: Update, name: str) -> list[PreviewItem]:
    sides = [(Side.CRM, action.crm), (Side.PROVIDER, action.provider)]
    items = [item_of("update", side, name, action.rule) for side, wanted in sides if wanted is not None]
    return items + [item_of("conflict", loss.side, name, loss.field) for loss in action.losses]


def _reviews(free: Free, matches: match.Matches) -> list[PreviewItem]:
    doubtful = [(contact, "ambiguous") for cluster in matches.clusters for contact in cluster.provider]
    doubtful += [(one.provider, "same_name") for one in matches.suggestions]
    contacts = free[Side.PROVIDER]
    return [item_of("review", None, shown_name(contacts[remote].content), why) for remote, why in doubtful]


def _creations(prospect: Prospect, free: Free, matches: match.Matches) -> list[PreviewItem]:
    persons, contacts = _matched(matches)
    new_contacts = [one for one in free[Side.PROVIDER].values() if one.remote_id not in contacts]
    items = [item_of("create", Side.CRM, shown_name(one.content), "new_at_provider") for one in new_contacts]
    if prospect.wished.rules.is_two_way:
        new_persons = [one for one in free[Side.CRM].values() if one.remote_id not in persons and one.in_scope]
        items += [item_of("create", Side.PROVIDER, shown_name(one.content), "new_at_crm") for one in new_persons]
    return items


def _matched(matches: match.Matches) -> tuple[set[RemoteId], set[RemoteId]]:
    persons = {person for person, _ in matches.pairs} | {one.crm for one in matches.suggestions}
    contacts = {contact for _, contact in matches.pairs} | {one.provider for one in matches.suggestions}
    for cluster in matches.clusters:
        persons |= set(cluster.crm)
        contacts |= set(cluster.provider)
    return persons, contacts
