"""The collection behind every list, by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.google.calendar.agenda import keys
from sandbox.google.feed import Feed
from sandbox.google.switches import Switches
from sandbox.google.world import World
from sandbox.pipedrive.clock import Clock
from sandbox.pipedrive.disk import Disk


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(Disk(tmp_path / "google.db"), Clock(), Switches())
    yield world
    world.disk.close()


@pytest.fixture
def feed(world: World) -> Feed:
    return Feed(world, "event", "home", keys)


def event(identifier: str, **properties: str) -> dict[str, object]:
    return {"id": identifier, "iCalUID": identifier, "extendedProperties": {"private": properties}}


def test_what_lost_a_property_is_not_found_by_it(feed: Feed) -> None:
    feed.put(event("a", deal="1"))
    feed.put(event("b", deal="1"))

    feed.put(event("a", deal="2"))

    assert [each["id"] for each in feed.find(("private", "deal=1"))] == ["b"]
    assert [each["id"] for each in feed.find(("private", "deal=2"))] == ["a"]


def test_every_change_has_an_etag_of_its_own(feed: Feed) -> None:
    etags = {feed.put(event("a"))["etag"] for _ in range(1000)}

    assert len(etags) == 1000


def test_order_and_changes_are_as_before_after_a_restart(world: World, feed: Feed) -> None:
    for identifier in ("a", "b", "a", "c", "b"):
        feed.put(event(identifier))

    again = Feed(world, "event", "home", keys)
    again.fill(reversed(list(world.rows("event").values())))

    assert again.ids == feed.ids == ["a", "b", "c"]
    assert list(again.log.between(3, 5)) == list(feed.log.between(3, 5)) == [(4, "c"), (5, "b")]
    assert again.put(event("d"))["etag"].endswith('000006"')


def test_a_lag_is_counted_by_the_clock(world: World, feed: Feed) -> None:
    feed.put(event("a"))
    world.clock.advance(60)
    feed.put(event("b"))
    world.switches.update({"lag": 30})

    assert (feed.log.last, feed.visible()) == (2, 1)
