"""Links go with all that leads to them, also where the way is cut off in the middle."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Side
from tandem.domain.errors import Unavailable
from tandem.domain.event import AllDay, Timed, When
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, LinkId, RemoteId
from tandem.domain.link import Link, LinkState, Replicated
from tandem.home import Operation
from tandem.local.blobs import LocalBlobs
from tandem.local.table import SqliteTable
from tandem.local.vault import LocalVault
from tandem.state.links import Agreement, Links
from tandem.state.sealing import Sealing
from tests.memory import ToldClock

COMPANY, ACCOUNT, CONNECTION = CompanyId("42"), AccountId("42-a1"), ConnectionId("42-c1")


class CutTable(SqliteTable):
    """Takes three operations at once, and none any more after `left` transactions."""

    transaction_limit = 3
    left = 1_000

    def transact(self, operations: Sequence[Operation]) -> None:
        if self.left == 0:
            raise Unavailable("table_unavailable", "")
        self.left -= 1
        super().transact(operations)


def linked(number: int) -> Link:
    person, card = Replicated(RemoteId(f"p{number}")), Replicated(RemoteId(f"c{number}"), uid=f"uid-{number}")
    made = LinkId(f"{number:032x}")
    return Link(made, COMPANY, ACCOUNT, CONNECTION, LinkState.LIVE, person, card, changed_at=datetime.now(UTC))


@pytest.mark.parametrize("cut", range(8))
def test_no_claim_outlives_its_link_however_early_the_forgetting_is_cut_off(tmp_path: Path, cut: int) -> None:
    table = CutTable(tmp_path / "tandem.db", ToldClock())
    links = Links(table, Sealing(LocalVault(table, tmp_path / "key"), LocalBlobs(tmp_path / "blobs")))
    table.transaction_limit = 100
    known = [linked(number) for number in range(3)]
    links.commit([Agreement(link) for link in known])
    table.transaction_limit, table.left = 3, cut

    with suppress(Unavailable):
        links.forget(known)

    held = links.claimed(CONNECTION, ACCOUNT, Side.PROVIDER, [RemoteId(f"c{number}") for number in range(3)])
    held_uids = links.by_uid(ACCOUNT, [f"uid-{number}" for number in range(3)])
    assert {*held.values(), *held_uids.values()} <= {link.id for link in links.all(CONNECTION)}


@pytest.mark.parametrize(
    "asked", [None, AllDay(date(2026, 12, 1), 2), Timed(datetime(2026, 12, 1, 9, tzinfo=UTC), timedelta(hours=1))]
)
def test_the_time_that_a_person_is_asked_about_is_kept_with_the_link(tmp_path: Path, asked: When | None) -> None:
    table = SqliteTable(tmp_path / "tandem.db", ToldClock())
    links = Links(table, Sealing(LocalVault(table, tmp_path / "key"), LocalBlobs(tmp_path / "blobs")))
    held = replace(linked(1), state=LinkState.HELD, asked=asked)

    links.commit([Agreement(held)])

    assert links.get(CONNECTION, [held.id])[held.id].asked == asked
