"""Items that no link holds: recognised under a new id, adopted as twins, put up for review, or made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tandem.domain import match
from tandem.domain.contact import Side
from tandem.domain.errors import Rejected
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Link
from tandem.domain.showing import shown_on
from tandem.domain.sight import Absence, Broken, Seen, Tombstone
from tandem.state.changes import ChangeRecord, Note
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.state.pending import Kind, Pending, item_key
from tandem.state.rows import transact_all
from tandem.usecases.cases import moves
from tandem.usecases.cases.compare_page import being_made, note_sources
from tandem.usecases.cases.gather import Case, Stranger
from tandem.usecases.cases.meetings import met_before
from tandem.usecases.cases.names import known_of, mails_of, shown_name
from tandem.usecases.cases.recover import recover
from tandem.usecases.matching.baselines import has_baseline, let_go, without_kept
from tandem.usecases.matching.doubles import park_doubles
from tandem.usecases.matching.lost_creates import nameless
from tandem.usecases.matching.making import NEW, Made, Making
from tandem.usecases.matching.match_spool import adoption
from tandem.usecases.runs.parking import park
from tandem.usecases.world import Opened, World
from tandem.usecases.writing.make_items import make_items


@dataclass(frozen=True, slots=True)
class Welcomed:
    """`settled` are the records that need nothing further."""

    settled: tuple[ChangeRecord, ...]
    made: Made


def welcome(world: World, connection: Connection, opened: Opened, strangers: Sequence[Stranger]) -> Welcomed:
    """Deal with each stranger; those that can't be told apart from somebody else wait in review, nothing written."""
    known = _recognise(world, connection, opened, strangers) + _our_own(world, connection, opened, strangers)
    rest = [one for one in strangers if one not in known]
    if has_baseline(connection):
        rest = without_kept(world, connection, rest)
    arrivals = [one for one in rest if isinstance(one.sight, Seen) and _is_wanted(connection, one.side, one.sight)]
    for one in rest:
        if isinstance(one.sight, Broken):
            park(world, connection, one.side, one.remote_id, Rejected(one.sight.reason, one.sight.detail))
    fresh = _unreviewed(world, connection, arrivals)
    paired = _meet(world, connection, fresh) + _pair(world, connection, opened, fresh)
    makings = [_making(world, connection, one) for one in fresh if one not in paired]
    made = make_items(world, connection, opened, makings)
    left = {(one.side.other, one.source.remote_id) for one in makings} if made.is_open else set()
    settled = [one for one in strangers if (one.side, one.remote_id) not in left]
    return Welcomed(tuple(record for one in settled for record in one.records), made)


def _is_wanted(connection: Connection, side: Side, seen: Seen) -> bool:
    return seen.in_scope and (connection.rules.takes_new if side is Side.PROVIDER else connection.rules.is_two_way)


def _making(world: World, connection: Connection, one: Stranger) -> Making:
    if not isinstance(one.sight, Seen):
        raise TypeError("only what was seen can be made on the other side")
    wanted = shown_on(one.side.other, one.sight.content, connection.rules)
    used = let_go(world, connection, one.side, one.remote_id)
    return Making(one.side.other, one.sight, wanted, NEW[one.side.other], used=used)


def _unreviewed(world: World, connection: Connection, arrivals: Sequence[Stranger]) -> list[Stranger]:
    keys = [item_key(one.side, one.remote_id) for one in arrivals]
    waiting = set(world.pendings.standing(connection.id, Kind.REVIEW, keys))
    return [one for one, key in zip(arrivals, keys, strict=True) if key not in waiting]


