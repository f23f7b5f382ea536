"""Brings in companies, accounts and connections, each tried against the live system before it is kept."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tandem.domain.contact import Field, Side
from tandem.domain.errors import Refused
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, UserId
from tandem.domain.rules import CrmScope, Deletes, Direction, Plan, Rules, Visibility
from tandem.ports import ProviderName, Queue
from tandem.state.accounts import Account, AccountState
from tandem.state.companies import Company, Grant
from tandem.state.connections import Connection, ConnectionState
from tandem.state.due import Duty
from tandem.usecases import passes
from tandem.usecases.brake import guard
from tandem.usecases.reactions import list_anew
from tandem.usecases.world import World

PROVIDERS = frozenset(str(name) for name in ProviderName)
SMALL = (Visibility.OWNER, Visibility.COMPANY)
OFFERED = {
    Plan.LITE: SMALL,
    Plan.GROWTH: SMALL,
    Plan.PREMIUM: tuple(Visibility),
    Plan.ULTIMATE: tuple(Visibility),
}
"""What each plan can show to whom (Pipedrive, visibility groups, 2026-11)."""


def add_company(world: World, api_domain: str, api_token: str) -> CompanyId:
    """Add the company that the token belongs to, and its user's grant; again: renew both. Idempotent."""
    credentials = {"api_domain": api_domain.rstrip("/"), "api_token": api_token}
    probe = Grant(CompanyId(""), UserId(""), is_admin=False, credentials=credentials)
    found = world.replicas.desk(probe).company()
    world.erasures.require_none(found.id, found.me)
    known = world.companies.find(found.id)
    fields = known.fields if known else ""
    world.companies.put(Company(found.id, found.name, found.plan, found.users, fields))
    is_admin = any(user.id == found.me and user.is_admin for user in found.users)
    world.companies.put_grant(Grant(found.id, found.me, is_admin, credentials))
    world.replicas.forget(found.id)
    _revive(world, found.id, found.me)
    return found.id


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
        world.wakes.wake(Queue.RECONCILE, connection.account, connection.id)
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
    """A draft: nothing moves before it is started."""
    if kind != "contacts":
        raise Refused("unknown_kind", "kind")
    account = world.accounts.get(account_id)
    world.erasures.require_none(account.company, account.user)
    chosen = changed_rules(world, account, Rules(), rules)
    connection_id = ConnectionId(f"{account.company}-c{world.ids.new()[:16]}")
    connection = Connection(connection_id, account.company, account.id, account.user, kind, chosen)
    world.connections.add(connection)
    return connection


def set_rules(world: World, connection_id: ConnectionId, rules: Mapping[str, object]) -> Connection:
    """Change rules. Another group, scope or direction means: list anew, with the brake on; after a pause at its end."""
    before = world.connections.get(connection_id)
    chosen = changed_rules(world, world.accounts.get(before.account), before.rules, rules)
    changed = world.connections.change(connection_id, lambda one: replace(one, rules=chosen))
    reach = (chosen.group, chosen.crm_scope, chosen.direction)
    if before.listens and reach != (before.rules.group, before.rules.crm_scope, before.rules.direction):
        if before.is_active:
            passes.begin(world, changed, "refresh")
        list_anew(world, connection_id)
    return world.connections.get(connection_id)


def changed_rules(world: World, account: Account, before: Rules, wanted: Mapping[str, object]) -> Rules:
    """Raise `Refused` with the rule's name as detail for what isn't a rule, a value, or on offer."""
    rules = before
    for name, value in wanted.items():
        try:
            rules = _changed(rules, name, value)
        except (ValueError, TypeError, AttributeError) as error:
            raise Refused("bad_rule", name) from error
    plan = world.companies.get(account.company).plan
    if rules.visibility is not None and rules.visibility not in OFFERED[plan or Plan.LITE]:
        raise Refused("visibility_not_offered", "visibility")
    return rules


def _changed(rules: Rules, name: str, value: object) -> Rules:
    return replace(rules, **{name: READERS[name](value)}) if name in READERS else _unknown(name)


def _unknown(name: str) -> Rules:
    raise ValueError(name)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _winners(value: object) -> dict[Field, Side]:
    if not isinstance(value, dict):
        raise TypeError
    return {Field(name): Side(side) for name, side in value.items()}


def _scope(text: str) -> CrmScope:
    kind, _, filter_id = text.partition(":")
    if (kind == "filter") != filter_id.isdigit() or kind not in {"own", "visible", "filter"}:
        raise ValueError(text)
    return CrmScope(kind, filter_id)


READERS: Mapping[str, Callable[[Any], Any]] = {
    "direction": lambda value: Direction(_text(value)),
    "group": lambda value: _text(value or "") or None,
    "crm_scope": lambda value: _scope(_text(value)),
    "visibility": lambda value: Visibility(_text(value)) if value else None,
    "deletes": lambda value: Deletes(_text(value)),
    "conflict": _winners,
}
"""How each rule is read; all but these are refused."""
