"""Readies the CRM for a connection: the fields, and the company's webhooks where an admin's grant allows them."""

import logging
from collections.abc import Iterable
from dataclasses import replace

from tandem.domain.errors import AccessRevoked, Rejected, Trouble
from tandem.domain.ids import CompanyId, UserId
from tandem.ports import Crm, Measure, Subscription
from tandem.state import keys
from tandem.state.companies import Channel, Grant, admins
from tandem.state.connections import Connection
from tandem.usecases.cases.brake import guard
from tandem.usecases.world import World

logger = logging.getLogger("tandem")

HEARD = {
    "contacts": ("person", "organization"),
    "calendar": ("activity", "deal", "lead", "person", "organization"),
}
"""What is to be heard of, by the kinds of connections."""
PATH = "/hooks/pipedrive/"


def prepare_crm(world: World, connection: Connection, desk: Crm) -> None:
    """Use or create the contact-sync fields, where contacts are to be synced; then see to the webhooks. Idempotent."""
    if connection.kind == "contacts":
        _prepare_fields(world, connection.company, desk)
    see_to_webhooks(world, connection.company)


def heard_of(world: World, company: CompanyId) -> tuple[str, ...]:
    """What the company's connections need to hear of; before there is any, what contacts need."""
    kinds = {one.kind for one in world.connections.of_company(company) if one.listens} or {"contacts"}
    return tuple(dict.fromkeys(word for kind in sorted(kinds) for word in HEARD[kind]))


def _prepare_fields(world: World, company: CompanyId, desk: Crm) -> None:
    known = world.companies.get(company)
    fields = desk.ensure_fields()
    if fields != known.fields:
        changed = replace(known, fields=fields)
        world.companies.put(changed)
        world.companies.tell_hooks(changed)
        world.replicas.forget(company)
        if known.fields:
            _guard_all(world, company)


def _guard_all(world: World, company: CompanyId) -> None:
    """Another mapping: what looks deleted under it may only look so."""
    for connection in world.connections.of_company(company):
        if connection.listens:
            guard(world, connection.id)


def see_to_webhooks(world: World, company: CompanyId) -> None:
    """Whatever goes wrong with them stops no sync: the poll stands behind, and the next sweep tries again."""
    try:
        ensure_webhooks(world, company)
    except Trouble as trouble:
        logger.info("webhooks unchecked", extra={"company": company, "reason": trouble.reason})


def ensure_webhooks(world: World, company: CompanyId) -> bool:
    """Make each webhook that is missing at the CRM; False where no admin's grant lets us: then users are polled."""
    if world.public_url is None:
        return False
    for grant in admins(world.companies.grants(company)):
        try:
            _ensure_by(world, grant)
        except (Rejected, AccessRevoked):
            continue
        return True
    return False


def _ensure_by(world: World, grant: Grant) -> None:
    desk = world.replicas.desk(grant)
    alive = {one.id: one for one in desk.subscriptions()}
    noted = {one.event_object: one for one in world.companies.channels(grant.company)}
    _unsubscribe_lost(world, desk, alive.values(), noted.values())
    for event_object in heard_of(world, grant.company):
        channel = noted.get(event_object)
        if channel is None or not _is_alive(alive, channel):
            _subscribe(world, desk, grant, event_object, channel)
            world.meter.count(Measure.DEAD_CHANNELS, int(channel is not None))


def _unsubscribe_lost(world: World, desk: Crm, alive: Iterable[Subscription], noted: Iterable[Channel]) -> None:
    """Those that lead to us and that we know nothing of: we ended between making one and noting it."""
    known = {one.id for one in noted}
    for one in alive:
        if one.url.startswith(f"{world.public_url}{PATH}") and one.id not in known:
            desk.unsubscribe(one)


def _is_alive(alive: dict[str, Subscription], channel: Channel) -> bool:
    return channel.id in alive and alive[channel.id].is_active


def _subscribe(world: World, desk: Crm, grant: Grant, event_object: str, before: Channel | None) -> None:
    path, password = world.ids.secret(), world.ids.secret()
    url = f"{world.public_url}{PATH}{path}"
    made = desk.subscribe(url, event_object, "tandem", password)
    channel = Channel(event_object, made.id, grant.user, keys.hook(path))
    world.companies.put_channel(world.companies.get(grant.company), channel, f"tandem:{password}", before)


def remove_webhooks(world: World, company: CompanyId, users: Iterable[UserId]) -> None:
    """Take away at the CRM what these users' grants made and leads to us, noted or not. Idempotent.

    Raise the first trouble, once all was tried: a webhook that stays is refused here, and given up there after days.
    """
    wanted, troubles = frozenset(users), []
    able = [one for one in world.companies.grants(company) if one.user in wanted and not one.is_dead]
    makers = {one.user for one in world.companies.channels(company)} & wanted
    for grant in able:
        if grant.is_admin or grant.user in makers:
            try:
                _unsubscribe_ours(world, grant)
            except Trouble as trouble:
                troubles.append(trouble)
    if makers - {one.user for one in able}:
        troubles.append(AccessRevoked("unauthorized"))
    if troubles:
        raise troubles[0]


def _unsubscribe_ours(world: World, grant: Grant) -> None:
    desk = world.replicas.desk(grant)
    makers = {one.id: one.user for one in world.companies.channels(grant.company)}
    for one in desk.subscriptions():
        leads_here = world.public_url is not None and one.url.startswith(f"{world.public_url}{PATH}")
        if makers.get(one.id, grant.user if leads_here else None) == grant.user:
            desk.unsubscribe(one)
