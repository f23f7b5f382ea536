"""Which entry of a set field is the primary one: one value per field and side, merged apart from the entries."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from tandem.domain.comparison import ElementKey
from tandem.domain.contact import Entry
from tandem.domain.verdict import Terms, Values, Verdict, conflict

Keyed = Mapping[ElementKey, Entry]
Keying = Callable[[tuple[Entry, ...]], Keyed]


def merge_primary(
    values: Values[tuple[Entry, ...]],
    terms: Terms[tuple[Entry, ...]],
    keyed: Keying,
) -> Verdict[ElementKey | None]:
    """The key that each side's primary entry should have. A flag that was merely dropped is put back.

    Without a base, a side that would show the other's primary entry just so has nothing to be told.
    """
    base_crm, base_provider = _primary(keyed(values.base_crm)), _primary(keyed(values.base_provider))
    crm = _kept_primary(keyed(values.crm), base_crm)
    provider = _kept_primary(keyed(values.provider), base_provider)
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
    return next((key for key, entry in keyed.items() if entry.primary), None)


def _kept_primary(keyed: Keyed, before: ElementKey | None) -> ElementKey | None:
    now = _primary(keyed)
    return before if now is None and before in keyed else now


def _is_shown(
    crm: ElementKey | None,
    provider: ElementKey | None,
    terms: Terms[tuple[Entry, ...]],
    keyed: Keying,
) -> bool:
    as_crm, as_provider = terms.mirrored()
    return _primary(keyed(as_crm)) == crm or _primary(keyed(as_provider)) == provider


def with_primary(elements: tuple[Entry, ...], keyed: Keying, primary: ElementKey | None) -> tuple[Entry, ...]:
    """The entries with the flag on one of them at most: the wanted one, or the first that has it where that is gone."""
    named = keyed(elements)
    flagged = primary if primary in named else _primary(named)
    return tuple(
        entry if entry.primary == (key == flagged) else replace(entry, primary=key == flagged)
        for key, entry in named.items()
    )
