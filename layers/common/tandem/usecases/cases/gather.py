"""Gathers what a slice of change records is about: the links, and what both sides show of them now, read in batches."""

from collections.abc import Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, replace

from tandem.domain.contact import Side
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Link, LinkState
from tandem.domain.sight import Absence, Seen, Sight, Unseen
from tandem.ports import Operation, Source
from tandem.state.changes import ChangeRecord
from tandem.state.connections import Connection
from tandem.state.pending import Kind, item_key
from tandem.usecases.cases.compare_page import is_base, linked
from tandem.usecases.cases.photos import is_owed
from tandem.usecases.world import Opened, World

SILENT = frozenset({LinkState.NOT_WANTED, LinkState.UNLINKED, LinkState.TOMBSTONE})
"""Links in these states ask for nothing, whatever becomes of their items."""


@dataclass(frozen=True, slots=True)
class Case:
    """A link with what was seen of both sides, and the records that led to it.

    `used` are operations for the transaction that agrees on it: what it used up.
    """

    link: Link
    crm: Sight
    provider: Sight
    records: tuple[ChangeRecord, ...]
    used: tuple[Operation, ...] = ()

    def sight(self, side: Side) -> Sight:
        return self.crm if side is Side.CRM else self.provider


@dataclass(frozen=True, slots=True)
class Stranger:
    """An item that no link holds."""

    side: Side
    remote_id: RemoteId
    sight: Sight
    records: tuple[ChangeRecord, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    cases: tuple[Case, ...]
    strangers: tuple[Stranger, ...]
    settled: tuple[ChangeRecord, ...]
    """Records of links that ask for nothing, or whose items are as they were."""
    renewed: tuple[tuple[Link, Link], ...] = ()
    """Links, before and after, of which only a version changed."""


def held_by(world: World, connection: Connection, records: Sequence[ChangeRecord]) -> dict[tuple[Side, RemoteId], Link]:
    found: dict[tuple[Side, RemoteId], Link] = {}
    for side in Side:
        ids = list(dict.fromkeys(record.remote_id for record in records if record.side is side))
        found |= {(side, remote): link for remote, link in linked(world, connection, side, ids).items()}
    return found


def persons_of(records: Sequence[ChangeRecord], held: Mapping[tuple[Side, RemoteId], Link]) -> list[RemoteId]:
    """The persons that this slice is about: what a lease is taken on."""
    persons = [record.remote_id for record in records if record.side is Side.CRM]
    persons += [link.crm.remote_id for link in held.values() if link.crm.remote_id is not None]
    return list(dict.fromkeys(persons))


def parked_among(world: World, connection: Connection, held: Mapping[tuple[Side, RemoteId], Link]) -> frozenset[LinkId]:
    """The links of which an item is parked: what is left undone there shows on the other side, and has no record."""
    keys = {
        item_key(side, remote): link.id
        for link in held.values()
        for side in Side
        if (remote := link.side(side).remote_id) is not None
    }
    return frozenset(keys[key] for key in world.pendings.standing(connection.id, Kind.PARKED, list(keys)))


def gather(
    opened: Opened,
    records: Sequence[ChangeRecord],
    held: Mapping[tuple[Side, RemoteId], Link],
    parked: AbstractSet[LinkId],
) -> Gathered:
    """Read what was heard of; then the other side of all that isn't just as both sides last agreed. Each item once.

    An echo of our own write, and any other word about nothing, costs no look at the other side; but for `parked` links.
    """
    live = {key: link for key, link in held.items() if link.state not in SILENT}
    settled = [record for record in records if (record.side, record.remote_id) in held.keys() - live.keys()]
    asked = [record for record in records if record not in settled]
    sights = {side: dict(_read_heard(opened, side, asked)) for side in Side}
    restless = _restless(asked, live, sights) | {link.id: link for link in live.values() if link.id in parked}
    restless |= {} if opened.writer else _unpictured(live, sights)
    for side in Side:
        sights[side].update(_read_rest(opened, side, list(restless.values()), sights[side]))
    quiet = {key: link for key, link in live.items() if link.id not in restless}
    settled += [record for record in asked if (record.side, record.remote_id) in quiet]
    rest = [record for record in asked if (record.side, record.remote_id) not in quiet]
    renewed = tuple(_renewed(key, link, sights) for key, link in quiet.items())
    return Gathered(
        tuple(_cases(rest, live, sights)),
        tuple(_strangers(rest, live, sights)),
        tuple(settled),
        tuple(pair for pair in renewed if pair is not None),
    )


def _read_heard(opened: Opened, side: Side, records: Sequence[ChangeRecord]) -> Mapping[RemoteId, Sight]:
    ids = list(dict.fromkeys(record.remote_id for record in records if record.side is side))
    told = frozenset(record.remote_id for record in records if record.side is side and record.told_gone)
    return _replica(opened, side).read(ids, told) if ids else {}


def _replica(opened: Opened, side: Side) -> Source:
    return opened.crm if side is Side.CRM else opened.provider


def _restless(
    records: Sequence[ChangeRecord],
    live: Mapping[tuple[Side, RemoteId], Link],
    sights: Mapping[Side, Mapping[RemoteId, Sight]],
) -> dict[LinkId, Link]:
    """Links of which some word was about more than nothing."""
    found: dict[LinkId, Link] = {}
    for record in records:
        link = live.get((record.side, record.remote_id))
        if link is not None and not _is_at_rest(link, record, sights[record.side].get(record.remote_id)):
            found[link.id] = link
    return found


def _unpictured(
    live: Mapping[tuple[Side, RemoteId], Link], sights: Mapping[Side, Mapping[RemoteId, Sight]]
) -> dict[LinkId, Link]:
    """Links whose person is yet to be given the contact's photo: a crash may have come before."""
    contacts = {
        link.id: (link, sights[side].get(remote)) for (side, remote), link in live.items() if side is Side.PROVIDER
    }
    return {link.id: link for link, seen in contacts.values() if isinstance(seen, Seen) and is_owed(link, seen)}


def _is_at_rest(link: Link, record: ChangeRecord, sight: Sight | None) -> bool:
    return isinstance(sight, Seen) and record.successor is None and is_base(link, record.side, sight)


def _read_rest(
    opened: Opened, side: Side, links: Sequence[Link], known: Mapping[RemoteId, Sight]
) -> Mapping[RemoteId, Sight]:
    ids = [remote for link in links if (remote := link.side(side).remote_id) is not None and remote not in known]
    return _replica(opened, side).read(list(dict.fromkeys(ids))) if ids else {}


def _renewed(
    key: tuple[Side, RemoteId], link: Link, sights: Mapping[Side, Mapping[RemoteId, Sight]]
) -> tuple[Link, Link] | None:
    """The link with the card's new version, so that it is recognised unread next time; None if it has it already."""
    side, remote = key
    sight = sights[side].get(remote)
    if side is not Side.PROVIDER or not isinstance(sight, Seen) or sight.version == link.provider.version:
        return None
    return link, replace(link, provider=replace(link.provider, version=sight.version))


def _cases(
    records: Sequence[ChangeRecord],
    live: Mapping[tuple[Side, RemoteId], Link],
    sights: Mapping[Side, Mapping[RemoteId, Sight]],
) -> list[Case]:
    grouped: dict[LinkId, list[ChangeRecord]] = {}
    links: dict[LinkId, Link] = {}
    for record in records:
        link = live.get((record.side, record.remote_id))
        if link is not None:
            grouped.setdefault(link.id, []).append(record)
            links[link.id] = link
    return [
        Case(
            links[link], _sight(links[link], Side.CRM, sights), _sight(links[link], Side.PROVIDER, sights), tuple(found)
        )
        for link, found in grouped.items()
    ]


def _sight(link: Link, side: Side, sights: Mapping[Side, Mapping[RemoteId, Sight]]) -> Sight:
    """An item that the link knows is never absent: left out of an answer, it is unseen."""
    remote = link.side(side).remote_id
    return Absence.NOTHING if remote is None else sights[side].get(remote, Unseen(remote))


def _strangers(
    records: Sequence[ChangeRecord],
    live: Mapping[tuple[Side, RemoteId], Link],
    sights: Mapping[Side, Mapping[RemoteId, Sight]],
) -> list[Stranger]:
    grouped: dict[tuple[Side, RemoteId], list[ChangeRecord]] = {}
    for record in records:
        key = (record.side, record.remote_id)
        if key not in live:
            grouped.setdefault(key, []).append(record)
    return [
        Stranger(side, remote, sights[side].get(remote, Absence.NOTHING), tuple(found))
        for (side, remote), found in grouped.items()
    ]
