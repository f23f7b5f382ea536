"""Who is whose twin, decided before anything is written: by marker, by mail, by phone and family name.

One to one only. What may be the same as several others, or only looks alike, is for a person to decide.
Works on hashes in flat arrays, so that 100,000 contacts a side are no burden.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from tandem.domain.ids import RemoteId
from tandem.domain.match_key import KeyKind, match_keys
from tandem.domain.meeting import Book, Meeting, components, ends, meetings, named

__all__ = ["Cluster", "Keyed", "Matchable", "Matches", "Pair", "Suggestion", "Tier", "match", "match_keys"]


class Tier(StrEnum):
    """By what a pair was found, surest first."""

    MARKER = "marker"
    """The person carries the link id that the contact has as its UID: Tandem made one from the other."""
    MAIL = "mail"
    PHONE = "phone"
    """Number and family name."""
    NAME = "name"
    """Full name and organization: never enough by itself."""


class Matchable(Protocol):
    """What matching needs of an item; `match_keys` are those of `match_keys()`, made with one salt."""

    @property
    def remote_id(self) -> RemoteId: ...
    @property
    def match_keys(self) -> bytes: ...
    @property
    def uid(self) -> str: ...
    @property
    def marker(self) -> str: ...


class Keyed(NamedTuple):
    """The plainest `Matchable`."""

    remote_id: RemoteId
    match_keys: bytes
    uid: str = ""
    marker: str = ""


class Pair(NamedTuple):
    """A person and the contact that is the same."""

    crm: RemoteId
    provider: RemoteId


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two that look like one by name and organization; nothing is written until a person says so."""

    crm: RemoteId
    provider: RemoteId


@dataclass(frozen=True, slots=True)
class Cluster:
    """Items of which nobody can tell who is whose twin. One side is empty where its own have found theirs."""

    crm: tuple[RemoteId, ...]
    provider: tuple[RemoteId, ...]
    tier: Tier


@dataclass(frozen=True, slots=True)
class Matches:
    """What was found, each item in one place only; who is in none of these has no twin. `tiers` go with `pairs`."""

    pairs: tuple[Pair, ...]
    suggestions: tuple[Suggestion, ...]
    clusters: tuple[Cluster, ...]
    tiers: tuple[Tier, ...] = ()


def match(crm: Iterable[Matchable], provider: Iterable[Matchable]) -> Matches:
    """Match in tiers; an item that a tier pairs, or finds ambiguous, is out of the next."""
    persons = Book((one.remote_id, one.match_keys, one.marker) for one in crm)
    contacts = Book((one.remote_id, one.match_keys, one.uid) for one in provider)
    return _Matching(persons, contacts).matches()


class _Matching:
    """One matching of two books."""

    def __init__(self, crm: Book, provider: Book) -> None:
        self.crm, self.provider = crm, provider
        self.pairs: list[Pair] = []
        self.tiers: list[Tier] = []
        self.suggestions: list[Suggestion] = []
        self.clusters: list[Cluster] = []

    def matches(self) -> Matches:
        crm, provider = self.crm, self.provider
        self._settle(Tier.MARKER, named(crm, provider))
        self._settle(Tier.MAIL, meetings(crm, provider, KeyKind.MAIL))
        self._settle(Tier.PHONE, self._by_phone())
        self._settle(Tier.NAME, meetings(crm, provider, KeyKind.NAME_AND_ORGANIZATION))
        return Matches(tuple(self.pairs), tuple(self.suggestions), tuple(self.clusters), tuple(self.tiers))

    def _by_phone(self) -> Iterator[Meeting]:
        """Those who share number and family name; not sure where the number is somebody else's too (a switchboard)."""
        only = {one.edge for one in meetings(self.crm, self.provider, KeyKind.PHONE) if one.is_sure}
        for one in meetings(self.crm, self.provider, KeyKind.PHONE_AND_FAMILY):
            yield one._replace(is_sure=one.is_sure and one.edge in only)

    def _settle(self, tier: Tier, found: Iterable[Meeting]) -> None:
        """Pair those who meet nobody else for sure; what is left of the other meetings is ambiguous."""
        doubtful: list[Meeting] = []
        sure = array("Q")
        for one in found:
            if one.is_sure and self._free(one) == one:
                sure.append(one.edge)
            elif any(self._free(one)[:2]):
                doubtful.append(one)
        for crm, provider, is_mutual in _partners(sorted(set(sure)), self.crm, self.provider):
            if is_mutual:
                self._take(tier, crm, provider)
            else:
                doubtful.append(Meeting([crm], [provider]))
        self._cluster(tier, doubtful)

    def _free(self, one: Meeting) -> Meeting:
        """The meeting without those who are spoken for."""
        crm = [place for place in one.crm if not self.crm.is_taken[place]]
        provider = [place for place in one.provider if not self.provider.is_taken[place]]
        return Meeting(crm, provider, one.is_sure)

    def _take(self, tier: Tier, crm: int, provider: int) -> None:
        self.crm.is_taken[crm] = self.provider.is_taken[provider] = True
        person, contact = self.crm.ids[crm], self.provider.ids[provider]
        if tier is Tier.NAME:
            self.suggestions.append(Suggestion(person, contact))
        else:
            self.pairs.append(Pair(person, contact))
            self.tiers.append(tier)

    def _cluster(self, tier: Tier, doubtful: list[Meeting]) -> None:
        for one in components(map(self._free, doubtful)):
            if (one.crm and one.provider) or tier in _TELLING:
                self._take_cluster(tier, one)

    def _take_cluster(self, tier: Tier, one: Meeting) -> None:
        for place in one.crm:
            self.crm.is_taken[place] = True
        for place in one.provider:
            self.provider.is_taken[place] = True
        crm = tuple(self.crm.ids[place] for place in one.crm)
        provider = tuple(self.provider.ids[place] for place in one.provider)
        self.clusters.append(Cluster(crm, provider, tier))


_TELLING = frozenset({Tier.MARKER, Tier.MAIL})
"""Whoever shares this with somebody already paired may be a double of theirs; a number is shared by whole families."""

_NOBODY, _SEVERAL = -1, -2


def _partners(edges: list[int], crm: Book, provider: Book) -> Iterator[tuple[int, int, bool]]:
    """Who meets whom, by place, and whether neither meets anybody else."""
    crm_meets, provider_meets = array("l", [_NOBODY]) * len(crm.ids), array("l", [_NOBODY]) * len(provider.ids)
    for person, contact in map(ends, edges):
        crm_meets[person] = contact if crm_meets[person] in {_NOBODY, contact} else _SEVERAL
        provider_meets[contact] = person if provider_meets[contact] in {_NOBODY, person} else _SEVERAL
    for person, contact in map(ends, edges):
        yield person, contact, crm_meets[person] == contact and provider_meets[contact] == person
