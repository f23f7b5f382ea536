"""A rush of pushes is told of while they wait, and over when they were answered."""

from contextlib import ExitStack

import pytest

from tandem.local.rush import Rush


def test_a_few_pushes_are_no_rush() -> None:
    rush = Rush()

    with rush.push(), rush.push():
        assert not rush.is_on()


def test_many_at_once_are_a_rush_until_they_are_answered_or_failed() -> None:
    rush = Rush()

    with pytest.raises(OSError), ExitStack() as pushes:  # noqa: PT011, PT012  # each of them fails
        for _ in range(20):
            pushes.enter_context(rush.push())
        assert rush.is_on()
        raise OSError

    assert not rush.is_on()
