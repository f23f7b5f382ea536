"""What an activity and an event have in common when a calendar's sync begins: those that are the same are linked.

So a sync that was ended and begun again goes on with what it had, and what another program had brought over isn't
doubled by the first change. Nothing is written: both are taken as they are.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.comparison import fold, time_form
from tandem.domain.content import as_event
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Link, Replicated
from tandem.domain.showing import dressed
from tandem.domain.side import Side
from tandem.domain.sight import Seen, Sight
from tandem.domain.why import Why
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.usecases import ledger
from tandem.usecases.world import Opened, World


@dataclass(frozen=True, slots=True)
class Twins:
    crm: Seen
    provider: Seen


def twin_key(connection: Connection, side: Side, seen: Seen) -> str:
    """The same for an activity and the event that shows it: title and time; "" for what is no calendar's or no twin's.

    As a hash, since it lies in the open, and salted, so that what two connections have tells nothing of either.
    """
    rules = connection.rules
    if not seen.in_scope or not isinstance(rules, CalendarRules):
        return ""
    event = as_event(seen.content)
    shown = dressed(event, rules.title) if side is Side.CRM else event
    text = f"{fold(shown.title)}\n{time_form(shown.when)}"
    salt = connection.id.encode()[:64]
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12, key=salt).hexdigest()


def adopt_twins(world: World, connection: Connection, opened: Opened) -> None:
    """Once, when both sides were listed for the first time. Cut off, it is done again: what is linked is left out."""
    if world.baseline.is_met(connection.id):
        return
    pairs = _pairs(*(world.baseline.twin_keys(connection.id, side) for side in Side))
    for at in range(0, len(pairs), world.pace.batch):
        _adopt(world, connection, opened, pairs[at : at + world.pace.batch])
    world.baseline.meet(connection.id)


def _pairs(crm: Mapping[RemoteId, str], provider: Mapping[RemoteId, str]) -> list[tuple[RemoteId, RemoteId]]:
    """Those of which there is one on each side."""
    activities, events = _alone(crm), _alone(provider)
    return [(activities[key], events[key]) for key in activities if key in events]


def _alone(keyed: Mapping[RemoteId, str]) -> dict[str, RemoteId]:
    times = Counter(keyed.values())
    return {key: remote for remote, key in keyed.items() if key and times[key] == 1}


def _adopt(world: World, connection: Connection, opened: Opened, pairs: Sequence[tuple[RemoteId, RemoteId]]) -> None:
    crm = opened.crm.read([activity for activity, _ in pairs])
    provider = opened.provider.read([event for _, event in pairs])
    found = [_twins(crm.get(activity), provider.get(event)) for activity, event in pairs]
    world.links.commit([_adopted(world, connection, one) for one in found if one is not None])


def _twins(crm: Sight | None, provider: Sight | None) -> Twins | None:
    return Twins(crm, provider) if isinstance(crm, Seen) and isinstance(provider, Seen) else None


def _adopted(world: World, connection: Connection, one: Twins) -> Agreement:
    link = Link(
        LinkId(world.ids.new()),
        connection.company,
        connection.account,
        connection.id,
        crm=Replicated(one.crm.remote_id, one.crm.version, one.crm.content),
        provider=Replicated(one.provider.remote_id, one.provider.version, one.provider.content, one.provider.uid),
        adopted=True,
        changed_at=world.clock.now(),
        mentions=(*one.crm.mentions, *one.provider.mentions),
    )
    kept = [(Side.CRM, one.crm.remote_id), (Side.PROVIDER, one.provider.remote_id)]
    drops = [world.baseline.let_go(connection.id, side, remote) for side, remote in kept]
    told = ledger.linked(world, connection, link, one.crm.content, Why.ADOPTED)
    return Agreement(link, None, (told, *drops), {"linked": 1})
