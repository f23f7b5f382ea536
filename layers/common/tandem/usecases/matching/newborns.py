"""Keeps two connections of a company from making one person twice: who comes second adopts what the first made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tandem.domain.contact import Side
from tandem.domain.content import Content
from tandem.domain.errors import AccessRevoked, Refused
from tandem.domain.event import Event
from tandem.domain.ids import ConnectionId, LinkId, RemoteId
from tandem.domain.link import Link, LinkState, Replicated
from tandem.domain.match_key import TELLING, match_keys, unpacked
from tandem.domain.sight import Seen, Tombstone
from tandem.ports import Expect, Operation
from tandem.state.births import Birth, Right, birth, births
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.state.pending import Kind, Pending, item_key
from tandem.usecases.cases.agree import LINKED
from tandem.usecases.cases.meetings import meetings_in
from tandem.usecases.cases.names import known_of, shown_name
from tandem.usecases.matching.foundlings import tell_makers
from tandem.usecases.matching.lost_creates import sent
from tandem.usecases.matching.making import Making
from tandem.usecases.matching.match_spool import adoption
from tandem.usecases.world import Opened, World

PATIENCE = timedelta(minutes=2)
"""How long one waits for the other's create. Who takes longer has died in it: what it made is looked for by its marker,
and its link is forgotten by whoever makes the person then. So it can't make the person, too, when it comes back."""


@dataclass(frozen=True, slots=True)
class Born:
    """By place among the contacts: who may be made, noted with their create, and who was made by somebody else.

    Those in neither are being made right now. `instead`: the right to take the place of one who was made and is gone.
    """

    free: Mapping[int, Right]
    made: Mapping[int, RemoteId]
    instead: Mapping[int, Right] = field(default_factory=dict)


def look_for(world: World, connection: Connection, opened: Opened, makings: Sequence[Making]) -> Born:
    """Nothing is noted and nothing looked for while the company has no other connection, be it a paused one."""
    others = [one for one in world.connections.of_company(connection.company) if one.listens]
    if len(others) < 2:
        return Born(dict.fromkeys(range(len(makings)), Right()), {})
    keys = [_keys(world, connection, making) for making in makings]
    known = births(world.links.table, connection.company, {key for each in keys for key in each})
    foreign = {key: one for key, one in known.items() if one.connection != connection.id}
    links = _links(world, list(foreign.values()))
    free: dict[int, Right] = {}
    made: dict[int, RemoteId] = {}
    instead: dict[int, Right] = {}
    ours, noted = known.keys() - foreign.keys(), set[str]()
    for place, mine in enumerate(keys):
        elsewhere = [foreign[key] for key in mine if key in foreign]
        persons = [person for one in elsewhere if (person := _person(links.get(one.link))) is not None]
        if persons:
            made[place] = persons[0]
            instead[place] = Right(tuple((key, known[key].version) for key in mine if key in foreign))
        elif not any(_is_under_way(world, one, links.get(one.link)) for one in elsewhere):
            stands = noted if makings[place].link is not None else noted | ours  # of one made anew it is noted anew
            wanted = [(key, known[key].version if key in known else Expect.ABSENT) for key in mine if key not in stands]
            free[place] = Right(tuple(wanted), _late(elsewhere, links, free.values()))
            noted |= set(mine)
    found = _made_late(world, connection, opened, [link for right in free.values() for link in right.late])
    by_others = {place: found[one.id] for place, right in free.items() for one in right.late if one.id in found}
    free = {place: right for place, right in free.items() if place not in by_others}
    return Born(free, {**made, **by_others}, instead)


def _late(elsewhere: Sequence[Birth], links: Mapping[LinkId, Link], given: Iterable[Right]) -> tuple[Link, ...]:
    """Each once: two contacts may share a key."""
    met = {link.id for right in given for link in right.late}
    found = {one.link: links[one.link] for one in elsewhere if one.link in links and one.link not in met}
    return tuple(link for link in found.values() if link.state is LinkState.CREATING)


def _made_late(world: World, connection: Connection, opened: Opened, late: Sequence[Link]) -> Mapping[LinkId, RemoteId]:
    """What those who died had made before they could note it."""
    made: dict[LinkId, RemoteId] = {}
    for maker in {link.connection for link in late}:
        links = [link for link in late if link.connection == maker]
        since = min((link.intent.at for link in links if link.intent is not None), default=None)
        if since is not None:
            wanted = {link.id: sent(link, Side.CRM) for link in links}
            made |= {link: seen.remote_id for link, seen in _asked(world, connection, opened, maker, wanted, since)}
    return made


def _asked(
    world: World,
    connection: Connection,
    opened: Opened,
    maker: ConnectionId,
    wanted: Mapping[LinkId, Content],
    since: datetime,
) -> Iterable[tuple[LinkId, Seen]]:
    """As the maker's user sees the CRM: an activity is found among their own. Without their grant as ours does."""
    try:
        other = world.connections.get(maker)
        crm = opened.crm if other.user == connection.user else world.replicas.open(other).crm
        return crm.find_created(wanted, since).items()
    except (AccessRevoked, Refused):
        return opened.crm.find_created(wanted, since).items()


