"""Decides on the whole spool who is whose twin, before anything is written: pairs are adopted, doubts go to review."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from itertools import islice
from typing import TypeVar

from tandem.domain.contact import Side
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Link, Replicated
from tandem.domain.match import Matches, Pair, match
from tandem.domain.match_key import TELLING, match_keys, unpacked
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.state.pending import Kind, Pending, item_key
from tandem.state.rows import transact_all
from tandem.state.spool import Candidate
from tandem.usecases.cases.agree import LINKED
from tandem.usecases.cases.compare_page import LIKE_OURS
from tandem.usecases.cases.names import known_of, shown_name
from tandem.usecases.matching.doubles import park_doubles
from tandem.usecases.world import World

T = TypeVar("T")


def match_spool(world: World, connection: Connection) -> int:
    """Adopt, put up for review, drop what only served the matching; how many items are left to do.

    Reviews are stored first and kept out of a second run, so that a run cut off in the middle can't take what
    is left of a doubtful group for a clear pair.
    """
    candidates = {side: _candidates(world, connection, side) for side in Side}
    contacts = {one.remote_id: one for one in candidates[Side.PROVIDER]}
    again = _made_since(candidates) if connection.restored else []
    met = {remote for pair in again for remote in pair}
    persons, strangers = ([one for one in candidates[side] if one.remote_id not in met] for side in Side)
    matches = match(persons, strangers)
    _review(world, connection, matches)
    adopted = _adopt(world, connection, [*again, *matches.pairs], contacts)
    _review_twins_of_linked(world, connection)
    _drop_reviewed(world, connection)
    return adopted + _drop_unwanted(world, connection)


def _candidates(world: World, connection: Connection, side: Side) -> list[Candidate]:
    reviewed = {one.key for one in _reviews(world, connection)}
    found = world.spool.candidates(connection.id, side)
    return [one for one in found if item_key(side, one.remote_id) not in reviewed]


def _made_since(candidates: Mapping[Side, Sequence[Candidate]]) -> list[Pair]:
    """Twins of which Tandem made one after the backup: each alone on its side with all the same keys.

    So those who share an address, or have nothing but a name, are known again.
    """
    persons, contacts = _alone(candidates[Side.CRM]), _alone(candidates[Side.PROVIDER])
    met = [(persons[keys], contacts[keys]) for keys in persons if keys in contacts]
    ours = [pair for pair in met if LIKE_OURS.fullmatch(pair[0].marker) or LIKE_OURS.fullmatch(pair[1].uid)]
    return [Pair(person.remote_id, contact.remote_id) for person, contact in ours]


def _alone(found: Sequence[Candidate]) -> dict[frozenset[tuple[int, int]], Candidate]:
    """By their keys, in whichever order the side lists what they are made of."""
    keyed = [(frozenset(unpacked(one.match_keys)), one) for one in found]
    times = Counter(keys for keys, _ in keyed)
    return {keys: one for keys, one in keyed if keys and times[keys] == 1}


def _reviews(world: World, connection: Connection) -> list[Pending]:
    return world.pendings.page(connection.id, Kind.REVIEW, limit=100_000)


def _review(world: World, connection: Connection, matches: Matches) -> None:
    for cluster in matches.clusters:
        _review_group(world, connection, cluster.crm, cluster.provider, "ambiguous")
    for suggestion in matches.suggestions:
        _review_group(world, connection, (suggestion.crm,), (suggestion.provider,), "same_name")


def _review_twins_of_linked(world: World, connection: Connection) -> None:
    """A contact like a person that another one is linked with: a person must say whether it is somebody else."""
    strangers = _candidates(world, connection, Side.PROVIDER)
    if not strangers or connection.restored or not world.connections.counts(connection.id).get("linked", 0):
        return
    linked = _linked_keys(world, connection)
    for one in strangers:
        person = next((linked[key] for key in unpacked(one.match_keys) if key in linked), None)
        if person is not None:
            _review_group(world, connection, (person,), (one.remote_id,), "ambiguous", frozenset({person}))


def _linked_keys(world: World, connection: Connection) -> dict[tuple[int, int], RemoteId]:
    """What tells the linked persons apart, as both sides last agreed."""
    found: dict[tuple[int, int], RemoteId] = {}
    for link in world.links.all(connection.id):
        person, base = link.crm.remote_id, link.crm.base
        if link.state in LINKED and person is not None and base is not None:
            keys = unpacked(match_keys(base, world.comparison))
            found |= {key: person for key in keys if key[0] in TELLING}
    return found


def _review_group(
    world: World,
    connection: Connection,
    persons: Sequence[RemoteId],
    contacts: Sequence[RemoteId],
    reason: str,
    linked: AbstractSet[RemoteId] = frozenset(),
) -> None:
    """Each member waits but for those that are `linked` already."""
    members = [(Side.CRM, remote) for remote in persons] + [(Side.PROVIDER, remote) for remote in contacts]
    group = [item_key(side, remote) for side, remote in members]
    rows = []
    for side, remote in [one for one in members if one[1] not in linked]:
        seen = world.spool.get(connection.id, connection.account, side, [remote]).get(remote)
        shown = seen.content if seen else None
        content = {"name": shown_name(shown), "known": known_of(shown), "group": group}
        pending = Pending(Kind.REVIEW, item_key(side, remote), reason, world.clock.now(), side, remote, content=content)
        rows.append(world.pendings.put(connection.id, connection.account, pending))
    transact_all(world.links.table, rows)


def _adopt(
    world: World,
    connection: Connection,
    pairs: Sequence[tuple[RemoteId, RemoteId]],
    contacts: dict[RemoteId, Candidate],
) -> int:
    now, doubles = world.clock.now(), 0
    for batch in _batches(pairs, world.pace.batch):
        # noted before it is linked: a link that nobody looks at would wait for the next sweep
        world.changes.note_all(connection.id, [Note(Side.PROVIDER, contact, now) for _, contact in batch])
        made = [adoption(world, connection, person, contact, contacts[contact].uid) for person, contact in batch]
        failed = world.links.commit(made)
        doubles += _drop_doubles(world, connection, [one.link for one in made if one.link.id in failed])
    return len(pairs) - doubles


def _drop_doubles(world: World, connection: Connection, failed: Sequence[Link]) -> int:
    """Cards whose UID another one has can't be linked. Who is like one is there already, and isn't made; how many."""
    pairs = {
        one.provider.remote_id: one.crm.remote_id for one in failed if one.provider.remote_id and one.crm.remote_id
    }
    cards = world.spool.get(connection.id, connection.account, Side.PROVIDER, list(pairs)) if pairs else {}
    doubles = park_doubles(world, connection, list(cards.values()), {}) if cards else frozenset()
    world.spool.take(connection.id, Side.PROVIDER, list(doubles))
    world.spool.take(connection.id, Side.CRM, [pairs[one] for one in doubles])
    return len(doubles)


def adoption(world: World, connection: Connection, person: RemoteId, contact: RemoteId, uid: str) -> Agreement:
    """A link between twins that never agreed: no bases yet, so the next reconcile merges them for the first time."""
    link = Link(
        LinkId(world.ids.new()),
        connection.company,
        connection.account,
        connection.id,
        crm=Replicated(person),
        provider=Replicated(contact, uid=uid),
        adopted=True,
        changed_at=world.clock.now(),
    )
    used = (
        world.spool.used(connection.id, Side.CRM, person),
        world.spool.used(connection.id, Side.PROVIDER, contact),
    )
    return Agreement(link, others=used, counts={"linked": 1})


def _drop_reviewed(world: World, connection: Connection) -> None:
    for side in Side:
        ids = [one.remote_id for one in _reviews(world, connection) if one.side is side and one.remote_id]
        world.spool.take(connection.id, side, ids)


def _drop_unwanted(world: World, connection: Connection) -> int:
    """Persons that found no twin go out in two-way mode only, and only those in scope; how much is left."""
    persons = list(world.spool.candidates(connection.id, Side.CRM))
    wanted = [one for one in persons if connection.rules.is_two_way and one.in_scope]
    kept = {one.remote_id for one in wanted}
    world.spool.take(connection.id, Side.CRM, [one.remote_id for one in persons if one.remote_id not in kept])
    return len(kept) + sum(1 for _ in world.spool.candidates(connection.id, Side.PROVIDER))


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
