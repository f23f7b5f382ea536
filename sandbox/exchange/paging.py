"""Pages of a list by number, as FindItem and FindFolder have them."""

from collections.abc import Sequence

from sandbox.exchange.mailbox import Row
from sandbox.exchange.soap import Element


def paged(found: Sequence[Row], view: Element | None, cap: int) -> tuple[Sequence[Row], dict[str, object]]:
    """The page, and the attributes that tell where it lies."""
    start, most = 0, cap
    if view is not None:
        start = int(view.get("Offset") or 0)
        most = min(int(view.get("MaxEntriesReturned") or cap), cap)
    end = min(start + most, len(found))
    is_last = end >= len(found)
    attributes: dict[str, object] = {"IndexedPagingOffset": end, "TotalItemsInView": len(found)}
    return found[start:end], attributes | {"IncludesLastItemInRange": str(is_last).lower()}
