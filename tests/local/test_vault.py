"""The vault of one machine passes the port's suite, and trusts no key file that others can read."""

import os
import stat
from pathlib import Path

import pytest

from tandem.domain.errors import Refused
from tandem.local.table import SqliteTable
from tandem.local.vault import LocalVault
from tests.contracts.hand_clock import HandClock
from tests.contracts.vault_contract import GRANT, OpenVault, VaultContract


@pytest.fixture
def open_vault(tmp_path: Path) -> OpenVault:
    return lambda: LocalVault(SqliteTable(tmp_path / "tandem.db", HandClock()), tmp_path / "key")


class TestLocalVault(VaultContract):
    @pytest.fixture
    def open_vault(self, open_vault: OpenVault) -> OpenVault:
        return open_vault


def test_the_key_file_is_made_for_this_user_only(open_vault: OpenVault, tmp_path: Path) -> None:
    open_vault()

    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert len((tmp_path / "key").read_bytes()) == 32
    assert [path.name for path in tmp_path.iterdir() if "key" in path.name] == ["key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_file_that_others_may_touch_stops_the_start(open_vault: OpenVault, tmp_path: Path, mode: int) -> None:
    open_vault()
    (tmp_path / "key").chmod(mode)

    with pytest.raises(Refused) as refused:
        open_vault()

    assert refused.value.reason == "key_file_exposed"


def test_a_key_file_of_the_wrong_size_stops_the_start(open_vault: OpenVault, tmp_path: Path) -> None:
    open_vault()
    (tmp_path / "key").write_bytes(b"short")

    with pytest.raises(Refused) as refused:
        open_vault()

    assert refused.value.reason == "key_file_broken"


def test_another_key_file_than_the_tables_stops_the_start(open_vault: OpenVault, tmp_path: Path) -> None:
    open_vault()
    (tmp_path / "key").unlink()

    with pytest.raises(Refused) as refused:
        open_vault()

    assert refused.value.reason == "key_file_other"


def test_neither_the_data_key_nor_the_plain_value_is_on_the_disk(open_vault: OpenVault, tmp_path: Path) -> None:
    vault = open_vault()
    sealed = vault.seal(b"app-specific-password", GRANT)

    files = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.name != "key")

    assert b"password" not in files
    assert (tmp_path / "key").read_bytes() not in files + sealed
    assert os.listdir(tmp_path).count("key") == 1