def _recognise(world: World, connection: Connection, opened: Opened, strangers: Sequence[Stranger]) -> list[Stranger]:
    """A card under a new href is the old one if its UID is linked and the old href is gone, or the link is here by now.

    All of them are looked at once more, as their links' own.
    """
    moved = _bearing_linked_uids(world, connection, strangers)
    here = [one for one, link in moved if link.provider.remote_id == one.remote_id]
    olds = [old for one, link in moved if one not in here and (old := link.provider.remote_id) is not None]
    gone = {old for old, sight in opened.provider.read(olds).items() if isinstance(sight, Tombstone)} if olds else set()
    lost = [(one, link) for one, link in moved if link.provider.remote_id in gone]
    told = _told(world, connection, [link for _, link in lost])
    rekeyed = [(one, told[link.id]) for one, link in lost]
    world.links.commit([moves.rekeyed(world, connection, link, one.remote_id) for one, link in rekeyed])
    known = here + [one for one, _ in rekeyed]
    now = world.clock.now()
    world.changes.note_all(connection.id, [Note(Side.PROVIDER, one.remote_id, now) for one in known])
    return known


def _told(world: World, connection: Connection, links: Sequence[Link]) -> Mapping[LinkId, Link]:
    """With what a write did that was cut off: it may be what took the card away, and history tells of that first."""
    gone = {link.id: Tombstone(link.provider.remote_id or RemoteId("")) for link in links}
    cases = [Case(link, Absence.NOTHING, gone[link.id], ()) for link in links]
    return {case.link.id: case.link for case in recover(world, connection, cases)}


def _bearing_linked_uids(
    world: World, connection: Connection, strangers: Sequence[Stranger]
) -> list[tuple[Stranger, Link]]:
    cards = [one for one in strangers if one.side is Side.PROVIDER and isinstance(one.sight, Seen) and one.sight.uid]
    uids = {one.remote_id: one.sight.uid for one in cards if isinstance(one.sight, Seen)}
    claimed = world.links.by_uid(connection.account, list(uids.values()))
    links = world.links.get(connection.id, list(claimed.values()))
    return [(one, links[claimed[uids[one.remote_id]]]) for one in cards if claimed.get(uids[one.remote_id]) in links]


def _our_own(world: World, connection: Connection, opened: Opened, strangers: Sequence[Stranger]) -> list[Stranger]:
    """Items that we are just making: word of them was quicker than our commit. What they come from is looked at."""
    ours: list[Stranger] = []
    for side in Side:
        seen = [one.sight for one in strangers if one.side is side and isinstance(one.sight, Seen)]
        making = being_made(world, connection, side, seen)
        making |= nameless(world, connection, opened, seen) if side is Side.CRM else {}
        note_sources(world, connection, side, making.values())
        ours += [one for one in strangers if one.side is side and one.remote_id in making]
    return ours


def _meet(world: World, connection: Connection, arrivals: Sequence[Stranger]) -> list[Stranger]:
    """Link what a colleague has, too, with the activity that is there; return those."""
    pairs = met_before(world, connection, arrivals)
    met = {event for _, event in pairs}
    linked = [one for one in arrivals if one.side is Side.PROVIDER and one.remote_id in met]
    _adopt(world, connection, pairs, {one.remote_id: _seen(one) for one in linked})
    return linked


def _pair(world: World, connection: Connection, opened: Opened, arrivals: Sequence[Stranger]) -> list[Stranger]:
    """Link arrivals with their twins at the CRM; return those that were adopted or wait in review."""
    contacts = [one for one in arrivals if one.side is Side.PROVIDER]
    persons = {one.remote_id: one.sight for one in arrivals if one.side is Side.CRM and isinstance(one.sight, Seen)}
    for one in contacts:
        persons |= _persons_like(opened, one)
    if not contacts or not persons:
        return []
    found = match.match(_keyed(world, list(persons.values())), _keyed(world, [_seen(one) for one in contacts]))
    taken = _taken(world, connection, persons)
    pairs = [(person, contact) for person, contact in found.pairs if person not in taken]
    doubtful = _doubtful(found) + [([person], [contact]) for person, contact in found.pairs if person in taken]
    seen = {**persons, **{one.remote_id: _seen(one) for one in contacts}}
    for group in doubtful:
        _review(world, connection, group, taken, seen)
    _adopt(world, connection, pairs, {one.remote_id: _seen(one) for one in contacts})
    settled = {contact for _, contact in pairs} | {one for _, group in doubtful for one in group}
    settled_persons = {person for person, _ in pairs} | {one for group, _ in doubtful for one in group}
    return [one for one in arrivals if one.remote_id in (settled if one.side is Side.PROVIDER else settled_persons)]


