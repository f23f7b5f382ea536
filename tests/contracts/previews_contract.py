"""What a preview found comes back whole or not at all, whatever names people have. A subclass supplies `home`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tandem.domain.ids import AccountId, ConnectionId
from tandem.home import Drop, Key, Table
from tandem.state import keys
from tandem.state.previews import KEPT, Look, Previews
from tandem.state.sealing import LARGEST_INLINE, Sealing
from tandem.state.shut import ShutBlobs
from tests.contracts.hand_clock import HandClock
from tests.contracts.table_contract import TableFixtures
from tests.simulation.twins.store import OpenVault

ACCOUNT, NAME, MARK = AccountId("42-a1"), "0123456789abcdef", "mark"
HEAD = {"link": 3, "create": {"crm": 1, "provider": 0}}


class PreviewsContract(TableFixtures):
    @pytest.fixture
    def connection(self, space: str) -> ConnectionId:
        return ConnectionId(f"{space}-c1")

    @pytest.fixture
    def previews(self, table: Table) -> Previews:
        """No blob can be written: those would stay when their rows have gone."""
        return Previews(table, Sealing(OpenVault(), ShutBlobs()))

    def test_it_comes_back_as_it_was_in_rows_that_are_small(
        self, previews: Previews, connection: ConnectionId, clock: HandClock
    ) -> None:
        look = Look(HEAD, [("create", "crm", f"Jürgen {number:x}", "new_at_provider") for number in range(3_000)])

        previews.keep(connection, ACCOUNT, NAME, MARK, look, clock.now())

        assert previews.find(connection, NAME, MARK) == look
        rows = previews.table.query(keys.previews(connection), limit=100)
        assert 3 <= len(rows) <= 10
        assert max(len(row.item["sealed"]) for row in rows) <= LARGEST_INLINE  # type: ignore[arg-type]  # bytes

    @pytest.mark.parametrize("name", ["", "\ud800", "\x00", "王" * 50_000, "<b>", "😀"])
    def test_any_name_is_kept_as_far_as_there_is_room(
        self, previews: Previews, connection: ConnectionId, clock: HandClock, name: str
    ) -> None:
        previews.keep(connection, ACCOUNT, NAME, MARK, Look(HEAD, [("leave", None, name, "kept")]), clock.now())

        found = previews.find(connection, NAME, MARK)

        assert found == Look(HEAD, [("leave", None, name[:1000], "kept")])

    def test_names_that_can_not_be_made_smaller_take_more_rows(
        self, previews: Previews, connection: ConnectionId, clock: HandClock
    ) -> None:
        texts = ["".join(chr(0x4E00 + (seed * 7919 + at * 104729) % 20_000) for at in range(900)) for seed in range(60)]
        look = Look(HEAD, [("create", "crm", text, "") for text in texts])

        previews.keep(connection, ACCOUNT, NAME, MARK, look, clock.now())

        assert previews.find(connection, NAME, MARK) == look
        assert len(previews.table.query(keys.previews(connection), limit=100)) > 2

    def test_what_is_not_whole_is_not_there(
        self, previews: Previews, connection: ConnectionId, clock: HandClock
    ) -> None:
        look = Look(HEAD, [("create", "crm", f"Eva {number}", "") for number in range(1_200)])
        for missing in ("00000", "00001", "00003"):
            previews.keep(connection, ACCOUNT, NAME, MARK, look, clock.now())
            previews.table.transact([Drop(Key(keys.previews(connection), f"{NAME}/{missing}"))])

            assert previews.find(connection, NAME, MARK) is None

    def test_it_is_found_by_its_name_and_what_it_is_about_until_its_time_is_over(
        self, previews: Previews, connection: ConnectionId, clock: HandClock
    ) -> None:
        look = Look(HEAD, [])
        previews.keep(connection, ACCOUNT, NAME, MARK, look, clock.now())
        other = replace(look, head={"link": 4})
        previews.keep(connection, ACCOUNT, "f" * 16, MARK, other, clock.now())

        assert previews.find(connection, NAME, "other") is None
        assert previews.find(connection, "a" * 16, MARK) is None
        assert previews.find(ConnectionId(f"{connection}2"), NAME, MARK) is None
        assert (previews.find(connection, NAME, MARK), previews.find(connection, "f" * 16, MARK)) == (look, other)

        clock.sleep(KEPT + timedelta(seconds=1))
        assert previews.find(connection, NAME, MARK) is None
