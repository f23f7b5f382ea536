"""Plans each gathered case; looks up, for deletions only, what the plan must know beyond both sights."""

from dataclasses import dataclass, replace

from tandem.domain.action import Action
from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.contact import Side
from tandem.domain.deletion import UNASKED
from tandem.domain.link import Link
from tandem.domain.plan import Facts, plan
from tandem.domain.restoring import plan_carefully
from tandem.domain.sight import Seen, Tombstone
from tandem.state.connections import Connection
from tandem.usecases.cases.gather import Case
from tandem.usecases.world import Opened, World


@dataclass(frozen=True, slots=True)
class Decided:
    case: Case
    action: Action


def decide(world: World, connection: Connection, opened: Opened, case: Case) -> Decided:
    views = opened.views(connection.rules)
    link, crm, provider, rules = case.link, case.crm, case.provider, connection.rules
    if connection.restored or link.is_doubted:
        return Decided(case, plan_carefully(link, crm, provider, rules, views, world.comparison))
    facts = _facts(world, connection, opened, case)
    return Decided(case, plan(link, crm, provider, rules, views, world.comparison, facts))


def _facts(world: World, connection: Connection, opened: Opened, case: Case) -> Facts:
    """Costly to know, and only asked for where a person might be deleted."""
    if not isinstance(case.provider, Tombstone) or not isinstance(case.crm, Seen):
        return UNASKED
    return facts_of(world, connection, opened, case.crm)


def facts_of(world: World, connection: Connection, opened: Opened, item: Seen) -> Facts:
    """An activity holds no deal open; the CRM would refuse the question."""
    holders = world.claims.holders(connection.company, item.remote_id)
    is_person = not isinstance(connection.rules, CalendarRules)
    return Facts(
        is_owned=item.owner == connection.user,
        is_shared=any(one != connection.id for one in holders),
        has_open_deals=is_person and opened.desk.has_open_deals(item.remote_id),
    )


def moved_to(link: Link, case: Case) -> Link | None:
    """The link on the person that Pipedrive merged its person into, if that is what happened."""
    successors = [record.successor for record in case.records if record.side is Side.CRM and record.successor]
    if not isinstance(case.crm, Tombstone) or not successors:
        return None
    return replace(link, crm=replace(link.crm, remote_id=successors[0], version=None))
