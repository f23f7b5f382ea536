"""What a link becomes after each action: the agreement that is stored in one transaction. Writes to no replica."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tandem.domain.action import Become, Delete, Hold, Loss, Settle, Update
from tandem.domain.contact import Side
from tandem.domain.content import Content, fields_of
from tandem.domain.deed import Act
from tandem.domain.event import Event, When
from tandem.domain.link import Intent, Link, LinkState, Replicated, agreed
from tandem.domain.recovery import DELETE, advanced, happened, with_photo_of
from tandem.domain.sight import Seen, Tombstone
from tandem.domain.why import Why
from tandem.ports import Operation
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.state.pending import Kind
from tandem.usecases.cases import ledger
from tandem.usecases.cases.deletions import held
from tandem.usecases.cases.gather import Case
from tandem.usecases.runs.parking import unparked
from tandem.usecases.world import World

LINKED = frozenset({LinkState.LIVE, LinkState.HELD, LinkState.OUT_OF_SCOPE})


def settled(world: World, connection: Connection, case: Case, action: Settle) -> Agreement | None:
    """Both sides agree as they are; None where the link says so already."""
    if not isinstance(case.crm, Seen) or not isinstance(case.provider, Seen):
        return None
    bases = {Side.CRM: case.crm.content, Side.PROVIDER: case.provider.content}
    link = _followed(world, case.link, case.crm, case.provider, bases, action.holds)
    ended = _ended(world, connection, case, link, action.holds)
    if replace(link, changed_at=case.link.changed_at) == case.link and not action.losses and not ended:
        return None
    others = ended + ledger.conflicts(world, connection, case.link, action.losses, bases)
    return _agreement(link, case.link, [*others, *_met(world, connection, case.link, case.crm, action.rule)])


def became(world: World, connection: Connection, case: Case, action: Become) -> Agreement:
    link = replace(case.link, state=action.state, reason=action.rule, intent=None, changed_at=world.clock.now())
    return _agreement(link, case.link, _ended(world, connection, case, link))


def put_on_hold(world: World, connection: Connection, case: Case, action: Hold) -> Agreement:
    reason = action.reason or action.rule
    asked = _time(case.crm.content) if action.rule == Why.HELD_MOVE and isinstance(case.crm, Seen) else None
    now = world.clock.now()
    link = replace(case.link, state=LinkState.HELD, reason=reason, intent=None, changed_at=now, asked=asked)
    shown = next((sight.content for sight in (case.crm, case.provider) if isinstance(sight, Seen)), None)
    row = held(world, connection, link, action.side, action.rule, shown)
    return _agreement(link, case.link, [row, *case.used])


def updated(
    world: World, connection: Connection, case: Case, before: Link, action: Update, shown: Mapping[Side, Seen]
) -> Agreement | None:
    """`shown` is what each written side answered. The other side's base is what was read before planning.

    A field that we did not write keeps as its base what was read, whatever the answer shows: an edit that fell
    into the gap is then a change like any other (reliability: base from the read and from the write's answer).
    What lost was kept with the intent, and may be dismissed by now.
    """
    if not isinstance(case.crm, Seen) or not isinstance(case.provider, Seen):
        return None
    sights = {Side.CRM: case.crm, Side.PROVIDER: case.provider}
    wanted = {Side.CRM: action.crm, Side.PROVIDER: action.provider}
    bases = {side: _base(sights[side], wanted[side], shown.get(side)) for side in Side}
    now = {side: shown.get(side, sights[side]) for side in Side}
    link = _followed(world, before, now[Side.CRM], now[Side.PROVIDER], bases, action.holds)
    history: list[Operation] = [
        ledger.written(world, connection, link, side, Act.UPDATE, action.rule, sights[side].content, bases[side])
        for side in shown
    ]
    history += _met(world, connection, before, case.crm, action.rule)
    return _agreement(link, before, [*history, *_ended(world, connection, case, link, action.holds)])


def _met(world: World, connection: Connection, before: Link, crm: Seen, rule: str) -> list[Operation]:
    """The history of two that agree for the first time."""
    return [ledger.linked(world, connection, before, crm.content, rule)] if before.crm.base is None else []


def deleted(
    world: World, connection: Connection, case: Case, before: Link, action: Delete, losses: Sequence[Loss] = ()
) -> Agreement:
    """What an undo takes away lets its twin go: nothing is made from that again.

    `losses` are edits that fell into the gap before the deletion, and went with the item.
    """
    is_alone = isinstance(case.sight(action.side.other), Tombstone)
    state = LinkState.UNLINKED if action.rule == Why.UNDONE and not is_alone else LinkState.TOMBSTONE
    link = replace(before, state=state, reason=action.rule, intent=None, changed_at=world.clock.now())
    history = ledger.written(world, connection, link, action.side, Act.DELETE, action.rule, action.seen.content, None)
    conflicts = ledger.conflicts(world, connection, before, losses, {})
    return _agreement(link, before, [history, *conflicts, *_ended(world, connection, case, link)])


def recovered(world: World, connection: Connection, case: Case) -> Agreement | None:
    """What a write that was cut off before its agreement did, as far as it is seen; None where nothing is.

    An intent of which a part is still open keeps that part.
    """
    link, intent = case.link, case.link.intent
    done = happened(link, case.crm, case.provider)
    if intent is None or not done:
        return None
    rest = intent.written - done
    after = replace(advanced(link, case.crm, case.provider), intent=replace(intent, written=rest) if rest else None)
    rows = [row for side in sorted(done) for row in _done(world, connection, link, intent, side)]
    if link.crm.base is None and after.crm.base is not None:
        rows.append(ledger.linked(world, connection, link, after.crm.base, intent.rule))
    return _agreement(after, link, rows)


def _done(world: World, connection: Connection, link: Link, intent: Intent, side: Side) -> list[Operation]:
    was = intent.was(side) or link.side(side).base
    if intent.operation == DELETE:
        return [ledger.written(world, connection, link, side, Act.DELETE, intent.rule, was, None)]
    return [ledger.written(world, connection, link, side, Act.UPDATE, intent.rule, was, intent.target(side))]


def overwritten(fields: Content, read: Content) -> tuple[Loss, ...]:
    """An edit at the CRM that fell between our read and our write, as the loss it is."""
    return tuple(
        Loss(name, Side.CRM, fields)
        for name in fields_of(read)
        if name not in fields.missing and getattr(fields, name) != getattr(read, name)
    )


def _followed(
    world: World, before: Link, crm: Seen, provider: Seen, bases: Mapping[Side, Content], holds: Hold | None
) -> Link:
    """Where a part waits for a person, its bases stay: it is a change that was seen, and that nobody agreed on."""
    if holds is None:
        return _live(world, before, crm, provider, bases)
    kept = {side: agreed(base, before.side(side).base or base, holds.fields) for side, base in bases.items()}
    link = _live(world, before, crm, provider, kept)
    sides = replace(link.crm, version=None), replace(link.provider, version=None)
    asked = _time(bases[Side.CRM])
    return replace(link, state=LinkState.HELD, reason=holds.rule, crm=sides[0], provider=sides[1], asked=asked)


def _time(content: Content) -> When | None:
    return content.when if isinstance(content, Event) else None


def _live(world: World, link: Link, crm: Seen, provider: Seen, bases: Mapping[Side, Content]) -> Link:
    return replace(
        link,
        state=LinkState.LIVE,
        crm=Replicated(crm.remote_id, crm.version, with_photo_of(link.crm.base, bases[Side.CRM])),
        provider=Replicated(
            provider.remote_id, provider.version, bases[Side.PROVIDER], provider.uid or link.provider.uid
        ),
        intent=None,
        reason="",
        changed_at=world.clock.now(),
        mentions=(*crm.mentions, *provider.mentions),
        asked=None,
    )


def _base(seen: Seen, wanted: Content | None, shown: Seen | None) -> Content:
    if wanted is None or shown is None:
        return seen.content
    written = [name for name in fields_of(wanted) if getattr(wanted, name) != getattr(seen.content, name)]
    return replace(seen.content, **{str(name): getattr(shown.content, name) for name in written})


def _ended(world: World, connection: Connection, case: Case, link: Link, holds: Hold | None = None) -> list[Operation]:
    """What waited for this link is over: its hold, and the parking of its items. But for what `holds` asks about.

    A move to yet another time is asked about anew, so that no answer from before counts for it.
    """
    items = [(side, remote) for side in Side if (remote := case.link.side(side).remote_id) is not None]
    operations = [*case.used, *unparked(world, connection, items)]
    if holds is not None:
        is_old = is_asked(case.link, holds) and (link.asked is None or case.link.is_about(link.asked))
        return operations + ([] if is_old else [_asked(world, connection, link, holds)])
    if case.link.state is LinkState.HELD:
        operations.append(world.pendings.drop(connection.id, Kind.HELD, case.link.id))
    return operations


def is_asked(link: Link, holds: Hold) -> bool:
    """Whether it waits already: what goes on beside it makes the question no newer."""
    return link.state is LinkState.HELD and link.reason == holds.rule


def _asked(world: World, connection: Connection, link: Link, holds: Hold) -> Operation:
    return held(world, connection, link, holds.side, holds.rule, None)


def _agreement(link: Link, before: Link, others: list[Operation]) -> Agreement:
    """Counts follow the state: live, held and out of scope are linked."""
    change = int(link.state in LINKED) - int(before.state in LINKED)
    return Agreement(link, before, tuple(others), {"linked": change})
