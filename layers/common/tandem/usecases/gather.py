"""Gathers what a slice of change records is about: the links, and what both sides show of them now, read in batches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tandem.domain.contact import Side
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Link, LinkState
from tandem.domain.sight import Absence, Sight
from tandem.state.changes import ChangeRecord
from tandem.state.connections import Connection
from tandem.usecases.compare_page import linked
from tandem.usecases.world import Opened, World

SILENT = frozenset({LinkState.NOT_WANTED, LinkState.UNLINKED, LinkState.TOMBSTONE})
"""Links in these states ask for nothing, whatever becomes of their items."""


@dataclass(frozen=True, slots=True)
class Case:
    """A link with what was seen of both sides, and the records that led to it."""

    link: Link
    crm: Sight
    provider: Sight
    records: tuple[ChangeRecord, ...]

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
    """Records of links that ask for nothing."""


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


def gather(opened: Opened, records: Sequence[ChangeRecord], held: Mapping[tuple[Side, RemoteId], Link]) -> Gathered:
    """Read both sides of all that is concerned; each item once."""
    live = {key: link for key, link in held.items() if link.state not in SILENT}
    settled = [record for record in records if (record.side, record.remote_id) in held.keys() - live.keys()]
    asked = [record for record in records if record not in settled]
    sights = {side: _read(opened, side, asked, list(live.values())) for side in Side}
    return Gathered(tuple(_cases(asked, live, sights)), tuple(_strangers(asked, live, sights)), tuple(settled))


def _read(
    opened: Opened, side: Side, records: Sequence[ChangeRecord], links: Sequence[Link]
) -> Mapping[RemoteId, Sight]:
    replica = opened.crm if side is Side.CRM else opened.provider
    ids = [record.remote_id for record in records if record.side is side]
    ids += [remote for link in links if (remote := link.side(side).remote_id) is not None]
    told = frozenset(record.remote_id for record in records if record.side is side and record.told_gone)
    unique = list(dict.fromkeys(ids))
    return replica.read(unique, told) if unique else {}


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
    remote = link.side(side).remote_id
    return Absence.NOTHING if remote is None else sights[side].get(remote, Absence.NOTHING)


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
