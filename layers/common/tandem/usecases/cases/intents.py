"""Notes what is about to be written before it is written, so that a crash can be told from a success."""

from collections.abc import Sequence
from dataclasses import replace

from tandem.domain.action import Delete, Update
from tandem.domain.contact import Side
from tandem.domain.content import Content
from tandem.domain.link import Intent
from tandem.domain.recovery import DELETE
from tandem.domain.sight import Seen
from tandem.ports import Operation
from tandem.state.connections import Connection
from tandem.state.links import Agreement, stored
from tandem.usecases.cases import gap, ledger
from tandem.usecases.cases.decide_cases import Decided
from tandem.usecases.cases.gather import Case
from tandem.usecases.world import Opened, World


def note_intents(world: World, connection: Connection, opened: Opened, decided: Sequence[Decided]) -> list[Decided]:
    """The same decisions on links that carry their intent, stored; links that somebody else changed are left out.

    Values that are about to be overwritten are kept first: after a crash nobody could tell them any more.
    """
    intended = [replace(one.case.link, intent=_intent(world, opened, one)) for one in decided]
    images = gap.pre_images(world, connection, intended, decided)
    failed = world.links.commit(
        [
            Agreement(link, one.case.link, _losers(world, connection, opened, one) + images.get(link.id, ()))
            for link, one in zip(intended, decided, strict=True)
        ]
    )
    return [
        Decided(replace(one.case, link=stored(link)), one.action)
        for link, one in zip(intended, decided, strict=True)
        if link.id not in failed
    ]


def _losers(world: World, connection: Connection, opened: Opened, one: Decided) -> tuple[Operation, ...]:
    losses = one.action.losses if isinstance(one.action, Update) else ()
    return tuple(ledger.conflicts(world, connection, one.case.link, losses, _shown_after(opened, one)))


def _intent(world: World, opened: Opened, one: Decided) -> Intent:
    now, was = world.clock.now(), {side: _unlike_base(one.case, side) for side in Side}
    if isinstance(one.action, Delete):
        side, rule = one.action.side, one.action.rule
        return Intent(DELETE, frozenset({side}), now, None, None, rule, was[Side.CRM], was[Side.PROVIDER])
    shown, written = _shown_after(opened, one), frozenset(wanted(one))
    rule = one.action.rule if isinstance(one.action, Update) else ""
    crm, provider = shown.get(Side.CRM), shown.get(Side.PROVIDER)
    holds = one.action.holds if isinstance(one.action, Update) else None
    waits = holds.fields if holds is not None else frozenset()
    return Intent("update", written, now, crm, provider, rule, was[Side.CRM], was[Side.PROVIDER], waits=waits)


def _unlike_base(case: Case, side: Side) -> Content | None:
    sight, base = case.sight(side), case.link.side(side).base
    return sight.content if isinstance(sight, Seen) and sight.content != base else None


def _shown_after(opened: Opened, one: Decided) -> dict[Side, Content]:
    """What each side will show once it is done."""
    views = {Side.CRM: opened.crm.projection, Side.PROVIDER: opened.provider.projection}
    shown = {side: views[side](contact) for side, contact in wanted(one).items()}
    for side in Side:
        sight = one.case.sight(side)
        if side not in shown and isinstance(sight, Seen):
            shown[side] = sight.content
    return shown


def wanted(one: Decided) -> dict[Side, Content]:
    if not isinstance(one.action, Update):
        return {}
    both = {Side.CRM: one.action.crm, Side.PROVIDER: one.action.provider}
    return {side: contact for side, contact in both.items() if contact is not None}
