"""The brake: how many deletions a day are let through."""

from datetime import timedelta

import pytest

from tandem.domain.brake import is_braked


def let_through(live: int) -> int:
    """Deletions done before the brake comes on, from a book of this size."""
    return next(done for done in range(1000) if is_braked(done, live))


@pytest.mark.parametrize(("live", "expected"), [(1, 4), (20, 4), (50, 5), (100, 10), (400, 40), (500, 50), (9999, 50)])
def test_a_tenth_of_the_links_at_least_four_at_most_fifty(live: int, expected: int) -> None:
    """F5: a few deletions are no alarm, whatever the size of the book."""
    assert let_through(live) == expected


def test_a_side_that_says_it_is_empty_is_not_believed() -> None:
    """F4: an empty answer is read as a failure while there are links."""
    assert is_braked(0, 200, is_listing_empty=True)
    assert not is_braked(0, 0, is_listing_empty=True)


def test_for_an_hour_after_a_reconnect_nothing_is_deleted() -> None:
    assert is_braked(0, 200, since_reset=timedelta(minutes=59))
    assert not is_braked(0, 200, since_reset=timedelta(minutes=60))
