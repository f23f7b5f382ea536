"""A full listing of both sides: first sync, lost cursor, sweep. What is linked is compared, the rest is spooled."""

from collections.abc import Sequence, Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from functools import partial

from tandem.domain import match
from tandem.domain.contact import Side
from tandem.domain.errors import Rejected
from tandem.domain.ids import RemoteId, Version
from tandem.domain.link import LinkState
from tandem.domain.rules import Rules
from tandem.domain.sight import Broken, Seen
from tandem.ports import Known, Page, Source, nothing_known
from tandem.state.changes import Note
from tandem.state.connections import Connection, Phase
from tandem.state.spool import KEPT
from tandem.usecases.cases.brake import guard
from tandem.usecases.cases.compare_page import being_made, is_base, is_version, linked, note_sources
from tandem.usecases.cases.gap import look_back
from tandem.usecases.listening.channels import see_to_channels
from tandem.usecases.listening.webhooks import prepare_crm
from tandem.usecases.matching.after_restore import relink
from tandem.usecases.matching.baselines import close_baseline, has_baseline, take_series, take_unlinked, take_unreadable
from tandem.usecases.matching.late_lists import drop_deleted, missed
from tandem.usecases.matching.match_spool import match_spool
from tandem.usecases.matching.twins import adopt_twins
from tandem.usecases.runs.parking import park
from tandem.usecases.world import Opened, World
from tandem.usecases.writing.retitle import retitle

BEGUN = "begun"
PREPARED = "prepared"
FOLLOWED = frozenset({LinkState.LIVE, LinkState.OUT_OF_SCOPE, LinkState.CREATING, LinkState.HELD})


def take_stock(world: World, connection: Connection, opened: Opened) -> None:
    """List what isn't listed yet, match, and leave the spool to be written in slices. Goes on where it was cut off.

    Where a newer listing was asked for meanwhile, this one ends: what it listed must not pass for the newer one's.
    """
    known = _with_marks(world, connection) if _is_listing(connection) else None
    if known is not None and not _is_prepared(known):
        known, opened = _prepared(world, known, opened)
    for side, replica in ((Side.CRM, opened.crm), (Side.PROVIDER, opened.provider)):
        if known is not None and side not in known.listed:
            _list_side(world, known, side, replica)
            if has_baseline(known):
                close_baseline(world, known, side)
            known = _listed(world, known, side)
    if known is not None and _is_listing(world.connections.get(connection.id)):
        _match(world, known, opened)


def _is_listing(connection: Connection) -> bool:
    """A stop, or a newer listing, may have come since the wake-up."""
    return connection.phase is Phase.LIST and connection.listens


def _prepared(world: World, connection: Connection, opened: Opened) -> tuple[Connection | None, Opened]:
    """The listing is given its number first: whoever joins it late clears nothing that it has spooled."""
    begun = connection if connection.listed else _listed(world, connection, BEGUN)
    if begun is None:
        return None, opened
    _forget_before(world, begun)
    prepare_crm(world, begun, opened.desk)
    known = begun if _is_prepared(begun) else _listed(world, begun, PREPARED)
    return known, world.replicas.open(known or begun)


def _match(world: World, connection: Connection, opened: Opened) -> None:
    _take_heard(world, connection, opened.crm)
    look_back(world, connection, opened)
    retitle(world, connection)
    see_to_channels(world, connection, opened)
    if has_baseline(connection):
        adopt_twins(world, connection, opened)
    drop_deleted(world, connection, opened)
    total = match_spool(world, connection)
    world.connections.change(connection.id, partial(_to_apply, listed=connection.listed))
    _set_total(world, connection, total)


def _to_apply(one: Connection, listed: tuple[str, ...]) -> Connection:
    return replace(one, phase=Phase.APPLY, resume="") if one.listed == listed else one


def _with_marks(world: World, connection: Connection) -> Connection:
    return _anew(world, connection) if _is_prepared(connection) and _is_stale(world, connection) else connection


def _is_prepared(connection: Connection) -> bool:
    return PREPARED in connection.listed


def _is_stale(world: World, connection: Connection) -> bool:
    """What is spooled is gone after a while: the rest of such a listing would find no twins for what is left."""
    since = connection.listing_since
    return since is None or world.clock.now() - since > KEPT / 2


def _anew(world: World, connection: Connection) -> Connection:
    return world.connections.change(connection.id, lambda one: replace(one, listed=(), resume="", listing_since=None))


def _forget_before(world: World, connection: Connection) -> None:
    """What an earlier listing left says nothing about today; nor do the cursors that a backup brought."""
    world.spool.clear(connection.id, before=_number(connection))
    if connection.restored:
        world.connections.drop_cursors(connection.id)


def _listed(world: World, connection: Connection, part: str) -> Connection | None:
    """With the mark that this part is done; None where a newer listing was asked for meanwhile."""
    before = connection.listed
    since = world.clock.now() if part == BEGUN else connection.listing_since
    stored = world.connections.change(connection.id, partial(_marked, before=before, part=part, since=since))
    return stored if len(stored.listed) > len(before) and stored.listed[: len(before)] == before else None


def _marked(one: Connection, before: tuple[str, ...], part: str, since: datetime | None) -> Connection:
    """The first mark is unlike that of any other listing: it bears the listing's number."""
    mark = f"{part}/{one.revision}" if part == BEGUN else part
    is_ours = one.listed == before and _is_listing(one)
    return replace(one, listed=(*before, mark), resume="", listing_since=since) if is_ours else one


