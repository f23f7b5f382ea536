"""Keeps the state of these tests in memory where the machine can: they make sure of the disk thousands of times."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")  # a file system in memory, on Linux; small in some containers
ENOUGH = 512 * 1024 * 1024


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH
    with tempfile.TemporaryDirectory(dir=MEMORY if has_room else None) as folder:
        yield Path(folder)
