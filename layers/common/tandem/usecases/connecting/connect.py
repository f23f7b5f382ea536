"""Brings in companies, accounts and connections, each tried against the live system before it is kept."""

from collections.abc import Mapping
from dataclasses import replace

from tandem.domain.calendar_rules import AnyRules, CalendarRules
from tandem.domain.errors import Refused
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, UserId
from tandem.ports import ProviderName
from tandem.state.accounts import Account, AccountState
from tandem.state.companies import Company, Grant
from tandem.state.connections import Connection, ConnectionState
from tandem.state.due import Duty
from tandem.usecases.cases.brake import guard
from tandem.usecases.connecting.choosing import changed_rules
from tandem.usecases.connecting.defaults import beginning
from tandem.usecases.runs import passes
from tandem.usecases.telling.reactions import list_anew
from tandem.usecases.world import World
from tandem.usecases.writing.retitle import retitle, title_rule

PROVIDERS = frozenset(str(name) for name in ProviderName)


def add_company(world: World, api_domain: str, api_token: str) -> CompanyId:
    """Add the company that the token belongs to, and its user's grant; again: renew both. Idempotent."""
    grant = _meet(world, {"api_domain": api_domain.rstrip("/"), "api_token": api_token})
    _take_over(world, grant)
    _revive(world, grant.company, grant.user)
    return grant.company


def admit(world: World, credentials: Mapping[str, str]) -> tuple[CompanyId, UserId]:
    """Whoever signed in at the CRM: add their company and grant, or renew both.

    Who signs in changes nothing that works. A grant by API token that is alive stays, as it may do more than the app;
    one by OAuth gets the new tokens, and no brake, since it sees what it saw.
    """
    grant = _meet(world, credentials)
    known = next((one for one in world.companies.grants(grant.company) if one.user == grant.user), None)
    if known is None or known.is_dead:
        _take_over(world, grant)
        _revive(world, grant.company, grant.user)
    elif "api_token" not in known.credentials:
        _take_over(world, grant)
    elif known.is_admin != grant.is_admin:
        world.companies.put_grant(replace(known, is_admin=grant.is_admin), known.revision)
    return grant.company, grant.user


def _take_over(world: World, grant: Grant) -> None:
    world.companies.put_grant(grant)
    world.replicas.forget(grant.company)


def _meet(world: World, credentials: Mapping[str, str]) -> Grant:
    """Ask the CRM whose credentials these are, and note their company as it is now. The grant isn't kept yet."""
    probe = Grant(CompanyId(""), UserId(""), is_admin=False, credentials=credentials)
    found = world.replicas.desk(probe).company()
    world.erasures.require_none(found.id, found.me)
    known = world.companies.find(found.id)
    fields = known.fields if known else ""
    world.companies.put(Company(found.id, found.name, found.plan, found.users, fields))
    is_admin = any(user.id == found.me and user.is_admin for user in found.users)
    return Grant(found.id, found.me, is_admin, credentials)


def _revive(world: World, company: CompanyId, user: UserId) -> None:
    """Connections that waited for a grant go on; the brake is on for a while for those that use this one."""
    for connection in world.connections.of_company(company):
        if connection.user == user:
            _guard(world, connection)
        _go_on(world, connection)


def _guard(world: World, connection: Connection) -> None:
    """Whoever signs in anew may see less than before, or other things."""
    if connection.listens:
        guard(world, connection.id)


def _go_on(world: World, connection: Connection) -> None:
    """Whatever waited for the grant. Should another one be dead too, the next call finds out, and tells nobody anew."""
    if connection.leaving:
        world.wakes.wake(connection.queue, connection.account, connection.id)
    elif connection.state is ConnectionState.NEEDS_RECONNECT:
        resume_after_reconnect(world, connection)


