"""What a crash left behind: an open intent whose write happened is made part of the link before planning."""

from collections.abc import Mapping
from dataclasses import replace

from tandem.domain.comparison import changed_fields
from tandem.domain.contact import Field, Side
from tandem.domain.content import Content, photo_of, with_photo
from tandem.domain.event import Event
from tandem.domain.link import Intent, Link, LinkState, agreed
from tandem.domain.showing import COMPOSED
from tandem.domain.sight import Seen, Sight, Tombstone
from tandem.domain.why import Why

DELETE = "delete"
_FOLLOWED = frozenset({LinkState.LIVE, LinkState.CREATING, LinkState.OUT_OF_SCOPE})
_EITHER_OR = frozenset({Field.BUSY, Field.DONE, Field.PRIVATE})
"""There are two choices: a person may well have made the same one as a write."""
ONE_SIDED = frozenset({Why.UNDONE, Why.SWAPPED})
"""Writes that bring nothing over from the other side: each side's base moves by itself."""


def advanced(link: Link, crm: Sight, provider: Sight) -> Link:
    """The link as it would stand had the intent been committed, or without it if its write didn't happen.

    Both bases move together: what the other side showed when the write was decided has arrived by it. Of two writes
    of which one was done they move in those fields of which nothing is left to write; and of one that was done in those
    that it is seen to have brought.
    """
    intent, done = link.intent, happened(link, crm, provider)
    if intent is None or not done:
        return link
    if intent.operation == DELETE:
        return _let_go(link) if intent.rule == Why.UNDONE else _closed(link, crm, provider)
    unseen = {side: _unseen(link, intent, side, crm if side is Side.CRM else provider) for side in done}
    if intent.rule in ONE_SIDED:
        crm_target, provider_target = (intent.target(side) if side in done else None for side in Side)
        return _moved(link, crm_target, provider_target, intent.waits.union(*unseen.values()))
    if done == intent.written and not any(unseen.values()):
        return _moved(link, intent.crm, intent.provider, intent.waits)
    still = {side: _to_write(link, intent, side) for side in intent.written - done}
    return _moved_in_parts(link, intent, {**unseen, **still})


def happened(link: Link, crm: Sight, provider: Sight) -> frozenset[Side]:
    """The sides of an open intent on which its write is seen to have been done."""
    intent = link.intent
    if intent is None:
        return frozenset()
    if intent.operation == DELETE:
        gone = {side for side, sight in ((Side.CRM, crm), (Side.PROVIDER, provider)) if isinstance(sight, Tombstone)}
        return intent.written & gone
    if intent.rule not in ONE_SIDED and (intent.crm is None or intent.provider is None):
        return frozenset()
    return frozenset(
        side for side in intent.written if _shows(link, intent, side, crm if side is Side.CRM else provider)
    )


def _shows(link: Link, intent: Intent, side: Side, sight: Sight) -> bool:
    """Whether its write is seen to have been done. What a person changed there since is a change like any other.

    An item is written in one instant: what stands there as it was to be written tells of the rest, unless something
    else stands there as it was. What is hidden by now tells nothing.
    """
    target = intent.target(side)
    if target is None or not isinstance(sight, Seen):
        return False
    was = intent.was(side) or link.side(side).base
    if was is None:
        return not changed_fields(target, sight.content)
    written, left = _written(was, target), _left(was, target, sight.content)
    stays = left - sight.content.missing - changed_fields(was, sight.content)
    return not left or (bool(written - left - _EITHER_OR) and not stays)


def _left(was: Content, target: Content, shown: Content) -> frozenset[Field]:
    """What was to be written, and isn't to be seen there."""
    return (changed_fields(target, shown) | (shown.missing - target.missing)) & _written(was, target)


def _bears_names(intent: Intent, there: frozenset[Field]) -> bool:
    """Whether a title or lines with names are among what stands there as it was to be written.

    Nobody types that: a person edited the rest of it since. A value that both sides were given proves nothing.
    """
    target, source = intent.provider, intent.crm
    if not isinstance(target, Event) or not isinstance(source, Event) or not source.links.named:
        return False
    return bool(there & COMPOSED & changed_fields(source, target))


def _written(was: Content, target: Content) -> frozenset[Field]:
    """A field that wasn't shown before counts as written."""
    return changed_fields(was, target) | (was.missing - target.missing)


def _unseen(link: Link, intent: Intent, side: Side, sight: Sight) -> frozenset[Field]:
    """What a write that was done may have brought, for all that can be told: it is hidden by now, or edited."""
    was, target = intent.was(side) or link.side(side).base, intent.target(side)
    if was is None or target is None or not isinstance(sight, Seen):
        return frozenset()
    left = _left(was, target, sight.content)
    is_known = side is Side.PROVIDER and _bears_names(intent, _written(was, target) - left)
    return left & sight.content.missing if is_known else left


def _moved_in_parts(link: Link, intent: Intent, rest: Mapping[Side, frozenset[Field]]) -> Link:
    """On what is still to be written, or is composed into that, nobody agrees yet."""
    waits = intent.waits.union(*rest.values())
    if rest.get(Side.PROVIDER) and waits & COMPOSED:
        waits |= {Field.LINKS, Field.DONE}
    is_in_parts = all(_is_in_parts(link, intent, side, waits) for side in Side)
    return _moved(link, intent.crm, intent.provider, waits) if is_in_parts else link


def _to_write(link: Link, intent: Intent, side: Side) -> frozenset[Field]:
    was, target = intent.was(side) or link.side(side).base, intent.target(side)
    return _written(was, target) if was is not None and target is not None else frozenset()


def _is_in_parts(link: Link, intent: Intent, side: Side, waits: frozenset[Field]) -> bool:
    """First agreements are made as a whole, and so are those on what a side hides, or shows, from now on."""
    base, target = link.side(side).base, intent.target(side)
    return base is not None and target is not None and not waits & (base.missing ^ target.missing)


def _moved(link: Link, crm: Content | None, provider: Content | None, waits: frozenset[Field]) -> Link:
    """With these as bases, but for what waits."""
    crm, provider = _agreed(link.crm.base, crm, waits), _agreed(link.provider.base, provider, waits)
    return replace(
        link,
        crm=replace(link.crm, base=with_photo_of(link.crm.base, crm) if crm else link.crm.base),
        provider=replace(link.provider, base=provider or link.provider.base),
    )


def _agreed(base: Content | None, target: Content | None, waits: frozenset[Field]) -> Content | None:
    return agreed(target, base, waits) if target is not None and base is not None else target


def with_photo_of(before: Content | None, base: Content) -> Content:
    """A person shows no picture: that it was given one is kept from base to base."""
    return base if photo_of(base) or before is None else with_photo(base, photo_of(before))


def _let_go(link: Link) -> Link:
    """What was made from it was taken back: the other item stays, and nothing is made from it again."""
    return replace(link, state=LinkState.UNLINKED, reason=Why.UNDONE)


def _closed(link: Link, crm: Sight, provider: Sight) -> Link:
    """An item that is there again after its twin was deleted for it: that tombstone is our own, and proves nothing."""
    is_back = link.state in _FOLLOWED and (isinstance(crm, Seen) or isinstance(provider, Seen))
    return replace(link, state=LinkState.TOMBSTONE) if is_back else link
