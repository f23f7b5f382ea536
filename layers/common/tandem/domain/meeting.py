"""Where the items of two sides share a match key, found by one sort per kind of key."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import NamedTuple

from tandem.domain.ids import RemoteId
from tandem.domain.match_key import KeyKind, unpacked

_CRM, _PROVIDER = 0, 1


class Meeting(NamedTuple):
    """Places of items that share a key; sure if it is one of each side."""

    crm: Sequence[int]
    provider: Sequence[int]
    is_sure: bool = False

    @property
    def edge(self) -> int:
        """The first of each side as one number; `ends` takes it apart."""
        return self.crm[0] << 32 | self.provider[0]


def ends(edge: int) -> tuple[int, int]:
    return edge >> 32, edge & 0xFFFFFFFF


class Book:
    """One side's items by place: ids, names (marker or UID), and 12 bytes for each key."""

    def __init__(self, items: Iterable[tuple[RemoteId, bytes, str]]) -> None:
        self.ids: list[RemoteId] = []
        self.names: dict[str, list[int]] = {}
        self._hashes = {kind.value: array("Q") for kind in KeyKind}
        self._places = {kind.value: array("I") for kind in KeyKind}
        for place, (remote_id, keys, name) in enumerate(items):
            self.ids.append(remote_id)
            if name:
                self.names.setdefault(name, []).append(place)
            for kind, hashed in unpacked(keys):
                self._hashes[kind].append(hashed)
                self._places[kind].append(place)
        self.is_taken = bytearray(len(self.ids))

    def records(self, kind: KeyKind, side: int) -> Iterator[int]:
        """Hash, side and place of each key, as one number that sorts by hash."""
        for hashed, place in zip(self._hashes[kind], self._places[kind], strict=True):
            yield hashed << 33 | side << 32 | place


def meetings(crm: Book, provider: Book, kind: KeyKind) -> Iterator[Meeting]:
    """Every key of one kind that both sides have."""
    records = sorted(chain(crm.records(kind, _CRM), provider.records(kind, _PROVIDER)))
    for _, group in groupby(records, key=_hash_of):
        places: tuple[list[int], list[int]] = [], []
        for record in group:
            places[record >> 32 & 1].append(record & 0xFFFFFFFF)
        if places[_CRM] and places[_PROVIDER]:
            yield _meeting(*places)


def named(crm: Book, provider: Book) -> Iterator[Meeting]:
    """Every marker that is a contact's UID."""
    for name, places in crm.names.items():
        if name in provider.names:
            yield _meeting(places, provider.names[name])


def components(found: Iterable[Meeting]) -> list[Meeting]:
    """Meetings that share an item, as one; in order of place."""
    parents: dict[int, int] = {}
    for one in found:
        nodes = _nodes(one)
        for node in nodes:
            parents.setdefault(node, node)
        for node in nodes[1:]:
            parents[_root(parents, node)] = _root(parents, nodes[0])
    gathered: dict[int, tuple[list[int], list[int]]] = {}
    for node in parents:
        crm, provider = gathered.setdefault(_root(parents, node), ([], []))
        (crm if node >= 0 else provider).append(node if node >= 0 else ~node)
    return sorted(Meeting(sorted(crm), sorted(provider)) for crm, provider in gathered.values())


def _meeting(crm: Sequence[int], provider: Sequence[int]) -> Meeting:
    return Meeting(crm, provider, len(crm) == len(provider) == 1)


def _hash_of(record: int) -> int:
    return record >> 33


def _nodes(one: Meeting) -> list[int]:
    return [*one.crm, *(~place for place in one.provider)]


def _root(parents: dict[int, int], node: int) -> int:
    while parents[node] != node:
        parents[node] = parents[parents[node]]
        node = parents[node]
    return node