def resume_after_reconnect(world: World, connection: Connection) -> None:
    world.connections.change(
        connection.id, lambda one: replace(one, state=ConnectionState.PENDING, fault=None, continues=None, tries=0)
    )
    world.due.put(Duty.RETRY, connection.id, world.clock.now())
    passes.begin(world, world.connections.get(connection.id), "refresh")
    list_anew(world, connection.id)


def add_account(
    world: World, company: CompanyId, user: UserId, provider: str, address: str, credentials: Mapping[str, str]
) -> Account:
    """Try the credentials, then keep them. The same address of the same user again is a reconnect."""
    if provider not in PROVIDERS:
        raise Refused("unknown_provider", "provider")
    if all(one.id != user for one in world.companies.get(company).users):
        raise Refused("unknown", "user")
    world.erasures.require_none(company, user)
    complete = world.replicas.check(provider, address, credentials)
    known = _same(world, company, user, provider, address)
    account_id = known.id if known else AccountId(f"{company}-a{world.ids.new()[:16]}")
    account = Account(account_id, company, user, provider, address, AccountState.CONNECTED, complete)
    world.accounts.put(account)
    world.replicas.forget(company)
    if known is not None:
        _reconnected(world, account)
    return account


def _same(world: World, company: CompanyId, user: UserId, provider: str, address: str) -> Account | None:
    wanted = (user, provider, address.casefold())
    accounts = world.accounts.of_company(company)
    return next((one for one in accounts if (one.user, one.provider, one.address.casefold()) == wanted), None)


def _reconnected(world: World, account: Account) -> None:
    for connection in world.connections.of_company(account.company):
        if connection.account == account.id:
            _guard(world, connection)
            _go_on(world, connection)


def add_connection(world: World, account_id: AccountId, kind: str, rules: Mapping[str, object]) -> Connection:
    """A draft, with the company's defaults for what isn't said: nothing moves before it is started."""
    account = world.accounts.get(account_id)
    if kind not in ProviderName(account.provider).kinds:
        raise Refused("unknown_kind", "kind")
    world.erasures.require_none(account.company, account.user)
    begun = beginning(world.companies.get(account.company), kind)
    chosen = changed_rules(world, account.company, begun, rules)
    connection_id = ConnectionId(f"{account.company}-c{world.ids.new()[:16]}")
    connection = Connection(connection_id, account.company, account.id, account.user, kind, chosen)
    world.connections.add(connection)
    return connection


def _reach(rules: AnyRules) -> tuple[object, ...]:
    """What decides which items there are to see, or how they are shown."""
    if isinstance(rules, CalendarRules):
        return rules.mode, rules.private, rules.types, rules.title
    return rules.group, rules.crm_scope, rules.direction


def set_rules(world: World, connection_id: ConnectionId, rules: Mapping[str, object]) -> Connection:
    """Change rules. Another group, scope or direction means: list anew, with the brake on; after a pause at its end."""
    before = world.connections.get(connection_id)
    chosen = changed_rules(world, before.company, before.rules, rules)
    require_same_calendar(before, chosen)
    is_new = before.listens and title_rule(chosen) != title_rule(before.rules)
    changed = world.connections.change(
        connection_id, lambda one: replace(one, rules=chosen, retitles=one.retitles or is_new)
    )
    if before.listens and _reach(chosen) != _reach(before.rules):
        if before.is_active:
            passes.begin(world, changed, "refresh")
        retitle(world, changed)
        list_anew(world, connection_id)
    return world.connections.get(connection_id)


def require_same_calendar(before: Connection, chosen: AnyRules) -> None:
    """What is linked lies in that calendar: another one is chosen before the start, or after a stop."""
    is_other = isinstance(chosen, CalendarRules) and chosen != before.rules and chosen.calendar != _calendar(before)
    if is_other and before.listens:
        raise Refused("calendar_in_use", "calendar")


def _calendar(connection: Connection) -> str:
    return connection.rules.calendar if isinstance(connection.rules, CalendarRules) else ""
