"""Three-way merge of contacts, field by field, with a base per side. Knows fields, not providers.

A change is a delta against the side's own base, applied to what the other side shows now. So a value that a
side can't hold is never deleted by the way back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field as member, replace
from functools import partial
from typing import Any

from tandem.domain.action import Loss
from tandem.domain.comparison import Comparison, ElementKey, changed_fields, keyed_entries
from tandem.domain.contact import Contact, Entry, Field, Side
from tandem.domain.content import Content, as_contact
from tandem.domain.elements import ADDRESSES, entries, merge_elements
from tandem.domain.field import CONTACT_FIELDS
from tandem.domain.numbers import number_key
from tandem.domain.primary import Keying, merge_primary, with_primary
from tandem.domain.rules import Rules
from tandem.domain.scalar import BIRTHDAY, TEXT, merge_name, merge_notes, merge_scalar
from tandem.domain.verdict import Terms, Values, Verdict

EMPTY = Contact()


@dataclass(frozen=True, slots=True)
class Projections:
    """What each side would show of a contact once it was written there; pure and idempotent."""

    crm: Callable[[Content], Content]
    provider: Callable[[Content], Content]


VERBATIM = Projections(crm=lambda content: content, provider=lambda content: content)


@dataclass(frozen=True, slots=True)
class Merged:
    """What each side should show. `losses` are the values that were overruled, one per field and side.

    A side that needs no change is the very content that was handed in. `changed_by` are the sides that moved
    away from their bases.
    """

    crm: Content
    provider: Content
    losses: tuple[Loss, ...] = ()
    changed_by: frozenset[Side] = member(default=frozenset(), compare=False)


def merge(
    base_crm: Contact,
    crm: Contact,
    base_provider: Contact,
    provider: Contact,
    rules: Rules,
    comparison: Comparison,
    views: Projections = VERBATIM,
) -> Merged:
    """Bring each side's changes to the other; on a true conflict `rules.winner` decides.

    Clearing is a change, except of a name. A field that a side doesn't show, or didn't, counts as unchanged there; one
    that it shows for the first time is merged as if there were no base (a CRM field that was made later).
    """
    return _Merge(base_crm, crm, base_provider, provider, rules.winner, comparison, views).run()


def first_merge(
    crm: Contact, provider: Contact, rules: Rules, comparison: Comparison, views: Projections = VERBATIM
) -> Merged:
    """Merge adopted twins without a base: fill what is empty, never overwrite with empty.

    One-way, only the CRM is filled, and overwritten in the fields that a person gave to the provider.
    """
    merged = _Merge(None, crm, None, provider, rules.winner, comparison, views).run()
    return merged if rules.is_two_way else _one_way(merged, provider)


def one_way_merge(
    base_crm: Contact,
    crm: Contact,
    base_provider: Contact,
    provider: Contact,
    rules: Rules,
    comparison: Comparison,
    views: Projections = VERBATIM,
) -> Merged:
    """Bring the provider's changes to the CRM. Where both changed the same, the provider wins; the rest stays."""
    del rules  # who wins is settled by the direction
    merged = _Merge(base_crm, crm, base_provider, provider, _provider_wins, comparison, views, is_final=True).run()
    return _one_way(merged, provider)


def _provider_wins(field: Field) -> Side:  # noqa: ARG001 - it has the shape of `Rules.winner`
    return Side.PROVIDER


def _one_way(merged: Merged, provider: Contact) -> Merged:
    """The provider stays as it is, so nothing of it can be lost."""
    losses = tuple(loss for loss in merged.losses if loss.side is Side.CRM)
    return Merged(merged.crm, provider, losses, merged.changed_by)


