"""What was done to one link, as history tells it, and what it comes to: enough to take it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field as member, replace
from enum import StrEnum
from typing import assert_never

from tandem.domain.comparison import same_field
from tandem.domain.contact import Contact, Field, Side
from tandem.domain.content import Content, fields_of


class Act(StrEnum):
    """The closed set of what history tells of."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    LINK = "link"
    """Two items that were there became one link."""
    UNLINK = "unlink"
    """The two were let go of, by an undo."""
    RELINK = "relink"
    """The item is known under another id."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry. `before` and `after` hold the `fields` that it changed, and nothing else that counts."""

    side: Side
    act: Act
    fields: frozenset[Field] = frozenset()
    before: Content = member(default_factory=Contact)
    after: Content = member(default_factory=Contact)


@dataclass(frozen=True, slots=True)
class Made:
    """The item was made, and then showed `after`."""

    after: Content


@dataclass(frozen=True, slots=True)
class Removed:
    """The item was deleted; it had shown `before`."""

    before: Content


@dataclass(frozen=True, slots=True)
class Changed:
    """These fields were written: from what they showed `before` to what they showed `after`."""

    fields: frozenset[Field]
    before: Content
    after: Content


Net = Made | Removed | Changed


@dataclass(frozen=True, slots=True)
class Done:
    """What all deeds on a link come to, side by side."""

    sides: Mapping[Side, Net] = member(default_factory=dict)
    was_linked: bool = False
    was_let_go: bool = False


def summed(deeds: Iterable[Deed]) -> Done:
    """`deeds` are those of one link, oldest first."""
    sides: dict[Side, Net | None] = {}
    link: Act | None = None
    for deed in deeds:
        if deed.act in {Act.LINK, Act.UNLINK}:
            link = deed.act if link in {None, deed.act} else None
        else:
            sides[deed.side] = _next(sides.get(deed.side), deed)
    nets = {side: net for side, net in sides.items() if net is not None}
    return Done(nets, was_linked=link is Act.LINK, was_let_go=link is Act.UNLINK)


def _next(net: Net | None, deed: Deed) -> Net | None:
    match deed.act:
        case Act.CREATE:
            return _created(net, deed)
        case Act.UPDATE:
            return _updated(net, deed)
        case Act.DELETE:
            return _deleted(net, deed)
        case Act.LINK | Act.UNLINK | Act.RELINK:
            return net
        case _:
            assert_never(deed.act)


def _created(net: Net | None, deed: Deed) -> Net | None:
    """Deleted and made again: what differs is all that was changed."""
    if not isinstance(net, Removed):
        return Made(deed.after)
    fields = frozenset(field for field in fields_of(deed.after) if not same_field(field, net.before, deed.after))
    return Changed(fields, net.before, deed.after) if fields else None


def _updated(net: Net | None, deed: Deed) -> Net | None:
    match net:
        case Made():
            return Made(_with(net.after, deed.after, deed.fields))
        case Changed():
            return _chained(net, deed)
        case None | Removed():
            return Changed(deed.fields, deed.before, deed.after) if deed.fields else net


def _chained(net: Changed, deed: Deed) -> Net | None:
    """From the oldest value that leads to the newest without an edit between: an edit was a person's."""
    linked = {field for field in deed.fields & net.fields if same_field(field, net.after, deed.before)}
    before = _with(net.before, deed.before, deed.fields - linked)
    after = _with(net.after, deed.after, deed.fields)
    fields = frozenset(field for field in net.fields | deed.fields if not same_field(field, before, after))
    return Changed(fields, before, after) if fields else None


def _deleted(net: Net | None, deed: Deed) -> Net | None:
    match net:
        case Made():
            return None
        case Changed():
            back = frozenset(field for field in net.fields if same_field(field, net.after, deed.before))
            return Removed(_with(deed.before, net.before, back))
        case None | Removed():
            return Removed(deed.before)


def _with(contact: Content, other: Content, fields: Iterable[Field]) -> Content:
    return replace(contact, **{str(field): getattr(other, field) for field in fields})
