"""Which entry of a set field is the primary one: one value per field and side, merged apart from the entries."""

from collections.abc import Callable
from dataclasses import replace

from tandem.domain.comparison import ElementKey
from tandem.domain.contact import Entry
from tandem.domain.elements import typed_over
from tandem.domain.verdict import Terms, Values, Verdict, conflict

Keyed = dict[ElementKey, Entry]
Keying = Callable[[tuple[Entry, ...]], Keyed]


def merge_primary(
    values: Values[tuple[Entry, ...]],
    terms: Terms[tuple[Entry, ...]],
    keyed: Keying,
) -> Verdict[ElementKey | None]:
    """The key that each side's primary entry should have. A flag that was merely dropped is put back.

    Without a base, a side that would show the other's primary entry just so has nothing to be told.
    """
    base_crm, crm = _then_and_now(keyed(values.base_crm), keyed(values.crm))
    base_provider, provider = _then_and_now(keyed(values.base_provider), keyed(values.provider))
    from_crm = crm is not None and crm != base_crm
    from_provider = provider is not None and provider != base_provider
    if crm == provider or (terms.is_first and _is_shown(crm, provider, terms, keyed)):
        return Verdict(crm, provider)
    if from_crm and from_provider:
        return conflict(terms.winner, crm, provider, crm, provider)
    return Verdict(
        provider if from_provider and not from_crm else crm, crm if from_crm and not from_provider else provider
    )


def _primary(keyed: Keyed) -> ElementKey | None:
    for key, entry in keyed.items():
        if entry.primary:
            return key
    return None


def _then_and_now(base: Keyed, shown: Keyed) -> tuple[ElementKey | None, ElementKey | None]:
    """The primary key in the base, and today's: the same, or what was typed over it, where no entry has the flag."""
    then, now = _primary(base), _primary(shown)
    if now is not None or then is None:
        return then, now
    return then, next((new for new, old in typed_over(base, shown).items() if old == then), None)


def _is_shown(
    crm: ElementKey | None,
    provider: ElementKey | None,
    terms: Terms[tuple[Entry, ...]],
    keyed: Keying,
) -> bool:
    as_crm, as_provider = terms.mirrored()
    return _primary(keyed(as_crm)) == crm or _primary(keyed(as_provider)) == provider


def with_primary(
    elements: tuple[Entry, ...], before: tuple[Entry, ...], keyed: Keying, primary: ElementKey | None
) -> tuple[Entry, ...]:
    """The entries with the flag on one at most: the wanted one; where that is gone the one before, or who has it."""
    named = keyed(elements)
    wanted = (primary, _primary(keyed(before)), _primary(named))
    flagged = next((key for key in wanted if key in named), None)
    if [key for key, entry in named.items() if entry.primary] == ([] if flagged is None else [flagged]):
        return elements
    return tuple(
        entry if entry.primary == (key == flagged) else replace(entry, primary=key == flagged)
        for key, entry in named.items()
    )
