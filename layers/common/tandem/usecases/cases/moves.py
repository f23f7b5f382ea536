"""Links follow their items: a person that was merged into another, a card that is there under another href, an
occurrence that its series has under another id.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from tandem.domain.contact import Side
from tandem.domain.event import Event, When
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Link
from tandem.domain.sight import Seen, Tombstone
from tandem.domain.why import Why
from tandem.state.changes import ChangeRecord, Note
from tandem.state.connections import Connection
from tandem.state.links import Agreement, stored
from tandem.usecases.cases import ledger
from tandem.usecases.cases.decide_cases import moved_to
from tandem.usecases.cases.gather import Case, Stranger
from tandem.usecases.cases.meetings import series_of
from tandem.usecases.world import Opened, World


def follow_moves(world: World, connection: Connection, opened: Opened, cases: Sequence[Case]) -> list[Case]:
    """Before anybody decides on what is gone: what took its place is asked for, by one request for all of them.

    A feed may tell of the new id long after a read found nothing under the old one.
    """
    gone = [case.link for case in cases if isinstance(case.provider, Tombstone)]
    found = _bearing_uids(world, connection, opened, gone)
    found |= _heirs(world, connection, opened, [case for case in cases if case.link.id not in found])
    moved = [case.link for case in cases if case.link.id in found]
    agreements = {link.id: rekeyed(world, connection, link, found[link.id].remote_id) for link in moved}
    failed = world.links.commit(list(agreements.values()))
    links = {link: stored(one.link) for link, one in agreements.items() if link not in failed}
    return [
        replace(case, link=links[case.link.id], provider=found[case.link.id]) if case.link.id in links else case
        for case in cases
    ]


def _bearing_uids(world: World, connection: Connection, opened: Opened, gone: Sequence[Link]) -> dict[LinkId, Seen]:
    """What another link holds is another one's."""
    uids = [link.provider.uid for link in gone if link.provider.uid]
    found = opened.provider.find_uids(uids) if uids else {}
    held = _held(world, connection, found.values())
    return {link.id: one for link in gone if (one := found.get(link.provider.uid)) and one.remote_id not in held}


def _held(world: World, connection: Connection, found: Iterable[Seen]) -> Container[RemoteId]:
    items = [one.remote_id for one in found]
    return world.links.claimed(connection.id, connection.account, Side.PROVIDER, items) if items else {}


def _heirs(world: World, connection: Connection, opened: Opened, cases: Sequence[Case]) -> dict[LinkId, Seen]:
    """Of occurrences that are no more, and of events that became series. Each is followed by one link."""
    lost = {remote: case for case in cases if (remote := case.link.provider.remote_id) and _is_lost(case)}
    whens = {remote: when for remote, case in lost.items() if (when := _when(case.link)) is not None}
    if opened.heirs is None or not whens:
        return {}
    found = opened.heirs.in_place_of(whens)
    held = _held(world, connection, (one for heirs in found.values() for one in heirs))
    taken: dict[RemoteId, tuple[LinkId, Seen]] = {}
    for remote, heirs in found.items():
        free = next((one for one in heirs if one.remote_id not in held and one.remote_id not in taken), None)
        if free is not None:
            taken[free.remote_id] = (lost[remote].link.id, free)
    return dict(taken.values())


def _is_lost(case: Case) -> bool:
    """Also one that looks deleted by itself: so do those that were edited before their series lost them."""
    match case.provider:
        case Tombstone():
            return bool(series_of(case.link.mentions))
        case Seen() as seen:
            return series_of(seen.mentions) == seen.remote_id
        case _:
            return False


def _when(link: Link) -> When | None:
    return link.provider.base.when if isinstance(link.provider.base, Event) else None


def without_followed(strangers: Sequence[Stranger], cases: Sequence[Case]) -> list[Stranger]:
    """Those that no link holds by now; the others are looked at in the next slice."""
    followed = {case.provider.remote_id for case in cases if isinstance(case.provider, Seen)}
    return [one for one in strangers if one.side is not Side.PROVIDER or one.remote_id not in followed]


def rekeyed(world: World, connection: Connection, before: Link, card: RemoteId) -> Agreement:
    """The link on the card's new id. Of which version nobody agreed yet."""
    link = replace(before, provider=replace(before.provider, remote_id=card, version=None))
    row = ledger.relinked(world, connection, link, Side.PROVIDER, before.provider.remote_id, Why.MOVED)
    return Agreement(link, before, (row,))


def follow_merges(world: World, connection: Connection, cases: Sequence[Case]) -> tuple[list[Case], list[ChangeRecord]]:
    """Links whose person was merged into another follow it; the survivor is looked at in the next slice."""
    stays: list[Case] = []
    settled: list[ChangeRecord] = []
    for case in cases:
        link = moved_to(case.link, case)
        if link is None:
            stays.append(case)
        elif link.id not in world.links.commit([_moved(world, connection, case.link, link)]):
            world.changes.note_all(
                connection.id, [Note(Side.CRM, link.crm.remote_id, world.clock.now())] if link.crm.remote_id else []
            )
            settled.extend(case.records)
        else:
            stays.append(case)
    return stays, settled


def _moved(world: World, connection: Connection, before: Link, link: Link) -> Agreement:
    row = ledger.relinked(world, connection, link, Side.CRM, before.crm.remote_id, Why.MERGED)
    return Agreement(link, before, (row,))
