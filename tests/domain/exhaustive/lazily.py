"""A link, two sights, rules and facts that choose each of their parts when it is read, and not before.

Real subclasses: the plan can't tell them from the values that they stand for.
"""

from collections.abc import Callable, Mapping
from dataclasses import Field as DataField, replace
from datetime import UTC, datetime
from typing import Any

from tandem.domain.contact import Contact, Field, Side
from tandem.domain.deletion import Facts
from tandem.domain.ids import RemoteId, UserId, Version
from tandem.domain.link import Intent, Link, LinkState, Replicated
from tandem.domain.merge import Projections
from tandem.domain.rules import Deletes, Direction, Rules
from tandem.domain.sight import Absence, Broken, Seen, Sight, Tombstone, Unseen
from tandem.domain.why import Why
from tests.domain.deciding import IDS, link
from tests.domain.exhaustive.choosing import TWINS, Dimension, Draw, Space

CRM, PROVIDER = Side.CRM, Side.PROVIDER
FIELD = Field.JOB_TITLE
SEEN, GONE, MERGED, UNSEEN, BROKEN, NONE = "seen", "gone", "merged", "unseen", "broken", "none"
SIGHTS = (SEEN, GONE, MERGED, UNSEEN, BROKEN, NONE)
"""What may be seen of an item; `NONE` is for a side of which the link knows no item."""
EMPTY, MISSING, LONG = "", "missing", "ccc"
CONTENTS = (EMPTY, *TWINS, LONG, MISSING)
FEWER = (EMPTY, TWINS[0], LONG, MISSING)
VERSION, OTHER_VERSION = Version("v1"), Version("v2")
PLAIN, UPDATE_CRM, UPDATE_PROVIDER, UPDATE_BOTH = "delete or create", "update crm", "update provider", "update both"
WRITTEN = {UPDATE_CRM: frozenset({CRM}), UPDATE_PROVIDER: frozenset({PROVIDER}), UPDATE_BOTH: frozenset(Side)}
"""What an open intent was to write, and, for the ones that note contacts, on which sides."""


def _of(side: Side, contents: tuple[str, ...]) -> dict[str, Dimension]:
    """One side: what the link knows of it, what is seen, and what an open intent was to make of it."""
    seen, other = frozenset({SEEN}), UPDATE_PROVIDER if side is CRM else UPDATE_CRM
    return {
        f"{side}": Dimension(SIGHTS),
        f"{side} content": Dimension(contents, f"{side}", seen),
        f"{side} in scope": Dimension((True, False), f"{side}", seen),
        f"{side} version": Dimension((VERSION, OTHER_VERSION), f"{side}", seen),
        f"{side} base": Dimension(contents, "agreed", frozenset({True})),
        f"{side} reached": Dimension((True, False), "intent", frozenset(WRITTEN) - {other}),
        f"{side} noted": Dimension(contents, "intent", frozenset({other})),
    }


_COMMON = {
    "agreed": Dimension((True, False)),
    "state": Dimension(tuple(LinkState)),
    "adopted": Dimension((True, False)),
    "intent": Dimension((None, PLAIN, *WRITTEN)),
    "operation": Dimension(("delete", "create"), "intent", frozenset({PLAIN})),
    "written": Dimension(tuple(frozenset({side}) for side in Side), "intent", frozenset({PLAIN})),
    "direction": Dimension(tuple(Direction)),
    "deletes": Dimension(tuple(Deletes)),
    "winner": Dimension(tuple(Side)),
    "owned": Dimension((True, False)),
    "shared": Dimension((True, False)),
    "open deals": Dimension((True, False)),
    "short crm": Dimension((True, False)),
}
FOLLOWED = Space(
    {
        **_of(CRM, CONTENTS),
        **_of(PROVIDER, CONTENTS),
        **_COMMON,
        "reason": Dimension(("", Why.HELD_UNDO)),
        "rule": Dimension(("", Why.UNDONE), "intent", frozenset({PLAIN, *WRITTEN})),
    }
)
RESTORED = Space(
    {
        **_of(CRM, FEWER),
        **_of(PROVIDER, FEWER),
        **_COMMON,
        "reason": Dimension(("", Why.HELD_RESTORED)),
        "rule": Dimension(("",)),
    }
)
"""After a backup was put back. Three texts, the empty one among them, are enough for all to differ."""
draw = Draw()


# --- contents ----------------------------------------------------------------------------------------------


def holding(value: str) -> Contact:
    if value == MISSING:
        return Contact(missing=frozenset({FIELD}))
    return Contact(job_title=value)


CONTACTS = {value: holding(value) for value in CONTENTS}
SHORT = Contact(job_title=LONG[:2])
ANYTHING = Contact(job_title="anything")
NOT_REACHED = {contact: Contact(job_title=f"not {contact.job_title}") for contact in (*CONTACTS.values(), SHORT)}


def contact(side: Side, name: str) -> Contact:
    """A CRM that holds two letters at most has shown, and shows, the long text shortened."""
    value = draw(name)
    return SHORT if value == LONG and side is CRM and draw("short crm") else CONTACTS[value]


def _shown_by_crm(shown: Contact) -> Contact:
    return replace(shown, job_title=SHORT.job_title) if shown.job_title == LONG and draw("short crm") else shown


