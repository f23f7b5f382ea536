"""Gathers what an undo is about, link by link, and decides on it: what history tells, and what both sides show now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tandem.domain import codec
from tandem.domain.action import Become, Create, Delete, Hold, Nothing, Settle, Update
from tandem.domain.comparison import changed_fields
from tandem.domain.contact import Field, Side
from tandem.domain.deed import Changed, Deed, Done, Made, Removed, summed
from tandem.domain.deletion import UNASKED, Facts
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Link, LinkState
from tandem.domain.sight import Absence, Broken, Seen, Sight, Unseen
from tandem.domain.spared import Left, Spared
from tandem.domain.undoing import Undoing, swap, undo
from tandem.domain.why import Why
from tandem.state.connections import Connection
from tandem.state.history import Entry
from tandem.state.pending import Kind, Pending
from tandem.state.undoings import Undoing as Share
from tandem.usecases.cases.decide_cases import decide, facts_of
from tandem.usecases.cases.gather import Case
from tandem.usecases.cases.names import mails_of
from tandem.usecases.world import Opened, World


@dataclass(frozen=True, slots=True)
class Taken:
    """One link's share, with its entries, oldest first, or its conflict. `case` is None where there is no link."""

    share: Share
    case: Case | None = None
    entries: tuple[Entry, ...] = ()
    conflict: Pending | None = None

    @property
    def name(self) -> str:
        if self.conflict is not None:
            return str(self.conflict.content.get("name", ""))
        return self.entries[-1].name if self.entries else ""


def gather_shares(world: World, connection: Connection, opened: Opened, shares: Sequence[Share]) -> list[Taken]:
    """Both sides are read in batches."""
    links = world.links.get(connection.id, list(dict.fromkeys(one.link for one in shares)))
    cases = _cases(opened, list(links.values()))
    entries: dict[LinkId, list[Entry]] = {}
    for entry in world.history.get(connection.id, [place for one in shares for place in one.places]):
        entries.setdefault(entry.link, []).append(entry)
    return [
        Taken(one, cases.get(one.link), tuple(entries.get(one.link, ())), _conflict(world, connection, one))
        for one in shares
    ]


def _conflict(world: World, connection: Connection, share: Share) -> Pending | None:
    return world.pendings.find(connection.id, Kind.CONFLICT, share.conflict) if share.conflict else None


def _cases(opened: Opened, links: Sequence[Link]) -> dict[LinkId, Case]:
    crm, provider = (_read(opened, side, links) for side in Side)
    return {one.id: Case(one, _sight(one, Side.CRM, crm), _sight(one, Side.PROVIDER, provider), ()) for one in links}


def _read(opened: Opened, side: Side, links: Sequence[Link]) -> Mapping[RemoteId, Sight]:
    ids = [remote for link in links if (remote := link.side(side).remote_id) is not None]
    source = opened.crm if side is Side.CRM else opened.provider
    gone = frozenset(remote for link in links if (remote := link.side(side).remote_id) and _is_gone(link, side))
    return source.read(list(dict.fromkeys(ids)), gone) if ids else {}


def _is_gone(link: Link, side: Side) -> bool:
    """The link holds the proof that its item was deleted: "not found" says no more and no less than that."""
    is_taken_away = link.state is LinkState.UNLINKED and link.reason == Why.UNDONE and link.made is side
    return link.state is LinkState.TOMBSTONE or is_taken_away


def _sight(link: Link, side: Side, sights: Mapping[RemoteId, Sight]) -> Sight:
    return sights.get(link.side(side).remote_id or RemoteId(""), Absence.NOTHING)


# --- decisions ---------------------------------------------------------------------------------------------


def is_restless(world: World, connection: Connection, opened: Opened, case: Case) -> bool:
    """Whether something else is to be settled first: it would be swallowed by the agreement that an undo ends in.

    So would the outcome of a create, and what came of it be taken for somebody new; and that of any other write, be it
    one of this undo, which history would never tell of.
    """
    if case.link.state is LinkState.CREATING:
        return case.link.intent is not None and case.link.intent.rule != Why.UNDONE
    if _is_unknown(case):
        return True
    is_half = isinstance(case.crm, Absence) or isinstance(case.provider, Absence)
    if case.link.state is not LinkState.LIVE or is_half:
        return False
    match decide(world, connection, opened, case).action:
        case Nothing():
            return False
        case Settle(losses=losses, holds=holds):
            return bool(losses) or holds is not None
        case Update() | Delete() | Create() | Hold() | Become():
            return True


