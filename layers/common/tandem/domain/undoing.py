"""What taking back would do about a link: from what was written there, and what both sides show now. Pure and total.

Each side is judged by itself: it gets back what Tandem wrote over there, and keeps what a person did since.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tandem.domain.action import Action, Become, Create, Delete, Hold, Update
from tandem.domain.calendar_rules import AnyRules
from tandem.domain.comparison import changed_fields, is_blank_name, same_field
from tandem.domain.contact import Contact, Field, Side
from tandem.domain.content import Content, is_blank, with_photo
from tandem.domain.deed import Changed, Done, Made, Net, Removed
from tandem.domain.deletion import Facts
from tandem.domain.event import HIDDEN, Event
from tandem.domain.link import Link, LinkState
from tandem.domain.merge import Projections
from tandem.domain.showing import COMPOSED, told_to_crm
from tandem.domain.sight import Absence, Broken, Seen, Sight, Tombstone, Unseen
from tandem.domain.spared import Left, Spared
from tandem.domain.standing import Standing
from tandem.domain.why import Why
from tandem.domain.writing import projected, to_write


@dataclass(frozen=True, slots=True)
class Undoing:
    """`actions` in their order; each is decided anew once the one before it is done. None: nothing is left to do."""

    actions: tuple[Action, ...] = ()
    left: tuple[Left, ...] = ()


def undo(
    link: Link, crm: Sight, provider: Sight, done: Done, rules: AnyRules, views: Projections, facts: Facts
) -> Undoing:
    """Take back what was `done`. Both sights must be fresh, and the link at rest where it is followed.

    Of `facts` nothing is used unless a person might be deleted. Done again, it does nothing more.
    """
    standing = Standing(link, crm, provider, rules, views, facts)
    if done.was_let_go and link.state is LinkState.UNLINKED and isinstance(crm, Seen) and isinstance(provider, Seen):
        live = replace(standing, link=replace(link, state=LinkState.LIVE))
        return Undoing((Become(LinkState.LIVE, Why.UNDONE), *_fields(live, done).actions))
    fields, items = _fields(standing, done), _items(standing, done)
    actions = (*fields.actions, *items.actions)
    if done.was_linked and link.state is LinkState.LIVE and not items.actions:
        actions = (*actions, Become(LinkState.UNLINKED, Why.UNDONE))
    return Undoing(actions, (*fields.left, *items.left))


def swap(
    link: Link, crm: Sight, provider: Sight, changed: Mapping[Side, Changed], rules: AnyRules, views: Projections
) -> Undoing:
    """Put the value that lost a conflict in the place of the other: on all sides that may be written, or on none."""
    standing = Standing(link, crm, provider, rules, views, Facts(is_owned=False, is_shared=True, has_open_deals=True))
    found = _fields(standing, Done(dict(changed)), Why.SWAPPED)
    left = tuple(one for one in found.left if one.why is not Spared.COMPOSED)
    return Undoing((), left) if left else Undoing(found.actions)


# --- fields that were written ------------------------------------------------------------------------------


def _fields(standing: Standing, done: Done, why: Why = Why.UNDONE) -> Undoing:
    wanted: dict[Side, Content] = {}
    left: list[Left] = []
    for side in Side:
        net = done.sides.get(side)
        if isinstance(net, Changed):
            contact, spared = _changed(standing, side, net)
            left += spared
            wanted |= {side: contact} if contact is not None else {}
    update = Update(wanted.get(Side.CRM), wanted.get(Side.PROVIDER), why)
    return Undoing((update,) if wanted else (), tuple(left))


def _changed(standing: Standing, side: Side, net: Changed) -> tuple[Content | None, list[Left]]:
    """The contact to write, if any, and what is left alone."""
    sight = standing.sight(side)
    if not isinstance(sight, Seen):
        return None, [_left(side, _blindness(sight), field, net) for field in sorted(net.fields)]
    around = _written_around(standing, side, net)
    now, before = standing.bare(side, sight.content), standing.bare(side, net.before)
    other = [field for field in sorted(net.fields - around) if not same_field(field, now, before)]
    spared: dict[Field, Spared | None] = {field: _spared(standing, side, field, sight, net) for field in other}
    spared |= {one: Spared.COMPOSED for one in sorted(around) if not same_field(one, sight.content, net.before)}
    today = standing.today(side, net.before)
    back = {str(field): getattr(today, field) for field, why in spared.items() if why is None}
    wanted = to_write(side, sight.content, replace(sight.content, **back), standing.views) if back else None
    return wanted, [_left(side, why, field, net, sight) for field, why in spared.items() if why is not None]


def _written_around(standing: Standing, side: Side, net: Changed) -> frozenset[Field]:
    """Fields of which nothing was written but what is composed around a person's words."""
    before, after = standing.bare(side, net.before), standing.bare(side, net.after)
    if before is net.before:
        return frozenset()
    return frozenset(field for field in net.fields & COMPOSED if same_field(field, before, after))


def _spared(standing: Standing, side: Side, field: Field, sight: Seen, net: Changed) -> Spared | None:
    now, after = standing.bare(side, sight.content), standing.bare(side, net.after)
    if field in HIDDEN & standing.hidden:
        return Spared.PRIVATE
    if not same_field(field, now, after) or field in now.missing:
        return Spared.EDITED
    if _is_nameless(side, field, net.before):
        return Spared.NAMELESS
    if field is Field.WHEN and sight.meeting:
        return Spared.MEETING
    return _at_rest(standing, side)


def _is_nameless(side: Side, field: Field, before: Content) -> bool:
    """A calendar's event may do without a title."""
    if isinstance(before, Contact):
        return field is Field.NAME and is_blank_name(before.name)
    return side is Side.CRM and field is Field.TITLE and is_blank(field, before)


