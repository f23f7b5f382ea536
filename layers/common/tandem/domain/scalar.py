"""Three-way merge of the fields that have one value: name, organization, job title, notes, birthday."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from tandem.domain.comparison import (
    alike_names,
    alike_texts,
    is_blank_name,
    prose,
    same_birthday,
    same_name,
    same_prose,
    same_text,
)
from tandem.domain.contact import Birthday, Name, Side
from tandem.domain.naming import carried_name, replaced_name
from tandem.domain.verdict import Terms, Values, Verdict, conflict, is_alike

T = TypeVar("T")


def _take(source: T, before: T, onto: T) -> T:  # noqa: ARG001 - the plainest of the carriers
    return source


def _put(source: T, onto: T) -> T:  # noqa: ARG001 - the same, without a base
    return source


def _no_common(crm: T, provider: T) -> T | None:  # noqa: ARG001 - most values have nothing between them
    return None


@dataclass(frozen=True, slots=True)
class Nature(Generic[T]):
    """What a kind of value needs to be merged.

    `carry` brings a change to the other side's value, `put` replaces it where there is no base, `common` finds
    a value that says all that both say.
    """

    is_blank: Callable[[T], bool]
    same: Callable[[T, T], bool]
    alike: Callable[[T, T], bool]
    carry: Callable[[T, T, T], T] = _take
    put: Callable[[T, T], T] = _put
    common: Callable[[T, T], T | None] = _no_common


def merge_scalar(values: Values[T], terms: Terms[T], nature: Nature[T]) -> Verdict[T]:
    """Take the one change, keep what is alike, let the winner have a true conflict."""
    if terms.is_first:
        return _first(values, terms, nature)
    from_crm = not nature.same(values.base_crm, values.crm)
    from_provider = not nature.same(values.base_provider, values.provider)
    if from_crm and from_provider:
        return _both(values, terms, nature)
    if from_crm:
        return Verdict(values.crm, nature.carry(values.crm, values.base_crm, values.provider))
    if from_provider:
        carried = nature.carry(values.provider, values.base_provider, values.crm)
        return Verdict(carried, values.provider, _unseen_by_provider(values, terms, nature))
    return Verdict(values.crm, values.provider)


def _unseen_by_provider(values: Values[T], terms: Terms[T], nature: Nature[T]) -> frozenset[Side]:
    """Where the provider is never written, nobody there saw what the CRM came to show: it loses, and is kept."""
    if not terms.is_final or nature.is_blank(values.crm) or is_alike(values, terms, nature.alike):
        return frozenset()
    crm, known = values.crm, values.base_provider
    is_part = not nature.is_blank(known) and nature.common(crm, known) is not None
    return frozenset() if is_part or nature.alike(crm, known) else frozenset({Side.CRM})


def _both(values: Values[T], terms: Terms[T], nature: Nature[T]) -> Verdict[T]:
    if nature.alike(values.crm, values.provider):
        return Verdict(values.crm, values.provider)
    from_crm = nature.carry(values.crm, values.base_crm, values.base_provider)
    from_provider = nature.carry(values.provider, values.base_provider, values.base_crm)
    if nature.alike(values.provider, from_crm) or is_alike(values, terms, nature.alike):
        return Verdict(values.crm, values.provider)
    return conflict(terms.winner, values.crm, values.provider, from_crm, from_provider)


def _first(values: Values[T], terms: Terms[T], nature: Nature[T]) -> Verdict[T]:
    """Without bases: fill what is empty, never overwrite with empty."""
    crm, provider = values.crm, values.provider
    if nature.is_blank(crm) or nature.is_blank(provider):
        filled = provider if nature.is_blank(crm) else crm
        return Verdict(filled, filled)
    if is_alike(values, terms, nature.alike):
        return Verdict(crm, provider)
    if (common := nature.common(crm, provider)) is not None:
        return Verdict(common, common)
    return conflict(terms.winner, crm, provider, nature.put(crm, provider), nature.put(provider, crm))


# --- the natures -------------------------------------------------------------------------------------------


def merge_name(values: Values[Name], terms: Terms[Name]) -> Verdict[Name]:
    """A name that was cleared comes back: neither side can do without one."""
    crm = _kept_name(values.crm, values.base_crm)
    provider = _kept_name(values.provider, values.base_provider)
    return merge_scalar(replace(values, crm=crm, provider=provider), terms, NAME)


def _kept_name(name: Name, before: Name) -> Name:
    return before if is_blank_name(name) else name


def merge_notes(values: Values[str], terms: Terms[str]) -> Verdict[str]:
    """Notes of which one side shows only the beginning keep their end; cleared there, the end is a loss."""
    verdict = merge_scalar(values, terms, NOTES)
    losers = set(verdict.losers)
    if _tail(values.base_crm, values.base_provider) and values.provider and not verdict.provider:
        losers.add(Side.PROVIDER)
    if _tail(values.base_provider, values.base_crm) and values.crm and not verdict.crm:
        losers.add(Side.CRM)
    return replace(verdict, losers=frozenset(losers))


def _tail(start: str, whole: str) -> str:
    """What `whole` has beyond `start`, where `start` is its beginning and not all of it; nothing behind nothing."""
    shorn, full = prose(start), prose(whole)
    return full[len(shorn) :] if shorn and full.startswith(shorn) else ""


def _carry_notes(source: str, before: str, onto: str) -> str:
    return source if _is_blank_text(source) else source + _tail(before, onto)


def _longer(crm: str, provider: str) -> str | None:
    shorter, longer = sorted((crm, provider), key=len)
    return longer if prose(longer).startswith(prose(shorter)) else None


def _with_year(crm: Birthday | None, provider: Birthday | None) -> Birthday | None:
    """The same day with the year that only one of them says."""
    if crm is None or provider is None or (crm.month, crm.day) != (provider.month, provider.day):
        return None
    if crm.year is not None and provider.year is not None:
        return None
    return crm if provider.year is None else provider


def _is_blank_text(text: str) -> bool:
    return not text or text.isspace()


NAME = Nature(is_blank_name, same_name, alike_names, carried_name, replaced_name)
TEXT: Nature[str] = Nature(_is_blank_text, same_text, alike_texts)
NOTES: Nature[str] = Nature(_is_blank_text, same_prose, same_prose, carry=_carry_notes, common=_longer)
BIRTHDAY: Nature[Birthday | None] = Nature(lambda day: day is None, same_birthday, same_birthday, common=_with_year)
