"""What each page reads of a connection with thousands of links and a long history: a page's worth, and not all of it.

Store calls and rows are counted, which comes out the same on every machine; `python -m benchmarks --only pages` takes
the time. Pages come from the table that serves them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from benchmarks.addresses import ASKING, Address, addresses, routes
from benchmarks.grown import ADMIN, COMPANY, Grown, grow
from tandem.console.api import respond
from tandem.console.session import Guard
from tandem.domain.errors import Unavailable
from tandem.home import Key, Row
from tandem.state.sessions import Sessions
from tandem.usecases.application import Application
from tests.benchmarks.counting import CountingTable
from tests.console.events import TOKEN_SHA256, event
from tests.usecases.scene import Scene

LINKS = 1_200
"""More than any page may read; with them come 3,600 entries of history, of each kind of connection."""
MOST_CALLS = 30
MOST_ROWS = 350
MOST_SORTS = 4 * LINKS
"""Keys alone: what waits is counted, and a history is sieved by them."""


@dataclass
class RowTable(CountingTable):
    """Counts rows that were read whole, and sorts that were read alone."""

    def get(self, keys: Sequence[Key]) -> dict[Key, Row]:
        found = super().get(keys)
        self.counts["rows"] += len(found)
        return found

    def sorts_newest(self, partition: str, *, before: str = "", limit: int = 100) -> list[str]:
        found = self.table.sorts_newest(partition, before=before, limit=limit)
        self.counts["calls"] += 1
        self.counts["sorts"] += len(found)
        return found

    def _counted(self, rows: list[Row]) -> list[Row]:
        self.counts["rows"] += len(rows)
        return super()._counted(rows)


@dataclass
class Silent:
    """Replicas that answer nobody, and note who was asked."""

    asked: list[str] = field(default_factory=list)

    def has_crm_page(self) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        def ask(*_: object) -> object:
            self.asked.append(name)
            raise Unavailable("timeout")

        return ask


class CountedScene(Scene):
    def open_table(self) -> Any:
        self.counting = RowTable(super().open_table(), transaction_limit=2000)
        return self.counting


@dataclass
class House:
    """The console over a table that counts, and a browser that is signed in."""

    scene: CountedScene
    grown: Grown
    silent: Silent = field(default_factory=Silent)

    def __post_init__(self) -> None:
        self.app = Application(replace(self.scene.world, replicas=self.silent))
        self.guard = Guard(TOKEN_SHA256, Sessions(self.scene.table, self.scene.ids))
        self.cookie = self.guard.sessions.begin(COMPANY, ADMIN, self.scene.clock.now())

    def get(self, path: str) -> dict[str, Any]:
        asked = event("GET", path, headers={"host": "tandem.example", "accept-encoding": "gzip"})
        asked["cookies"] = [f"tandem_session={self.cookie}"]
        asked["requestContext"]["timeEpoch"] = int(self.scene.clock.now().timestamp() * 1000)
        self.scene.counting.counts.clear()
        self.silent.asked.clear()
        return respond(asked, self.app, self.guard, "en")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    scene = CountedScene(tmp_path_factory.mktemp("grown"))
    return House(scene, grow(scene.world, LINKS))


def every(house: House) -> list[Address]:
    return addresses(house.grown)


def test_the_pages_that_ask_others_are_those_that_say_so(house: House) -> None:
    asking = set()
    for one in every(house):
        house.get(one.path)
        if house.silent.asked:
            asking.add(one.route)

    assert asking == ASKING
    assert set(routes()) >= ASKING


def test_a_page_reads_no_more_than_it_shows(house: House) -> None:
    too_much = []
    for one in every(house):
        house.get(one.path)
        counts = house.scene.counting.counts
        most = {"calls": MOST_CALLS, "rows": MOST_ROWS, "sorts": MOST_SORTS}
        if one.is_judged and not one.is_searching:
            too_much += [(one.path, name, counts[name]) for name in most if counts[name] > most[name]]

    assert too_much == []


def test_a_search_looks_through_all_links_with_few_calls(house: House) -> None:
    found = [one for one in every(house) if one.is_searching]
    for one in found:
        answer = house.get(one.path)

        assert answer["statusCode"] == 200
        assert house.scene.counting.counts["calls"] <= MOST_CALLS
        assert house.scene.counting.counts["rows"] <= LINKS + MOST_ROWS
    assert len(found) == 4


def test_no_page_that_one_looks_at_fails(house: House) -> None:
    failed = [(one.path, house.get(one.path)["statusCode"]) for one in every(house) if one.is_judged]

    assert [one for one in failed if one[1] not in {200, 303}] == []


def test_a_page_travels_packed_and_small(house: House) -> None:
    sizes = {one.path: len(house.get(one.path)["body"]) * 3 / 4 for one in every(house)}

    assert max(sizes.values()) < 20_000
