"""What an export tells, part by part: how each row is opened and shown. No password, token or webhook secret is shown.

Left out is what only repeats links and connections: claims, mentions, leases, wake-ups, places in schedules; and the
traces of webhooks that wait some minutes to be compared, which nobody but the sync opens.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from tandem.domain import codec
from tandem.domain.contact import Side
from tandem.domain.content import Content
from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId, ConnectionId, UserId
from tandem.home import Row
from tandem.state import keys
from tandem.state.companies import Company
from tandem.state.connections import Connection
from tandem.state.rows import text
from tandem.usecases.connecting.defaults import defaults_view
from tandem.usecases.seeing.look import rules_view
from tandem.usecases.world import World

Item = dict[str, Any]
Keyed = Iterator[tuple[str, Item]]
"""Items by a key of their own, in its order."""

BATCH = 50
PUBLIC = ("url", "username", "collection")
"""What of an account's credentials is no secret. Whatever else a provider keeps there stays here."""


@dataclass(frozen=True, slots=True)
class Whose:
    """`user` empty: of the whole company."""

    company: CompanyId
    user: UserId

    def has(self, user: str) -> bool:
        return self.user in ("", user)


def _rows(world: World, partition: str, prefix: str, after: str) -> Iterator[Row]:
    while rows := world.links.table.query(partition, prefix=prefix, after=after, limit=BATCH):
        yield from rows
        after = rows[-1].key.sort


def _open(row: Row) -> Item:
    """What isn't sealed."""
    return {name: value for name, value in row.item.items() if not isinstance(value, bytes)}


def _opened(row: Row, opened: Callable[[], Item]) -> Item:
    """One that can't be opened is told by its reason; it keeps no other from being told."""
    shown = {"id": row.key.sort, **_open(row)}
    try:
        return {**shown, **opened()}
    except Refused as refused:
        return {**shown, "unreadable": refused.reason}


# --- above the connections -------------------------------------------------------------------------------------------


def _company(world: World, whose: Whose, _after: str) -> Keyed:
    company = world.companies.get(whose.company)
    webhooks = [channel.event_object for channel in world.companies.channels(company.id) if whose.has(channel.user)]
    named = {"id": company.id, "name": company.name, "plan": company.plan, "webhooks": webhooks}
    yield company.id, {**named, "defaults": _defaults(company, whose)}


def _defaults(company: Company, whose: Whose) -> Item:
    """Of a user's own changes alone, where it is about one."""
    view = defaults_view(company)
    changes = [{**asdict(it), "at": it.at.isoformat()} for it in view.changes if whose.has(it.by or "?")]
    return {"contacts": dict(view.contacts), "calendar": dict(view.calendar), "changes": changes}


def _users(world: World, whose: Whose, _after: str) -> Keyed:
    for one in sorted(world.companies.get(whose.company).users, key=lambda user: user.id):
        if whose.has(one.id):
            yield one.id, asdict(one)


def _grants(world: World, whose: Whose, after: str) -> Keyed:
    def told(row: Row) -> Item:
        return {"domain": world.companies.read_grant(whose.company, row).credentials.get("api_domain", "")}

    return _of_user(world, whose, "grant/", after, told)


def _accounts(world: World, whose: Whose, after: str) -> Keyed:
    def told(row: Row) -> Item:
        account = world.accounts.read(row)
        known = {name: account.credentials[name] for name in PUBLIC if name in account.credentials}
        return {"address": account.address, **known}

    return _of_user(world, whose, "account/", after, told)


def _letters(world: World, whose: Whose, after: str) -> Keyed:
    """What they were told of by mail, and when."""
    return _of_user(world, whose, "told/", after, lambda row: {"notes": json.loads(text(row.item, "notes"))})


def _of_user(world: World, whose: Whose, prefix: str, after: str, told: Callable[[Row], Item]) -> Keyed:
    for row in _rows(world, keys.company(whose.company), prefix, after):
        if whose.has(text(row.item, "user")):
            yield row.key.sort, _opened(row, partial(told, row))


