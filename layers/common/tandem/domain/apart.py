"""Two that were linked as they were, though they differ in a text: nobody has seen yet what the other one shows."""

from collections.abc import Callable
from typing import TypeVar

from tandem.domain.scalar import Nature
from tandem.domain.side import Side
from tandem.domain.verdict import Values

T = TypeVar("T")


def editor(values: Values[T], nature: Nature[T]) -> Side | None:
    """The only side that changed since both agreed, if there is just one."""
    pairs = ((Side.CRM, values.base_crm, values.crm), (Side.PROVIDER, values.base_provider, values.provider))
    changed = [side for side, base, now in pairs if not nature.same(base, now)]
    return changed[0] if len(changed) == 1 else None


def is_settled(values: Values[T], nature: Nature[T], mirrored: Callable[[], tuple[T, T]]) -> bool:
    """Whether both said the same when they last agreed, as far as each can show it.

    `mirrored` are the bases as each side would show the other's, crm first; asked for where it matters only.
    """
    crm, provider = values.base_crm, values.base_provider
    if nature.alike(crm, provider):
        return True
    in_crm, in_provider = mirrored()
    return nature.alike(crm, in_crm) or nature.alike(provider, in_provider)
