"""Makes again what an undo brings back: findable by its link before it is sent, whether its twin is there or not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tandem.domain.contact import Side
from tandem.domain.content import Content
from tandem.domain.deed import Act
from tandem.domain.errors import Rejected, StaleVersion, Trouble, Unavailable
from tandem.domain.link import Intent, Link, LinkState, Replicated
from tandem.domain.sight import Seen
from tandem.domain.why import Why
from tandem.ports import Failed, Operation, Replica, Written
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.state.links import Agreement, stored
from tandem.usecases.cases import ledger
from tandem.usecases.cases.agree import LINKED
from tandem.usecases.cases.revivals import creation_of
from tandem.usecases.matching.lost_creates import find_made, taken_elsewhere, tried_at
from tandem.usecases.matching.making import Made
from tandem.usecases.matching.orphans import note_try
from tandem.usecases.runs import passes
from tandem.usecases.runs.measures import count_writes
from tandem.usecases.world import Opened, World


@dataclass(frozen=True, slots=True)
class Again:
    """An item to make on `side`. `twin` is the item on the other side, where that is there.

    `used` are the operations for the transaction that agrees on it; `refused` for the one that gives it up, and `taken`
    for the one where it is there by other means.
    """

    side: Side
    content: Content
    link: Link
    twin: Seen | None
    used: tuple[Operation, ...] = ()
    refused: tuple[Operation, ...] = ()
    taken: tuple[Operation, ...] = ()


def make_again(world: World, connection: Connection, opened: Opened, wanted: Sequence[Again]) -> Made:
    """Note the intents, write, agree. What an earlier try may have made is looked for first, once it is settled."""
    now = world.clock.now()
    until = [one for one in (_settled_at(world, again) for again in wanted) if one > now]
    trouble: Trouble | None = None
    for side, replica in ((Side.CRM, opened.crm), (Side.PROVIDER, opened.writer)):
        ours = [one for one in wanted if one.side is side and _settled_at(world, one) <= now]
        if ours and replica is not None and trouble is None:
            trouble = _make(world, connection, opened, side, replica, ours)
    return Made(max(until, default=None), trouble)


def _settled_at(world: World, again: Again) -> datetime:
    """From when on it can be told whether an earlier try made it."""
    if again.link.state is not LinkState.CREATING or again.link.intent is None:
        return datetime.min.replace(tzinfo=UTC)
    return tried_at(again.link) + world.pace.settle


def _make(
    world: World, connection: Connection, opened: Opened, side: Side, replica: Replica, wanted: Sequence[Again]
) -> Trouble | None:
    tried = [one.link for one in wanted if one.link.state is LinkState.CREATING]
    found = find_made(world, replica, side, tried)
    here = [one for one in wanted if one.link.id in found]
    taken = taken_elsewhere(world, connection, side, found)
    _commit(world, [_given_up(world, one, one.link, one.taken) for one in here if one.link.id in taken])
    ours = [one for one in here if one.link.id not in taken]
    _commit(world, [_agreed_on_found(world, connection, one, found[one.link.id]) for one in ours])
    intended = _note_intents(world, opened, [one for one in wanted if one not in here])
    outcomes = list(replica.write([creation_of(link, one.content) for one, link in intended]))
    count_writes(world, opened, side, outcomes)
    agreements: list[Agreement] = []
    trouble: Trouble | None = None
    for (one, link), outcome in zip(intended, outcomes, strict=True):
        match outcome:
            case Written(seen=Seen() as seen):
                agreements.append(_agreed(world, connection, one, link, seen))
            case Failed(error=Rejected() | StaleVersion()):
                agreements.append(_given_up(world, one, link, one.refused))
            case Failed(error=error):
                trouble = error
                agreements += note_try(world, link, error)
            case Written():
                continue
    _commit(world, agreements)
    passes.count(world, connection, {"created": sum(isinstance(one, Written) for one in outcomes) + len(ours)})
    return trouble


def _note_intents(world: World, opened: Opened, wanted: Sequence[Again]) -> list[tuple[Again, Link]]:
    """Links in CREATING, stored; one that somebody else changed meanwhile is left out."""
    intended = [(one, _creating(world, opened, one)) for one in wanted]
    failed = world.links.commit([Agreement(link, one.link, (), _linked(one.link, link)) for one, link in intended])
    return [(one, stored(link)) for one, link in intended if link.id not in failed]


def _creating(world: World, opened: Opened, one: Again) -> Link:
    """The twin's base stays: what was edited there meanwhile is news once the link is followed again.

    What is sent is kept, too: so an edit before our commit shows.
    """
    now, before = world.clock.now(), one.link.intent
    sides = {one.side: Replicated(base=one.link.side(one.side).base), one.side.other: _twin(one)}
    replica = opened.crm if one.side is Side.CRM else opened.provider
    sent = {one.side: replica.projection(one.content)}
    instead = one.link.side(one.side).remote_id or (before.instead if before is not None else None)
    crm, provider = sent.get(Side.CRM), sent.get(Side.PROVIDER)
    intent = Intent(Act.CREATE, frozenset({one.side}), now, crm, provider, Why.UNDONE, instead=instead)
    return replace(
        one.link,
        state=LinkState.CREATING,
        crm=sides[Side.CRM],
        provider=sides[Side.PROVIDER],
        intent=intent,
        changed_at=now,
    )


def _twin(one: Again) -> Replicated:
    """What is gone leaves its base: an activity that is yet to be made again learns from it what it belonged to."""
    known = one.link.side(one.side.other)
    if one.twin is None:
        return Replicated(base=known.base)
    return Replicated(one.twin.remote_id, None, known.base, one.twin.uid)


def _agreed(world: World, connection: Connection, one: Again, link: Link, made: Seen) -> Agreement:
    """Followed again; one-way, without its twin, there is nothing to follow. `made` and `adopted` stay as they were."""
    here = Replicated(made.remote_id, made.version, made.content, made.uid)
    sides = {one.side: here, one.side.other: _twin(one)}
    is_followed = one.twin is not None or connection.rules.is_two_way
    agreed = replace(
        link,
        state=LinkState.LIVE if is_followed else LinkState.UNLINKED,
        crm=sides[Side.CRM],
        provider=sides[Side.PROVIDER],
        intent=None,
        reason="" if is_followed else Why.UNDONE,
        changed_at=world.clock.now(),
        mentions=_mentions(one, made, link),
    )
    row = ledger.written(world, connection, agreed, one.side, Act.CREATE, Why.UNDONE, None, made.content)
    return Agreement(agreed, link, (row, *_look_at_twin(world, connection, one), *one.used), _linked(link, agreed))


def _mentions(one: Again, made: Seen, link: Link) -> tuple[str, ...]:
    """What the person or activity shows now, and what the other side says: a series is of the calendar alone."""
    if one.side is Side.CRM:
        return made.mentions
    return tuple(dict.fromkeys((*link.mentions, *made.mentions)))


def _agreed_on_found(world: World, connection: Connection, one: Again, found: Seen) -> Agreement:
    """Agreed is what was sent. What it shows beyond that was edited since, and is looked at next."""
    intent = one.link.intent
    sent = intent.target(one.side) if intent is not None else None
    agreed = _agreed(world, connection, one, one.link, replace(found, content=sent or found.content))
    look = world.changes.noted(connection.id, Note(one.side, found.remote_id, world.clock.now()))
    return replace(agreed, others=(*agreed.others, look))


def _look_at_twin(world: World, connection: Connection, one: Again) -> list[Operation]:
    twin, now = one.twin, world.clock.now()
    return [] if twin is None else [world.changes.noted(connection.id, Note(one.side.other, twin.remote_id, now))]


def _given_up(world: World, one: Again, link: Link, told: tuple[Operation, ...]) -> Agreement:
    """It certainly wasn't made. The link is as it was before."""
    before = one.link if one.link.state is not LinkState.CREATING else replace(one.link, state=LinkState.TOMBSTONE)
    back = replace(before, intent=None, changed_at=world.clock.now(), revision=link.revision)
    return Agreement(back, link, told, _linked(link, back))


def _linked(before: Link, after: Link) -> dict[str, int]:
    return {"linked": int(after.state in LINKED) - int(before.state in LINKED)}


def _commit(world: World, agreements: Sequence[Agreement]) -> None:
    failed = world.links.commit(agreements)
    if failed:
        raise Unavailable("links_changed", f"{len(failed)}")
