"""Readies the CRM for a connection: the fields, and the company's webhooks where an admin's grant allows them."""

from dataclasses import replace

from tandem.domain.errors import AccessRevoked, Rejected
from tandem.domain.ids import CompanyId
from tandem.ports import Crm, Subscription
from tandem.state import keys
from tandem.state.companies import Channel, Grant, admins
from tandem.usecases.world import World

HEARD = ("person", "organization")


def prepare_crm(world: World, company: CompanyId, desk: Crm) -> None:
    """Use or create the contact-sync fields, then see to the webhooks. Idempotent."""
    known = world.companies.get(company)
    fields = desk.ensure_fields()
    if fields != known.fields:
        world.companies.put(replace(known, fields=fields))
        world.replicas.forget(company)
    ensure_webhooks(world, company)


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
    for event_object in HEARD:
        channel = noted.get(event_object)
        if channel is None or not _is_alive(alive, channel):
            _subscribe(world, desk, grant, event_object)
        if channel is not None and not _is_alive(alive, channel):
            world.companies.drop_hook(channel)


def _is_alive(alive: dict[str, Subscription], channel: Channel) -> bool:
    return channel.id in alive and alive[channel.id].is_active


def _subscribe(world: World, desk: Crm, grant: Grant, event_object: str) -> None:
    path, password = world.ids.secret(), world.ids.secret()
    url = f"{world.public_url}/hooks/pipedrive/{path}"
    made = desk.subscribe(url, event_object, "tandem", password)
    channel = Channel(event_object, made.id, grant.user, keys.hook(path))
    world.companies.put_channel(grant.company, channel, f"tandem:{password}")


def remove_webhooks(world: World, company: CompanyId) -> None:
    """Take away every webhook that we made, for a company that no connection listens to any more."""
    grants = {grant.user: grant for grant in world.companies.grants(company)}
    for channel in world.companies.channels(company):
        grant = grants.get(channel.user)
        if grant is not None:
            world.replicas.desk(grant).unsubscribe(Subscription(channel.id, "", channel.event_object))
        world.companies.drop_channel(company, channel)
