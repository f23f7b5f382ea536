"""Keeps two connections of a company from making one person twice: who comes second adopts what the first made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tandem.domain.contact import Contact, Side
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Link, LinkState
from tandem.domain.match_key import KeyKind, match_keys, unpacked
from tandem.domain.sight import Seen
from tandem.ports import Operation
from tandem.state.births import Birth, birth, births
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.usecases.match_spool import adoption
from tandem.usecases.world import Opened, World

TELLING = (KeyKind.MAIL, KeyKind.PHONE_AND_FAMILY)
"""What the matching of two books takes two for one by."""
PATIENCE = timedelta(minutes=2)
"""How long one waits for the other's create. Who takes longer has died in it, and finds its person by the marker."""


@dataclass(frozen=True, slots=True)
class Born:
    """By place among the contacts: whose keys are to be noted with their create, and who was made by somebody else.

    Those in neither are being made right now.
    """

    free: Mapping[int, tuple[str, ...]]
    made: Mapping[int, RemoteId]


def look_for(world: World, connection: Connection, contacts: Sequence[Contact]) -> Born:
    """Nothing is noted and nothing looked for while the company has no other connection."""
    others = [one for one in world.connections.of_company(connection.company) if one.is_active]
    if len(others) < 2:
        return Born(dict.fromkeys(range(len(contacts)), ()), {})
    keys = [_keys(world, connection, contact) for contact in contacts]
    known = births(world.links.table, connection.company, {key for each in keys for key in each})
    foreign = {key: one for key, one in known.items() if one.connection != connection.id}
    links = _links(world, list(foreign.values()))
    free: dict[int, tuple[str, ...]] = {}
    made: dict[int, RemoteId] = {}
    noted = set(known)
    for place, mine in enumerate(keys):
        elsewhere = [foreign[key] for key in mine if key in foreign]
        persons = [person for one in elsewhere if (person := _person(links.get(one.link))) is not None]
        if persons:
            made[place] = persons[0]
        elif not any(_is_under_way(world, one, links.get(one.link)) for one in elsewhere):
            free[place] = tuple(key for key in mine if key not in noted)
            noted.update(mine)
    return Born(free, made)


def notes(world: World, connection: Connection, link: Link, keys: Sequence[str]) -> tuple[Operation, ...]:
    """To be committed with the link that is about to make the person."""
    return tuple(birth(connection.company, key, connection.id, link.id, world.clock.now()) for key in keys)


def adopt(
    world: World, connection: Connection, opened: Opened, contacts: Mapping[RemoteId, Seen]
) -> frozenset[RemoteId]:
    """Link these contacts, by the person that somebody made of them; return those whose person is here to be linked.

    One that this user can't see, or that another contact holds, is nothing to adopt.
    """
    taken = world.links.claimed(connection.id, connection.account, Side.CRM, list(contacts))
    seen = opened.crm.read([person for person in contacts if person not in taken]) if contacts else {}
    here = [person for person, sight in seen.items() if isinstance(sight, Seen)]
    now = world.clock.now()
    world.changes.note_all(connection.id, [Note(Side.PROVIDER, contacts[one].remote_id, now) for one in here])
    made = [adoption(world, connection, one, contacts[one].remote_id, contacts[one].uid) for one in here]
    world.links.commit(made)
    return frozenset(here)


def _keys(world: World, connection: Connection, contact: Contact) -> tuple[str, ...]:
    """Salted, so that the keys of two companies can't be held against each other."""
    salt = connection.company.encode()[:64]
    found = unpacked(match_keys(contact, world.comparison, salt))
    return tuple(f"{kind}-{value:016x}" for kind, value in found if kind in TELLING)


def _links(world: World, known: Sequence[Birth]) -> Mapping[LinkId, Link]:
    links: dict[LinkId, Link] = {}
    for connection in {one.connection for one in known}:
        links |= world.links.get(connection, [one.link for one in known if one.connection == connection])
    return links


def _person(link: Link | None) -> RemoteId | None:
    return link.crm.remote_id if link is not None and link.state is not LinkState.TOMBSTONE else None


def _is_under_way(world: World, known: Birth, link: Link | None) -> bool:
    is_making = link is not None and link.state is LinkState.CREATING
    return is_making and world.clock.now() - known.at < PATIENCE