def _at_rest(standing: Standing, side: Side) -> Spared | None:
    """Why nothing is written to an item that is there."""
    if not standing.may_write(side):
        return Spared.ONE_WAY
    return _RESTING.get(standing.link.state)


_RESTING = {
    LinkState.HELD: Spared.HELD,
    LinkState.OUT_OF_SCOPE: Spared.OUT_OF_SCOPE,
    LinkState.UNLINKED: Spared.NOT_LINKED,
    LinkState.NOT_WANTED: Spared.NOT_LINKED,
    LinkState.TOMBSTONE: Spared.NOT_LINKED,
}


def _blindness(sight: Sight) -> Spared:
    return Spared.UNSEEN if isinstance(sight, Unseen | Broken) else Spared.GONE


def _left(side: Side, why: Spared, field: Field | None, net: Changed, seen: Seen | None = None) -> Left:
    return Left(side, why, field, seen.content if seen else None, net.before)


# --- items that were made or deleted -----------------------------------------------------------------------


def _items(standing: Standing, done: Done) -> Undoing:
    found = [_item(standing, side, net) for side, net in sorted(done.sides.items())]
    actions = [action for one in found for action in one.actions]
    return Undoing(tuple(actions), tuple(left for one in found for left in one.left))


def _item(standing: Standing, side: Side, net: Net) -> Undoing:
    match net:
        case Made():
            return _take_away(standing, side, net)
        case Removed():
            return _bring_back(standing, side, net)
        case Changed():
            return Undoing()


def _take_away(standing: Standing, side: Side, net: Made) -> Undoing:
    """What was made goes, unless somebody edited it since. What it was made from stays."""
    sight = standing.sight(side)
    if isinstance(sight, Tombstone | Absence):
        return Undoing()
    if not isinstance(sight, Seen):
        return Undoing(left=(Left(side, Spared.UNSEEN),))
    why = Spared.EDITED if _is_edited(standing, side, sight.content, net.after) else _at_rest(standing, side)
    if why is not None and not (why is Spared.NOT_LINKED and standing.link.state is LinkState.UNLINKED):
        return Undoing(left=(Left(side, why, now=sight.content),))
    held = _hold(side, sight, standing.facts)
    return Undoing((held or Delete(side, sight, Why.UNDONE),))


def _is_edited(standing: Standing, side: Side, now: Content, after: Content) -> bool:
    """A title that was composed anew, by another pattern, is nobody's edit."""
    changed = changed_fields(standing.bare(side, after), standing.bare(side, now))
    return bool(changed - ({Field.TITLE} if standing.is_retitled(side, after, now) else set()))


def _hold(side: Side, seen: Seen, facts: Facts) -> Hold | None:
    """As with any deletion, a person decides where somebody else could miss it."""
    if side is Side.PROVIDER:
        return Hold(side, Why.HELD_MEETING, Why.HELD_UNDO) if seen.meeting else None
    reasons = (
        (not facts.is_owned, Why.HELD_NOT_OWNED),
        (facts.is_shared, Why.HELD_SHARED),
        (facts.has_open_deals, Why.HELD_OPEN_DEALS),
    )
    why = next((why for is_so, why in reasons if is_so), None)
    return Hold(side, why, Why.HELD_UNDO) if why else None


def _bring_back(standing: Standing, side: Side, net: Removed) -> Undoing:
    """What was deleted is made again from history; two-way, so is its twin where that is gone, too."""
    sight, twin = standing.sight(side), standing.sight(side.other)
    if isinstance(sight, Seen):
        return Undoing(_twin(standing, side.other, sight.content) if _is_half(standing, side) else ())
    if isinstance(sight, Unseen | Broken) or isinstance(twin, Unseen | Broken):
        return Undoing(left=(Left(side, Spared.UNSEEN, would=net.before),))
    if not standing.may_write(side):
        return Undoing(left=(Left(side, Spared.ONE_WAY, would=net.before),))
    is_followed = standing.link.state in {LinkState.LIVE, LinkState.HELD, LinkState.OUT_OF_SCOPE}
    if is_followed and not _is_half(standing, side.other):
        return Undoing(left=(Left(side, Spared.GONE, would=net.before),))
    before = standing.today(side, _as_it_was(standing, side, net))
    made = _made(standing, side, before)
    twins = _twin(standing, side.other, before) if isinstance(twin, Tombstone | Absence) else ()
    is_event_first = side is Side.CRM and isinstance(before, Event)  # the link knows its id until then
    return Undoing((*twins, made) if is_event_first else (made, *twins))


def _as_it_was(standing: Standing, side: Side, net: Removed) -> Content:
    """History doesn't tell what a private event hides; the base does."""
    base = standing.link.side(side).base
    return replace(net.before, missing=base.missing) if isinstance(base, Event) else net.before


def _is_half(standing: Standing, side: Side) -> bool:
    """The item was made again, its twin is still to come."""
    link = standing.link
    is_ours = link.state in {LinkState.LIVE, LinkState.CREATING} and link.side(side).base is not None
    return is_ours and link.side(side.other).remote_id is None


def _twin(standing: Standing, side: Side, content: Content) -> tuple[Create, ...]:
    """An activity gets back what it belonged to, as far as its link knows."""
    if not standing.rules.is_two_way:
        return ()
    is_told = side is Side.CRM
    wanted = told_to_crm(content, standing.activity, standing.rules) if is_told else content
    return (_made(standing, side, wanted),)


def _made(standing: Standing, side: Side, content: Content) -> Create:
    return Create(side, with_photo(projected(side, content, standing.views), None), Why.UNDONE)
