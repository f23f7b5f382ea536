"""A merge of two items that are there, carried out: what came of it, once it is known that nothing follows."""

from dataclasses import replace

from tandem.domain.action import Nothing, Settle, Update
from tandem.domain.comparison import Comparison, same_field
from tandem.domain.contact import Contact, Field, Side
from tandem.domain.link import Link
from tandem.domain.merge import VERBATIM
from tandem.domain.plan import plan
from tandem.domain.rules import Direction, Rules
from tandem.domain.sight import Seen
from tests.domain.deciding import FREE, link as known_link, seen
from tests.domain.exhaustive.carrying_out import Sights, link_after, shown_after

CRM, PROVIDER = Side.CRM, Side.PROVIDER
COMPARISON = Comparison()
NOTHING = Contact()
MISSING = object()
Shown = tuple[Contact, Contact]


def rules(field: Field) -> list[Rules]:
    """One-way nobody asks who wins."""
    return [Rules(Direction.ONE_WAY), *(Rules(Direction.TWO_WAY, conflict={field: side}) for side in Side)]


def showing(field: Field, value: object) -> Contact:
    if value is MISSING:
        return Contact(missing=frozenset({field}))
    return replace(NOTHING, **{str(field): value})


def linked(bases: Shown | None) -> Link:
    plain = known_link(base=None)
    if bases is None:
        return plain
    crm, provider = bases
    return replace(plain, crm=replace(plain.crm, base=crm), provider=replace(plain.provider, base=provider))


def decided(link: Link, sights: Sights, chosen: Rules) -> Settle | Update | Nothing:
    return plan(link, sights[CRM], sights[PROVIDER], chosen, VERBATIM, COMPARISON, FREE)


def merged(bases: Shown | None, crm: Contact, provider: Contact, chosen: Rules) -> tuple[Settle | Update, Shown]:
    """The action, and what both show after it, once it is known that nothing follows."""
    link, before = linked(bases), {CRM: seen(CRM, crm, "v2"), PROVIDER: seen(PROVIDER, provider, "v2")}
    action = decided(link, before, chosen)
    after = shown_after(action, before, VERBATIM)
    again = decided(link_after(action, link, after), after, chosen)
    assert isinstance(action, Settle | Update), action
    assert isinstance(again, Nothing), again
    return action, (contact(after, CRM), contact(after, PROVIDER))


def contact(sights: Sights, side: Side) -> Contact:
    sight = sights[side]
    assert isinstance(sight, Seen)
    return sight.content


def is_typed(field: Field, base: Contact | None, now: Contact) -> bool:
    if base is None or field in base.missing:
        return not same_field(field, now, NOTHING)
    return field not in now.missing and not same_field(field, base, now)
