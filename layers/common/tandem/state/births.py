"""Births: which link makes, or just made, the person that is recognised by a match key.

Two users' syncs may come upon the same contact at once, before Pipedrive's listing or search shows what the other made.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.domain.ids import CompanyId, ConnectionId, LinkId
from tandem.domain.link import Link
from tandem.home import Expect, Operation, Put, Table
from tandem.state import keys
from tandem.state.rows import instant, stamp, text

KEPT = timedelta(days=7)
"""A connection that has no tokens left, or no grant, hears days later that somebody was deleted whom another made."""


@dataclass(frozen=True, slots=True)
class Birth:
    connection: ConnectionId
    link: LinkId
    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Right:
    """To make a person: the keys to note it by, each with the version of what was noted there.

    `late` are links of others that were to make it, and died in it: they are forgotten in the same transaction.
    """

    keys: tuple[tuple[str, Expect | int], ...] = ()
    late: tuple[Link, ...] = ()


def birth(match_key: str, expect: Expect | int, link: Link, now: datetime) -> Operation:
    """To be committed with the link that is about to make the person; a conflict where somebody else was quicker."""
    item = {"connection": link.connection, "link": link.id, "at": stamp(now)}
    return Put(keys.birth(link.company, match_key), item, expect, expires=now + KEPT)


def births(table: Table, company: CompanyId, match_keys: Iterable[str]) -> Mapping[str, Birth]:
    """What is known of these keys."""
    wanted = {keys.birth(company, each): each for each in match_keys}
    found = {}
    for key, row in table.get(list(wanted)).items():
        at = instant(row.item, "at")
        if at is not None:
            connection = ConnectionId(text(row.item, "connection"))
            found[wanted[key]] = Birth(connection, LinkId(text(row.item, "link")), at, row.version)
    return found