def _number(connection: Connection) -> int:
    """Of its listing; later ones have higher numbers."""
    return int(connection.listed[0].partition("/")[2]) if connection.listed else 0


def _set_total(world: World, connection: Connection, total: int) -> None:
    if connection.run is not None:
        run = world.runs.get(connection.id, connection.run)
        world.runs.put(replace(run, total=total))


def _list_side(world: World, connection: Connection, side: Side, replica: Source) -> None:
    has_links = bool(world.links.page(connection.id, limit=1))  # also those that were never made
    listed: set[RemoteId] = set()
    for page in replica.list_all(_known(world, connection, side), connection.resume):
        take_page(world, connection, side, replica, page)
        if page.series:
            take_series(world, connection, page.series)
        if has_links:
            listed.update(item.remote_id for item in page.seen)
            listed.update(remote for remote, _ in page.hinted)
        if page.cursor is not None:
            world.connections.put_cursor(connection.id, side, page.cursor)
        elif page.resume:
            _resume_at(world, connection, page.resume)
    if has_links:
        _note_absent(world, connection, side, listed)


def _take_heard(world: World, connection: Connection, crm: Source) -> None:
    """Persons whom the listing missed and a notification named: they may be twins of cards that it showed."""
    heard = missed(world, connection)
    sights = crm.read(heard).values() if heard else ()
    take_page(world, connection, Side.CRM, crm, Page(seen=tuple(one for one in sights if isinstance(one, Seen))))


def _resume_at(world: World, connection: Connection, resume: str) -> None:
    """Only while this side is what is listed: another worker may be through with it, and list the other one."""
    listed = connection.listed
    world.connections.change(connection.id, lambda one: replace(one, resume=resume) if one.listed == listed else one)


def _note_absent(world: World, connection: Connection, side: Side, listed: AbstractSet[RemoteId]) -> None:
    """What a complete listing left out is asked for by id before anything is decided; an empty one brakes.

    Of one that was cut off, only the rest is known here: all else is asked for, and nothing left is not empty.
    """
    is_linked = world.connections.counts(connection.id).get("linked", 0) > 0
    if is_linked and not listed and not connection.resume:
        guard(world, connection.id)
    now = world.clock.now()
    notes = [
        Note(side, remote, now, is_gone=True)
        for link in world.links.all(connection.id)
        if link.state in FOLLOWED and (remote := link.side(side).remote_id) is not None and remote not in listed
    ]
    world.changes.note_all(connection.id, notes)


def _known(world: World, connection: Connection, side: Side) -> Known:
    """Membership of a group changes without the member's version: with a group, everything is looked at."""
    if isinstance(connection.rules, Rules) and connection.rules.group is not None:
        return nothing_known

    def known(chunk: Sequence[tuple[RemoteId, Version]]) -> AbstractSet[RemoteId]:
        held = linked(world, connection, side, [remote for remote, _ in chunk])
        spooled = world.spool.versions(connection.id, side, [remote for remote, _ in chunk])
        return {
            remote
            for remote, version in chunk
            if is_version(held.get(remote), side, version) or spooled.get(remote) == version
        }

    return known


def take_page(world: World, connection: Connection, side: Side, replica: Source, page: Page) -> None:
    """Note what is linked and changed, park what makes no sense, spool the rest. Writing a page twice is no change."""
    held = linked(world, connection, side, [item.remote_id for item in page.seen])
    now = world.clock.now()
    changed = [item for item in page.seen if item.remote_id in held and not is_base(held[item.remote_id], side, item)]
    world.changes.note_all(connection.id, [Note(side, item.remote_id, now) for item in changed])
    unlinked: Sequence[Seen | Broken] = [one for one in page.seen if one.remote_id not in held]
    if not connection.restored:
        unlinked = _without_our_own(world, connection, side, unlinked)
    known = relink(world, connection, side, replica, unlinked)
    if has_baseline(connection):
        unlinked = take_unreadable(world, connection, side, unlinked)
    for item in unlinked:
        if isinstance(item, Broken):
            park(world, connection, side, item.remote_id, Rejected(item.reason, item.detail))
    news = [item for item in unlinked if isinstance(item, Seen) and item.remote_id not in known]
    if has_baseline(connection):
        take_unlinked(world, connection, side, news)
    else:
        _spool(world, connection, side, news)


def _without_our_own(
    world: World, connection: Connection, side: Side, items: Sequence[Seen | Broken]
) -> list[Seen | Broken]:
    """What we are just making passes for nobody new."""
    making = being_made(world, connection, side, items)
    note_sources(world, connection, side, making.values())
    return [one for one in items if one.remote_id not in making]


def _spool(world: World, connection: Connection, side: Side, items: Sequence[Seen]) -> None:
    """On the CRM's side persons out of scope are kept too: a contact may be their twin."""
    wanted = [item for item in items if side is Side.CRM or item.in_scope]
    keyed = [(item, match.match_keys(item.content, world.comparison)) for item in wanted]
    if side is Side.PROVIDER and not connection.rules.is_two_way:
        # first: what is in the spool already is not read again
        world.spool.keep_photos(connection.id, connection.account, wanted)
    world.spool.put(connection.id, connection.account, side, keyed, world.clock.now(), _number(connection))
