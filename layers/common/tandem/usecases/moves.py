"""Links follow their items: a person that was merged into another, a card that is there under another href."""

from collections.abc import Sequence
from dataclasses import replace

from tandem.domain.contact import Side
from tandem.domain.ids import RemoteId
from tandem.domain.link import Link
from tandem.domain.sight import Seen, Tombstone
from tandem.domain.why import Why
from tandem.state.changes import ChangeRecord, Note
from tandem.state.connections import Connection
from tandem.state.links import Agreement, stored
from tandem.usecases import ledger
from tandem.usecases.decide_cases import moved_to
from tandem.usecases.gather import Case
from tandem.usecases.world import Opened, World


def follow_moves(world: World, connection: Connection, opened: Opened, cases: Sequence[Case]) -> list[Case]:
    """Before anybody decides on what is gone: a card that bears the UID is asked for, by one request for all of them.

    A feed may tell of the new href long after a read found nothing under the old one.
    """
    gone = [case.link for case in cases if isinstance(case.provider, Tombstone)]
    found = _found(world, connection, opened, gone)
    moved = [link for link in gone if link.provider.uid in found]
    agreements = {link.id: rekeyed(world, connection, link, found[link.provider.uid].remote_id) for link in moved}
    failed = world.links.commit(list(agreements.values()))
    links = {link: stored(one.link) for link, one in agreements.items() if link not in failed}
    return [
        replace(case, link=links[case.link.id], provider=found[case.link.provider.uid])
        if case.link.id in links
        else case
        for case in cases
    ]


def _found(world: World, connection: Connection, opened: Opened, gone: Sequence[Link]) -> dict[str, Seen]:
    """By UID. What another link holds is another one's."""
    uids = [link.provider.uid for link in gone if link.provider.uid]
    found = opened.provider.find_uids(uids) if uids else {}
    items = [one.remote_id for one in found.values()]
    held = world.links.claimed(connection.id, connection.account, Side.PROVIDER, items) if items else {}
    return {uid: one for uid, one in found.items() if one.remote_id not in held}


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
