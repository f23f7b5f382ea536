"""The brake: a rolling limit on deletions. What it stops is held for a person and never released by itself."""

from datetime import timedelta

FEW = 5
"""Fewer deletions than this in a day are always let through, however small the book."""
SHARE = 0.10
MOST = 50
QUIET = timedelta(hours=1)
"""After a reconnect, a token reset or a change of scope nothing is deleted for this long."""


def is_braked(
    deleted_in_24h: int, live: int, *, is_listing_empty: bool = False, since_reset: timedelta | None = None
) -> bool:
    """Whether one more deletion is too much, after `deleted_in_24h` on one side of a connection with `live` links.

    `is_listing_empty`: a side says that it holds nothing at all. `since_reset`: how long ago the connection was
    made anew, None if never.
    """
    if is_listing_empty and live > 0:
        return True
    if since_reset is not None and since_reset < QUIET:
        return True
    deletions = deleted_in_24h + 1
    return deletions > MOST or (deletions >= FEW and deletions > live * SHARE)