VIEWS = Projections(crm=_shown_by_crm, provider=lambda shown: shown)


# --- lazy values -------------------------------------------------------------------------------------------


class Lazy:
    """Chooses on reading. A changed one, made by `replace`, goes on choosing the parts that weren't named."""

    __slots__ = ()
    _fields: Mapping[str, DataField[Any]]

    def __init__(self, **named: Any) -> None:
        object.__setattr__(self, "_named", named)

    def __init_subclass__(cls) -> None:
        cls._fields = next(one.__dict__["__dataclass_fields__"] for one in cls.__mro__[2:])
        super().__init_subclass__()

    @property
    def __dataclass_fields__(self) -> Mapping[str, DataField[Any]]:
        return {name: self._fields[name] for name in self._named}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._named})"


def chosen(name: str, choose: Callable[[], Any]) -> property:
    def read(self: Any) -> Any:
        named = self._named
        return named[name] if name in named else choose()

    return property(read)


def drawn(name: str) -> property:
    return property(lambda _: draw(name))


def always(value: Any) -> property:
    return property(lambda _: value)


def _seen(side: Side) -> type[Seen]:
    version_name, shown, scope = f"{side} version", f"{side} content", f"{side} in scope"

    class LazySeen(Lazy, Seen):
        __slots__ = ("_named",)
        remote_id, owner = always(IDS[side]), always(UserId("1") if side is CRM else None)
        version = chosen("version", lambda: draw(version_name))
        content = chosen("content", lambda: contact(side, shown))
        in_scope = chosen("in_scope", lambda: draw(scope))
        uid, raw, marker, mentions, photo = always(""), always(""), always(""), always(()), always(None)
        meeting, declined = always(False), always(False)

    return LazySeen


def _replicated(side: Side) -> type[Replicated]:
    here, name = str(side), f"{side} base"

    class LazyReplicated(Lazy, Replicated):
        __slots__ = ("_named",)
        remote_id = property(lambda _: None if draw(here) == NONE else IDS[side])
        version = property(lambda _: None if draw(here) == NONE else VERSION)
        base = chosen("base", lambda: contact(side, name) if draw(here) != NONE and draw("agreed") else None)
        uid = always("")

    return LazyReplicated


class LazyIntent(Lazy, Intent):
    __slots__ = ("_named",)
    operation = property(lambda _: draw("operation") if draw("intent") == PLAIN else "update")
    written = property(lambda _: WRITTEN.get(draw("intent")) or draw("written"))
    at = always(datetime(2026, 11, 1, tzinfo=UTC))
    crm, provider = property(lambda _: target(CRM)), property(lambda _: target(PROVIDER))
    rule, crm_was, provider_was, tried = drawn("rule"), always(None), always(None), always(None)
    waits = always(frozenset())


def target(side: Side) -> Contact | None:
    """What an intent notes for a side: just what it shows, or another text; and of one that isn't written, anything."""
    kind = draw("intent")
    if kind == PLAIN:
        return None
    if side not in WRITTEN[kind]:
        return contact(side, f"{side} noted")
    if draw(str(side)) != SEEN:
        return ANYTHING
    shown = contact(side, f"{side} content")
    return shown if draw(f"{side} reached") else NOT_REACHED[shown]


_LINK = link()
_REPLICATED = {side: _replicated(side)() for side in Side}
_INTENT = LazyIntent()


class LazyLink(Lazy, Link):
    __slots__ = ("_named",)
    id, company, account = always(_LINK.id), always(_LINK.company), always(_LINK.account)
    connection, made, mentions = always(_LINK.connection), always(None), always(())
    changed_at, revision = always(None), always(1)
    state = chosen("state", lambda: draw("state"))
    reason = chosen("reason", lambda: draw("reason"))
    crm = chosen("crm", lambda: _REPLICATED[CRM])
    provider = chosen("provider", lambda: _REPLICATED[PROVIDER])
    adopted = drawn("adopted")
    intent = chosen("intent", lambda: draw("intent") and _INTENT)


class LazyRules(Lazy, Rules):
    __slots__ = ("_named",)
    direction = chosen("direction", lambda: draw("direction"))
    deletes = drawn("deletes")
    conflict = property(lambda _: {FIELD: draw("winner")})


class LazyFacts(Lazy, Facts):
    __slots__ = ("_named",)
    is_owned, is_shared, has_open_deals = drawn("owned"), drawn("shared"), drawn("open deals")


LINK, RULES, FACTS = LazyLink(), LazyRules(), LazyFacts()
_SIGHTS: Mapping[tuple[Side, str], Sight] = {
    **{(side, SEEN): _seen(side)() for side in Side},
    **{(side, GONE): Tombstone(IDS[side]) for side in Side},
    **{(side, MERGED): Tombstone(IDS[side], RemoteId("18")) for side in Side},
    **{(side, UNSEEN): Unseen(IDS[side]) for side in Side},
    **{(side, BROKEN): Broken(IDS[side], OTHER_VERSION, "malformed") for side in Side},
    **{(side, NONE): Absence.NOTHING for side in Side},
}


def sight(side: Side) -> Sight:
    return _SIGHTS[side, draw(str(side))]
