"""Creates of unknown outcome whose source was deleted meanwhile: what was made is followed, so that it goes too."""

from collections.abc import Sequence
from dataclasses import replace

from tandem.domain.contact import Side
from tandem.domain.deed import Act
from tandem.domain.errors import CircuitOpen, RateLimited, Trouble, Unavailable
from tandem.domain.link import Link, LinkState, Replicated
from tandem.domain.sight import Seen, Sight
from tandem.domain.why import Why
from tandem.state.changes import ChangeRecord
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.usecases.cases import ledger
from tandem.usecases.cases.gather import Case
from tandem.usecases.matching.lost_creates import created_on, find_lost, tried_at
from tandem.usecases.matching.making import NEW
from tandem.usecases.world import Opened, World


def note_try(world: World, link: Link, error: Trouble) -> list[Agreement]:
    """A create that failed on its way may still arrive. It counts from now: it may have waited long for its turn.

    One that a limit or an open circuit kept back was not made, so nobody has to look for it.
    """
    if link.intent is None or not isinstance(error, Unavailable | RateLimited | CircuitOpen):
        return []
    is_open = isinstance(error, Unavailable)
    intent = replace(link.intent, tried=world.clock.now()) if is_open else replace(link.intent, unsent=True)
    return [Agreement(replace(link, intent=intent), link)]


def is_settled(world: World, link: Link) -> bool:
    """Whether what it made, if anything, shows by now."""
    return world.clock.now() >= tried_at(link) + world.pace.settle


def source_of(case: Case) -> Sight:
    return case.sight(created_on(case.link).other)


def give_up(world: World, connection: Connection, opened: Opened, cases: Sequence[Case]) -> list[ChangeRecord]:
    """Let go of what was never made, once that is sure; the records of the rest stay, for the next slice to plan."""
    settled: list[ChangeRecord] = []
    agreements: list[Agreement] = []
    for case in cases:
        if not is_settled(world, case.link):
            continue
        found = _found(world, opened, case.link)
        agreements.append(followed(world, connection, case.link, found) if found else _dropped(world, case.link))
        settled += [] if found else case.records
    failed = world.links.commit(agreements)
    return [] if failed else settled


def _found(world: World, opened: Opened, link: Link) -> Seen | None:
    """Also where nothing is written any more, by rules that a person changed since: a card's UID is its link's id."""
    replica = opened.crm if created_on(link) is Side.CRM else opened.writer
    if link.intent is None:
        return None
    if replica is None:
        return opened.provider.find_uids([link.id]).get(link.id)
    return find_lost(world, replica, created_on(link), [link]).get(link.id)


def followed(world: World, connection: Connection, link: Link, made: Seen) -> Agreement:
    """As if both had agreed on what was sent: the deletion of its source is then one like any other."""
    side = created_on(link)
    intent = link.intent
    sent = intent.target(side) if intent is not None else None
    source = intent.target(side.other) if intent is not None else None
    sides = {
        side: Replicated(made.remote_id, made.version, made.content, made.uid).agreed_on(sent or made.content),
        side.other: replace(link.side(side.other), base=source or sent or made.content),
    }
    live = replace(
        link,
        state=LinkState.LIVE,
        crm=sides[Side.CRM],
        provider=sides[Side.PROVIDER],
        intent=None,
        made=side,
        changed_at=world.clock.now(),
    )
    rule = (intent.rule if intent is not None else "") or NEW[side]
    history = ledger.written(world, connection, live, side, Act.CREATE, rule, None, sent or made.content)
    return Agreement(live, link, (history,), {"linked": 1})


def _dropped(world: World, link: Link) -> Agreement:
    gone = replace(link, state=LinkState.TOMBSTONE, reason=Why.BOTH_GONE, intent=None, changed_at=world.clock.now())
    return Agreement(gone, link)