def _taken(world: World, connection: Connection, persons: Mapping[RemoteId, Seen]) -> Mapping[RemoteId, LinkId]:
    """By the links that hold them, or that are about to: the answer to their create is yet to come."""
    making = being_made(world, connection, Side.CRM, list(persons.values()))
    held = world.links.claimed(connection.id, connection.account, Side.CRM, list(persons))
    return {**{person: link.id for person, link in making.items()}, **held}


def _seen(one: Stranger) -> Seen:
    if not isinstance(one.sight, Seen):
        raise TypeError("an arrival was seen")
    return one.sight


def _keyed(world: World, items: Sequence[Seen]) -> list[match.Keyed]:
    return [
        match.Keyed(one.remote_id, match.match_keys(one.content, world.comparison), one.uid, one.marker)
        for one in items
    ]


def _persons_like(opened: Opened, one: Stranger) -> Mapping[RemoteId, Seen]:
    """Persons that have one of this contact's addresses, visible to the connection's user."""
    mails = mails_of(_seen(one).content)
    ids = list(dict.fromkeys(person for mail in mails for person in opened.desk.find_by_mail(mail)))
    return {remote: seen for remote, seen in opened.crm.read(ids).items() if isinstance(seen, Seen)} if ids else {}


def _doubtful(found: match.Matches) -> list[tuple[list[RemoteId], list[RemoteId]]]:
    groups = [(list(cluster.crm), list(cluster.provider)) for cluster in found.clusters]
    return groups + [([one.crm], [one.provider]) for one in found.suggestions]


def _review(
    world: World,
    connection: Connection,
    group: tuple[list[RemoteId], list[RemoteId]],
    taken: Mapping[RemoteId, LinkId],
    seen: Mapping[RemoteId, Seen],
) -> None:
    persons, contacts = group
    members = [(Side.CRM, one) for one in persons if one not in taken] + [(Side.PROVIDER, one) for one in contacts]
    keys = [item_key(Side.CRM, one) for one in persons] + [item_key(Side.PROVIDER, one) for one in contacts]
    now = world.clock.now()
    rows = [_doubt(side, seen[one], keys, now) for side, one in members]
    transact_all(world.links.table, [world.pendings.put(connection.id, connection.account, row) for row in rows])


def _doubt(side: Side, seen: Seen, group: Sequence[str], now: datetime) -> Pending:
    content = {"name": shown_name(seen.content), "known": known_of(seen.content), "group": group}
    return Pending(Kind.REVIEW, item_key(side, seen.remote_id), "ambiguous", now, side, seen.remote_id, content=content)


def _adopt(
    world: World, connection: Connection, pairs: Sequence[tuple[RemoteId, RemoteId]], contacts: Mapping[RemoteId, Seen]
) -> None:
    """A card whose UID another one has waits with that reason: to link it would fail each time."""
    made = {contact: _adoption(world, connection, person, contacts[contact]) for person, contact in pairs}
    failed = world.links.commit(list(made.values()))
    lost = [contacts[contact] for contact, one in made.items() if one.link.id in failed]
    doubles = park_doubles(world, connection, lost, {}) if lost else frozenset()
    now = world.clock.now()
    world.changes.note_all(connection.id, [Note(Side.PROVIDER, one, now) for one in made if one not in doubles])


def _adoption(world: World, connection: Connection, person: RemoteId, contact: Seen) -> Agreement:
    made = adoption(world, connection, person, contact.remote_id, contact.uid)
    return replace(made, others=(*made.others, *let_go(world, connection, Side.PROVIDER, contact.remote_id)))
