"""Files that are on the disk when a call returns, and that only this user can read."""

import os
from pathlib import Path


def write_new(path: Path, content: bytes) -> None:
    """Write and sync a file that must not be there yet; its name lasts once its folder is synced too."""
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