def notes(world: World, making: Making, link: Link) -> tuple[Operation, ...]:
    """To be committed with the link that is about to make the person."""
    now = world.clock.now()
    noted = [birth(key, expect, link, now) for key, expect in making.born.keys]
    return (*noted, *(operation for late in making.born.late for operation in world.links.forgetting(late)))


def adopt(
    world: World, connection: Connection, opened: Opened, contacts: Mapping[RemoteId, Making]
) -> tuple[frozenset[RemoteId], frozenset[RemoteId]]:
    """Link the sources of these, by the person that somebody made of each; return those who are here, and who are gone.

    One that this user can't see, or that another contact holds, is nothing to adopt, and is neither.
    """
    taken = world.links.claimed(connection.id, connection.account, Side.CRM, list(contacts))
    seen = opened.crm.read([person for person in contacts if person not in taken]) if contacts else {}
    here = [person for person, sight in seen.items() if isinstance(sight, Seen)]
    now = world.clock.now()
    activities = [one for one in seen.values() if isinstance(one, Seen) and isinstance(one.content, Event)]
    tell_makers(world, connection, opened, activities)  # who was waited for isn't waited for any longer
    notes = [Note(Side.PROVIDER, contacts[one].source.remote_id, now) for one in here]
    world.changes.note_all(connection.id, notes)
    world.links.commit([_adopted(world, connection, one, contacts[one]) for one in here])
    # who makes one anew is the link of the one that is gone
    gone = {one for one, making in contacts.items() if making.link is not None and making.link.crm.remote_id == one}
    return frozenset(here), frozenset(gone | {one for one, sight in seen.items() if isinstance(sight, Tombstone)})


def doubt_second(world: World, connection: Connection, contacts: Mapping[RemoteId, Making]) -> frozenset[RemoteId]:
    """Contacts that were to bring back a person who is back already, with a contact of their own: who is who, a person
    must say. Return those persons. A contact that never had a person is somebody else's business.
    """
    again = {person: one for person, one in contacts.items() if one.link is not None}
    taken = world.links.claimed(connection.id, connection.account, Side.CRM, list(again)) if again else {}
    second = {person: one for person, one in again.items() if taken.get(person) not in {None, _id(one)}}
    world.links.commit([_doubted(world, connection, person, one) for person, one in second.items()])
    return frozenset(second)


def _id(making: Making) -> LinkId | None:
    return making.link.id if making.link is not None else None


def _doubted(world: World, connection: Connection, person: RemoteId, making: Making) -> Agreement:
    """The link lets go of the contact, which waits with what was typed into it."""
    if making.link is None:
        raise ValueError("only a link brings anybody back")
    contact, now = making.source.remote_id, world.clock.now()
    content = {
        "name": shown_name(making.source.content),
        "known": known_of(making.source.content),
        "group": [item_key(Side.CRM, person), item_key(Side.PROVIDER, contact)],
    }
    row = Pending(
        Kind.REVIEW, item_key(Side.PROVIDER, contact), "ambiguous", now, Side.PROVIDER, contact, content=content
    )
    gone = replace(making.link, state=LinkState.TOMBSTONE, reason="ambiguous", intent=None, changed_at=now)
    others = (*making.used, world.pendings.put(connection.id, connection.account, row))
    return Agreement(gone, making.link, others, {"linked": -1 if making.link.state in LINKED else 0})


def _adopted(world: World, connection: Connection, person: RemoteId, making: Making) -> Agreement:
    """A link that was to make its person anew takes the one that is there, as twins that never agreed."""
    link, source = making.link, making.source
    if link is None:
        return adoption(world, connection, person, source.remote_id, source.uid)
    twins = replace(
        link,
        state=LinkState.LIVE,
        crm=Replicated(person),
        provider=replace(link.provider, base=None),
        adopted=True,
        intent=None,
        reason="",
        changed_at=world.clock.now(),
    )
    return Agreement(twins, link, making.used, {"linked": 0 if link.state in LINKED else 1})


def _keys(world: World, connection: Connection, making: Making) -> tuple[str, ...]:
    """Salted, so that the keys of two companies can't be held against each other.

    An event is known by its meeting. Either is known by what it brings back, too, which others may show as well.
    """
    gone = making.link.crm.remote_id if making.link is not None else None
    again = (f"again-{gone}",) if gone is not None else ()
    if isinstance(making.content, Event):
        return (*meetings_in(making.source.mentions), *again)
    salt = connection.company.encode()[:64]
    found = unpacked(match_keys(making.content, world.comparison, salt))
    return (*(f"{kind}-{value:016x}" for kind, value in found if kind in TELLING), *again)


def _links(world: World, known: Sequence[Birth]) -> Mapping[LinkId, Link]:
    links: dict[LinkId, Link] = {}
    for connection in {one.connection for one in known}:
        links |= world.links.get(connection, [one.link for one in known if one.connection == connection])
    return links


def _person(link: Link | None) -> RemoteId | None:
    return link.crm.remote_id if link is not None and link.state is not LinkState.TOMBSTONE else None


def _is_under_way(world: World, known: Birth, link: Link | None) -> bool:
    if link is None or link.state is not LinkState.CREATING:
        return False
    tried = max(known.at, link.intent.at) if link.intent is not None else known.at
    return world.clock.now() - tried < PATIENCE
