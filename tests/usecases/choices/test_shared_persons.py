"""Several users of one company who have the same people: one person each, no ping-pong, the rules of merging decide."""

from datetime import UTC, datetime
from itertools import combinations_with_replacement, product
from pathlib import Path

import pytest

from tandem.providers.transport import Transport
from tests.memory import ToldClock
from tests.providers.pipedrive.office import Office
from tests.usecases.choices.memory import MarkedBook, MemoryBook, MemoryPersons
from tests.usecases.choices.sharing import Shared, outcomes
from tests.usecases.choices.stored_books import OPENERS
from tests.usecases.choices.stored_persons import StoredPersons
from tests.usecases.choices.table import DIRECTIONS
from tests.usecases.scene import Scene


@pytest.mark.parametrize(("anna", "ben"), list(product(DIRECTIONS, repeat=2)))
def test_two_users_share_their_people_whatever_the_directions(tmp_path: Path, anna: str, ben: str) -> None:
    """F2."""
    books = {"Anna's": MemoryBook(MarkedBook()), "Ben's": MemoryBook(MarkedBook())}
    shared = Shared(Scene(tmp_path), MemoryPersons(), books, {"Anna's": anna, "Ben's": ben})

    assert shared.play() == outcomes(anna, ben)
    assert shared.go_round() == 0, "ping-pong"
    assert shared.told() == outcomes(anna, ben)


@pytest.mark.parametrize(("anna", "ben"), list(combinations_with_replacement(OPENERS, 2)))
def test_two_users_share_their_people_wherever_their_books_are(
    tmp_path: Path, anna: str, ben: str, office: Office, transport: Transport, request: pytest.FixtureRequest
) -> None:
    """F2."""
    books = {"Anna's": OPENERS[anna](request, transport, ""), "Ben's": OPENERS[ben](request, transport, "")}
    directions = {"Anna's": "two_way", "Ben's": "two_way"}
    scene = Scene(tmp_path, clock=ToldClock(datetime.now(UTC)), public_url=None)
    shared = Shared(scene, StoredPersons(office), books, directions)

    assert shared.play() == outcomes("two_way", "two_way")
    assert shared.go_round() == 0, "ping-pong"
    assert shared.told() == outcomes("two_way", "two_way")
