"""The table at each provider: the real adapters, between the stand-ins, for every kind of group that there is.

What a provider has no part in, who goes out and whether deletions follow, takes turns here.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tandem.providers.transport import Transport
from tests.memory import ToldClock
from tests.providers.pipedrive.office import Office
from tests.usecases.choices.stored_books import KINDS, OPENERS
from tests.usecases.choices.stored_persons import StoredPersons
from tests.usecases.choices.story import Story
from tests.usecases.choices.table import DELETES, DIRECTIONS, GROUPS, SCOPES, Choice, outcomes_under
from tests.usecases.scene import Scene


def cells() -> Iterator[tuple[str, str, Choice]]:
    """Each provider meets each kind of its groups both ways, each scope, and both ways with deletions."""
    for number, provider in enumerate(OPENERS):
        for turn, kind in enumerate(("", *KINDS[provider])):
            group = "chosen" if kind else "all"
            scope = SCOPES[(number + turn) % 3]
            yield provider, kind, Choice("two_way", group, scope, "follow")
            yield provider, kind, Choice("one_way", group, scope, "follow")
        yield provider, "", Choice("two_way", "all", SCOPES[(number + 2) % 3], "keep")
        yield provider, "", Choice("one_way", "all", "own", "keep")


CELLS = list(cells())


@pytest.mark.parametrize(("provider", "kind", "choice"), CELLS, ids=str)
def test_what_comes_of_a_choice_at_each_provider(
    provider: str,
    kind: str,
    choice: Choice,
    office: Office,
    transport: Transport,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    expected = outcomes_under(choice)
    book = OPENERS[provider](request, transport, kind)
    scene = Scene(tmp_path, clock=ToldClock(datetime.now(UTC)), public_url=None)
    story = Story(scene, book, StoredPersons(office), choice, book.group, list(expected))

    assert story.play() == expected
    assert story.rest() == 0
    assert story.told() == expected


def test_no_provider_leaves_a_choice_out() -> None:
    for provider in OPENERS:
        choices = [choice for name, _, choice in CELLS if name == provider]
        assert {one.direction for one in choices} == set(DIRECTIONS)
        assert {one.group for one in choices} == set(GROUPS)
        assert {one.scope for one in choices if one.direction == "two_way"} == set(SCOPES)
        assert {(one.direction, one.deletes) for one in choices} == {
            (way, what) for way in DIRECTIONS for what in DELETES
        }