class _Merge:
    """One merge of one contact."""

    def __init__(
        self,
        base_crm: Contact | None,
        crm: Contact,
        base_provider: Contact | None,
        provider: Contact,
        winner: Callable[[Field], Side],
        comparison: Comparison,
        views: Projections,
        *,
        is_final: bool = False,
    ) -> None:
        self.crm, self.provider = crm, provider
        self.base_crm, self.base_provider = base_crm or EMPTY, base_provider or EMPTY
        self.winner, self.comparison, self.views = winner, comparison, views
        self.is_final = is_final
        self.from_crm = changed_fields(self.base_crm, crm)
        self.from_provider = changed_fields(self.base_provider, provider)
        self.first = self._new_fields() if base_crm and base_provider else frozenset(CONTACT_FIELDS)
        self._mirrored: tuple[Contact, Contact] | None = None

    def _new_fields(self) -> frozenset[Field]:
        """Fields that a side shows for the first time: there is nothing to compare them with."""
        return (self.base_crm.missing - self.crm.missing) | (self.base_provider.missing - self.provider.missing)

    def run(self) -> Merged:
        hidden = self.crm.missing | self.provider.missing
        touched = self.first | self.from_crm | self.from_provider
        fields = [field for field in CONTACT_FIELDS if field in touched and field not in hidden]
        verdicts = {field: self._merge_field(field) for field in fields}
        crm = _shown_as(self.crm, ((field, verdict.crm) for field, verdict in verdicts.items()))
        provider = _shown_as(self.provider, ((field, verdict.provider) for field, verdict in verdicts.items()))
        return Merged(crm, provider, tuple(self._losses(verdicts)), self._changed_by())

    def _changed_by(self) -> frozenset[Side]:
        changed = ((Side.CRM, self.from_crm), (Side.PROVIDER, self.from_provider))
        return frozenset(side for side, fields in changed if fields)

    def _losses(self, verdicts: dict[Field, Verdict[Any]]) -> Iterable[Loss]:
        for field, verdict in verdicts.items():
            for side in sorted(verdict.losers):
                loser = self.crm if side is Side.CRM else self.provider
                yield Loss(field, side, loser, self._swapped(field, side, verdict))

    def _swapped(self, field: Field, loser: Side, verdict: Verdict[Any]) -> tuple[Contact, Contact] | None:
        """The merge of the field with the loser as the winner; where that changes nothing, it lost to no rule."""
        other = self._merge_field(field, replace(self._terms(field), winner=loser, is_final=False))
        if (other.crm, other.provider) == (verdict.crm, verdict.provider):
            return None
        return _shown_as(self.crm, [(field, other.crm)]), _shown_as(self.provider, [(field, other.provider)])

    def _merge_field(self, field: Field, given: Terms[Any] | None = None) -> Verdict[Any]:
        values, terms = self._values(field), given or self._terms(field)
        match field:
            case Field.NAME:
                return merge_name(values, terms)
            case Field.NOTES:
                return merge_notes(values, terms)
            case Field.ORGANIZATION | Field.JOB_TITLE:
                return merge_scalar(values, terms, TEXT)
            case Field.BIRTHDAY:
                return merge_scalar(values, terms, BIRTHDAY)
            case Field.ADDRESSES:
                return merge_elements(values, terms, ADDRESSES)
            case _:
                return self._merge_entries(field, values, terms)

    def _merge_entries(
        self, field: Field, values: Values[tuple[Entry, ...]], terms: Terms[tuple[Entry, ...]]
    ) -> Verdict[tuple[Entry, ...]]:
        keyed = self._keying(field, values)
        merged = merge_elements(values, terms, entries(keyed))
        primary = merge_primary(values, terms, keyed)
        return Verdict(
            with_primary(merged.crm, values.base_crm, keyed, primary.crm),
            with_primary(merged.provider, values.base_provider, keyed, primary.provider),
            merged.losers | primary.losers,
        )

    def _keying(self, field: Field, values: Values[tuple[Entry, ...]]) -> Keying:
        """Keys for the entries of one field. Each list is keyed once, whoever asks."""
        comparison = self.comparison
        if field is Field.PHONES and field not in self.first:
            lists = (values.base_crm, values.crm, values.base_provider, values.provider)
            comparison = Comparison(phone=number_key(lists, comparison.phone))
        known: dict[int, tuple[tuple[Entry, ...], dict[ElementKey, Entry]]] = {}

        def keyed(listed: tuple[Entry, ...]) -> dict[ElementKey, Entry]:
            if id(listed) not in known:  # the list is kept beside its keys, so that no other one gets its id
                known[id(listed)] = listed, keyed_entries(field, listed, comparison)
            return known[id(listed)][1]

        return keyed

    def _values(self, field: Field) -> Values[Any]:
        bases = (EMPTY, EMPTY) if field in self.first else (self.base_crm, self.base_provider)
        crm, provider = getattr(self.crm, field), getattr(self.provider, field)
        base_crm, base_provider = getattr(bases[0], field), getattr(bases[1], field)
        # One object for what is equal, so that it is worked on once.
        base_crm = crm if base_crm == crm else base_crm
        base_provider = provider if base_provider == provider else base_provider
        return Values(base_crm, crm, base_provider, crm if crm == provider else provider)

    def _terms(self, field: Field) -> Terms[Any]:
        mirrored, shown = partial(self._mirrored_field, field), partial(self._shown, field)
        return Terms(self.winner(field), field in self.first, self.is_final, mirrored, shown)

    def _shown(self, field: Field, side: Side, value: Any) -> Any:
        """What the side would show of its own contact with this value."""
        contact, view = (self.crm, self.views.crm) if side is Side.CRM else (self.provider, self.views.provider)
        return getattr(view(_shown_as(contact, [(field, value)])), field)

    def _mirrored_field(self, field: Field) -> tuple[Any, Any]:
        crm, provider = self._mirror()
        return getattr(crm, field), getattr(provider, field)

    def _mirror(self) -> tuple[Contact, Contact]:
        """What each side would show of the other: asked for once, and only where both have a say."""
        if self._mirrored is None:
            shown = self.views.crm(self.provider), self.views.provider(self.crm)
            self._mirrored = as_contact(shown[0]), as_contact(shown[1])
        return self._mirrored


def _shown_as(contact: Contact, wanted: Iterable[tuple[Field, Any]]) -> Contact:
    changes: dict[str, Any] = {field.value: value for field, value in wanted if getattr(contact, field) != value}
    return replace(contact, **changes) if changes else contact