def _is_unknown(case: Case) -> bool:
    """Whether nobody can say what came of a write: what it is about is out of sight."""
    written = case.link.intent.written if case.link.intent else frozenset()
    return any(isinstance(case.sight(side), Unseen | Broken) for side in written)


def decide_share(world: World, connection: Connection, opened: Opened, taken: Taken) -> Undoing:
    if taken.case is None:
        return Undoing(left=(Left(Side.CRM, Spared.NOT_LINKED),) * bool(taken.entries))
    if taken.share.conflict:
        return _swapped(connection, opened, taken.case, taken.conflict)
    case, views = taken.case, opened.views(connection.rules)
    done, facts = done_by(taken.entries), _facts(world, connection, opened, taken)
    found = undo(case.link, case.crm, case.provider, done, connection.rules, views, facts)
    found = _without_doubles(world, connection, opened, case, done, found)
    return replace(found, left=(*found.left, *_told_beside(taken, done)))


def done_by(entries: Sequence[Entry]) -> Done:
    return summed(_deed(one) for one in entries)


def _deed(entry: Entry) -> Deed:
    fields = frozenset(field for field in Field if field in entry.changes)
    before, after = ({field: entry.changes[field][at] for field in fields} for at in (0, 1))
    return Deed(entry.side, entry.act, fields, codec.from_fields(before), codec.from_fields(after))


def _told_beside(taken: Taken, done: Done) -> list[Left]:
    """What no undo can do: pictures stay, and so does what history has forgotten meanwhile."""
    is_made = isinstance(done.sides.get(Side.CRM), Made)
    has_picture = not is_made and any("photo" in one.changes for one in taken.entries)
    is_short = len(taken.entries) < len(taken.share.places)
    whys = [Spared.PICTURE] * has_picture + [Spared.EXPIRED] * is_short
    return [Left(Side.CRM, why) for why in whys]


def _facts(world: World, connection: Connection, opened: Opened, taken: Taken) -> Facts:
    """Costly to know, and only asked for where the person would be deleted."""
    case, net = taken.case, done_by(taken.entries).sides.get(Side.CRM)
    if case is None or not isinstance(net, Made) or not isinstance(case.crm, Seen):
        return UNASKED
    is_edited = bool(changed_fields(net.after, case.crm.content))
    return UNASKED if is_edited else facts_of(world, connection, opened, case.crm)


def _without_doubles(
    world: World, connection: Connection, opened: Opened, case: Case, done: Done, found: Undoing
) -> Undoing:
    """Nothing is made again where it, or somebody just like it, is back by other means."""
    first = next(iter(found.actions), None)
    is_again = isinstance(first, Create) and isinstance(done.sides.get(first.side), Removed)
    if not is_again or not isinstance(first, Create) or case.link.state is LinkState.CREATING:
        return found
    if not _is_back(world, connection, opened, case.link, first):
        return found
    return Undoing(left=(*found.left, Left(first.side, Spared.TWIN, would=first.content)))


def _is_back(world: World, connection: Connection, opened: Opened, link: Link, create: Create) -> bool:
    twin = link.side(create.side.other).remote_id
    claimed = world.links.claimed(connection.id, connection.account, create.side.other, [twin] if twin else [])
    if any(holder != link.id for holder in claimed.values()):
        return True
    if create.side is Side.PROVIDER:
        return False
    mails = mails_of(create.content)
    ids = list(dict.fromkeys(person for mail in mails for person in opened.desk.find_by_mail(mail)))
    return bool(ids) and any(isinstance(one, Seen) for one in opened.crm.read(ids).values())


# --- conflicts that are turned round -----------------------------------------------------------------------


def _swapped(connection: Connection, opened: Opened, case: Case, conflict: Pending | None) -> Undoing:
    if conflict is None:
        return Undoing()
    views = opened.views(connection.rules)
    return swap(case.link, case.crm, case.provider, changed_by_swap(conflict), connection.rules, views)


def changed_by_swap(conflict: Pending) -> dict[Side, Changed]:
    """What a conflict's row says that each side shows since, and what it would show had the loser won."""
    field, content = Field(conflict.detail), conflict.content
    shown, wanted = content.get("shown", {}), content.get("swapped", {})
    return {
        Side(side): Changed(
            frozenset({field}), codec.from_fields({field: value}), codec.from_fields({field: shown.get(side)})
        )
        for side, value in wanted.items()
    }
