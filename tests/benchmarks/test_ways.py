"""What a sync asks of a provider, counted at its stand-in: no more than its batches need, and what is asked once."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from benchmarks.figures import STEPS
from benchmarks.mailbox import GoogleBook, GraphBook, Mailbox
from benchmarks.ways import Way, running_way

SIZE, CHANGED = 240, 210
ONCE = 3
"""What a listing doesn't show, the folders for a channel, and a batch that isn't full at the end of a slice."""


@pytest.fixture
def way(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Way]:
    kind, is_into_crm = request.param
    with running_way(kind, SIZE, tmp_path / "way", is_into_crm) as running:
        yield running


def out_and_in(*kinds: tuple[type[Mailbox], bool]) -> pytest.MarkDecorator:
    names = [f"{kind.name} {'in' if is_into_crm else 'out'}" for kind, is_into_crm in kinds]
    return pytest.mark.parametrize("way", kinds, indirect=True, ids=names)


def asked(way: Way, verb: str, changed: int = 0) -> int:
    """Of the provider, while neither end tells of what is written to it: what comes back is another matter."""
    way.mailbox.tell(False)
    way.change(changed)
    way.standin.tell_webhooks(False)
    figure = way.measured(verb, partial(way.tandem.do, way.connection, verb))
    return sum(figure.book_requests.values())


@out_and_in((GoogleBook, True), (GraphBook, False))
def test_requests_to_a_provider_are_as_full_as_it_takes_them(way: Way) -> None:
    first = asked(way, "start")
    way.hear_echoes()
    refreshed = asked(way, "refresh", CHANGED)

    assert first <= way.floors(STEPS[0], 0)[0] + ONCE
    assert refreshed == way.floors("many changed", CHANGED)[0]
