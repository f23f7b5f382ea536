"""What every store of large values does. A subclass supplies `blobs`."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tandem.ports import Blobs

NAMES = ["17/photo/1", "17/photo/10", "17/photo", "17/photo/1/small", "17/spool/0f.page", "170/photo/1", "18/photo/1"]


class BlobsContract:
    @pytest.fixture
    def blobs(self) -> Blobs:
        raise NotImplementedError("a home supplies this")

    @pytest.fixture
    def filled(self, blobs: Blobs) -> list[str]:
        for name in NAMES:
            blobs.put(name, name.encode())
        return NAMES

    @pytest.mark.parametrize("content", [b"", bytes(range(256)) * 8000], ids=["nothing", "2 MB"])
    def test_a_value_is_read_as_it_was_written(self, blobs: Blobs, content: bytes) -> None:
        blobs.put("17/a", content)

        assert blobs.get("17/a") == content

    def test_an_absent_value_is_none(self, blobs: Blobs, filled: list[str]) -> None:
        assert blobs.get("17/photo/2") is None
        assert blobs.get("17/spool") is None
        assert blobs.get("99/a") is None

    def test_a_name_may_be_the_beginning_of_another(self, blobs: Blobs, filled: list[str]) -> None:
        assert {name: blobs.get(name) for name in filled} == {name: name.encode() for name in filled}

    def test_a_later_value_replaces_the_earlier(self, blobs: Blobs) -> None:
        blobs.put("17/a", b"long before")

        blobs.put("17/a", b"after")

        assert blobs.get("17/a") == b"after"

    @pytest.mark.parametrize(
        "prefix", ["17/", "17/photo", "17/photo/", "17/photo/1", "17/s", "17/photo/1/small", "18/p"]
    )
    def test_a_prefix_deletes_what_starts_with_it_and_nothing_else(
        self, blobs: Blobs, filled: list[str], prefix: str
    ) -> None:
        blobs.delete(prefix)

        assert {name for name in filled if blobs.get(name) is not None} == {
            name for name in filled if not name.startswith(prefix)
        }

    def test_deleting_nothing_is_no_fault(self, blobs: Blobs, filled: list[str]) -> None:
        blobs.delete("99/")
        blobs.delete("17/none/at/all")

        assert all(blobs.get(name) is not None for name in filled)

    def test_a_deleted_name_can_be_used_again(self, blobs: Blobs, filled: list[str]) -> None:
        blobs.delete("17/")

        blobs.put("17/photo/1", b"new")

        assert blobs.get("17/photo/1") == b"new"
        assert blobs.get("17/photo/10") is None

    @pytest.mark.parametrize("prefix", ["", "/", "17", "1"])
    def test_a_prefix_that_could_reach_another_company_is_refused(
        self, blobs: Blobs, filled: list[str], prefix: str
    ) -> None:
        with pytest.raises(ValueError, match="company"):
            blobs.delete(prefix)

        assert all(blobs.get(name) is not None for name in filled)

    @pytest.mark.parametrize(
        "name",
        ["", "17", "17/", "/17/a", "17//a", "17/../18/a", "17/./a", "../a", "17/a\0", "17/a\nb", "17/a/", "17\\a"],
    )
    def test_a_name_that_is_no_plain_path_is_refused(self, blobs: Blobs, name: str) -> None:
        with pytest.raises(ValueError, match="name"):
            blobs.put(name, b"")
        with pytest.raises(ValueError, match="name"):
            blobs.get(name)

    def test_who_reads_during_a_write_sees_one_of_the_two_values(self, blobs: Blobs) -> None:
        values = [bytes([letter]) * 200_000 for letter in b"abcdefgh"]
        blobs.put("17/a", values[0])

        with ThreadPoolExecutor(4) as pool:
            writes = [pool.submit(blobs.put, "17/a", value) for value in values]
            reads = [pool.submit(blobs.get, "17/a") for _ in range(20)]

        assert all(write.exception() is None for write in writes)
        assert {read.result() for read in reads} <= set(values)