ABOVE: Mapping[str, Callable[[World, Whose, str], Keyed]] = {
    "company": _company,
    "user": _users,
    "grant": _grants,
    "account": _accounts,
    "letters": _letters,
}
"""In the order in which they are told; each of what is behind a key."""


# --- of a connection -------------------------------------------------------------------------------------------------


def _connection(_world: World, connection: Connection, _after: str) -> Keyed:
    told = {"user": connection.user, "account": connection.account, "state": str(connection.state)}
    yield connection.id, {"id": connection.id, **told, "rules": rules_view(connection)}


def _link(world: World, _connection: Connection, row: Row) -> Item:
    """`bases` is what both sides had last; `doing` what is being written right now."""
    link = world.links.read(row)
    doing = {side: contact for side in Side if link.intent and (contact := link.intent.target(side))}
    bases = {side: base for side in Side if (base := link.side(side).base)}
    return {"bases": _contacts(bases), "doing_to": _contacts(doing)}


def _contacts(found: Mapping[Side, Content]) -> Item:
    return {str(side): codec.to_json(contact) for side, contact in found.items()}


def _history(world: World, connection: Connection, row: Row) -> Item:
    entry = world.history.read(connection.id, row)
    changes = {name: {"before": before, "after": after} for name, (before, after) in entry.changes.items()}
    return {"name": entry.name, "changes": changes}


def _waiting(world: World, connection: Connection, row: Row) -> Item:
    waiting = world.pendings.read(connection.id, row)
    return {"list": str(waiting.kind), "content": waiting.content}


def _pre_image(world: World, connection: Connection, row: Row) -> Item:
    writes = [
        {"at": one.at.isoformat(), "read": codec.to_json(one.read), "sent": codec.to_json(one.sent)}
        for one in world.pre_images.read(connection.id, row).images
    ]
    return {"writes": writes}


def _foreseen(world: World, connection: Connection, row: Row) -> Item:
    return {"found": world.previews.read(connection.id, row)}


def _listed(world: World, connection: Connection, row: Row) -> Item:
    return {"contact": codec.to_json(world.spool.read(connection.id, connection.account, row).content)}


def _nothing_sealed(_world: World, _connection: Connection, _row: Row) -> Item:
    return {}


def _in(
    partition: Callable[[ConnectionId], str], told: Callable[[World, Connection, Row], Item] = _nothing_sealed
) -> Callable[[World, Connection, str], Keyed]:
    def read(world: World, connection: Connection, after: str) -> Keyed:
        for row in _rows(world, partition(connection.id), "", after):
            item = _opened(row, partial(told, world, connection, row))
            yield row.key.sort, {"connection": connection.id, **item}

    return read


BELOW: Mapping[str, Callable[[World, Connection, str], Keyed]] = {
    "connection": _connection,
    "link": _in(keys.links, _link),
    "history": _in(keys.history, _history),
    "waiting": _in(keys.pending, _waiting),
    "run": _in(keys.runs),
    "change": _in(keys.changes),
    "listed_crm": _in(lambda one: keys.spool(one, Side.CRM), _listed),
    "listed_provider": _in(lambda one: keys.spool(one, Side.PROVIDER), _listed),
    "channels": _in(keys.channels, _nothing_sealed),
    "baseline_crm": _in(lambda one: keys.baseline(one, Side.CRM), _nothing_sealed),
    "baseline_provider": _in(lambda one: keys.baseline(one, Side.PROVIDER), _nothing_sealed),
    "preview": _in(keys.previews, _foreseen),
    "pre_image": _in(keys.pre_images, _pre_image),
    "undoing": _in(keys.undoings),
    "counts": _in(lambda one: keys.counts(one).partition),
    "tally": _in(keys.tally),
    "brake": _in(lambda one: keys.brake(one, Side.CRM).partition),
}
