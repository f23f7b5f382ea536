"""The blobs of one machine pass the port's suite, and lie in files that only this user can read."""

import stat
from pathlib import Path

import pytest

from tandem.domain.errors import Unavailable
from tandem.local.blobs import LocalBlobs
from tests.contracts.blobs_contract import BlobsContract


class TestLocalBlobs(BlobsContract):
    @pytest.fixture
    def blobs(self, tmp_path: Path) -> LocalBlobs:
        return LocalBlobs(tmp_path / "blobs")


def test_only_this_user_can_read_them(tmp_path: Path) -> None:
    LocalBlobs(tmp_path / "blobs").put("17/photo/1", b"x")

    paths = [tmp_path / "blobs", *(tmp_path / "blobs").rglob("*")]

    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_dir()} == {0o700}
    assert [stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_file()] == [0o600]


def test_no_draft_is_left_behind(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path / "blobs")

    for content in (b"before", b"after"):
        blobs.put("17/photo/1", content)

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["1~"]


def test_a_draft_of_a_killed_process_goes_with_its_value(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path / "blobs")
    blobs.put("17/photo/1", b"x")
    (tmp_path / "blobs" / "17" / "photo" / "1~0123456789abcdef").write_bytes(b"half")

    blobs.delete("17/photo/1")

    assert list((tmp_path / "blobs" / "17" / "photo").iterdir()) == []


def test_a_disk_that_does_not_take_it_is_unavailable(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path / "blobs")
    (tmp_path / "blobs" / "17").write_bytes(b"a file where a folder should be")

    with pytest.raises(Unavailable):
        blobs.put("17/photo/1", b"x")
